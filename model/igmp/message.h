// IGMP messages in and out (RFC 1112 appendix I, RFC 2236 2, RFC 3376 4).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "model/config.h"

namespace sockwire::model {

// What becomes of a message while our mode is `mode`; whether there was room is not known here.
IgmpVerdict judge_igmp(std::span<const std::uint8_t> message, IgmpMode mode);

struct MembershipQuery {
  unsigned version = 0;
  std::uint32_t longest = 0;  // ticks in which an answer is to come
};
// Of a message that is an IgmpQuery.
MembershipQuery parse_query(std::span<const std::uint8_t> message);

// What is sent, about this group: an IPv4 datagram's payload, and for whom it is.
Octets igmp_message(IgmpSend, std::uint32_t group, std::uint8_t record_type);
std::uint32_t igmp_destination(IgmpSend, std::uint32_t group);

// RFC 2113: routers look into it, though it is not for them.
inline constexpr std::array<std::uint8_t, 4> kRouterAlert = {0x94, 0x04, 0x00, 0x00};
inline constexpr std::uint8_t kIgmpTtl = 1;     // RFC 2236 2
inline constexpr std::uint8_t kIgmpTos = 0xC0;  // RFC 3376 4: Internetwork Control

}  // namespace sockwire::model
