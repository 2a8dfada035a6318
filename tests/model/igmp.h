// A host with UDP sockets in groups, and routers and other hosts around it. The octets are built
// here.
#pragma once

#include "tests/model/net.h"

namespace sockwire::model {

using enum IgmpVerdict;
using enum IgmpMode;
using enum IgmpSend;

class ModelIgmp : public ::testing::Test {
 protected:
  static constexpr std::uint32_t kGroup = Net::kGroup, kOther = 0xEF01FFFE;
  static constexpr std::uint32_t kAllHosts = 0xE0000001;

  // Octets 0 to 7, and what follows, with its sum.
  static Octets message(unsigned type, unsigned code, std::uint32_t group, std::size_t more = 0) {
    Octets octets;
    packet::put(octets, type, 1);
    packet::put(octets, code, 1);
    packet::put(octets, 0, 2);
    packet::put(octets, group, 4);
    octets.resize(8 + more);
    const std::uint16_t sum = packet::checksum(octets);
    octets[2] = static_cast<std::uint8_t>(sum >> 8);
    octets[3] = static_cast<std::uint8_t>(sum);
    return octets;
  }
  packet::Ip in_ip(const Octets& octets, std::uint32_t to = kAllHosts) const {
    return {.src = Net::kPeerIp, .dst = to, .protocol = 2, .payload = octets, .ttl = 1};
  }
  IpVerdict arrives(const packet::Ip& ip) {
    return n.ip(ip.build(), 0x01005E000000 | (ip.dst & 0x7FFFFF)).verdict;
  }
  IgmpRecord hears(const Octets& octets, std::uint32_t to = kAllHosts,
                   std::optional<bool> busy = {}) {
    EXPECT_EQ(arrives(in_ip(octets, to)), IpVerdict::IpDelivered);
    return n.toe.igmp_message_event(n.now, busy);
  }
  // Queries of the three versions; `code` is the longest answer.
  IgmpRecord query(unsigned version, std::uint32_t group = 0, unsigned code = 100) {
    return hears(message(0x11, version == 1 ? 0 : code, group, version == 3 ? 4 : 0));
  }

  // UDP alone; and IGMP after it.
  Errno option(std::uint16_t on, Option which, std::uint32_t group) {
    return n.option(on, which, group);
  }
  IgmpRecord join(std::uint32_t group) {
    EXPECT_EQ(option(desc, Option::OptionJoin, group), Errno::Ok);
    return n.toe.igmp_join_event(group, n.now);
  }
  IgmpRecord leave(std::uint32_t group) {
    EXPECT_EQ(option(desc, Option::OptionLeave, group), Errno::Ok);
    return n.toe.igmp_leave_event(group, n.now);
  }
  // The entry's timer, at the moment at which it is due.
  IgmpRecord timer(const IgmpEntry& entry, unsigned place = 0) {
    n.now = std::uint64_t{entry.deadline} << 10;
    return n.toe.igmp_timer_event(place, n.now);
  }

  std::uint32_t tick() const { return static_cast<std::uint32_t>(n.now >> 10); }
  void forget_frames() {
    while (n.toe.next_frame(FrameKind::Igmp)) {
    }
  }

  // The draws of docs/rules/igmp.md, again.
  std::uint32_t draw(std::uint64_t max) {
    chance ^= chance << 13;
    chance ^= chance >> 17;
    chance ^= chance << 5;
    return static_cast<std::uint32_t>(1 + ((chance >> 16) * max >> 16));
  }
  std::uint32_t chance = 0x0000'0005 | 1;  // of Net's secret

  Net n;
  std::uint16_t desc = n.socket(53);
};

}  // namespace sockwire::model
