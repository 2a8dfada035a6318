// toe_ip_cut: every size in its pieces (RFC 791 3.2; docs/rules/network.md, "IPv4 out").
#include "tests/ip/sent.h"
#include "tests/requirement.h"

#include "Vcut_576.h"
#include "Vcut_9000.h"
#include "Vcut_tb.h"

namespace sockwire::test {
namespace {

template <typename Top = Vcut_tb, unsigned kMtu = 1500>
struct Cut : Bench<Top> {
  static constexpr unsigned whole = kMtu - 20, piece_octets = whole / 8 * 8;
  using Bench<Top>::top;

  explicit Cut(unsigned width, Pace pace = {})
      : in(SOCKWIRE_STREAM_PINS(top, , i, o), 4u << width, 31 + pace.idle),
        out(SOCKWIRE_STREAM_PINS(top, , o, i), 4u << width, "pieces", 32) {
    top.width_i = static_cast<CData>(width);
    this->sources = {&in};
    this->sinks = {&out};
    in.idle = pace.idle;
    out.stall = pace.stall;
    in.drive_side = [this](const Packet& packet) { top.meta_i = wide<4>(packet.side); };
    out.side = [this] { return words(top.side_o); };
    this->reset();
  }
  void give(const TxMeta& meta, const Octets& octets, bool err = false) {
    VlWide<4> side{};
    set_meta(side, meta);
    in.push({.octets = octets, .err = err, .side = words(side)});
    given.push_back({meta, octets, err});
  }
  void expect_pieces() {
    ASSERT_TRUE(this->run([&] { return in.empty(); }, 3000000));
    this->step(100);
    std::size_t next = 0;
    for (const auto& [meta, octets, err] : given) {
      unsigned at = 0;
      do {
        ASSERT_LT(next, out.packets.size());
        const Packet& piece = out.packets[next++];
        const std::size_t left = octets.size() - at, end = at + (left > whole ? piece_octets : left);
        const auto side = wide<5>(piece.side);
        ASSERT_EQ(piece.octets, slice(octets, at, end)) << octets.size() << " at " << at;
        EXPECT_EQ(piece.err, err && end == octets.size());
        TxMeta of_piece = meta;
        of_piece.length = static_cast<unsigned>(end - at);
        EXPECT_EQ(get_meta(side, 18), of_piece);
        EXPECT_EQ(bits(side, 2, 16), at);
        EXPECT_EQ(bits(side, 1, 1), end < octets.size());
        EXPECT_EQ(bits(side, 0, 1), at == 0);
        at = static_cast<unsigned>(end);
      } while (at < octets.size());
    }
    EXPECT_EQ(next, out.packets.size());
  }
  Source in;
  Sink out;
  struct Given { TxMeta meta; Octets octets; bool err; };
  std::vector<Given> given;
};

class IpCut : public testing::TestWithParam<unsigned> {};

template <typename Cut>
void cut_every_size(unsigned width) {
  for (const Pace pace : {Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}}) {
    Cut cut(width, pace);
    Random random(width + 3);
    std::vector<unsigned> sizes{0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 0, 65515, 65507};
    for (unsigned pieces = 0; pieces < 4; ++pieces)
      for (unsigned near = 0; near < 35; ++near) sizes.push_back(pieces * Cut::piece_octets + Cut::whole - 17 + near);
    for (unsigned i = 0; i < 60; ++i) sizes.push_back(random() % 9000);
    for (const unsigned size : sizes)
      cut.give(TxMeta::random(17, size, false, random), random_octets(size, random), random() % 16 == 0);
    cut.expect_pieces();
  }
}

TEST_P(IpCut, CutsEverySizeIntoItsPieces) {
  proves("1122-IP-22 791-04");
  cut_every_size<Cut<>>(GetParam());
}

// Where what a frame takes is no multiple of eight, only the rest fills it.
TEST_P(IpCut, OnLinksWithOtherFramesToo) {
  cut_every_size<Cut<Vcut_576, 576>>(GetParam());
  cut_every_size<Cut<Vcut_9000, 9000>>(GetParam());
}

// A datagram costs its beats, one clock, and one more for each two pieces where a piece ends inside a beat.
TEST_P(IpCut, TakesABeatAClock) {
  Cut<> cut(GetParam());
  const unsigned n = 4u << GetParam();
  cut.give({.length = 65515}, Octets(65515, 7));
  const auto begin = cut.cycle();
  ASSERT_TRUE(cut.run([&] { return cut.out.packets.size() == 45; }));
  EXPECT_LE(cut.cycle() - begin, 65515 / n + 3 + (n == 16 ? 45 / 2 : 0));
}

INSTANTIATE_TEST_SUITE_P(Widths, IpCut, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
