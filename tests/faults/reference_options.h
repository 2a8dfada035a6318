// The options of a TCP header, for the reference peer: built and parsed from RFC 9293 3.2 (MSS), RFC
// 7323 (window scale, timestamps) and RFC 2018 (SACK), apart from model and RTL.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace sockwire {

struct TcpOptions {
  struct Timestamps {
    std::uint32_t value = 0, echo = 0;
  };
  std::optional<std::uint16_t> mss{};
  std::optional<std::uint8_t> window_scale{};
  bool sack_permitted = false;
  std::optional<Timestamps> timestamps{};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sack{};  // left edge, right edge
  bool malformed = false;                                       // the rest was not read

  // A multiple of four octets, at most 40.
  [[nodiscard]] std::vector<std::uint8_t> build() const;
  static TcpOptions parse(std::span<const std::uint8_t> octets);
};

}  // namespace sockwire
