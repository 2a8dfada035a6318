// IPv4 and Ethernet out: headers in front of what a layer above sends.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/config.h"

namespace sockwire::model {

// IEEE 802.3 clause 3: destination, our address, EtherType, payload; without padding and FCS.
Octets ethernet_frame(std::uint64_t dst_mac, std::uint16_t ether_type, const Network&,
                      std::span<const std::uint8_t> payload);

// What a layer above says of a datagram: header without identification, place and length. A TTL of
// 0 means DefaultTtl, so that no datagram ever leaves with 0 (RFC 1122 3.2.1.7).
IpSent ip_header(std::uint32_t dst, std::uint8_t protocol, std::uint8_t ttl, std::uint8_t tos,
                 bool dont_fragment);

// A frame that brings IPv4, and what its record will say.
struct IpFrame {
  Octets octets;
  IpSent sent{};
};

// RFC 791 3.1: one datagram, or one piece of it, from our address, in a frame for the neighbour
// `dst_mac`. Options are a multiple of four octets. `header.length` is that of the payload.
IpFrame ip_frame(std::uint64_t dst_mac, IpSent header, const Network&,
                 std::span<const std::uint8_t> payload, std::span<const std::uint8_t> options = {});

// RFC 791 3.2: the same, in pieces if it is larger than `mtu`: as long as the link lets them be,
// and a rest.
std::vector<IpFrame> ip_frames(std::uint64_t dst_mac, const IpSent& header, const Network&,
                               std::span<const std::uint8_t> payload, std::size_t mtu);

// The identification of a frame is known when it leaves.
void set_identification(IpFrame&, std::uint16_t identification);

}  // namespace sockwire::model
