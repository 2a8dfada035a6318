// TCP options on the wire (RFC 9293 3.1 and 3.7.1, RFC 2018, RFC 7323).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/config.h"

namespace sockwire::model {

struct Timestamps {
  std::uint32_t value = 0;
  std::uint32_t echo_reply = 0;
};

// What a peer's option list says; of each kind the first well-formed one.
struct Options {
  std::optional<std::uint16_t> mss{};
  std::optional<std::uint8_t> window_scale{};
  bool sack_permitted = false;
  std::optional<Timestamps> timestamps{};
  std::vector<Range> sack_blocks{};
};

Options parse_options(std::span<const std::uint8_t>);

// The option list of a segment that is sent: whole words, the long options in words of their own as
// RFC 7323 appendix A recommends.
Octets build_options(const Emit&);

// RFC 2018 section 3, with the two NOPs that align it.
constexpr unsigned sack_option_octets(unsigned blocks) { return 4 + 8 * blocks; }

}  // namespace sockwire::model
