// ARP, and what waits for it: RFC 826, RFC 1122 2.3.2, RFC 5227.
#include "model/arp/cache.h"
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

constexpr std::uint64_t kAnyMac = 0x02'00'00'00'00'AA;

class ModelArp : public ::testing::Test {
 protected:
  Script s;

  std::optional<ArpRecord> in(packet::Arp arp, std::optional<std::size_t> spoil = {}) {
    Octets octets = arp.build();
    if (spoil) octets[*spoil] ^= 0x40;
    s.toe.frame(packet::ethernet(kMacBroadcast, kAnyMac, 0x0806, octets));
    if (s.toe.owed().empty()) return std::nullopt;
    return s.toe.arp_packet_event();
  }
  // A segment for somebody asks for its neighbour.
  ArpRecord ask(std::uint32_t ip) {
    const std::uint16_t desc = s.socket();
    s.connect(desc, 80, ip);
    s.call(Call::CallClose, desc);
    return s.toe.arp_resolve_event(ArpClient::ClientTcp);
  }
  // A tick, and what the pending slots make of it; the last of these records.
  ArpRecord tick() {
    ArpRecord last = s.toe.arp_tick_event();
    while (s.toe.arp_waits()) last = s.toe.arp_wait_event();
    return last;
  }
  // The neighbour that is being asked for never answers.
  void give_up() {
    for (unsigned i = 0; i <= kRequestLimit; ++i) tick();
    frames(FrameKind::Arp);
  }
  static packet::Arp request(std::uint32_t from, std::uint32_t whom) {
    return {1, kAnyMac, from, 0, whom};
  }
  static packet::Arp reply(std::uint32_t from) {
    return {2, kAnyMac, from, Script::kOurMac, Script::kOurIp};
  }
  std::size_t frames(FrameKind kind) {
    std::size_t count = 0;
    while (s.toe.next_frame(kind)) ++count;
    return count;
  }
};

TEST_F(ModelArp, WhoAsksForUsIsAnsweredAndEntered) {
  const auto r = in(request(0x0A000005, Script::kOurIp));
  EXPECT_TRUE(r->learned);
  EXPECT_EQ(r->send, ArpSend::SendReply);
  const Octets frame = *s.toe.next_frame(FrameKind::Arp);
  const auto answer = packet::Arp::parse(std::span(frame).subspan(14));
  EXPECT_EQ(answer->sender_mac, Script::kOurMac);
  EXPECT_EQ(answer->target_ip, 0x0A000005u);
  EXPECT_TRUE(ask(0x0A000005).hit);
}
TEST_F(ModelArp, WhoAsksForOthersIsNobodyToUs) {
  const auto r = in(request(0x0A000005, 0x0A000006));
  EXPECT_FALSE(r->learned);
  EXPECT_EQ(r->send, ArpSend::SendNone);
}
// Attacks A03, A08.
TEST_F(ModelArp, AReplyThatWasNotAskedForChangesNothing) {
  EXPECT_FALSE(in(reply(0x0A000005))->learned);
  EXPECT_FALSE(ask(0x0A000006).hit);
  EXPECT_FALSE(in(reply(0x0A000005))->learned);
}
TEST_F(ModelArp, AProbeIsAnsweredAndNotEntered) {
  const auto r = in(request(0, Script::kOurIp));
  EXPECT_FALSE(r->learned);
  EXPECT_EQ(r->send, ArpSend::SendReply);
}
TEST_F(ModelArp, OurAddressAtAnotherStationIsAConflict) {
  const auto r = in(request(Script::kOurIp, Script::kOurIp));
  EXPECT_FALSE(r->learned);
  EXPECT_TRUE(r->conflict);
  EXPECT_EQ(s.toe.counters().arp_conflicts, 1u);
}
// Attacks A01, A05.
TEST_F(ModelArp, WhatIsNoArpForUsMakesNoRecord) {
  for (const std::size_t octet : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u})
    EXPECT_FALSE(in(request(0x0A000005, Script::kOurIp), octet)) << octet;
  EXPECT_FALSE(in({1, 0, 0x0A000005, 0, Script::kOurIp}));
  EXPECT_FALSE(in({1, kMacBroadcast, 0x0A000005, 0, Script::kOurIp}));
  EXPECT_FALSE(in({3, kAnyMac, 0x0A000005, 0, Script::kOurIp}));
}

TEST_F(ModelArp, AnUnknownNeighbourIsAskedForAndTheSegmentWaits) {
  EXPECT_EQ(ask(0x0A000005).send, ArpSend::SendRequest);
  EXPECT_EQ(frames(FrameKind::Arp), 1u);
  EXPECT_EQ(in(reply(0x0A000005))->pending, ArpPending::PendingResolved);
  EXPECT_TRUE(s.toe.arp_resolve_event(ArpClient::ClientTcp).hit);
  EXPECT_EQ(frames(FrameKind::Tcp), 1u);
}
TEST_F(ModelArp, FourNeighboursAreAskedForAndFourSegmentsWait) {
  for (std::uint32_t i = 0; i < kPendingSlots; ++i)
    EXPECT_EQ(ask(0x0A000005 + i).send, ArpSend::SendRequest);
  EXPECT_EQ(s.toe.counters().tcp_out_discards, 0u);
  EXPECT_EQ(ask(0x0A000005).send, ArpSend::SendNone) << "it is being asked for already";
  EXPECT_EQ(ask(0x0A000009).send, ArpSend::SendNone) << "no slot is free";
  EXPECT_EQ(s.toe.counters().tcp_out_discards, 2u);
}
TEST_F(ModelArp, FourSegmentsWaitAndLeaveInTheirOrder) {
  proves("1122-ARP-04");
  std::vector<std::uint16_t> sources;
  for (unsigned i = 0; i < 5; ++i) {
    const std::uint16_t desc = s.socket();
    sources.push_back(static_cast<std::uint16_t>(s.connect(desc, 80, 0x0A000005).value));
    s.call(Call::CallClose, desc);
    EXPECT_EQ(s.toe.arp_resolve_event(ArpClient::ClientTcp).send,
              i == 0 ? ArpSend::SendRequest : ArpSend::SendNone);
  }
  EXPECT_EQ(s.toe.counters().tcp_out_discards, 1u) << "the fifth";
  in(reply(0x0A000005));
  for (unsigned i = 0; i < 4; ++i) {
    EXPECT_TRUE(s.toe.arp_resolve_event(ArpClient::ClientTcp).hit);
    const Octets frame = *s.toe.next_frame(FrameKind::Tcp);
    EXPECT_EQ(packet::get(frame, 34, 2), sources[i]);
  }
  frames(FrameKind::Arp);
  EXPECT_THAT(s.toe.owed(), ::testing::IsEmpty());
}
TEST_F(ModelArp, TheParkedSegmentGoesFirst) {
  ask(0x0A000005);
  const std::uint16_t desc = s.socket();
  s.connect(desc, 80, 0x0A000006);
  in(reply(0x0A000005));
  EXPECT_EQ(s.toe.arp_resolve_event(ArpClient::ClientTcp).ip, 0x0A000005u);
  EXPECT_EQ(s.toe.arp_resolve_event(ArpClient::ClientTcp).ip, 0x0A000006u);
}
// Attack A07.
TEST_F(ModelArp, ASilentNeighbourIsGivenUp) {
  ask(0x0A000005);
  EXPECT_EQ(tick().send, ArpSend::SendNone);
  for (unsigned i = 1; i < kRequestLimit; ++i) EXPECT_EQ(tick().send, ArpSend::SendRequest);
  const ArpRecord last = tick();
  EXPECT_EQ(last.pending, ArpPending::PendingFailed);
  EXPECT_EQ(last.pending_ip, 0x0A000005u);
  EXPECT_EQ(s.toe.counters().tcp_out_discards, 1u);
  EXPECT_EQ(frames(FrameKind::Arp), kRequestLimit);
  EXPECT_THAT(s.toe.owed(), ::testing::ElementsAre("1 errors of ARP that wait for TCP"));
  EXPECT_EQ(s.toe.icmp_error_event(s.now, true).drop, Drop::DropNoConnection) << "it was closed";
  EXPECT_THAT(s.toe.owed(), ::testing::IsEmpty());
}
// RFC 1122 2.3.2.2, 4.2.3.9: whose segment was waiting is told, and it ends nothing.
TEST_F(ModelArp, TheFirstOfTheSegmentsThatAreGivenUpIsTold) {
  proves("A07");
  const std::uint16_t first = s.socket(), second = s.socket();
  for (const std::uint16_t desc : {first, second}) {
    s.connect(desc, 80, 0x0A000005);
    s.toe.arp_resolve_event(ArpClient::ClientTcp);
  }
  give_up();
  EXPECT_EQ(s.toe.counters().tcp_out_discards, 2u);
  const TcpRecord r = s.toe.icmp_error_event(s.now, true);
  const IcmpError told = {.addr = 0x0A000005,
                          .remote_port = 80,
                          .local_port = s.toe.tcb(first).local_port,
                          .seq = s.toe.tcb(first).iss,
                          .msg_type = 3,
                          .code = 1,
                          .from_arp = true};
  EXPECT_EQ(r.icmp, told);
  EXPECT_EQ(r.conn, first);
  EXPECT_EQ(r.post.soft_error, Errno::Ehostunreach);
  EXPECT_EQ(r.post.state, TcpState::SynSent);
  EXPECT_EQ(s.toe.tcb(second).soft_error, Errno::Ok);
  EXPECT_THROW(s.toe.icmp_error_event(s.now, true), std::logic_error);
}
// The hardware keeps two, and forgets in silence: a third may be passed over, the first two not.
TEST_F(ModelArp, TwoErrorsWaitForCertain) {
  for (std::uint32_t i = 0; i < 3; ++i) {
    ask(0x0A000005 + i);
    give_up();
    EXPECT_FALSE(s.toe.arp_error_may_be_forgotten());
  }
  EXPECT_THAT(s.toe.owed(), ::testing::ElementsAre("2 errors of ARP that wait for TCP"));
  EXPECT_THROW(s.toe.discard_arp_error(), std::logic_error);
  for (std::uint32_t i = 0; i < 2; ++i) {
    EXPECT_EQ(s.toe.next_arp_error()->addr, 0x0A000005 + i);
    s.toe.icmp_error_event(s.now, true);
  }
  EXPECT_TRUE(s.toe.arp_error_may_be_forgotten());
  EXPECT_THAT(s.toe.owed(), ::testing::IsEmpty());
  s.toe.discard_arp_error();
  EXPECT_EQ(s.toe.next_arp_error(), nullptr);
}
// Defect 25: every octet of the address counts, and entries age.
TEST_F(ModelArp, EntriesAreForgottenWithAge) {
  in(request(0x0A000005, Script::kOurIp));
  EXPECT_FALSE(ask(0x0A010005).hit);
  for (unsigned i = 1; i < kAgeLimit; ++i) tick();
  EXPECT_TRUE(ask(0x0A000005).hit);
  tick();
  EXPECT_FALSE(ask(0x0A000005).hit);
}
// Attack A06.
TEST_F(ModelArp, AFullTableForgetsTheOldest) {
  for (std::uint32_t i = 0; i < 8; ++i) {
    in(request(0x0A000010 + i, Script::kOurIp));
    tick();
  }
  in(request(0x0A000010, Script::kOurIp));  // refreshed
  in(request(0x0A000020, Script::kOurIp));
  EXPECT_TRUE(ask(0x0A000010).hit);
  EXPECT_TRUE(ask(0x0A000020).hit);
  EXPECT_FALSE(ask(0x0A000011).hit);
}
// Defect 19: ARP's own answer must not wait behind what waits for ARP.
TEST_F(ModelArp, APingFromAStrangerCostsItsReplyButNothingElse) {
  const packet::Ip ping = {
      .src = 0x0A000005, .dst = Script::kOurIp, .protocol = 1, .payload = packet::Icmp{}.build()};
  const Octets frame = packet::ethernet(Script::kOurMac, kAnyMac, 0x0800, ping.build());
  s.toe.frame(frame);
  s.toe.ip_event(s.now);
  EXPECT_EQ(s.toe.icmp_event().verdict, IcmpVerdict::IcmpAnswered);
  EXPECT_EQ(s.toe.arp_resolve_event(ArpClient::ClientIcmp).send, ArpSend::SendRequest);
  EXPECT_EQ(s.toe.icmp_no_route_event().verdict, IcmpVerdict::IcmpNoRoute);
  in(reply(0x0A000005));
  s.toe.frame(frame);
  s.toe.run(s.now);
  EXPECT_EQ(frames(FrameKind::Icmp), 1u);
}
TEST_F(ModelArp, WhatTheHardwareHadNoRoomForIsCounted) {
  const packet::Ip ping = {
      .src = 0x0A000005, .dst = Script::kOurIp, .protocol = 1, .payload = packet::Icmp{}.build()};
  s.toe.frame(packet::ethernet(Script::kOurMac, kAnyMac, 0x0800, ping.build()));
  s.toe.ip_event(s.now);
  EXPECT_EQ(s.toe.discard_echo().verdict, IcmpVerdict::IcmpBusy);
  EXPECT_THROW(s.toe.icmp_event(), std::logic_error);
  EXPECT_THROW(s.toe.discard_segment(), std::logic_error);
  EXPECT_THROW(s.toe.arp_resolve_event(ArpClient::ClientIcmp), std::logic_error);
}

}  // namespace
}  // namespace sockwire::model
