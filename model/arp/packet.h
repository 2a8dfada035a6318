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
// RFC 5227 1.1: a request that does not say who asks, and one for the address that it comes from.
Octets arp_probe_frame(std::uint32_t address, const Network&);
Octets arp_announcement_frame(std::uint32_t address, const Network&);
// What a record says is sent; nothing if it says so.
std::optional<Octets> arp_frame_of(const ArpRecord&, const Network&);

}  // namespace sockwire::model
