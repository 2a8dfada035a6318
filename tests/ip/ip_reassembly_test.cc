// toe_ip_rx: fragments, case by case (docs/rules/network.md, "Fragments"; RFC 791 3.2, 815, 1122 3.3.2, 5722).
#include "tests/ip/ip_lockstep.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

using enum IpVerdict;

class IpReassembly : public testing::TestWithParam<unsigned> {};

TEST_P(IpReassembly, PutsADatagramTogetherInEveryOrder) {
  proves("1122-IP-07 791-05 1122-IP-10 I12");
  Reassembly rx(GetParam());
  const Ipv4 whole = rx.datagram(1013);
  std::vector<Ipv4> pieces = cut(whole, {8, 504, 1000});
  for (unsigned i = 0; i < 4; ++i) pieces[i].ttl = 10 + i, pieces[i].tos = i;
  std::vector<unsigned> order{0, 1, 2, 3};
  do {
    EXPECT_EQ(rx.verdicts({pieces[order[0]], pieces[order[1]], pieces[order[2]], pieces[order[3]]}),
              (Verdicts{IpFragment, IpFragment, IpFragment, IpComplete}));
    const Datagram expected{slice(pieces[0].build(), 0, 20), whole.payload, get(whole.payload, 0, 8),
                            0xFFFFu & ~checksum(whole.payload), false, true};
    EXPECT_TRUE(rx.seen.datagrams == std::vector<Datagram>{expected});
  } while (std::ranges::next_permutation(order).found);
  rx.expect_all_free();
}

TEST_P(IpReassembly, HandsToEachLayerWhatIsItsOwn) {
  proves("I08 C03");
  Reassembly rx(GetParam());
  const Ipv4 echo = rx.datagram(3000, 1), segment = rx.datagram(1480, 6), tiny = rx.datagram(20, 6), longer = rx.datagram(1488, 6);
  EXPECT_EQ(rx.verdicts(cut_by(echo)), (Verdicts{IpFragment, IpFragment, IpComplete}));
  ASSERT_EQ(rx.seen.datagrams.size(), 1u);
  EXPECT_EQ(rx.seen.datagrams[0].octets, echo.payload);
  EXPECT_FALSE(rx.seen.datagrams[0].udp);
  EXPECT_EQ(rx.verdicts(cut_by(segment, 744)), (Verdicts{IpFragment, IpComplete, IpReplay}));
  EXPECT_EQ(rx.seen.tcp, (std::vector<Octets>{segment.payload}));
  // Eight octets of TCP header, and the rest.
  EXPECT_EQ(rx.verdicts(cut_by(tiny, 8)), (Verdicts{IpFragment, IpFragment, IpComplete, IpReplay}));
  EXPECT_EQ(rx.seen.tcp, (std::vector<Octets>{tiny.payload}));
  // Longer than any segment for us.
  EXPECT_EQ(rx.verdicts(cut_by(longer, 744)), (Verdicts{IpFragment, IpComplete}));
  EXPECT_TRUE(rx.seen.tcp.empty());
  rx.expect_all_free();
}

TEST_P(IpReassembly, ASegmentTakesItsPlaceBetweenOthersAndMixesWithNone) {
  Reassembly rx(GetParam(), {0, 30});
  for (unsigned i = 0; i < 12; ++i) {
    for (const Ipv4& p : cut_by(rx.datagram(1400 + i, 6, i), 704)) {
      rx.send(Ipv4{.protocol = 6, .payload = random_octets(i, rx.random)});
      rx.send(Ipv4{.protocol = 1, .payload = random_octets(100 + i, rx.random)});
      rx.send(p);
    }
  }
  rx.check();
  EXPECT_EQ(std::ranges::count(rx.seen.verdicts, IpReplay) + std::ranges::count(rx.seen.verdicts, IpNoRoom), 12);
  EXPECT_GT(std::ranges::count(rx.seen.verdicts, IpReplay), 3);
  rx.expect_all_free();
}

// RFC 791: source, destination, protocol and identification, all of them.
TEST_P(IpReassembly, KeepsDatagramsApart) {
  proves("791-03 I14");
  Reassembly rx(GetParam());
  for (unsigned what = 0; what < 4; ++what) {
    const Ipv4 one = rx.datagram(40);
    Ipv4 other = rx.datagram(40);
    if (what == 0) other.src += 2;
    if (what == 1) other.dst = 0xFFFFFFFF;
    if (what == 2) other.protocol = 1;
    if (what == 3) other.id += 256;
    EXPECT_EQ(rx.verdicts({piece(one, 0, 16), piece(other, 16, 40, false), piece(other, 0, 16), piece(one, 16, 40, false)}),
              (Verdicts{IpFragment, IpFragment, IpComplete, IpComplete}));
    ASSERT_EQ(rx.seen.datagrams.size(), 2u);
    EXPECT_EQ(rx.seen.datagrams[0].octets, other.payload);
    EXPECT_EQ(rx.seen.datagrams[1].octets, one.payload);
  }
  rx.expect_all_free();
}

TEST_P(IpReassembly, ForgetsADatagramThatContradictsItself) {
  proves("791-08 I09 I13");
  Reassembly rx(GetParam());
  const Ipv4 d = rx.datagram(200);
  const Ipv4 middle = piece(d, 80, 120), tail = piece(d, 160, 200, false);
  const struct {
    const char* what;
    std::vector<Ipv4> pieces;
  } cases[] = {
      {"over the front", {middle, piece(d, 64, 88)}},
      {"over the back", {middle, piece(d, 112, 128)}},
      {"around", {middle, piece(d, 72, 128)}},
      {"same front, longer", {middle, piece(d, 80, 128)}},
      {"same back, longer", {middle, piece(d, 72, 120)}},
      {"into the last", {tail, piece(d, 152, 168)}},
      {"beyond the end", {tail, piece(rx.datagram(400), 200, 208)}},
      {"another end, later", {tail, piece(rx.datagram(400), 160, 208, false)}},
      {"another end, earlier", {tail, piece(d, 160, 199, false)}},
      {"an end before what is held", {middle, piece(d, 40, 72, false)}},
      {"an end inside what is held", {middle, piece(d, 80, 119, false)}},
      {"the same as the last, but more follows", {piece(d, 160, 192, false), piece(d, 160, 200)}},
      {"between two and over both", {middle, piece(d, 0, 40), piece(d, 32, 88)}},
  };
  for (const auto& c : cases) {
    Verdicts expected(c.pieces.size() - 1, IpFragment);
    expected.push_back(IpOverlap);
    EXPECT_EQ(rx.verdicts(c.pieces), expected) << c.what;
    EXPECT_TRUE(rx.reference.empty()) << c.what;
    // It begins anew.
    EXPECT_EQ(rx.verdicts(cut(d, {80, 120})), (Verdicts{IpFragment, IpFragment, IpComplete})) << c.what;
    EXPECT_EQ(rx.seen.datagrams.at(0).octets, d.payload) << c.what;
  }
  rx.expect_all_free();
}

TEST_P(IpReassembly, KeepsTheFirstCopyOfWhatComesTwice) {
  proves("I12");
  Reassembly rx(GetParam());
  const Ipv4 d = rx.datagram(205);
  Ipv4 again = d;
  for (auto& octet : again.payload) octet ^= 0xFF;
  again.tos = 1;
  EXPECT_EQ(rx.verdicts({piece(d, 40, 120), piece(again, 40, 120), piece(again, 64, 72), piece(again, 112, 120),
                         piece(again, 64, 120, false), piece(d, 160, 205, false), piece(again, 200, 205, false),
                         piece(again, 160, 168), piece(d, 0, 40), piece(again, 0, 80), piece(d, 120, 160)}),
            (Verdicts{IpFragment, IpDuplicate, IpDuplicate, IpDuplicate, IpDuplicate, IpFragment, IpDuplicate,
                      IpDuplicate, IpFragment, IpDuplicate, IpComplete}));
  EXPECT_EQ(rx.seen.datagrams.at(0).octets, d.payload);
  EXPECT_EQ(rx.seen.datagrams.at(0).header, slice(piece(d, 0, 40).build(), 0, 20));
  rx.expect_all_free();
}

TEST_P(IpReassembly, RefusesWhatNoFragmentCanBe) {
  proves("791-04 791-11 I10 I13");
  Reassembly rx(GetParam());
  const Ipv4 d = rx.datagram(200);
  const unsigned edge = rx.limit() / 8 * 8;
  Ipv4 beyond = d, at_edge = d;
  beyond.payload = Octets(rx.limit() - edge + 1);
  beyond.flags_offset = edge / 8;
  at_edge.payload = Octets(rx.limit() - (edge - 8));
  at_edge.flags_offset = edge / 8 - 1;
  Ipv4 highest = d;
  highest.flags_offset = 0x1FFF;
  EXPECT_EQ(rx.verdicts({piece(d, 0, 0), piece(d, 8, 8, false), piece(d, 0, 7), piece(d, 8, 25), highest, beyond}),
            Verdicts(6, IpRefused));
  EXPECT_TRUE(rx.reference.empty());
  // A datagram that is there stays as it is.
  EXPECT_EQ(rx.verdicts({piece(d, 0, 80), piece(d, 80, 81), highest, beyond, piece(d, 80, 200, false)}),
            (Verdicts{IpFragment, IpRefused, IpRefused, IpRefused, IpComplete}));
  EXPECT_EQ(rx.verdicts({at_edge}), Verdicts{IpFragment});
  rx.expect_all_free();
}

INSTANTIATE_TEST_SUITE_P(Widths, IpReassembly, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
