// IPv4 in: RFC 791, RFC 1122 3.2.1, RFC 1112, RFC 2131 4.1, each frame by its record.
#include "tests/model/net.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum IpVerdict;

class ModelIp : public ::testing::Test {
 protected:
  Net n;
  packet::Ip good{.src = Net::kPeerIp, .dst = Net::kOurIp, .protocol = 6, .payload = Octets(20)};

  IpVerdict of(const packet::Ip& ip, std::uint64_t to = Net::kOurMac) {
    return n.ip(ip.build(), to).verdict;
  }
  IpVerdict to(std::uint32_t dst, std::uint8_t protocol, std::uint64_t mac = kMacBroadcast) {
    packet::Ip ip = good;
    ip.dst = dst;
    ip.protocol = protocol;
    return of(ip, mac);
  }
  bool fault_asked() {
    const bool asked = n.toe.next_fault(FaultSource::Ip) != nullptr;
    if (asked) n.toe.discard_fault(FaultSource::Ip);
    return asked;
  }
};

TEST_F(ModelIp, ARecordTellsTheHeader) {
  Octets octets = Net::with(good.build(), 5, 0x77);
  octets.resize(46, 0xEE);  // padding is no payload
  const IpRecord r = n.ip(octets);
  EXPECT_EQ(r.verdict, IpDelivered);
  EXPECT_EQ(r.now, n.now);
  EXPECT_EQ(r.src, Net::kPeerIp);
  EXPECT_EQ(r.dst, Net::kOurIp);
  EXPECT_EQ(r.protocol, 6);
  EXPECT_EQ(r.identification, 0x77);
  EXPECT_EQ(r.length, 20);
  EXPECT_EQ(n.ip(octets).order, 1u);
}
TEST_F(ModelIp, OptionsAndTtlAreNotLookedAt) {
  good.options = {7, 0, 1, 200};
  good.ttl = 0;
  EXPECT_EQ(of(good), IpDelivered);
}
TEST_F(ModelIp, BadHeaders) {
  proves("1122-IP-01 1122-IP-02");
  const Octets octets = good.build();
  for (std::size_t length = 0; length < octets.size(); ++length)
    EXPECT_EQ(n.ip(Octets(octets.begin(), octets.begin() + static_cast<long>(length))).verdict,
              IpHeader);
  for (unsigned first = 0; first < 256; ++first) {
    if (first >= 0x45 && first <= 0x4A) continue;  // the payload would be options
    EXPECT_EQ(n.ip(Net::with(octets, 0, static_cast<int>(first))).verdict, IpHeader) << first;
  }
  for (const int total : {0, 19, 41, 255})
    EXPECT_EQ(n.ip(Net::with(octets, 3, total)).verdict, IpHeader);
  for (std::size_t bit = 0; bit < 160; ++bit) {
    Octets bad = octets;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1 << bit % 8);
    EXPECT_EQ(n.ip(bad).verdict, IpHeader) << bit;
  }
  EXPECT_EQ(n.ip({}).src, 0u);
}
TEST_F(ModelIp, SourcesThatCannotBe) {
  proves("1122-IP-06");
  for (const std::uint32_t src : {0u, 0x7F000001u, 0xE0000001u, Net::kSubnetBroadcast,
                                  Net::kEverybody, Net::kOurIp}) {
    good.src = src;
    EXPECT_EQ(of(good), IpAddress);
  }
  EXPECT_EQ(n.toe.counters().ip_in_addr_errors, 6u);
}
TEST_F(ModelIp, BroadcastsAndGroupsAreForUdpAlone) {
  n.option(n.socket(7), Option::OptionJoin, Net::kGroup);
  EXPECT_TRUE(n.toe.hears_groups());
  for (const std::uint32_t dst : {Net::kSubnetBroadcast, Net::kEverybody, Net::kGroup}) {
    EXPECT_EQ(to(dst, 17), IpDelivered);
    for (const std::uint8_t protocol : {std::uint8_t{1}, std::uint8_t{6}, std::uint8_t{99}})
      EXPECT_EQ(to(dst, protocol), IpDiscard);
  }
  for (const std::uint32_t dst : {0u, 0x0A000003u, 0x0A0100FFu, Net::kGroup + 1})
    EXPECT_EQ(to(dst, 17), IpAddress);
}
TEST_F(ModelIp, OurAddressInAFrameForSeveralIsDropped) {
  for (const std::uint64_t mac : {kMacBroadcast, std::uint64_t{0x01'00'5E'01'02'03}})
    EXPECT_EQ(to(Net::kOurIp, 17, mac), IpDiscard);
  EXPECT_EQ(n.toe.counters().ip_in_discards, 2u);
}
// RFC 2131 4.1: a client without address hears what goes to everybody.
TEST_F(ModelIp, WithoutAnAddressOnlyEverybodyIsUs) {
  n.network({Net::kOurMac, 0, 0, 0});
  EXPECT_EQ(to(Net::kEverybody, 17), IpDelivered);
  for (const std::uint32_t dst : {0u, Net::kOurIp, Net::kSubnetBroadcast, Net::kGroup})
    EXPECT_EQ(to(dst, 17), IpAddress);
}
TEST_F(ModelIp, UnknownProtocolsAreTold) {
  good.protocol = 99;
  good.payload = Octets(8);
  EXPECT_EQ(of(good), IpProtocol);
  EXPECT_EQ(n.toe.next_fault(FaultSource::Ip)->code, kCodeProtocol);
  EXPECT_TRUE(fault_asked());
  const auto silent = [&](auto change) {
    packet::Ip ip = good;
    change(ip);
    EXPECT_EQ(of(ip), IpProtocol);
    EXPECT_FALSE(fault_asked());
  };
  silent([](packet::Ip& ip) { ip.payload.resize(7); });
  silent([](packet::Ip& ip) { ip.options = {1, 1, 1, 1}; });
  silent([](packet::Ip& ip) { ip.fragment = 1; });
  EXPECT_EQ(n.toe.counters().ip_in_unknown_protos, 4u);
}
TEST_F(ModelIp, NoRoomIsForUdpAndCounted) {
  good.protocol = 17;
  EXPECT_EQ(n.ip(good.build(), Net::kOurMac, true).verdict, IpNoRoom);
  EXPECT_EQ(n.toe.counters().ip_in_discards, 1u);
  good.protocol = 6;
  EXPECT_EQ(n.ip(good.build(), Net::kOurMac, true).verdict, IpDelivered);
  EXPECT_THROW(n.toe.ip_event(n.now), std::logic_error);
}
// Stand-alone the account of pages decides; receiving leaves SendPages.
TEST(ModelIpMemory, IsFullWhenItsPagesAreTaken) {
  Net n(Config::small());
  const packet::Ip one = {.src = Net::kPeerIp, .dst = Net::kOurIp, .protocol = 17,
                          .payload = Octets(1024)};
  for (unsigned i = 0; i < 14; ++i) EXPECT_EQ(n.ip(one.build()).verdict, IpDelivered);
  EXPECT_EQ(n.toe.pages_in_use(), 14u);
  EXPECT_EQ(n.ip(one.build()).verdict, IpNoRoom);
  n.toe.udp_arrival_event(n.now);
  EXPECT_EQ(n.ip(one.build()).verdict, IpDelivered);
}

}  // namespace
}  // namespace sockwire::model
