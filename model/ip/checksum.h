// The Internet checksum (RFC 1071).
#pragma once

#include <cstdint>
#include <span>

namespace sockwire::model {

// One's complement sum of 16-bit words in network order; an odd last octet is the high half of its
// word. `initial` is a sum to go on from. Over data with a right checksum in it, it is 0xFFFF.
constexpr std::uint16_t ones_sum(std::span<const std::uint8_t> octets, std::uint32_t initial = 0) {
  std::uint64_t sum = initial;
  bool high = true;
  for (const std::uint8_t octet : octets) {
    sum += high ? octet << 8 : octet;
    high = !high;
  }
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

// What goes into the checksum field, the field itself being 0 in `octets`.
constexpr std::uint16_t checksum(std::span<const std::uint8_t> octets, std::uint32_t initial = 0) {
  return static_cast<std::uint16_t>(~ones_sum(octets, initial));
}

}  // namespace sockwire::model
