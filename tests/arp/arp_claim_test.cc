// toe_arp: our address against others' (RFC 5227; docs/rules/network.md, "ARP": ArpPacket 1 and 2,
// ArpClaim).
#include "tests/arp/arp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

constexpr std::uint32_t own_ip = Network{}.ip, wanted_ip = 0x0A000133;
constexpr std::uint64_t own_mac = Network{}.mac;

class ArpClaim : public testing::TestWithParam<unsigned> {
 protected:
  ArpBench arp{GetParam()};

  void own(std::uint32_t ip) {
    arp.network.ip = ip;
    set_network(arp.top.network_i, arp.network);
  }
  // The one record that this packet makes.
  ArpRecord told(const Arp& packet) {
    arp.settle();
    const std::size_t before = arp.records.size();
    arp.packet(packet);
    arp.settle();
    EXPECT_EQ(arp.records.size(), before + 1);
    return arp.records.back();
  }
  static ArpRecord said(const Arp& packet) { return {.kind = kind_packet, .packet = packet.build()}; }
  static ArpRecord conflict(const Arp& packet, bool defended) {
    ArpRecord record = said(packet);
    record.conflict = true;
    if (defended) record.send = send_announce, record.send_ip = own_ip;
    return record;
  }
  static ArpRecord probe_conflict(const Arp& packet) {
    ArpRecord record = said(packet);
    record.probe_conflict = true;
    return record;
  }
};

// The frames themselves are checked by the bench, against the records.
TEST_P(ArpClaim, TheHostProbesAndAnnounces) {
  proves("5227-01 5227-02");
  own(0);
  arp.claim(wanted_ip, true);
  arp.claim(wanted_ip, true);
  arp.claim(wanted_ip, false);
  arp.settle();
  ASSERT_EQ(arp.records.size(), 3u);
  for (unsigned i = 0; i < 3; ++i)
    EXPECT_EQ(arp.records[i], (ArpRecord{.kind = kind_claim, .ip = wanted_ip,
                                         .send = i < 2 ? send_probe : send_announce,
                                         .send_ip = wanted_ip}));
  EXPECT_EQ(arp.count, (ArpBench::Counts{0, 0, 3}));
}

TEST_P(ArpClaim, WhoHasOrWantsTheProbedAddressIsTold) {
  proves("5227-01");
  own(0);
  const Arp has{.operation = 2, .sender_ip = wanted_ip};
  const Arp asks{.sender_ip = wanted_ip, .target_ip = peer_ip};
  const Arp wants{.sender_ip = 0, .target_ip = wanted_ip};
  arp.packet(has);  // nobody listens yet
  arp.settle();
  EXPECT_TRUE(arp.records.empty());
  arp.claim(wanted_ip, true);
  for (const Arp& packet : {has, asks, wants}) EXPECT_EQ(told(packet), probe_conflict(packet));
  Arp mine = wants;  // our own probe comes back
  mine.sender_mac = own_mac;
  Arp looks{.sender_ip = peer_ip, .target_ip = wanted_ip};
  Arp odd = wants;
  odd.operation = 2;
  Arp near = has;
  near.sender_ip = wanted_ip ^ 0x100;
  for (const Arp& packet : {mine, looks, odd, near}) EXPECT_EQ(told(packet), said(packet));
  EXPECT_EQ(arp.count, (ArpBench::Counts{4, 3, 1, 0, 0, 3}));
  arp.claim(wanted_ip, false);
  arp.settle();
  const std::size_t before = arp.records.size();
  for (const Arp& packet : {has, asks, wants}) arp.packet(packet);
  arp.settle();
  EXPECT_EQ(arp.records.size(), before);  // nothing is watched any more, and we have no address
  arp.claim(wanted_ip, true);
  arp.claim(wanted_ip + 1, true);  // the last one is watched
  EXPECT_EQ(told(has), said(has));
}

// With an address of ours another one can be probed: what is about it changes nothing, all else is
// as ever.
TEST_P(ArpClaim, AnotherAddressIsProbedBesideOurOwn) {
  arp.claim(wanted_ip, true);
  EXPECT_EQ(arp.ask(wanted_ip), waiting);
  const Arp has{.sender_ip = wanted_ip};  // it asks for us, too
  EXPECT_EQ(told(has), probe_conflict(has));
  EXPECT_EQ(arp.ask(wanted_ip), waiting);
  EXPECT_EQ(told({}).send, unsigned{send_reply});
  EXPECT_EQ(told({.sender_ip = own_ip}), conflict({.sender_ip = own_ip}, true));
}

TEST_P(ArpClaim, DefendsItsAddressAtMostOnceInTenTicks) {
  proves("5227-03 A04");
  EXPECT_EQ(arp.ask(own_ip), waiting);
  const Arp other{.operation = 2, .sender_ip = own_ip}, asks{.sender_ip = own_ip};
  EXPECT_EQ(told(other), conflict(other, true));
  EXPECT_EQ(told(asks), conflict(asks, false));
  for (unsigned i = 1; i < ArpBench::defend_ticks; ++i) {
    arp.tick();
    EXPECT_EQ(told(other), conflict(other, false)) << i;
  }
  arp.tick();
  EXPECT_EQ(told(asks), conflict(asks, true));
  for (unsigned i = 0; i < 30; ++i) arp.tick();
  EXPECT_EQ(told(other), conflict(other, true));
  EXPECT_EQ(told(other), conflict(other, false));
  EXPECT_EQ(arp.count[ArpBench::conflicts], 2 + 9 + 1 + 2u);
  EXPECT_FALSE(arp.ask(own_ip).hit);  // never adopted
}

TEST_P(ArpClaim, AnAnnouncementOfTheHostIsNoDefence) {
  arp.claim(own_ip, false);
  const Arp other{.sender_ip = own_ip};
  EXPECT_EQ(told(other), conflict(other, true));
}

// RFC 5227 2.1.1: until the host has set an address we say nothing but what it probes and announces.
TEST_P(ArpClaim, WithoutAnAddressNothingIsLearnedOrAnswered) {
  own(0);
  arp.claim(wanted_ip, true);
  EXPECT_EQ(arp.ask(peer_ip), waiting);
  const Arp to_nobody{.target_ip = 0}, reply{.operation = 2, .target_ip = 0};
  EXPECT_EQ(told(to_nobody), said(to_nobody));
  EXPECT_EQ(told(reply), said(reply));
  EXPECT_FALSE(arp.ask(peer_ip).hit);
}

INSTANTIATE_TEST_SUITE_P(Widths, ArpClaim, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
