// toe_ip_rx: what ends a datagram that is being put together, or keeps it from being begun: time, slots, pages,
// ranges, errors in the middle (docs/rules/network.md, "Fragments").
#include "tests/ip/ip_lockstep.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

using enum IpVerdict;
constexpr std::uint64_t tick = 1024, deadline = 58594 * tick;

class IpRoom : public testing::TestWithParam<unsigned> {};

TEST_P(IpRoom, ADatagramIsGivenUpAfterItsTimeAndTheSenderIsToldOfIt) {
  proves("1122-IP-19 1122-IP-20 792-05 I11");
  Reassembly rx(GetParam());
  rx.now = 5 * tick + 1000;
  const Ipv4 d = rx.datagram(100);
  EXPECT_EQ(rx.verdicts({piece(d, 0, 40)}), Verdicts{IpFragment});
  rx.now = 30'000'000;
  EXPECT_EQ(rx.verdicts({piece(d, 48, 64)}), Verdicts{IpFragment});  // does not move the deadline
  rx.now = deadline + 6 * tick - 1025;
  rx.step(30);
  EXPECT_TRUE(rx.records.empty());
  rx.now += 1025 - 1024 + 1;
  rx.step(30);
  ASSERT_EQ(rx.records.size(), 1u);
  rx.check();
  EXPECT_EQ(rx.seen.verdicts, Verdicts{IpTimeout});
  EXPECT_EQ(rx.seen.faults, (std::vector{Fault{0x0B01, slice(piece(d, 0, 40).build(), 0, 20), get(d.payload, 0, 8)}}));
  // What comes later begins anew.
  EXPECT_EQ(rx.verdicts({piece(d, 40, 100, false)}), Verdicts{IpFragment});
  rx.expect_all_free();
}

// RFC 1122 3.3.2, 3.2.2: told only if the first fragment came, was for us alone; and without options.
TEST_P(IpRoom, NobodyIsToldOfADatagramWithoutItsBeginning) {
  proves("792-05 1122-ICMP-07 I11");
  Reassembly rx(GetParam());
  Ipv4 late = rx.datagram(100), everybody = rx.datagram(100), options = rx.datagram(100);
  everybody.dst = 0xFFFFFFFF;
  options.options = Octets(4, 1);
  for (const Ipv4& d : {piece(late, 40, 100, false), piece(everybody, 0, 40), piece(options, 0, 40)}) {
    EXPECT_EQ(rx.verdicts({d}), Verdicts{IpFragment});
    rx.wait(61);
    rx.check();
    EXPECT_EQ(rx.seen.verdicts, Verdicts{IpTimeout});
    EXPECT_TRUE(rx.seen.faults.empty());
  }
  rx.expect_all_free();
}

TEST_P(IpRoom, SeveralThatAreDueGoLowestSlotFirst) {
  Reassembly rx(GetParam());
  for (unsigned i = 0; i < rx.slots; ++i) {
    rx.now += 3 * tick;
    EXPECT_EQ(rx.verdicts({piece(rx.datagram(100, 17, i), 0, 40)}), Verdicts{IpFragment});
  }
  // The first one is completed; a new one takes its place, with the latest deadline.
  rx.now += 3 * tick;
  EXPECT_EQ(rx.verdicts({piece(rx.datagram(100, 17, 0), 40, 100, false), piece(rx.datagram(100, 17, 90), 8, 40)}),
            (Verdicts{IpComplete, IpFragment}));
  rx.wait(61);
  rx.settle();
  ASSERT_EQ(rx.records.size(), rx.slots);
  EXPECT_EQ(rx.records[0].identification, 90u);
  for (unsigned i = 1; i < rx.slots; ++i) EXPECT_EQ(rx.records[i].identification, i);
  rx.check();
  rx.expect_all_free();
}

TEST_P(IpRoom, AFloodOfBeginningsTakesTheSlotsAndNothingElse) {
  proves("I11");
  Reassembly rx(GetParam());
  for (unsigned i = 0; i < 40; ++i) {
    rx.send(piece(rx.datagram(100, 17, i), 0, 40));
    rx.send(piece(rx.datagram(100, 17, 100 + i), 40, 100, false));
    rx.send(Ipv4{.protocol = 17, .payload = random_octets(60, rx.random)});
  }
  EXPECT_EQ(rx.check(), 0u);  // that the slots are in use is no secret
  EXPECT_EQ(std::ranges::count(rx.seen.verdicts, IpFragment), rx.slots);
  EXPECT_EQ(rx.seen.datagrams.size(), 40u);
  rx.expect_all_free();
}

TEST_P(IpRoom, HoldsEightRangesAndJoinsThem) {
  Reassembly rx(GetParam());
  const Ipv4 d = rx.datagram(16 * 20);
  std::vector<Ipv4> islands, bridges;
  for (unsigned i = 0; i < 8; ++i) islands.push_back(piece(d, 16 + 32 * i, 32 + 32 * i));
  EXPECT_EQ(rx.verdicts(islands), Verdicts(8, IpFragment));
  EXPECT_EQ(rx.verdicts({piece(d, 304, 320, false), piece(d, 0, 8)}), (Verdicts{IpNoRoom, IpNoRoom}));
  // What touches a range finds room: in front, behind, between two.
  EXPECT_EQ(rx.verdicts({piece(d, 8, 16), piece(d, 256, 272), piece(d, 96, 112), piece(d, 304, 320, false)}),
            (Verdicts{IpFragment, IpFragment, IpFragment, IpFragment}));
  EXPECT_EQ(rx.verdicts({piece(d, 16, 24), piece(d, 264, 272), piece(d, 88, 120), piece(d, 24, 40)}),
            (Verdicts{IpDuplicate, IpDuplicate, IpDuplicate, IpOverlap}));
  // Bridges in every order.
  std::vector<unsigned> order{0, 1, 2, 3, 4, 5, 6, 7};
  for (unsigned round = 0; round < 60; ++round) {
    std::ranges::shuffle(islands, rx.random);
    std::ranges::shuffle(order, rx.random);
    bridges = islands;
    for (const unsigned i : order) bridges.push_back(piece(d, 32 + 32 * i, 48 + 32 * i));
    bridges.push_back(piece(d, 0, 16));
    bridges.push_back(piece(d, 272, 320, false));
    Verdicts expected(18, IpFragment);
    expected.back() = IpComplete;
    EXPECT_EQ(rx.verdicts(bridges), expected);
    EXPECT_EQ(rx.seen.datagrams.at(0).octets, d.payload);
  }
  rx.expect_all_free();
}

// Pages are taken as octets come. A fragment that finds none changes nothing, and one that would begin a
// datagram begins none.
TEST_P(IpRoom, FindsNoRoomWhenMemoryIsFull) {
  Reassembly rx(GetParam());
  rx.hold = true;
  for (unsigned i = 0; i < rx.pages - 2 - 3; ++i) rx.send(Ipv4{.protocol = 17, .payload = Octets(100)});
  EXPECT_EQ(rx.check(), 0u);
  const Ipv4 d = rx.datagram(4400), other = rx.datagram(1480, 17, 2);
  EXPECT_EQ(rx.verdicts(cut_by(d)), (Verdicts{IpFragment, IpFragment, IpNoRoom}));
  EXPECT_EQ(rx.verdicts({piece(d, 2960, 3072), piece(other, 0, 1400)}), (Verdicts{IpFragment, IpNoRoom}));
  rx.hold = false;
  rx.settle();
  rx.step(400);
  EXPECT_EQ(rx.verdicts({piece(d, 3072, 4400, false), piece(other, 0, 800), piece(other, 800, 1480, false)}),
            (Verdicts{IpComplete, IpFragment, IpComplete}));
  EXPECT_EQ(rx.seen.datagrams.at(0).octets, d.payload);
  rx.expect_all_free();
}

// Nobody takes what is complete: the fragment is forgotten, its datagram stays and can be completed later.
TEST_P(IpRoom, AFragmentThatWouldCompleteWaitsForRoomByBeingSentAgain) {
  Reassembly rx(GetParam());
  rx.take = false;
  for (unsigned i = 0; i < 4; ++i) rx.send(Ipv4{.protocol = 17, .payload = Octets(20)});
  const Ipv4 d = rx.datagram(100, 1);
  rx.send(piece(d, 0, 40));
  rx.send(piece(d, 40, 100, false));
  rx.settle();
  EXPECT_EQ(rx.records.back().verdict, IpNoRoom);
  rx.take = true;
  EXPECT_EQ(rx.check(), 1u);
  EXPECT_EQ(rx.verdicts({piece(d, 40, 100, false)}), Verdicts{IpComplete});
  EXPECT_EQ(rx.seen.datagrams.at(0).octets, d.payload);
  rx.expect_all_free();
}

// A fragment that the MAC found bad, or that is cut off, is as if it had never come, wherever it is.
TEST_P(IpRoom, BadFragmentsLeaveNoTrace) {
  proves("F03");
  Reassembly rx(GetParam(), {20, 0});
  for (unsigned i = 0; i < 60; ++i) {
    const Ipv4 d = rx.datagram(600 + i, 17, i);
    Ipv4 wrong = d;
    for (auto& octet : wrong.payload) octet ^= 0x5A;
    const unsigned a = 8 * (1 + rx.random() % 30), b = 8 * (31 + rx.random() % 40);
    const auto bad = [&](const Ipv4& p) {
      if (rx.random() % 2) rx.send(p.build(), true);
      const Octets octets = p.build();
      rx.send(slice(octets, 0, octets.size() - 1 - rx.random() % 8));
    };
    bad(piece(wrong, 0, a));            // would have begun it
    rx.send(piece(d, a, b));
    bad(piece(wrong, 0, a));
    bad(piece(wrong, b, 600 + i, false));
    bad(piece(wrong, a - 8, b));        // would have contradicted it
    rx.send(piece(d, b, 600 + i, false));
    bad(piece(wrong, 0, a));            // would have completed it
    rx.send(piece(d, 0, a));
    rx.check();
    EXPECT_EQ(std::ranges::count(rx.seen.verdicts, IpComplete), 1);
    EXPECT_EQ(std::ranges::count(rx.seen.verdicts, IpFragment), 2);
  }
  rx.expect_all_free();
}

INSTANTIATE_TEST_SUITE_P(Widths, IpRoom, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
