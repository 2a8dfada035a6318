// SipHash-2-4 (Aumasson, Bernstein 2012), for tests that choose the engine's initial sequence number
// by its secret (RFC 6528).
#pragma once

#include <bit>
#include <cstdint>
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

}  // namespace sockwire
