#include "model/tcp/siphash.h"

#include <bit>

namespace sockwire::model {

namespace {

constexpr int kCompressionRounds = 2;
constexpr int kFinalizationRounds = 4;

struct State {
  std::uint64_t v0, v1, v2, v3;

  void rounds(int count) {
    for (int i = 0; i < count; ++i) {
      v0 += v1;
      v2 += v3;
      v1 = std::rotl(v1, 13) ^ v0;
      v3 = std::rotl(v3, 16) ^ v2;
      v0 = std::rotl(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = std::rotl(v1, 17) ^ v2;
      v3 = std::rotl(v3, 21) ^ v0;
      v2 = std::rotl(v2, 32);
    }
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    rounds(kCompressionRounds);
    v0 ^= word;
  }
};

// Up to eight octets, the first one lowest.
std::uint64_t little_endian(std::span<const std::uint8_t> octets) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) word |= std::uint64_t{octets[i]} << (8 * i);
  return word;
}

}  // namespace

std::uint64_t siphash(const std::array<std::uint32_t, 4>& key,
                      std::span<const std::uint8_t> message) {
  const std::uint64_t k0 = key[0] | std::uint64_t{key[1]} << 32;
  const std::uint64_t k1 = key[2] | std::uint64_t{key[3]} << 32;
  State state = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
                 k1 ^ 0x7465646279746573};

  const std::uint64_t length = message.size();
  for (; message.size() >= 8; message = message.subspan(8))
    state.absorb(little_endian(message.first(8)));
  state.absorb(little_endian(message) | length << 56);

  state.v2 ^= 0xff;
  state.rounds(kFinalizationRounds);
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace sockwire::model
