// toe_prim_strip, toe_prim_prepend, toe_prim_frame_fifo, toe_prim_checksum: packet sizes x idle x
// backpressure, in every width.
#include "tests/prim/stream_bench.h"

#include "Vprim_stream_tb.h"

#include <array>
#include <tuple>

namespace sockwire::test {
namespace {

constexpr std::array<unsigned, 6> header_bytes{14, 20, 8, 16, 1, 5};
constexpr unsigned prepend_units = 6, frame_fifo_units = 12;
constexpr std::array<unsigned, 2> depths{16, 13};
constexpr std::array<Pace, 5> paces{Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}, {80, 80}};

struct Unit : Bench<Vprim_stream_tb> {
  Unit(unsigned width, unsigned unit, Pace pace)
      : data_bytes(4u << width),
        source(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 7 * unit + pace.idle),
        sink(SOCKWIRE_STREAM_PINS(top, , o, i), data_bytes, "out", 5 * unit + pace.stall) {
    top.width_i = static_cast<CData>(width);
    top.unit_i = static_cast<CData>(unit);
    sources = {&source};
    sinks = {&sink};
    source.idle = pace.idle;
    sink.stall = pace.stall;
    reset();
  }
  // The header's octets, first one first, beside the stream.
  void watch_header(unsigned count) {
    sink.side = [this, count] {
      std::vector<std::uint32_t> side;
      for (unsigned i = count; i-- > 0;)
        side.push_back(top.header_o[i / 4] >> (8 * (i % 4)) & 0xFF);
      side.push_back(top.short_o);
      return side;
    };
  }
  void drive_header() {
    source.drive_side = [this](const Packet& packet) {
      const std::size_t count = packet.side.size();
      for (auto& word : top.header_i.m_storage) word = 0xA5A5A5A5;
      for (std::size_t i = 0; i < count; ++i) {
        EData& word = top.header_i[(count - 1 - i) / 4];
        const auto shift = static_cast<unsigned>(8 * ((count - 1 - i) % 4));
        word = (word & ~(0xFFu << shift)) | (packet.side[i] << shift);
      }
    };
  }
  unsigned data_bytes;
  Source source;
  Sink sink;
};

// Every size up to 70 octets, a few greater ones, with and without err; whole beats with and without an empty tail.
std::vector<Packet> packets(unsigned data_bytes, Random& random) {
  std::vector<Packet> all;
  for (unsigned size = 0; size < 75; ++size) {
    const unsigned octets = size <= 70 ? size : 1000 + size * 7;
    all.push_back({random_octets(octets, random), random() % 3 == 0});
    if (octets % data_bytes == 0 && octets != 0)
      all.push_back({random_octets(octets, random), random() % 3 == 0, true});
  }
  return all;
}

class Strip : public testing::TestWithParam<std::tuple<unsigned, unsigned>> {};
class Prepend : public Strip {};
class FrameFifo : public Strip {};

TEST_P(Strip, TakesTheHeaderOffPacketsOfEverySize) {
  const auto [width, which] = GetParam();
  for (const Pace pace : paces) {
    Random random(width * 100 + which);
    Unit unit(width, which, pace);
    const unsigned header = header_bytes[which];
    unit.watch_header(header);
    auto sent = packets(unit.data_bytes, random);
    std::shuffle(sent.begin(), sent.end(), random);
    for (const auto& packet : sent) unit.source.push(packet);
    ASSERT_TRUE(unit.run([&] { return unit.sink.packets.size() == sent.size(); }));
    unit.step(20);
    ASSERT_EQ(unit.sink.packets.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const auto& in = sent[i].octets;
      const Packet& out = unit.sink.packets[i];
      const bool is_short = in.size() < header;
      EXPECT_EQ(out.side.back(), is_short);
      EXPECT_EQ(out.err, sent[i].err || is_short);
      if (is_short) {
        EXPECT_TRUE(out.octets.empty());
        continue;
      }
      EXPECT_EQ(out.octets, Octets(in.begin() + header, in.end())) << "size " << in.size();
      for (unsigned j = 0; j < header; ++j) EXPECT_EQ(out.side[j], in[j]);
    }
  }
}

TEST_P(Strip, NeverHoldsUpAStream) {
  const auto [width, which] = GetParam();
  Unit unit(width, which, {});
  Random random(3);
  for (unsigned size = 40; size < 140; ++size)
    unit.source.push({.octets = random_octets(size, random)});
  std::uint64_t beats = 0;
  for (unsigned size = 40; size < 140; ++size)
    beats += (size + unit.data_bytes - 1) / unit.data_bytes;
  const auto begin = unit.cycle();
  ASSERT_TRUE(unit.run([&] { return unit.source.empty(); }));
  EXPECT_EQ(unit.cycle() - begin, beats);
}

TEST_P(Prepend, PutsTheHeaderBeforePacketsOfEverySize) {
  const auto [width, which] = GetParam();
  for (const Pace pace : paces) {
    Random random(width * 100 + which);
    Unit unit(width, prepend_units + which, pace);
    unit.drive_header();
    auto sent = packets(unit.data_bytes, random);
    std::shuffle(sent.begin(), sent.end(), random);
    for (auto& packet : sent) {
      const auto header = random_octets(header_bytes[which], random);
      packet.side.assign(header.begin(), header.end());
      unit.source.push(packet);
    }
    ASSERT_TRUE(unit.run([&] { return unit.sink.packets.size() == sent.size(); }));
    unit.step(20);
    ASSERT_EQ(unit.sink.packets.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
      Octets expected(sent[i].side.begin(), sent[i].side.end());
      expected.insert(expected.end(), sent[i].octets.begin(), sent[i].octets.end());
      EXPECT_EQ(unit.sink.packets[i].octets, expected);
      EXPECT_EQ(unit.sink.packets[i].err, sent[i].err);
    }
  }
}

TEST_P(Prepend, SendsABeatEachClock) {
  const auto [width, which] = GetParam();
  Unit unit(width, prepend_units + which, {});
  unit.drive_header();
  std::uint64_t beats = 0;
  for (unsigned size = 1; size < 100; ++size) {
    unit.source.push({.octets = Octets(size, 0x11),
                      .side = std::vector<std::uint32_t>(header_bytes[which], 0x22)});
    beats += (size + header_bytes[which] + unit.data_bytes - 1) / unit.data_bytes;
  }
  ASSERT_TRUE(unit.run([&] { return unit.sink.packets.size() == 99; }));
  EXPECT_EQ(unit.sink.packets.back().last_cycle - unit.sink.packets.front().first_cycle + 1, beats);
}

TEST_P(FrameFifo, DropsWholeWhatHasErrOrFindsNoRoom) {
  const auto [width, which] = GetParam();
  for (const Pace pace : paces) {
    Random random(width * 10 + which);
    Unit unit(width, frame_fifo_units + which, pace);
    const unsigned depth = depths[which];
    std::vector<Packet> expected;
    unsigned drops = 0;
    bool last_seen = false;
    for (unsigned i = 0; i < 600; ++i) {
      const unsigned beats = random() % (depth + 3);
      unit.source.push({random_octets(beats * unit.data_bytes + random() % unit.data_bytes, random),
                        random() % 4 == 0});
    }
    unit.sample = [&] {
      const bool ends = unit.top.valid_i && unit.top.last_i;
      EXPECT_TRUE(unit.top.ready_o);
      if (unit.top.drop_o) {
        EXPECT_TRUE(ends && !unit.top.err_i);
        ++drops;
      } else if (ends && !unit.top.err_i) {
        expected.push_back(unit.source.sent().back());
      }
      last_seen = ends;
    };
    ASSERT_TRUE(unit.run([&] { return unit.source.empty(); }));
    ASSERT_TRUE(unit.run([&] { return unit.sink.packets.size() >= expected.size(); }));
    unit.step(50);
    ASSERT_EQ(unit.sink.packets.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(unit.sink.packets[i].octets, expected[i].octets);
      EXPECT_FALSE(unit.sink.packets[i].err);
      EXPECT_GT(unit.sink.packets[i].first_cycle, expected[i].last_cycle);
    }
    EXPECT_GT(drops, 0u);
    EXPECT_GT(expected.size(), 50u);
  }
}

TEST_P(FrameFifo, HoldsAsManyBeatsAsItsDepth) {
  const auto [width, which] = GetParam();
  Unit unit(width, frame_fifo_units + which, {});
  unit.sink.stall = 100;
  const unsigned depth = depths[which];
  unsigned drops = 0;
  unit.sample = [&] { drops += unit.top.drop_o; };
  unit.source.push({.octets = Octets(depth * unit.data_bytes, 0x5A)});
  ASSERT_TRUE(unit.run([&] { return unit.source.empty(); }));
  EXPECT_EQ(drops, 0u);
  unit.source.push({.octets = Octets((depth + 1) * unit.data_bytes, 0x5B)});
  ASSERT_TRUE(unit.run([&] { return unit.source.empty(); }));
  EXPECT_EQ(drops, 1u);
  unit.sink.stall = 0;
  unit.step(2 * depth);
  ASSERT_EQ(unit.sink.packets.size(), 1u);
  EXPECT_EQ(unit.sink.packets[0].octets, Octets(depth * unit.data_bytes, 0x5A));
}

TEST_P(FrameFifo, ShowsAPacketOneClockAfterItsEnd) {
  const auto [width, which] = GetParam();
  Unit unit(width, frame_fifo_units + which, {});
  unit.source.push({.octets = Octets(5 * unit.data_bytes, 0x5A)});
  unit.step(20);
  ASSERT_EQ(unit.sink.packets.size(), 1u);
  EXPECT_EQ(unit.sink.packets[0].first_cycle, unit.source.sent()[0].last_cycle + 1);
  EXPECT_EQ(unit.sink.packets[0].last_cycle, unit.source.sent()[0].last_cycle + 5);
}

const auto headers = testing::Combine(testing::Range(0u, 3u), testing::Range(0u, 6u));
INSTANTIATE_TEST_SUITE_P(Widths, Strip, headers);
INSTANTIATE_TEST_SUITE_P(Widths, Prepend, headers);
INSTANTIATE_TEST_SUITE_P(Widths, FrameFifo,
                         testing::Combine(testing::Range(0u, 3u), testing::Range(0u, 2u)));

TEST(Checksum, IsTheSumOfTheKeptOctets) {
  Bench<Vprim_stream_tb> bench;
  Random random(1);
  for (int round = 0; round < 20000; ++round) {
    const unsigned kept = random() % 17;
    Octets octets = random_octets(16, random);
    if (round % 3 == 0) octets.assign(16, round % 2 ? 0xFF : 0x00);
    for (unsigned i = 0; i < 4; ++i)
      bench.top.data_i[i] = static_cast<EData>(octets[4 * i] | octets[4 * i + 1] << 8 |
                                               octets[4 * i + 2] << 16) |
                            static_cast<EData>(octets[4 * i + 3]) << 24;
    bench.top.keep_i = static_cast<SData>((1u << kept) - 1);
    bench.top.eval();
    for (unsigned width = 0; width < 3; ++width) {
      std::uint64_t sum = 0;
      for (unsigned i = 0; i < std::min(kept, 4u << width); ++i)
        sum += i % 2 ? octets[i] : octets[i] << 8;
      while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
      ASSERT_EQ(bench.top.sums_o >> (16 * width) & 0xFFFF, sum) << "kept " << kept;
    }
  }
}

}  // namespace
}  // namespace sockwire::test
