// Frame check sequence of IEEE 802.3 clause 3.2.9: CRC-32, octets least significant bit first.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace sockwire::model {

namespace detail {
constexpr std::array<std::uint32_t, 256> crc32_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t octet = 0; octet < 256; ++octet) {
    std::uint32_t remainder = octet;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    table[octet] = remainder;
  }
  return table;
}
inline constexpr auto kCrc32Table = crc32_table();
}  // namespace detail

class Crc32 {
 public:
  constexpr void add(std::uint8_t octet) {
    register_ = (register_ >> 8) ^ detail::kCrc32Table[(register_ ^ octet) & 0xFFU];
  }
  constexpr void add(std::span<const std::uint8_t> octets) {
    for (const auto octet : octets) add(octet);
  }
  // The value that is sent, low octet first.
  [[nodiscard]] constexpr std::uint32_t fcs() const { return ~register_; }
  // What the register holds after a frame and its right FCS.
  [[nodiscard]] constexpr bool is_residue() const { return register_ == 0xDEBB20E3U; }

 private:
  std::uint32_t register_ = 0xFFFFFFFFU;
};

}  // namespace sockwire::model
