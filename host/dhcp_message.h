// Messages of DHCP (RFC 2131 section 2) with those options of RFC 2132 that a client needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sockwire {

inline constexpr std::uint16_t kDhcpServerPort = 67, kDhcpClientPort = 68;
inline constexpr std::uint32_t kDhcpForever = 0xFFFFFFFF;  // a lease without an end

struct DhcpMessage {
  enum class Type : std::uint8_t { Discover = 1, Offer, Request, Decline, Ack, Nak, Release };

  bool reply = false;  // from a server
  Type type = Type::Discover;
  std::uint32_t xid = 0;
  std::uint16_t secs = 0;   // since the client began
  bool broadcast = false;   // the answer can only come as a broadcast
  std::uint32_t ciaddr = 0, yiaddr = 0;
  std::uint64_t mac = 0;
  // Options. Addresses are 0, times empty where the option is not there; times in seconds.
  std::uint32_t requested = 0, server = 0, mask = 0, router = 0;
  std::optional<std::uint32_t> lease{}, renew{}, rebind{};
  std::string text{};  // why a server refuses; printable characters
};

// At least the 300 octets that BOOTP relays expect (RFC 1542 2.1).
std::vector<std::byte> serialize(const DhcpMessage& message);
// Empty where it is no DHCP message on Ethernet, or its options do not lie in it. Options in the
// fields sname and file are found too (option 52); those of a wrong length count as missing.
std::optional<DhcpMessage> parse_dhcp(std::span<const std::byte> octets);

}  // namespace sockwire
