// What an IPv4 address means to a host (RFC 1122).
#pragma once

#include <cstdint>

#include "model/config.h"

namespace sockwire::model {

// RFC 1122 3.2.1.3: may a host send from this address, or be connected to at it? Not 0.0.0.0, not
// loopback, not multicast or reserved, not the broadcast address of our subnet.
constexpr bool is_host_address(std::uint32_t address, const Network& network) {
  const bool subnet_broadcast = network.mask != 0xFFFF'FFFF &&
                                (address & network.mask) == (network.ip & network.mask) &&
                                (address | network.mask) == 0xFFFF'FFFF;
  return address != 0 && address >> 24 != 127 && address >> 28 < 0xE && !subnet_broadcast;
}

// RFC 1122 3.3.1.1: the neighbour to which a datagram for this destination is handed.
constexpr std::uint32_t next_hop(std::uint32_t destination, const Network& network) {
  const bool on_link = (destination & network.mask) == (network.ip & network.mask);
  return on_link || network.gateway == 0 ? destination : network.gateway;
}

}  // namespace sockwire::model
