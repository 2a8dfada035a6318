// ICMP: what becomes of a message (RFC 792, RFC 1122 3.2.2).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/config.h"

namespace sockwire::model {

// IcmpAnswered for an echo request, IcmpError and IcmpUdpError for an error about a segment or a
// datagram of ours, IcmpChecksum for a damaged or short message, IcmpIgnored for all others. Whether
// there is room to keep it is not known here. `whole`: it came in one piece; only then can it be an
// error.
IcmpVerdict judge_icmp(std::span<const std::uint8_t> message, const Network&, bool whole = true);

// The echo reply: type 0, all else as it came (RFC 792, RFC 1122 3.2.2.6), checksum computed anew.
Octets echo_reply(std::span<const std::uint8_t> request);
// The same for one that came in fragments: its checksum is adjusted, not made anew (network.md, "ICMP").
Octets adjusted_reply(std::span<const std::uint8_t> request);

// What an error tells, and to whom; nothing if it is none, or the datagram in it is not ours.
struct ToldError {
  std::uint8_t protocol;  // TCP or UDP
  IcmpError error;
};
std::optional<ToldError> told_error(std::span<const std::uint8_t> message, const Network&);

}  // namespace sockwire::model
