// Whose our address is: probes, announcements, defence (RFC 5227), and what advice does
// (RFC 1122 3.3.1.4).
#include "tests/model/net.h"

namespace sockwire::model {
namespace {

constexpr std::uint64_t kOtherMac = 0x02'00'00'00'00'AA;
constexpr std::uint32_t kWanted = 0x0A000009;

class ModelClaim : public ::testing::Test {
 protected:
  Net n;

  ArpRecord claim(std::uint32_t ip, bool probe) {
    n.toe.claim(ip, probe);
    return n.toe.arp_claim_event();
  }
  ArpRecord from(std::uint64_t mac, std::uint32_t sender, std::uint32_t target,
                 std::uint16_t operation = 1) {
    return n.arp({operation, mac, sender, 0, target});
  }
  packet::Arp frame() {
    const Octets octets = n.toe.next_frame(FrameKind::Arp).value_or(Octets(14));
    EXPECT_EQ(packet::get(octets, 0, 6), kMacBroadcast);
    return *packet::Arp::parse(std::span(octets).subspan(14));
  }
  void ticks(unsigned count) {
    for (; count > 0; --count) n.toe.arp_tick_event();
  }
};

TEST_F(ModelClaim, AProbeDoesNotSayWhoAsks) {
  const ArpRecord r = claim(kWanted, true);
  EXPECT_EQ(r.kind, ArpEvent::ArpClaim);
  EXPECT_EQ(r.send, ArpSend::SendProbe);
  EXPECT_EQ(r.ip, kWanted);
  const packet::Arp probe = frame();
  EXPECT_EQ(probe.operation, 1);
  EXPECT_EQ(probe.sender_mac, Net::kOurMac);
  EXPECT_EQ(probe.sender_ip, 0u);
  EXPECT_EQ(probe.target_mac, 0u);
  EXPECT_EQ(probe.target_ip, kWanted);
  EXPECT_EQ(n.toe.counters().arp_out_requests, 1u);
}
TEST_F(ModelClaim, AnAnnouncementSaysItTwice) {
  EXPECT_EQ(claim(kWanted, false).send, ArpSend::SendAnnounce);
  const packet::Arp announcement = frame();
  EXPECT_EQ(announcement.sender_ip, kWanted);
  EXPECT_EQ(announcement.target_ip, kWanted);
}
TEST_F(ModelClaim, OnlyOneWaits) {
  n.toe.claim(kWanted, true);
  n.toe.claim(kWanted + 1, true);
  EXPECT_EQ(n.toe.arp_claim_event().ip, kWanted);
  EXPECT_THROW(n.toe.arp_claim_event(), std::logic_error);
}
TEST_F(ModelClaim, WhileWeProbeOthersAreConflicts) {
  claim(kWanted, true);
  EXPECT_TRUE(from(kOtherMac, kWanted, 1).probe_conflict) << "somebody has it";
  EXPECT_TRUE(from(kOtherMac, kWanted, 1, 2).probe_conflict);
  EXPECT_TRUE(from(kOtherMac, 0, kWanted).probe_conflict) << "somebody probes it";
  EXPECT_FALSE(from(kOtherMac, 0, kWanted, 2).probe_conflict) << "no request";
  EXPECT_FALSE(from(Net::kOurMac, 0, kWanted).probe_conflict) << "our own, come back";
  EXPECT_FALSE(from(kOtherMac, kWanted + 1, kWanted).probe_conflict) << "who only asks for it";
  EXPECT_EQ(n.toe.counters().arp_probe_conflicts, 3u);
  claim(kWanted, false);
  EXPECT_FALSE(from(kOtherMac, kWanted, 1).probe_conflict) << "nothing is watched any more";
}
TEST_F(ModelClaim, WithoutAnAddressOnlyTheProbeHears) {
  n.network({Net::kOurMac, 0, 0, 0});
  n.toe.frame(packet::ethernet(kMacBroadcast, kOtherMac, 0x0806,
                               packet::Arp{1, kOtherMac, kWanted, 0, 1}.build()));
  EXPECT_THAT(n.toe.owed(), ::testing::IsEmpty());
  claim(kWanted, true);
  n.toe.next_frame(FrameKind::Arp);
  const ArpRecord other = from(kOtherMac, kWanted + 1, 0);
  EXPECT_FALSE(other.learned);
  EXPECT_EQ(other.send, ArpSend::SendNone);
  EXPECT_TRUE(from(kOtherMac, kWanted, 0).probe_conflict);
}
TEST_F(ModelClaim, OurAddressIsDefendedNotTooOften) {
  EXPECT_EQ(from(kOtherMac, Net::kOurIp, 1).send, ArpSend::SendAnnounce);
  const packet::Arp defence = frame();
  EXPECT_EQ(defence.sender_ip, Net::kOurIp);
  EXPECT_EQ(defence.target_ip, Net::kOurIp);
  ticks(kDefendTicks - 1);
  const ArpRecord silent = from(kOtherMac, Net::kOurIp, 1);
  EXPECT_TRUE(silent.conflict);
  EXPECT_EQ(silent.send, ArpSend::SendNone);
  ticks(1);
  EXPECT_EQ(from(kOtherMac, Net::kOurIp, 1).send, ArpSend::SendAnnounce);
  EXPECT_EQ(n.toe.counters().arp_conflicts, 3u);
}

// ---------------------------------------------------------------- the order of events

TEST_F(ModelClaim, AfterATickEachPendingSlotHasItsTurnFirst) {
  const std::uint16_t desc = n.socket(7);
  for (std::uint32_t i = 0; i < 3; ++i) {
    n.send(desc, counting(4), 0x0A000020 + i);
    n.toe.arp_resolve_event(ArpClient::ClientSend);
  }
  n.toe.arp_tick_event();
  EXPECT_THROW(n.toe.arp_tick_event(), std::logic_error);
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(n.toe.arp_wait_event().ip, 0x0A000020 + i);
  EXPECT_THROW(n.toe.arp_wait_event(), std::logic_error);
}
TEST_F(ModelClaim, WithoutAdviceNobodyIsForgotten) {
  EXPECT_THROW(n.toe.arp_advise_event(Net::kPeerIp), std::logic_error);
}

}  // namespace
}  // namespace sockwire::model
