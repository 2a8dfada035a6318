// IPv4 addresses and MAC addresses as numbers, and as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sockwire {

// 10.0.0.1 is 0x0A000001.
std::optional<std::uint32_t> parse_ip(std::string_view text);
std::string format_ip(std::uint32_t address);

// 02:00:00:00:00:01 is 0x020000000001.
std::optional<std::uint64_t> parse_mac(std::string_view text);
std::string format_mac(std::uint64_t address);

// An address and the length of its prefix, "10.0.0.1/24".
struct Prefix {
  std::uint32_t address = 0;
  std::uint32_t mask = 0;
};
std::optional<Prefix> parse_prefix(std::string_view text);

}  // namespace sockwire
