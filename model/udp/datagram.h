// UDP header in and out (RFC 768, RFC 1122 4.1.3.4).
#pragma once

#include <cstdint>
#include <span>

#include "model/config.h"
#include "model/ip/header.h"

namespace sockwire::model {

inline constexpr std::size_t kUdpHeaderOctets = 8;

struct ParsedUdp {
  UdpDrop drop{};     // UdpDropLength, UdpDropChecksum, or none
  Arrival arrival{};  // what can be told of it
  std::span<const std::uint8_t> payload;  // of the datagram given; empty for one that is dropped
};

// A datagram that IP has delivered: do its lengths agree, is its checksum right?
ParsedUdp parse_udp(const Datagram&);

// Header and payload, with a checksum always.
Octets build_udp(std::uint32_t src, const UdpEmit&, std::span<const std::uint8_t> payload);

// What goes into the checksum field: never 0, which would mean that there is none.
std::uint16_t udp_checksum(std::uint32_t src, const UdpEmit&,
                           std::span<const std::uint8_t> payload);

}  // namespace sockwire::model
