// TCP header out: from what an event emits to octets (RFC 9293 3.1).
#pragma once

#include <cstdint>
#include <span>

#include "model/config.h"

namespace sockwire::model {

Octets build_segment(std::uint32_t src, const Emit&, std::span<const std::uint8_t> payload);

}  // namespace sockwire::model
