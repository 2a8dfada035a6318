// The IPv4 header of what arrives (RFC 791 3.1), and a datagram behind it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "model/config.h"

namespace sockwire::model {

inline constexpr std::size_t kIpHeaderOctets = 20;  // without options

struct IpHeader {
  std::array<std::uint8_t, kIpHeaderOctets> octets{};  // as it came, without options
  std::uint32_t src = 0;
  std::uint32_t dst = 0;
  std::uint8_t protocol = 0;
  std::uint8_t tos = 0;
  std::uint16_t identification = 0;
  std::uint16_t at = 0;  // place of its first octet in the datagram, in octets
  bool more = false;     // fragments follow
  bool has_options = false;

  bool is_fragment() const { return more || at != 0; }
};

struct Datagram {
  IpHeader header;  // of the first fragment, if it came in several
  Octets octets;    // behind the header
  bool whole = true;  // it came in one piece

  std::uint16_t length() const { return static_cast<std::uint16_t>(octets.size()); }
};

// RFC 1122 3.2.1.1, 3.2.1.2: nothing unless version, checksum and lengths are right, and the
// lengths fit into each other and into the frame. `octets`: all behind the Ethernet header; what is
// beyond the total length is padding.
std::optional<Datagram> parse_ip(std::span<const std::uint8_t> octets);

}  // namespace sockwire::model
