// The echo application of UDP (RFC 862; docs/rules/udp.md), event by event.
#include "host/registers.h"
#include "model/socket/registers.h"
#include "tests/model/net.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum UdpEchoVerdict;

class ModelUdpEcho : public ::testing::Test {
 protected:
  static constexpr std::uint16_t kEcho = 7;
  ModelUdpEcho() { n.toe.set_echo_port(kEcho); }

  static Udp to_echo(std::size_t octets = 5) {
    return {.src_port = 5000, .dst_port = kEcho, .payload = counting(octets)};
  }
  packet::Ip in_ip(const Octets& udp, std::uint32_t dst = Net::kOurIp) const {
    return {.src = Net::kPeerIp, .dst = dst, .protocol = 17, .payload = udp};
  }
  IpRecord arrives(const Udp& udp, std::uint32_t dst = Net::kOurIp) {
    return n.ip(in_ip(udp.build(Net::kPeerIp, dst), dst).build(),
                dst == Net::kOurIp ? Net::kOurMac : kMacBroadcast);
  }
  UdpEchoRecord echo(const Udp& udp, std::optional<bool> busy = {}) {
    EXPECT_EQ(arrives(udp).verdict, IpVerdict::IpDelivered);
    return n.toe.udp_echo_event(busy);
  }
  ArpRecord ask() { return n.toe.arp_resolve_event(ArpClient::ClientEcho); }

  Net n;
};

TEST_F(ModelUdpEcho, SendsBackWhatCame) {
  n.meet();
  for (const std::size_t octets : {0u, 1u, 2u, 17u, 22u, 1471u, 1472u}) {
    const UdpEchoRecord r = echo(to_echo(octets));
    EXPECT_EQ(r.verdict, EchoAnswered);
    EXPECT_EQ(r.src, Net::kPeerIp);
    EXPECT_EQ(r.src_port, 5000);
    EXPECT_EQ(r.length, octets);
    EXPECT_EQ(n.toe.echos_kept(), 1u);
    const ArpRecord asked = ask();
    EXPECT_TRUE(asked.hit);
    EXPECT_EQ(asked.client, ArpClient::ClientEcho);
    const packet::Ip reply = n.sent(FrameKind::Echo);
    EXPECT_EQ(reply.src, Net::kOurIp);
    EXPECT_EQ(reply.dst, Net::kPeerIp);
    EXPECT_EQ(reply.protocol, 17);
    EXPECT_EQ(reply.ttl, 64);
    EXPECT_EQ(reply.fragment, 0x4000);
    const Udp same{.src_port = kEcho, .dst_port = 5000, .payload = counting(octets)};
    EXPECT_EQ(reply.payload, same.build(Net::kOurIp, Net::kPeerIp)) << "with the right sum";
    EXPECT_EQ(n.toe.echos_kept(), 0u);
  }
  EXPECT_EQ(n.toe.counters().udp_echos, 7u);
  EXPECT_EQ(n.toe.counters().udp_in_datagrams, 0u) << "the engine never sees it";
  EXPECT_EQ(n.toe.pages_in_use(), 0u);
}
TEST_F(ModelUdpEcho, AReplyHasTheServiceOfItsRequestAndItsRecord) {
  n.meet();
  packet::Ip request = in_ip(to_echo(3).build(Net::kPeerIp, Net::kOurIp));
  request.tos = 0xB9;
  request.ttl = 3;
  request.options = {1, 1, 1, 1};
  n.ip(request.build());
  EXPECT_EQ(n.toe.udp_echo_event().verdict, EchoAnswered);
  ask();
  const IpSent sent = n.toe.next_sent(FrameKind::Echo).value();
  EXPECT_EQ(sent, (IpSent{.valid = true,
                          .dst = Net::kPeerIp,
                          .protocol = 17,
                          .length = 11,
                          .dont_fragment = true,
                          .ttl = 64,
                          .tos = 0xB9}));
  n.sent(FrameKind::Echo);
  EXPECT_EQ(n.last_frame[15], 0xB9);
  EXPECT_EQ(n.toe.counters().ip_out_requests, 1u);
}
// RFC 768: 0 says that there is none; both stay what they were.
TEST_F(ModelUdpEcho, TheChecksumStaysAsItCame) {
  n.meet();
  Udp none = to_echo();
  none.checksum = 0;
  EXPECT_EQ(echo(none).verdict, EchoAnswered);
  ask();
  EXPECT_EQ(packet::get(n.sent(FrameKind::Echo).payload, 6, 2), 0u);
  Udp zeros = to_echo(2);  // of which the sum is 0, sent as all ones
  for (unsigned value = 0; value < 65536; ++value) {
    zeros.payload = {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
    if (packet::get(zeros.build(Net::kPeerIp, Net::kOurIp), 6, 2) == 0xFFFF) break;
  }
  EXPECT_EQ(echo(zeros).verdict, EchoAnswered);
  ask();
  EXPECT_EQ(packet::get(n.sent(FrameKind::Echo).payload, 6, 2), 0xFFFFu);
}

// ---------------------------------------------------------------- whose it is

TEST_F(ModelUdpEcho, IsForItselfAloneInOnePiece) {
  n.option(n.socket(kEcho), Option::OptionJoin, Net::kGroup);
  for (const std::uint32_t dst : {Net::kEverybody, Net::kSubnetBroadcast, Net::kGroup}) {
    arrives(to_echo(), dst);
    EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropNone) << std::hex << dst;
  }
  Udp other = to_echo();
  other.dst_port = kEcho + 1;
  arrives(other);
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropNoPort);
  Octets cut = to_echo().build(Net::kPeerIp, Net::kOurIp);
  cut.resize(7);
  n.ip(in_ip(cut).build());
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropLength);
  const Octets whole = to_echo(24).build(Net::kPeerIp, Net::kOurIp);
  n.fragment({0, 16}, whole);
  n.fragment({16, 16, false}, whole);
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropNone);
  n.toe.set_echo_port(0);
  arrives(to_echo());
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropNone);
  EXPECT_THROW(n.toe.udp_echo_event(), std::logic_error);
  Udp zero = to_echo();
  zero.dst_port = 0;
  arrives(zero);
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropNoPort) << "0 is no port";
}
TEST_F(ModelUdpEcho, TakesNothingOfTheDatagramMemory) {
  EXPECT_EQ(
      n.ip(in_ip(to_echo().build(Net::kPeerIp, Net::kOurIp)).build(), Net::kOurMac, true).verdict,
      IpVerdict::IpDelivered);
  Udp other = to_echo();
  other.dst_port = kEcho + 1;
  EXPECT_EQ(n.ip(in_ip(other.build(Net::kPeerIp, Net::kOurIp)).build(), Net::kOurMac, true).verdict,
            IpVerdict::IpNoRoom);
}

// ---------------------------------------------------------------- what is not answered

TEST_F(ModelUdpEcho, LengthsThatContradictEachOther) {
  for (const int length : {0, 7, 14}) {
    Udp bad = to_echo();
    bad.length = length;
    const UdpEchoRecord r = echo(bad);
    EXPECT_EQ(r.verdict, EchoLength);
    EXPECT_EQ(r.src_port, 5000);
    EXPECT_EQ(r.length, 0);
  }
  EXPECT_EQ(n.toe.counters().udp_in_errors, 3u);
  n.meet();
  Octets longer = to_echo(4).build(Net::kPeerIp, Net::kOurIp);
  const Octets own = longer;
  longer.resize(20, 0xEE);  // octets beyond its own length are ignored, and do not come back
  n.ip(in_ip(longer).build());
  EXPECT_EQ(n.toe.udp_echo_event().length, 4);
  ask();
  EXPECT_EQ(n.sent(FrameKind::Echo).payload.size(), own.size());
}
TEST_F(ModelUdpEcho, ADamagedOneIsDropped) {
  Octets octets = to_echo().build(Net::kPeerIp, Net::kOurIp);
  octets.back() ^= 1;
  n.ip(in_ip(octets).build());
  const UdpEchoRecord r = n.toe.udp_echo_event();
  EXPECT_EQ(r.verdict, EchoChecksum);
  EXPECT_EQ(r.length, 5);
  EXPECT_EQ(n.toe.counters().udp_in_errors, 1u);
  EXPECT_THROW(ask(), std::logic_error);
}
// Two applications that answer everything would never stop.
TEST_F(ModelUdpEcho, WhoMayAnswerEverythingIsRefused) {
  n.toe.set_echo_port(6000);
  unsigned refused = 0;
  for (const auto& [port, verdict] : {std::pair{0, EchoRefused},
                                      {7, EchoRefused},
                                      {19, EchoRefused},
                                      {1023, EchoRefused},
                                      {1024, EchoAnswered},
                                      {5999, EchoAnswered},
                                      {6000, EchoRefused},
                                      {65535, EchoAnswered}}) {
    const Udp udp{.src_port = static_cast<std::uint16_t>(port), .dst_port = 6000};
    EXPECT_EQ(echo(udp).verdict, verdict) << port;
    refused += verdict == EchoRefused;
  }
  EXPECT_EQ(n.toe.counters().udp_echo_discards, refused);
}
TEST_F(ModelUdpEcho, WithoutRoomItIsDroppedWhole) {
  const UdpEchoRecord r = echo(to_echo(), true);
  EXPECT_EQ(r.verdict, EchoBusy);
  EXPECT_EQ(r.length, 5);
  EXPECT_EQ(n.toe.counters().udp_echo_discards, 1u);
  Udp refused = to_echo();
  refused.src_port = 9;
  EXPECT_EQ(echo(refused, true).verdict, EchoRefused) << "the first match counts";
  EXPECT_EQ(n.toe.echos_kept(), 0u);
}
TEST_F(ModelUdpEcho, WithoutANeighbourItIsGivenUp) {
  EXPECT_EQ(echo(to_echo()).order, 0u);
  EXPECT_EQ(ask().send, ArpSend::SendRequest);
  EXPECT_EQ(n.toe.owed().size(), 2u) << "that record, and the question";
  const UdpEchoRecord r = n.toe.udp_echo_no_route_event();
  EXPECT_EQ(r, (UdpEchoRecord{.valid = true,
                              .order = 1,
                              .verdict = EchoNoRoute,
                              .src = Net::kPeerIp,
                              .src_port = 5000,
                              .length = 5}));
  EXPECT_EQ(n.toe.counters().udp_echo_discards, 1u);
  EXPECT_EQ(n.toe.counters().udp_echos, 0u);
  EXPECT_THROW(n.toe.udp_echo_no_route_event(), std::logic_error);
}

TEST(ModelUdpEchoRegister, ReadsBackAndActs) {
  Registers registers{Config::small()};
  registers.write32(SOCKWIRE_ADDRESS(MAC_LO), 1);
  registers.write32(SOCKWIRE_ADDRESS(IP_ADDR), Net::kOurIp);
  registers.write32(SOCKWIRE_ADDRESS(IP_MASK), 0xFFFFFF00);
  EXPECT_EQ(registers.read32(SOCKWIRE_ADDRESS(UDP_ECHO)), 0u);
  registers.write32(SOCKWIRE_ADDRESS(UDP_ECHO), 0xABCD0007);
  EXPECT_EQ(registers.read32(SOCKWIRE_ADDRESS(UDP_ECHO)), 7u);
  const packet::Arp question{1, Net::kPeerMac, Net::kPeerIp, 0, Net::kOurIp};
  registers.frame(packet::ethernet(kMacBroadcast, Net::kPeerMac, kEtherTypeArp, question.build()));
  const Udp udp{.src_port = 5000, .dst_port = 7, .payload = counting(9)};
  const packet::Ip ip{.src = Net::kPeerIp,
                      .dst = Net::kOurIp,
                      .protocol = 17,
                      .payload = udp.build(Net::kPeerIp, Net::kOurIp)};
  registers.frame(packet::ethernet(1, Net::kPeerMac, kEtherTypeIpv4, ip.build()));
  registers.advance(1);
  EXPECT_TRUE(registers.next_frame()) << "our answer to the question";
  const auto reply = registers.next_frame();
  ASSERT_TRUE(reply);
  EXPECT_EQ(packet::Ip::parse(std::span(*reply).subspan(14)).payload.size(), 17u);
  EXPECT_EQ(registers.read32(SOCKWIRE_ADDRESS(UDP_ECHOS)), 1u);
  EXPECT_EQ(registers.read32(SOCKWIRE_ADDRESS(UDP_ECHO_DISCARDS)), 0u);
  EXPECT_THAT(registers.toe().owed(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace sockwire::model
