// SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012): a keyed hash of 64
// bits.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace sockwire::model {

// `key`: octet 0 is bits 7:0 of the first word.
std::uint64_t siphash(const std::array<std::uint32_t, 4>& key,
                      std::span<const std::uint8_t> message);

}  // namespace sockwire::model
