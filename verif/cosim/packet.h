// Ethernet, ARP, IPv4, ICMP and TCP for the scripted peer: built and parsed from the RFCs, apart from
// model and RTL. All numbers are in host order; checksums are computed by build and checked by parse.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sockwire::packet {

using Octets = std::vector<std::uint8_t>;

// RFC 9293 3.1, the control bits as they stand in the header.
enum Flag : std::uint8_t { kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16, kUrg = 32 };

// RFC 1071.
std::uint16_t checksum(std::span<const std::uint8_t> octets, std::uint32_t start = 0);

void put(Octets& to, std::uint64_t value, unsigned octets);
std::uint64_t get(std::span<const std::uint8_t> from, std::size_t at, unsigned octets);

Octets ethernet(std::uint64_t dst, std::uint64_t src, std::uint16_t type,
                std::span<const std::uint8_t> payload);

struct Arp {
  std::uint16_t operation = 1;  // 1 request, 2 reply
  std::uint64_t sender_mac = 0;
  std::uint32_t sender_ip = 0;
  std::uint64_t target_mac = 0;
  std::uint32_t target_ip = 0;

  [[nodiscard]] Octets build() const;
  static std::optional<Arp> parse(std::span<const std::uint8_t> octets);
};

struct Ip {
  std::uint32_t src = 0, dst = 0;
  std::uint8_t protocol = 0;
  Octets payload{};
  Octets options{};               // multiple of four octets
  std::uint8_t ttl = 64;
  std::uint16_t fragment = 0;    // flags and offset, as they stand in the header

  [[nodiscard]] Octets build() const;
  // Throws std::runtime_error with a sentence when header, lengths or checksum are wrong.
  static Ip parse(std::span<const std::uint8_t> octets);
};

struct Icmp {
  std::uint8_t type = 8, code = 0;
  std::uint16_t id = 0, sequence = 0;
  Octets payload{};

  [[nodiscard]] Octets build() const;
  static Icmp parse(std::span<const std::uint8_t> octets);
};

// Octets from left up to, not including, right.
struct Block {
  std::uint32_t left = 0, right = 0;
  bool operator==(const Block&) const = default;
};

struct Tcp {
  std::uint16_t src_port = 0, dst_port = 0;
  std::uint32_t seq = 0, ack = 0;
  std::uint8_t flags = 0;
  std::uint16_t wnd = 65535;
  std::uint16_t urgent = 0;
  Octets options{}; // padded to a multiple of four by build
  Octets payload{};

  [[nodiscard]] bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
  // Octets of sequence space.
  [[nodiscard]] std::uint32_t length() const {
    return static_cast<std::uint32_t>(payload.size()) + has(kSyn) + has(kFin);
  }
  // What follows kind and length of the first option of this kind.
  [[nodiscard]] std::optional<Octets> option(std::uint8_t kind) const;
  [[nodiscard]] std::optional<std::uint16_t> mss() const;
  [[nodiscard]] std::vector<Block> sack() const;
  [[nodiscard]] std::string text() const;

  [[nodiscard]] Octets build(std::uint32_t src, std::uint32_t dst) const;
  static Tcp parse(const Ip& ip);
};

Octets mss_option(std::uint16_t mss);
Octets window_scale_option(std::uint8_t shift);
Octets sack_permitted_option();
Octets timestamps_option(std::uint32_t value, std::uint32_t echo_reply);

Octets sack_option(std::span<const Block> blocks);  // RFC 2018 3

}  // namespace sockwire::packet
