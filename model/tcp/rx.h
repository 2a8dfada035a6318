// TCP header in: from the octets of a datagram to a segment (RFC 9293 3.1, 3.2).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/config.h"

namespace sockwire::model {

struct ReceivedSegment {
  Segment segment;
  Octets payload;
};

// Nothing for a segment with a bad header or checksum. Bad options are no reason to drop it.
std::optional<ReceivedSegment> parse_segment(std::uint32_t src, std::uint32_t dst,
                                             std::span<const std::uint8_t> octets);

// The sum over the pseudo-header, to go on from.
std::uint16_t pseudo_header_sum(std::uint32_t src, std::uint32_t dst, std::size_t tcp_length);

}  // namespace sockwire::model
