// Frames for the tests of ARP, IPv4 and ICMP, built octet by octet (RFC 791, 792, 826, 1071).
// Numbers in host order; a checksum is right unless one is given.
#pragma once

#include "tests/prim/stream_bench.h"

#include <optional>

namespace sockwire::test {

struct Network {
  std::uint64_t mac = 0x02005E102030;
  std::uint32_t ip = 0x0A000102;       // 10.0.1.2
  std::uint32_t mask = 0xFFFFFF00;
  std::uint32_t gateway = 0x0A0001FE;  // 10.0.1.254
};

inline constexpr std::uint64_t broadcast_mac = 0xFFFFFFFFFFFF, peer_mac = 0x025555555555;
inline constexpr std::uint32_t peer_ip = 0x0A000101;  // 10.0.1.1

inline void put(Octets& octets, std::uint64_t value, unsigned count) {
  while (count-- > 0) octets.push_back(static_cast<std::uint8_t>(value >> (8 * count)));
}

inline std::uint64_t get(const Octets& octets, std::size_t at, unsigned count) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < count; ++i) value = value << 8 | octets.at(at + i);
  return value;
}

inline Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Octets slice(const Octets& octets, std::size_t from, std::size_t to) {
  return {octets.begin() + static_cast<std::ptrdiff_t>(from),
          octets.begin() + static_cast<std::ptrdiff_t>(to)};
}

// The complement of the one's complement sum, an odd octet padded with 0.
inline std::uint16_t checksum(const Octets& octets) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < octets.size(); ++i)
    sum += static_cast<std::uint64_t>(octets[i]) << (i % 2 ? 0 : 8);
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

inline Octets padded(Octets octets, std::size_t size, std::uint8_t with = 0) {
  if (octets.size() < size) octets.resize(size, with);
  return octets;
}

inline Octets ethernet(std::uint64_t dst, std::uint64_t src, unsigned type, const Octets& payload) {
  Octets frame;
  put(frame, dst, 6);
  put(frame, src, 6);
  put(frame, type, 2);
  return frame + payload;
}

struct Ipv4 {
  unsigned version = 4, tos = 0, id = 0, flags_offset = 0x4000, ttl = 64, protocol = 1;
  std::uint32_t src = peer_ip, dst = Network{}.ip;
  Octets options{};  // a multiple of 4
  Octets payload{};
  std::optional<unsigned> ihl{}, total{}, sum{};

  Octets build() const {
    Octets header;
    put(header, version << 4 | ihl.value_or(static_cast<unsigned>(5 + options.size() / 4)), 1);
    put(header, tos, 1);
    put(header, total.value_or(static_cast<unsigned>(20 + options.size() + payload.size())), 2);
    put(header, id, 2);
    put(header, flags_offset, 2);
    put(header, ttl, 1);
    put(header, protocol, 1);
    put(header, 0, 2);
    put(header, src, 4);
    put(header, dst, 4);
    header = header + options;
    const unsigned value = sum.value_or(checksum(header));
    header[10] = static_cast<std::uint8_t>(value >> 8);
    header[11] = static_cast<std::uint8_t>(value);
    return header + payload;
  }
};

inline Octets icmp(unsigned type, unsigned code, const Octets& rest,
                   std::optional<unsigned> sum = {}) {
  Octets message;
  put(message, type, 1);
  put(message, code, 1);
  put(message, 0, 2);
  message = message + rest;
  const unsigned value = sum.value_or(checksum(message));
  message.at(2) = static_cast<std::uint8_t>(value >> 8);
  message.at(3) = static_cast<std::uint8_t>(value);
  return message;
}

struct Arp {
  unsigned hardware = 1, protocol = 0x0800, hardware_length = 6, protocol_length = 4, operation = 1;
  std::uint64_t sender_mac = peer_mac;
  std::uint32_t sender_ip = peer_ip;
  std::uint64_t target_mac = 0;
  std::uint32_t target_ip = Network{}.ip;

  Octets build() const {
    Octets packet;
    put(packet, hardware, 2);
    put(packet, protocol, 2);
    put(packet, hardware_length, 1);
    put(packet, protocol_length, 1);
    put(packet, operation, 2);
    put(packet, sender_mac, 6);
    put(packet, sender_ip, 4);
    put(packet, target_mac, 6);
    put(packet, target_ip, 4);
    return packet;
  }
};

// Bits [low +: count] of a wide port, and back.
template <std::size_t Words>
std::uint64_t bits(const VlWide<Words>& wide, unsigned low, unsigned count) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < count; ++i)
    value |= std::uint64_t{wide.m_storage[(low + i) / 32] >> ((low + i) % 32) & 1} << i;
  return value;
}

template <std::size_t Words>
void set_bits(VlWide<Words>& wide, unsigned low, unsigned count, std::uint64_t value) {
  for (unsigned i = 0; i < count; ++i) {
    EData& word = wide.m_storage[(low + i) / 32];
    const EData bit = EData{1} << ((low + i) % 32);
    word = (value >> i & 1) ? word | bit : word & ~bit;
  }
}

// toe_pkg::network_t
inline void set_network(VlWide<5>& port, const Network& network) {
  set_bits(port, 96, 48, network.mac);
  set_bits(port, 64, 32, network.ip);
  set_bits(port, 32, 32, network.mask);
  set_bits(port, 0, 32, network.gateway);
}

// A whole packed struct as words, for Sink::side.
template <std::size_t Words>
std::vector<std::uint32_t> words(const VlWide<Words>& wide) {
  return {wide.m_storage, wide.m_storage + Words};
}

}  // namespace sockwire::test
