// SipHash-2-4 (Aumasson, Bernstein 2012), for tests that choose the engine's initial sequence number
// by its secret (RFC 6528).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <random>
#include <span>

namespace sockwire {

inline std::uint64_t siphash24(std::uint64_t k0, std::uint64_t k1, std::span<const std::uint8_t> message) {
  std::uint64_t v0 = k0 ^ 0x736f6d6570736575U, v1 = k1 ^ 0x646f72616e646f6dU, v2 = k0 ^ 0x6c7967656e657261U,
                v3 = k1 ^ 0x7465646279746573U;
  const auto round = [&] {
    v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
  };
  const auto word = [&](std::uint64_t m) {
    v3 ^= m;
    round(), round();
    v0 ^= m;
  };
  std::uint64_t m = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    m |= std::uint64_t{message[i]} << (8 * (i % 8));
    if (i % 8 == 7) word(m), m = 0;
  }
  word(m | std::uint64_t{message.size()} << 56);
  v2 ^= 0xFF;
  round(), round(), round(), round();
  return v0 ^ v1 ^ v2 ^ v3;
}

// A secret under which the connection `tuple` (as RFC 6528 hashes it) has an initial number between
// `least` and `most` below 2^32, `ticks` of 4 us after the start.
inline std::array<std::uint32_t, 4> secret_before_wrap(std::span<const std::uint8_t> tuple, std::uint32_t ticks,
                                                       std::uint32_t least, std::uint32_t most, std::uint64_t seed) {
  std::mt19937_64 keys{seed};
  while (true) {
    const std::uint64_t k0 = keys(), k1 = keys();
    const std::uint32_t left = 0U - (static_cast<std::uint32_t>(siphash24(k0, k1, tuple)) + ticks);
    if (left < least || left > most) continue;
    return {static_cast<std::uint32_t>(k0), static_cast<std::uint32_t>(k0 >> 32), static_cast<std::uint32_t>(k1),
            static_cast<std::uint32_t>(k1 >> 32)};
  }
}

}  // namespace sockwire
