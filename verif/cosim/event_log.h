// One line a record, close to packetdrill's notation, the same for RTL and model:
//
//   42 t=1032 c=3 Established>CloseWait < F. 1001:1001(0) ack 2001 win 512 | > . 2001:2001(0) ack 1002 win 4095 | una 2001 nxt 2001 rcv 1002
//
// order, time in microseconds, socket, state (before>after where it changes), what came (< a segment,
// a call with its answer, a timer, a turn), what goes out, the sequence numbers after it; options as in
// <mss 1460,sackOK,TS val 1 ecr 0,wscale 0> and <sack 1:2 5:9>. Sequence
// numbers are absolute. The lines of other layers begin with its name: `udp`, `udp echo`, `ip`, `arp`,
// `icmp`, `igmp`.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "model/generated/toe_types.h"

namespace sockwire {

std::string to_text(const TcpRecord& record);
std::string to_text(const UdpRecord& record);
std::string to_text(const IpRecord& record);
std::string to_text(const IpSent& record);
std::string to_text(const ArpRecord& record);
std::string to_text(const IcmpRecord& record);
std::string to_text(const IgmpRecord& record);
std::string to_text(const UdpEchoRecord& record);
std::string to_text(const MacRxRecord& record);
std::string to_text(const Segment& segment);
std::string to_text(const Emit& emit);
std::string ip_text(std::uint32_t address);
std::string mac_text(std::uint64_t address);

// The last lines of a log, for the moment at which something is wrong.
class History {
 public:
  explicit History(std::size_t keep = 20) : keep_{keep} {}
  void add(std::string line);
  [[nodiscard]] std::string text(const std::string& indent = "  ") const;

 private:
  std::size_t keep_;
  std::deque<std::string> lines_;
};

}  // namespace sockwire
