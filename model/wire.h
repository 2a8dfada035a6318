// Numbers in network order (RFC 791 appendix B), read from and appended to octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/config.h"

namespace sockwire::model {

// The number in `octets` octets from offset `at` on; the caller knows that they are there.
constexpr std::uint64_t number(std::span<const std::uint8_t> from, std::size_t at, int octets) {
  std::uint64_t value = 0;
  for (int i = 0; i < octets; ++i) value = value << 8 | from[at + static_cast<std::size_t>(i)];
  return value;
}
constexpr std::uint8_t number8(std::span<const std::uint8_t> from, std::size_t at) {
  return from[at];
}
constexpr std::uint16_t number16(std::span<const std::uint8_t> from, std::size_t at) {
  return static_cast<std::uint16_t>(number(from, at, 2));
}
constexpr std::uint32_t number32(std::span<const std::uint8_t> from, std::size_t at) {
  return static_cast<std::uint32_t>(number(from, at, 4));
}

constexpr void append(Octets& to, std::uint64_t value, int octets) {
  for (int i = octets - 1; i >= 0; --i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
constexpr void append(Octets& to, std::span<const std::uint8_t> octets) {
  to.insert(to.end(), octets.begin(), octets.end());
}
constexpr void put16(Octets& to, std::size_t at, std::uint16_t value) {
  to[at] = static_cast<std::uint8_t>(value >> 8);
  to[at + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace sockwire::model
