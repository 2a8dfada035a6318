// SipHash-2-4 of a 4-tuple, written from its paper: initial sequence numbers (RFC 6528), offsets of
// timestamps and SYN cookies as docs/rules/tcp.md sections 1 and 4 make them.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace sockwire::test {

inline std::uint64_t sip_hash(std::uint64_t k0, std::uint64_t k1,
                              const std::vector<std::uint8_t>& message) {
  std::uint64_t v0 = k0 ^ 0x736f6d6570736575, v1 = k1 ^ 0x646f72616e646f6d;
  std::uint64_t v2 = k0 ^ 0x6c7967656e657261, v3 = k1 ^ 0x7465646279746573;
  const auto round = [&] {
    v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
  };
  for (std::size_t block = 0; block <= message.size() / 8; ++block) {
    std::uint64_t m = block == message.size() / 8 ? std::uint64_t(message.size()) << 56 : 0;
    for (std::size_t i = 0; i < 8 && 8 * block + i < message.size(); ++i)
      m |= std::uint64_t(message[8 * block + i]) << (8 * i);
    v3 ^= m, round(), round(), v0 ^= m;
  }
  v2 ^= 0xff, round(), round(), round(), round();
  return v0 ^ v1 ^ v2 ^ v3;
}

// What the rules hash: 12 octets in network order, under the secret of TcpBench.
struct Tuple {
  std::uint32_t local_addr;
  std::uint16_t local_port;
  std::uint32_t remote_addr;
  std::uint16_t remote_port;

  std::uint64_t hash() const { return keyed(message()); }
  // K of a SYN cookie.
  std::uint32_t cookie(std::uint16_t count) const {
    std::vector<std::uint8_t> octets = message();
    put(octets, 3, count);
    return std::uint32_t(keyed(octets)) & 0xFFFFFF;
  }
  // The initial sequence number of a connection that begins now.
  std::uint32_t isn(std::uint64_t now) const {
    return std::uint32_t(hash()) + std::uint32_t(now >> 2);
  }

 private:
  static std::uint64_t keyed(const std::vector<std::uint8_t>& octets) {
    return sip_hash(0x0706050403020100, 0x0F0E0D0C0B0A0908, octets);
  }
  static void put(std::vector<std::uint8_t>& to, int octets, std::uint32_t value) {
    while (octets-- > 0) to.push_back(std::uint8_t(value >> (8 * octets)));
  }
  std::vector<std::uint8_t> message() const {
    std::vector<std::uint8_t> octets;
    put(octets, 4, local_addr), put(octets, 2, local_port);
    put(octets, 4, remote_addr), put(octets, 2, remote_port);
    return octets;
  }
};

}  // namespace sockwire::test
