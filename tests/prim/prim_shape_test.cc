// toe_prim_skip, toe_prim_trim: packet sizes x amounts x idle x backpressure, in every width.
#include "tests/prim/stream_bench.h"

#include "Vprim_shape_tb.h"

#include <array>

namespace sockwire::test {
namespace {

constexpr std::array<Pace, 5> paces{Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}, {80, 80}};

struct Shape : Bench<Vprim_shape_tb> {
  Shape(unsigned width, bool trims, Pace pace)
      : data_bytes(4u << width),
        source(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 61 + pace.idle),
        sink(SOCKWIRE_STREAM_PINS(top, , o, i), data_bytes, "out", 62) {
    top.width_i = static_cast<CData>(width);
    top.trims_i = trims;
    sources = {&source};
    sinks = {&sink};
    source.idle = pace.idle;
    sink.stall = pace.stall;
    source.drive_side = [this](const Packet& packet) {
      top.amount_i = static_cast<SData>(packet.side[0]);
    };
    sink.side = [this] { return std::vector<std::uint32_t>{top.short_o}; };
    sample = [this] {
      if (top.valid_i && top.ready_o && top.last_i) missing.push_back(top.missing_o);
    };
    reset();
  }
  // Sends all and waits for as many.
  void pass(const std::vector<Packet>& packets) {
    for (const Packet& packet : packets) source.push(packet);
    ASSERT_TRUE(run([&] { return sink.packets.size() >= packets.size(); }));
    step(20);
    ASSERT_EQ(sink.packets.size(), packets.size());
  }
  unsigned data_bytes;
  Source source;
  Sink sink;
  std::vector<bool> missing;
};

// Sizes up to 80 octets with every amount that `step` gives, shuffled.
std::vector<Packet> packets(unsigned data_bytes, unsigned step, unsigned greatest, Random& random) {
  std::vector<Packet> all;
  for (unsigned size = 0; size <= 80; ++size) {
    for (unsigned amount = 0; amount <= greatest; amount += step) {
      const bool tail = size != 0 && size % data_bytes == 0 && random() % 2;
      all.push_back({random_octets(size, random), random() % 4 == 0, tail, {amount}});
    }
  }
  std::shuffle(all.begin(), all.end(), random);
  return all;
}

class ShapeTest : public testing::TestWithParam<unsigned> {};

TEST_P(ShapeTest, SkipLeavesOutTheFirstOctets) {
  for (const Pace pace : paces) {
    Shape shape(GetParam(), false, pace);
    Random random(GetParam());
    const auto sent = packets(shape.data_bytes, 4, 40, random);
    shape.pass(sent);
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const auto& in = sent[i].octets;
      const unsigned skip = sent[i].side[0];
      const Packet& out = shape.sink.packets.at(i);
      const bool is_short = in.size() < skip;
      // Of a short packet only that it is one is told, on its one beat.
      EXPECT_EQ(out.side[0], is_short) << in.size() << " - " << skip;
      EXPECT_EQ(out.err, sent[i].err || is_short) << in.size() << " - " << skip;
      if (is_short) {
        EXPECT_TRUE(out.octets.empty());
      } else {
        EXPECT_EQ(out.octets, Octets(in.begin() + skip, in.end())) << in.size() << " - " << skip;
      }
    }
  }
}

TEST_P(ShapeTest, TrimKeepsTheFirstOctetsAndThePacketsOwnEnd) {
  for (const Pace pace : paces) {
    Shape shape(GetParam(), true, pace);
    Random random(GetParam());
    auto sent = packets(shape.data_bytes, 3, 90, random);
    for (const unsigned length : {65535u, 0xFF00u, 256u, 272u}) {
      sent.push_back({random_octets(260, random), false, false, {length}});
      sent.push_back({random_octets(16, random), false, false, {length}});
    }
    shape.pass(sent);
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const auto& in = sent[i].octets;
      const unsigned length = sent[i].side[0];
      const Packet& out = shape.sink.packets.at(i);
      const bool missing = in.size() < length;
      EXPECT_EQ(out.err, sent[i].err || missing) << in.size() << " to " << length;
      EXPECT_EQ(shape.missing.at(i), missing) << in.size() << " to " << length;
      EXPECT_EQ(out.octets, Octets(in.begin(), in.begin() + std::min<long>(
                                                   length, static_cast<long>(in.size()))));
      EXPECT_GT(out.last_cycle, shape.source.sent()[i].last_cycle);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, ShapeTest, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
