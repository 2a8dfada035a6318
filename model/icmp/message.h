// ICMP: what becomes of a message (RFC 792, RFC 1122 3.2.2).
#pragma once

#include <cstdint>
#include <span>

#include "model/config.h"

namespace sockwire::model {

// IcmpAnswered for an echo request, IcmpChecksum for a damaged or short message, IcmpIgnored for
// all others. Whether there is room to keep the request is not known here.
IcmpVerdict judge_icmp(std::span<const std::uint8_t> message);

// The echo reply: type 0, all else as it came (RFC 792, RFC 1122 3.2.2.6), checksum computed anew.
Octets echo_reply(std::span<const std::uint8_t> request);

}  // namespace sockwire::model
