// ARP packets for Ethernet and IPv4 (RFC 826).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/config.h"

namespace sockwire::model {

// The packet behind an Ethernet header; nothing for one that we have no use for: short, for other
// kinds of addresses, neither request nor reply, or with a sender that cannot be a station.
std::optional<ArpPacket> parse_arp(std::span<const std::uint8_t> octets);

// The frames that we send, without padding and FCS.
Octets arp_request_frame(std::uint32_t whom, const Network&);
Octets arp_reply_frame(std::uint32_t whom, std::uint64_t mac, const Network&);

}  // namespace sockwire::model
