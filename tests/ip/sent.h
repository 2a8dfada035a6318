// What the layers above IP say of a datagram (toe_pkg::ip_tx_meta_t), and the frames that must come
// of it, built apart from the design (RFC 791).
#pragma once

#include "tests/ip/frames.h"

namespace sockwire::test {

inline constexpr unsigned max_piece = 1480;

struct TxMeta {
  std::uint64_t mac = peer_mac;
  std::uint32_t dst = peer_ip;
  unsigned protocol = 17, length = 0, ttl = 64, tos = 0;
  bool dont_fragment = false, router_alert = false;
  bool operator==(const TxMeta&) const = default;

  static TxMeta random(unsigned protocol, std::size_t length, bool dont_fragment, Random& random) {
    const std::uint64_t mac = std::uint64_t{random() & 0xFFFF} << 32 | random();
    const std::uint32_t dst = random();
    return {mac, dst, protocol, static_cast<unsigned>(length), random() % 3 ? random() & 0xFF : 0,
            random() & 0xFF, dont_fragment, false};
  }
};

template <std::size_t Words>
void set_meta(VlWide<Words>& port, const TxMeta& meta, unsigned low = 0) {
  set_bits(port, low + 74, 48, meta.mac);
  set_bits(port, low + 42, 32, meta.dst);
  set_bits(port, low + 34, 8, meta.protocol);
  set_bits(port, low + 18, 16, meta.length);
  set_bits(port, low + 10, 8, meta.ttl);
  set_bits(port, low + 2, 8, meta.tos);
  set_bits(port, low + 1, 1, meta.dont_fragment);
  set_bits(port, low, 1, meta.router_alert);
}

template <std::size_t Words>
TxMeta get_meta(const VlWide<Words>& port, unsigned low = 0) {
  auto part = [&](unsigned at, unsigned count) { return bits(port, low + at, count); };
  return {part(74, 48), static_cast<std::uint32_t>(part(42, 32)), static_cast<unsigned>(part(34, 8)),
          static_cast<unsigned>(part(18, 16)), static_cast<unsigned>(part(10, 8)),
          static_cast<unsigned>(part(2, 8)), part(1, 1) != 0, part(0, 1) != 0};
}

template <std::size_t Words>
VlWide<Words> wide(const std::vector<std::uint32_t>& side) {
  VlWide<Words> words{};
  std::copy(side.begin(), side.end(), words.m_storage);
  return words;
}

// The frame of the octets from `at` on, without its Ethernet header.
inline Octets piece_frame(const TxMeta& meta, const Octets& octets, unsigned at, unsigned id) {
  const std::size_t end = std::min<std::size_t>(octets.size(), at + max_piece);
  const unsigned flags = (meta.dont_fragment ? 0x4000u : 0u) | (end < octets.size() ? 0x2000u : 0u);
  return Ipv4{.tos = meta.tos, .id = id, .flags_offset = flags | at / 8,
              .ttl = meta.ttl ? meta.ttl : 64, .protocol = meta.protocol, .src = Network{}.ip,
              .dst = meta.dst, .options = meta.router_alert ? Octets{0x94, 4, 0, 0} : Octets{},
              .payload = slice(octets, at, end)}.build();
}

}  // namespace sockwire::test
