// Ethernet, ARP, IPv4, ICMP, IGMP, UDP and TCP for the scripted peer: built and parsed from the RFCs, apart from
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

// The frame with the tag of a VLAN: priority in bits 15:13, identifier in bits 11:0 (IEEE 802.1Q).
Octets tagged(std::span<const std::uint8_t> frame, std::uint16_t control);

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
  std::uint8_t tos = 0;
  std::uint16_t fragment = 0;    // flags and offset, as they stand in the header
  std::uint16_t id = 0;

  // Octets in front of this fragment, and whether more follow it.
  [[nodiscard]] std::size_t at() const { return static_cast<std::size_t>(fragment & 0x1FFF) * 8; }
  [[nodiscard]] bool more() const { return (fragment & 0x2000) != 0; }
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

// What an error quotes of a datagram: its header and so many octets behind it (RFC 792).
Octets quoted(const Ip& about, std::size_t octets = 8);
// An error about it; `mtu`: RFC 1191.
Icmp error(std::uint8_t type, std::uint8_t code, const Ip& about, std::uint16_t mtu = 0);

// `n` octets of a datagram from octet `at` on, as a fragment; more: whether others follow.
Ip fragment_of(const Ip& whole, std::size_t at, std::size_t n, bool more);
// The datagram in fragments of `step` octets, a multiple of eight, and a rest.
std::vector<Ip> fragments_of(const Ip& whole, std::size_t step);
// The datagram that its fragments make, if each octet is there once.
std::optional<Ip> joined(std::vector<Ip> fragments);

struct Udp {
  std::uint16_t src_port = 0, dst_port = 0;
  Octets payload{};
  std::optional<std::uint16_t> length{};    // in place of what is right
  std::optional<std::uint16_t> checksum{};  // likewise; of a parsed one as it came
  std::uint32_t src = 0, dst = 0;           // of the datagram that it came in, as what follows
  std::uint8_t ttl = 64, tos = 0;

  [[nodiscard]] Octets build(std::uint32_t from, std::uint32_t to) const;
  [[nodiscard]] Ip in(std::uint32_t from, std::uint32_t to, std::uint16_t id = 0) const;
  // without_sum: one without a checksum is no fault.
  static Udp parse(const Ip& ip, bool without_sum = false);
};

// A message of IGMP (RFC 2236 2, RFC 3376 4).
struct Igmp {
  enum Type : std::uint8_t { kQuery = 0x11, kReportV1 = 0x12, kReportV2 = 0x16, kLeave = 0x17, kReportV3 = 0x22 };
  struct Record {
    std::uint8_t type = 0;  // RFC 3376 4.2.12
    std::uint32_t group = 0;
    bool operator==(const Record&) const = default;
  };
  std::uint8_t type = kQuery, code = 0;
  std::uint32_t group = 0;
  std::vector<Record> records{};            // of a report of version 3
  Octets tail{};                            // behind the first eight octets of a query: version 3
  std::optional<std::uint16_t> checksum{};  // in place of what is right
  std::uint32_t src = 0, dst = 0;           // of the datagram that it came in, as what follows
  std::uint8_t ttl = 1, tos = 0xC0;
  std::uint16_t id = 0, fragment = 0;
  Octets options{0x94, 0x04, 0, 0};         // Router Alert (RFC 2113)

  [[nodiscard]] Octets build() const;
  [[nodiscard]] Ip in(std::uint32_t from, std::uint32_t to) const;
  static Igmp parse(const Ip& ip);
};

// A query of version 1, 2 or 3; group 0: a general one.
Igmp igmp_query(unsigned version, std::uint32_t group = 0, std::uint8_t code = 0);
// What other hosts say in versions 1 and 2.
Igmp igmp_report(unsigned version, std::uint32_t group);

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
  std::uint8_t ttl = 64, tos = 0; // of the datagram that it came in

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
