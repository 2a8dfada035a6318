// TCP segments as octets, written from RFC 9293 section 3.1 and RFC 1071: what the tests of the
// payload's way send and expect. Numbers in host byte order.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/prim/stream_bench.h"

namespace sockwire::test {

inline constexpr std::uint32_t our_ip = 0xC0A80101, peer_ip = 0xC0A80102;

enum Flag : std::uint8_t { Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16, Urg = 32 };

struct TcpSegment {
  std::uint32_t ports = 0x12345678, seq = 0, ack = 0;
  std::uint8_t flags = Ack;
  std::uint16_t wnd = 0, urgent = 0;
  Octets options, payload;
};

inline std::uint16_t ones_sum(const Octets& octets, std::uint64_t start = 0) {
  for (std::size_t i = 0; i < octets.size(); ++i) start += octets[i] * (i % 2 ? 1u : 256u);
  while (start >> 16) start = (start & 0xFFFF) + (start >> 16);
  return static_cast<std::uint16_t>(start);
}

inline std::uint64_t pseudo_sum(std::uint32_t src, std::uint32_t dst, std::size_t length) {
  return (src >> 16) + (src & 0xFFFF) + (dst >> 16) + (dst & 0xFFFF) + 6u + length;
}

inline void append(Octets& octets, std::uint64_t value, unsigned count) {
  while (count--) octets.push_back(static_cast<std::uint8_t>(value >> (8 * count)));
}

// With a right checksum; options are padded to words with zeros.
inline Octets encode(const TcpSegment& segment, std::uint32_t src, std::uint32_t dst) {
  Octets octets;
  append(octets, segment.ports, 4);
  append(octets, segment.seq, 4);
  append(octets, segment.ack, 4);
  append(octets, (5 + (segment.options.size() + 3) / 4) << 4, 1);
  append(octets, segment.flags, 1);
  append(octets, segment.wnd, 2);
  append(octets, 0, 2);
  append(octets, segment.urgent, 2);
  octets.insert(octets.end(), segment.options.begin(), segment.options.end());
  while (octets.size() % 4) octets.push_back(0);
  octets.insert(octets.end(), segment.payload.begin(), segment.payload.end());
  const auto sum =
      static_cast<std::uint16_t>(~ones_sum(octets, pseudo_sum(src, dst, octets.size())));
  octets[16] = static_cast<std::uint8_t>(sum >> 8);
  octets[17] = static_cast<std::uint8_t>(sum);
  return octets;
}

}  // namespace sockwire::test
