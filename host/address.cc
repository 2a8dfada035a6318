#include "host/address.h"

#include <fmt/format.h>

#include <charconv>

namespace sockwire {

namespace {
// `count` numbers of at most `limit`, separated by `separator`, folded into one of `bits` bits each.
std::optional<std::uint64_t> parse_groups(std::string_view text, int count, char separator, int base,
                                          unsigned bits) {
  const std::uint64_t limit = (std::uint64_t{1} << bits) - 1;
  std::uint64_t value = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int group = 0; group < count; ++group) {
    if (group > 0) {
      if (at == end || *at != separator) return std::nullopt;
      ++at;
    }
    std::uint64_t part = 0;
    const auto [next, error] = std::from_chars(at, end, part, base);
    if (error != std::errc{} || part > limit || next - at > 3) return std::nullopt;
    value = (value << bits) | part;
    at = next;
  }
  return at == end ? std::optional(value) : std::nullopt;
}
}  // namespace

std::optional<std::uint32_t> parse_ip(std::string_view text) {
  const auto value = parse_groups(text, 4, '.', 10, 8);
  return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

std::string format_ip(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24, (address >> 16) & 0xFFU, (address >> 8) & 0xFFU,
                     address & 0xFFU);
}

std::optional<std::uint64_t> parse_mac(std::string_view text) {
  return parse_groups(text, 6, ':', 16, 8);
}

std::string format_mac(std::uint64_t address) {
  std::string text;
  for (int shift = 40; shift >= 0; shift -= 8) {
    text += fmt::format("{}{:02x}", text.empty() ? "" : ":", (address >> shift) & 0xFFU);
  }
  return text;
}

std::optional<Prefix> parse_prefix(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_ip(text.substr(0, slash));
  const auto digits = text.substr(slash + 1);
  unsigned length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (!address || error != std::errc{} || end != digits.data() + digits.size() || length > 32) {
    return std::nullopt;
  }
  const std::uint32_t mask = length == 0 ? 0 : 0xFFFF'FFFFU << (32 - length);
  return Prefix{*address, mask};
}

}  // namespace sockwire
