// ICMP beyond the echo in one piece: errors for UDP, echoes in fragments, errors of ours
// (RFC 792, RFC 1122 3.2.2, RFC 1812 4.3.2).
#include "model/icmp/fault.h"
#include "tests/model/net.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum IcmpVerdict;

class ModelIcmpNet : public ::testing::Test {
 protected:
  Net n;

  // A router's error about a datagram of ours.
  Octets about_udp(std::uint8_t type, std::uint8_t code) const {
    const packet::Ip ours = {.src = Net::kOurIp, .dst = Net::kPeerIp, .protocol = 17,
                             .payload = Udp{.src_port = 7, .dst_port = 9}.build(1, 2)};
    return packet::Icmp{.type = type, .code = code, .sequence = 1400, .payload = ours.build()}
        .build();
  }
  // An echo request in fragments of 1480 octets.
  void echo(std::size_t payload) {
    const Octets whole = packet::Icmp{.id = 3, .sequence = 4, .payload = counting(payload)}.build();
    for (std::size_t at = 0; at < whole.size(); at += 1480) {
      const std::size_t left = whole.size() - at;
      n.fragment({at, std::min<std::size_t>(left, 1480), left > 1480}, whole, 1);
    }
  }
  packet::Ip no_port(std::uint32_t src = Net::kPeerIp) const {
    return {.src = src, .dst = Net::kOurIp, .protocol = 99, .payload = counting(20)};
  }
  IcmpRecord fault(const packet::Ip& ip) {
    n.ip(ip.build());
    return n.toe.icmp_fault_event(n.now, FaultSource::Ip);
  }
};

TEST_F(ModelIcmpNet, ErrorsFindTheirProtocol) {
  proves("1122-ICMP-04");
  n.icmp(about_udp(3, 4));
  const IcmpRecord r = n.toe.icmp_event();
  EXPECT_EQ(r.verdict, IcmpUdpError);
  EXPECT_EQ(r.datagram, false);
  const UdpRecord told = n.toe.udp_icmp_event(n.now);
  EXPECT_EQ(told.icmp, (::sockwire::IcmpError{.addr = Net::kPeerIp, .remote_port = 9, .local_port = 7,
                                  .seq = 0, .msg_type = 3, .code = 4, .mtu = 1400}));
  EXPECT_EQ(told.drop, UdpDrop::UdpDropNoPort);
}
TEST_F(ModelIcmpNet, TheQueueToUdpHasAnEndOfItsOwn) {
  for (unsigned i = 0; i < kErrorQueue; ++i) {
    n.icmp(about_udp(3, 3));
    EXPECT_THROW(n.toe.discard_echo(), std::logic_error) << "there is room";
    EXPECT_EQ(n.toe.icmp_event().verdict, IcmpUdpError);
  }
  n.icmp(about_udp(3, 3));
  EXPECT_EQ(n.toe.discard_echo().verdict, IcmpBusy);
}
TEST_F(ModelIcmpNet, AnErrorInFragmentsIsNone) {
  Octets whole = about_udp(3, 3);
  n.fragment({0, 24}, whole, 1);
  n.fragment({24, whole.size() - 24, false}, whole, 1);
  const IcmpRecord r = n.toe.icmp_datagram_event();
  EXPECT_EQ(r.verdict, IcmpIgnored);
  EXPECT_TRUE(r.datagram);
  EXPECT_EQ(n.toe.counters().icmp_in_dest_unreachs, 1u) << "counted by its type all the same";
}

// Defect 20: an echo larger than one frame.
TEST_F(ModelIcmpNet, AnEchoInFragmentsIsAnsweredInFragments) {
  n.meet();
  echo(4000);
  const IcmpRecord r = n.toe.icmp_datagram_event(false);
  EXPECT_EQ(r.verdict, IcmpAnswered);
  EXPECT_EQ(r.length, 4008);
  EXPECT_TRUE(n.toe.arp_resolve_event(ArpClient::ClientSend).hit);
  Octets reply;
  for (unsigned i = 0; i < 3; ++i) {
    const packet::Ip piece = n.sent();
    EXPECT_EQ(piece.fragment, i * 185 | (i < 2 ? 0x2000 : 0));
    reply.insert(reply.end(), piece.payload.begin(), piece.payload.end());
  }
  const packet::Icmp message = packet::Icmp::parse(reply);
  EXPECT_EQ(message.type, 0);
  EXPECT_EQ(message.id, 3);
  EXPECT_EQ(message.payload, counting(4000));
  EXPECT_EQ(n.toe.counters().icmp_out_echo_reps, 1u);
  EXPECT_TRUE(n.toe.next_frame(FrameKind::Arp)) << "our answer to the question by which we met";
  EXPECT_THAT(n.toe.owed(), ::testing::IsEmpty());
}
TEST_F(ModelIcmpNet, AnEchoInFragmentsWithoutRoomIsCounted) {
  echo(4000);
  EXPECT_EQ(n.toe.icmp_datagram_event(true).verdict, IcmpBusy);
  EXPECT_EQ(n.toe.counters().icmp_in_discards, 1u);
  EXPECT_EQ(n.toe.pages_in_use(), 0u);
}
TEST_F(ModelIcmpNet, AReplyHasTheServiceOfItsRequest) {
  n.meet();
  const packet::Ip ping = {.src = Net::kPeerIp, .dst = Net::kOurIp, .protocol = 1,
                           .payload = packet::Icmp{}.build()};
  n.ip(Net::with(ping.build(), 1, 0xB8));
  n.toe.icmp_event();
  n.toe.arp_resolve_event(ArpClient::ClientIcmp);
  EXPECT_EQ(n.toe.peek_sent(FrameKind::Icmp)->tos, 0xB8);
  EXPECT_EQ(n.sent(FrameKind::Icmp).ttl, 64);
  EXPECT_EQ(n.last_frame[15], 0xB8);
}

// ---------------------------------------------------------------- errors of ours

TEST_F(ModelIcmpNet, AnErrorQuotesWhatWasAtFault) {
  proves("1122-ICMP-02 1122-ICMP-05");
  n.meet();
  const Octets lost = Net::with(no_port().build(), 8, 17);  // its TTL comes back as it came
  n.ip(lost);
  const IcmpRecord r = n.toe.icmp_fault_event(n.now);
  EXPECT_EQ(r.verdict, IcmpFault);
  EXPECT_EQ(r.src, Net::kPeerIp);
  EXPECT_EQ(r.msg_type, 3);
  EXPECT_EQ(r.code, 2);
  EXPECT_EQ(r.length, 36);
  EXPECT_TRUE(n.toe.arp_resolve_event(ArpClient::ClientFault).hit);
  const packet::Ip ip = n.sent(FrameKind::Fault);
  EXPECT_EQ(ip.dst, Net::kPeerIp);
  EXPECT_EQ(ip.fragment, 0x4000);
  EXPECT_EQ(n.last_frame[15], 0) << "TOS";
  const packet::Icmp message = packet::Icmp::parse(ip.payload);
  EXPECT_EQ(message.type, 3);
  EXPECT_EQ(message.code, 2);
  EXPECT_EQ(message.payload, Octets(lost.begin(), lost.begin() + 28));
  EXPECT_EQ(n.toe.counters().icmp_out_dest_unreachs, 1u);
}
TEST_F(ModelIcmpNet, WhoIsNeverTold) {
  proves("1122-ICMP-06 1122-ICMP-10");
  const Network network{Net::kOurMac, Net::kOurIp, 0xFFFFFF00, 0};
  Fault fault{.msg_type = 3, .code = 3, .header = {.src = Net::kPeerIp, .dst = Net::kOurIp}};
  EXPECT_TRUE(may_be_told(fault, network));
  for (const std::uint32_t src : {0u, 0x7F000001u, 0xE0000001u, Net::kSubnetBroadcast}) {
    Fault bad = fault;
    bad.header.src = src;
    EXPECT_FALSE(may_be_told(bad, network));
  }
  fault.header.protocol = 1;
  for (unsigned type = 0; type < 256; ++type) {
    fault.first[0] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(may_be_told(fault, network), type == 0 || type == 8) << type;
  }
  fault.first[0] = 8;
  fault.header.dst = Net::kEverybody;
  EXPECT_FALSE(may_be_told(fault, network));
}
TEST_F(ModelIcmpNet, TwoWaitAndAHundredASecond) {
  EXPECT_EQ(fault(no_port()).verdict, IcmpFault);
  EXPECT_EQ(fault(no_port()).verdict, IcmpFault);
  EXPECT_EQ(fault(no_port()).verdict, IcmpLimited) << "FaultQueue of them wait";
  n.meet();
  n.toe.run(n.now);
  for (unsigned i = 2; i < kFaultLimit; ++i) {
    EXPECT_EQ(fault(no_port()).verdict, IcmpFault) << i;
    n.toe.arp_resolve_event(ArpClient::ClientFault);
  }
  const IcmpRecord r = fault(no_port());
  EXPECT_EQ(r.verdict, IcmpLimited);
  EXPECT_EQ(r.msg_type, 3);
  n.now += std::uint64_t{kFaultPeriod} << 10;
  EXPECT_EQ(fault(no_port()).verdict, IcmpFault);
  EXPECT_EQ(n.toe.counters().icmp_out_limited, 2u);
}
TEST_F(ModelIcmpNet, WithoutANeighbourItIsLost) {
  EXPECT_EQ(fault(no_port()).verdict, IcmpFault);
  EXPECT_EQ(n.toe.arp_resolve_event(ArpClient::ClientFault).send, ArpSend::SendRequest);
  const IcmpRecord r = n.toe.icmp_lost_event();
  EXPECT_EQ(r.verdict, IcmpLost);
  EXPECT_EQ(r.msg_type, 0);
  EXPECT_EQ(n.toe.counters().icmp_out_limited, 1u);
  EXPECT_THROW(n.toe.icmp_lost_event(), std::logic_error);
}
TEST_F(ModelIcmpNet, TheTwoWhoAskAreTakenInAnyOrder) {
  n.ip(no_port().build());
  n.udp({});
  EXPECT_EQ(n.toe.next_fault(FaultSource::Udp)->code, kCodePort);
  EXPECT_EQ(n.toe.icmp_fault_event(n.now, FaultSource::Udp).code, kCodePort);
  EXPECT_EQ(n.toe.icmp_fault_event(n.now).code, kCodeProtocol);
  EXPECT_THROW(n.toe.icmp_fault_event(n.now), std::logic_error);
}

}  // namespace
}  // namespace sockwire::model
