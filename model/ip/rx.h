// IPv4 in: from the octets behind an Ethernet header to what the layers above are told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/config.h"
#include "model/counters.h"

namespace sockwire::model {

struct Datagram {
  std::uint32_t src = 0;
  std::uint32_t dst = 0;
  std::uint8_t protocol = 0;
  std::span<const std::uint8_t> payload;  // of the octets given to receive_ip; without padding
};

// RFC 791 3.1, RFC 1122 3.2.1: a datagram for us, ICMP or TCP; nothing for one that is dropped and
// counted. `octets`: everything after the Ethernet header, padding included.
std::optional<Datagram> receive_ip(std::span<const std::uint8_t> octets, bool to_broadcast_mac,
                                   const Network&, Counters&);

}  // namespace sockwire::model
