// UDP: what arrives, and for whom it is (RFC 768, RFC 1122 4.1.3), event by event.
#include "tests/model/udp.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

// Defect 18: an empty datagram, one of 15 or 16 octets, or one above 1472.
TEST_F(ModelUdp, EachLengthArrives) {
  bind(desc, 53);
  for (const std::size_t length : {0u, 1u, 15u, 16u, 17u, 1472u}) {
    const UdpRecord r = n.udp({.payload = counting(length)});
    EXPECT_EQ(r.conn, desc);
    EXPECT_EQ(r.ready, Ready{.readable = true});
    EXPECT_EQ(r.arrival.length, length);
    EXPECT_EQ(n.recv(desc), Ok);
    EXPECT_EQ(n.r.answer.value, length);
    EXPECT_EQ(n.r.from_addr, Net::kPeerIp);
    EXPECT_EQ(n.r.from_port, 5000);
    EXPECT_EQ(n.toe.received(), counting(length));
  }
  EXPECT_EQ(n.recv(desc), Eagain);
  EXPECT_EQ(n.r.from_addr, 0u);
}
// RFC 1122 4.1.3.5: to whom it was sent, each datagram of its own.
TEST_F(ModelUdp, EachDatagramTellsItsDestination) {
  proves("1122-UDP-09");
  bind(desc, 53);
  n.option(desc, Option::OptionJoin, Net::kGroup);
  const std::uint32_t destinations[] = {Net::kOurIp, Net::kEverybody, Net::kSubnetBroadcast,
                                        Net::kGroup};
  for (const std::uint32_t to : destinations) n.udp({}, to);
  for (const std::uint32_t to : destinations) {
    EXPECT_EQ(n.recv(desc, 0, 0, kPeekBit), Ok);
    EXPECT_EQ(n.r.to_addr, to);
    EXPECT_EQ(n.recv(desc), Ok);
    EXPECT_EQ(n.r.to_addr, to);
  }
  EXPECT_EQ(n.recv(desc), Eagain);
  EXPECT_EQ(n.r.to_addr, 0u);
}
TEST_F(ModelUdp, RecvInPartsAndCutOff) {
  bind(desc, 53);
  n.udp({.payload = counting(1000)});
  EXPECT_EQ(n.recv(desc, 100, 8, kPeekBit), Einval);
  EXPECT_EQ(n.recv(desc, 100, 960, kPeekBit), Ok);
  EXPECT_EQ(n.toe.received(), counting(40, 960));
  EXPECT_EQ(n.recv(desc, 100, 2000 / 16 * 16, kPeekBit), Ok);
  EXPECT_TRUE(n.toe.received().empty());
  EXPECT_EQ(n.recv(desc, 10), Ok);
  EXPECT_EQ(n.r.answer.value, 1000u) << "it says that it was truncated";
  EXPECT_EQ(n.recv(desc), Eagain);
}
TEST_F(ModelUdp, LengthsThatContradictEachOther) {
  proves("768-05");
  bind(desc, 53);
  const auto drop = [&](int length, std::size_t payload) {
    return n.udp({.payload = counting(payload), .length = length}).drop;
  };
  EXPECT_EQ(drop(7, 4), UdpDrop::UdpDropLength);
  EXPECT_EQ(drop(13, 4), UdpDrop::UdpDropLength);
  const packet::Ip short_one = {.src = Net::kPeerIp, .dst = Net::kOurIp, .protocol = 17,
                                .payload = counting(7)};
  n.ip(short_one.build());
  const UdpRecord r = n.toe.udp_arrival_event(n.now);
  EXPECT_EQ(r.drop, UdpDrop::UdpDropLength);
  EXPECT_EQ(r.arrival.src_port + r.arrival.dst_port + r.arrival.length, 0);
  EXPECT_EQ(n.toe.counters().udp_in_errors, 3u);
  Octets longer = Udp{.payload = counting(4)}.build(Net::kPeerIp, Net::kOurIp);
  longer.resize(20, 0xEE);  // octets beyond its own length are ignored
  n.ip(packet::Ip{.src = Net::kPeerIp, .dst = Net::kOurIp, .protocol = 17, .payload = longer}
           .build());
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).arrival.length, 4);
  n.fragment({0, 16}, longer);
  n.fragment({16, 4, false}, longer);
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropLength) << "it came in fragments";
}
// Defects 23, 24: both zeros, and bad sums.
TEST_F(ModelUdp, ChecksumsRightWrongAndNone) {
  proves("768-03 1122-UDP-05");
  bind(desc, 53);
  EXPECT_EQ(n.udp({.payload = counting(9), .checksum = 0}).drop, UdpDrop::UdpDropNone);
  EXPECT_EQ(n.udp({.payload = counting(9), .checksum = 1}).drop, UdpDrop::UdpDropChecksum);
  EXPECT_EQ(n.udp({.payload = counting(9)}, Net::kSubnetBroadcast).drop, UdpDrop::UdpDropNone);
}
TEST_F(ModelUdp, WhoseItIs) {
  proves("1122-UDP-01");
  bind(desc, 53);
  EXPECT_EQ(n.udp({.dst_port = 54}).drop, UdpDrop::UdpDropNoPort);
  EXPECT_EQ(n.toe.next_fault(FaultSource::Udp)->code, kCodePort);
  n.toe.discard_fault(FaultSource::Udp);
  EXPECT_EQ(n.udp({.dst_port = 0}).drop, UdpDrop::UdpDropNoPort);
  n.toe.discard_fault(FaultSource::Udp);
  EXPECT_EQ(n.udp({.dst_port = 54}, Net::kEverybody).drop, UdpDrop::UdpDropNoPort);
  EXPECT_EQ(n.toe.next_fault(FaultSource::Udp), nullptr) << "it was not for us alone";
  connect(Net::kPeerIp, 5000);
  EXPECT_EQ(n.udp({}).conn, desc);
  EXPECT_EQ(n.udp({.src_port = 5001}).conn, kNoDesc);
  EXPECT_EQ(n.udp({}, Net::kOurIp, Net::kPeerIp + 1).conn, kNoDesc);
}
TEST_F(ModelUdp, AFullQueueDropsInSilence) {
  bind(desc, 53);
  for (unsigned i = 0; i < kQueueDepth; ++i) n.udp({});
  const UdpRecord r = n.udp({});
  EXPECT_EQ(r.drop, UdpDrop::UdpDropQueue);
  EXPECT_EQ(r.conn, desc);
  EXPECT_EQ(ucb().drops, 1u);
  EXPECT_EQ(ucb().queued, kQueueDepth);
  EXPECT_EQ(n.toe.next_fault(FaultSource::Udp), nullptr);
}

}  // namespace
}  // namespace sockwire::model
