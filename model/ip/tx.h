// IPv4 and Ethernet out: headers in front of what a layer above sends.
#pragma once

#include <cstdint>
#include <span>

#include "model/config.h"

namespace sockwire::model {

// IEEE 802.3 clause 3: destination, our address, EtherType, payload; without padding and FCS.
Octets ethernet_frame(std::uint64_t dst_mac, std::uint16_t ether_type, const Network&,
                      std::span<const std::uint8_t> payload);

// RFC 791 3.1: one datagram from our address, in a frame for the neighbour `dst_mac`. No options,
// not to be fragmented.
Octets ip_frame(std::uint64_t dst_mac, std::uint32_t dst, std::uint8_t protocol, const Network&,
                std::span<const std::uint8_t> payload);

}  // namespace sockwire::model
