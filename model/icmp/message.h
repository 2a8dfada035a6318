// ICMP: what becomes of a message (RFC 792, RFC 1122 3.2.2).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/config.h"

namespace sockwire::model {

// IcmpAnswered for an echo request, IcmpError for an error about a segment of ours, IcmpChecksum
// for a damaged or short message, IcmpIgnored for all others. Whether there is room to keep it is
// not known here.
IcmpVerdict judge_icmp(std::span<const std::uint8_t> message, const Network&);

// The echo reply: type 0, all else as it came (RFC 792, RFC 1122 3.2.2.6), checksum computed anew.
Octets echo_reply(std::span<const std::uint8_t> request);

// What an error tells TCP; nothing if it is none, or the datagram in it is no segment of ours.
std::optional<IcmpError> error_for_tcp(std::span<const std::uint8_t> message, const Network&);

}  // namespace sockwire::model
