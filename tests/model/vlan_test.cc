// The tag of a VLAN, off what comes and on what leaves (IEEE 802.1Q; docs/rules/network.md, "Ethernet").
#include "tests/model/net.h"

#include "model/mac/ethernet.h"
#include "model/socket/registers.h"
#include "verif/cosim/reg.h"

namespace sockwire::model {
namespace {

constexpr std::uint16_t kId = 0x123, kOther = 0x124;
constexpr Vlan kOurs{.enabled = true, .pcp = 5, .id = kId};
constexpr std::uint16_t kOurControl = 5 << 13 | kId;

struct VlanNet : Net {
  VlanNet() { meet(); }
  // An echo request, as it is or with a tag. Says whether it has reached IP.
  bool reaches(std::optional<std::uint16_t> control) {
    const packet::Icmp echo{.id = 1, .sequence = 2, .payload = counting(8)};
    const packet::Ip ip{.src = kPeerIp, .dst = kOurIp, .protocol = 1, .payload = echo.build()};
    const Octets frame = packet::ethernet(kOurMac, kPeerMac, kEtherTypeIpv4, ip.build());
    const std::uint32_t before = toe.counters().ip_in_receives;
    toe.frame(control ? packet::tagged(frame, *control) : frame);
    toe.run(now);
    return toe.counters().ip_in_receives != before;
  }
  std::uint32_t filtered() const { return toe.counters().vlan_filtered; }
};

TEST(ModelVlan, WithoutOneATagOfPriorityIsTakenOff) {
  VlanNet n;
  EXPECT_TRUE(n.reaches({}));
  EXPECT_TRUE(n.reaches(0));
  EXPECT_TRUE(n.reaches(7 << 13 | 1 << 12));
  EXPECT_EQ(n.filtered(), 0u);
  EXPECT_FALSE(n.reaches(1));
  EXPECT_FALSE(n.reaches(7 << 13 | 0xFFF));
  EXPECT_EQ(n.filtered(), 2u);
  EXPECT_EQ(n.toe.counters().if_in_unknown_protos, 0u);
}

TEST(ModelVlan, InOneOnlyItsFramesAreOurs) {
  VlanNet n;
  n.toe.set_vlan(kOurs);
  EXPECT_TRUE(n.reaches(kId));
  EXPECT_TRUE(n.reaches(3 << 13 | 1 << 12 | kId));
  EXPECT_EQ(n.filtered(), 0u);
  EXPECT_FALSE(n.reaches({}));
  EXPECT_FALSE(n.reaches(0));
  EXPECT_FALSE(n.reaches(kOther));
  EXPECT_EQ(n.filtered(), 3u);
  n.toe.set_vlan({.enabled = false, .pcp = 5, .id = kId});
  EXPECT_FALSE(n.reaches(kId));
  EXPECT_TRUE(n.reaches({}));
}

TEST(ModelVlan, OneTagIsTakenOffAndNoSecond) {
  Net n;
  const Octets once = packet::tagged(packet::ethernet(Net::kOurMac, Net::kPeerMac, kEtherTypeIpv4, Octets(46)), 0);
  n.toe.frame(packet::tagged(once, 0));
  EXPECT_EQ(n.toe.counters().if_in_unknown_protos, 1u);
  EXPECT_EQ(n.toe.counters().vlan_filtered, 0u);
}

TEST(ModelVlan, AFrameThatEndsInItsTagIsNotCounted) {
  Net n;
  const Octets whole = packet::tagged(packet::ethernet(Net::kOurMac, Net::kPeerMac, kEtherTypeArp, {}), kOther);
  ASSERT_EQ(whole.size(), 18u);
  for (std::size_t size = 0; size < 18; ++size) n.toe.frame(std::span(whole).first(size));
  EXPECT_EQ(n.toe.counters(), Counters{});
  n.toe.frame(whole);
  EXPECT_EQ(n.toe.counters().vlan_filtered, 1u);
}

// The tag stands between source and EtherType, and nothing else is another.
TEST(ModelVlan, EveryFrameOfOursHasItsTag) {
  for (const FrameKind kind : kFrameKinds) {
    VlanNet n;
    const std::uint16_t desc = n.socket(53);
    n.meet();
    while (n.toe.next_frame(FrameKind::Arp)) {
    }
    switch (kind) {
      case FrameKind::Arp: n.meet(); break;
      case FrameKind::Icmp: n.reaches({}); break;
      case FrameKind::Tcp: {
        const packet::Tcp syn{.src_port = 1, .dst_port = 2, .seq = 3, .flags = packet::kSyn};  // answered by a RST
        n.ip(packet::Ip{.src = Net::kPeerIp, .dst = Net::kOurIp, .protocol = 6,
                        .payload = syn.build(Net::kPeerIp, Net::kOurIp)}.build());
        break;
      }
      case FrameKind::Send: n.send_all(desc, counting(4000)); break;
      case FrameKind::Fault: n.udp({.dst_port = 99, .payload = counting(8)}); break;
      case FrameKind::Echo:
        n.toe.set_echo_port(7);
        n.ip(packet::Ip{.src = Net::kPeerIp,
                        .dst = Net::kOurIp,
                        .protocol = 17,
                        .payload = Udp{.dst_port = 7}.build(Net::kPeerIp, Net::kOurIp)}
                 .build());
        break;
      case FrameKind::Igmp:
        n.option(desc, Option::OptionJoin, Net::kGroup);
        break;
    }
    n.toe.run(n.now);
    unsigned frames = 0;
    for (; const auto plain = n.toe.peek_frame(kind); ++frames) {
      n.toe.set_vlan(kOurs);
      EXPECT_EQ(n.toe.peek_frame(kind), packet::tagged(*plain, kOurControl));
      EXPECT_EQ(n.toe.next_frame(kind), packet::tagged(*plain, kOurControl));
      n.toe.set_vlan({});
    }
    EXPECT_EQ(frames, kind == FrameKind::Send ? 3u : 1u) << static_cast<int>(kind);
  }
}

TEST(ModelVlan, ItsRegisterReadsBackAndActs) {
  Registers registers{Config::small()};
  EXPECT_EQ(registers.read32(reg::kEthVlan), 0u);
  registers.write32(reg::kEthVlan, 0xFFFFFFFF);
  EXPECT_EQ(registers.read32(reg::kEthVlan), 0x8000EFFFu);
  registers.frame(packet::ethernet(kMacBroadcast, Net::kPeerMac, kEtherTypeArp, Octets(46)));
  EXPECT_EQ(registers.read32(reg::kVlanFiltered), 1u);
  registers.write32(reg::kMacLo, 1);
  registers.write32(reg::kIpAddr, Net::kOurIp);
  const packet::Arp question{1, Net::kPeerMac, Net::kPeerIp, 0, Net::kOurIp};
  registers.frame(packet::tagged(packet::ethernet(kMacBroadcast, Net::kPeerMac, kEtherTypeArp, question.build()), 0xFFF));
  registers.advance(1);
  const auto reply = registers.next_frame();
  ASSERT_TRUE(reply);
  EXPECT_EQ(packet::get(*reply, 12, 4), 0x8100EFFFu);
  EXPECT_EQ(registers.read32(reg::kMacPauses), 0u);
}

}  // namespace
}  // namespace sockwire::model
