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

// RFC 1112 section 4: groups are 224.0.0.0 to 239.255.255.255.
constexpr bool is_group(std::uint32_t address) { return address >> 28 == 0xE; }

// RFC 919, 922: the limited broadcast, or that of our network (RFC 3021: two hosts on a line of
// their own have none).
constexpr bool is_broadcast(std::uint32_t address, const Network& network) {
  const bool directed = network.ip != 0 && network.mask < 0xFFFF'FFFE &&
                        address == (network.ip | ~network.mask);
  return address == 0xFFFF'FFFF || directed;
}

// May a UDP datagram go there (docs/rules/udp.md)?
constexpr bool is_destination(std::uint32_t address, const Network& network) {
  return address != network.ip && (is_host_address(address, network) || is_group(address) ||
                                   is_broadcast(address, network));
}

// RFC 1122 3.3.1.1: the neighbour to which a datagram for this destination is handed.
constexpr std::uint32_t next_hop(std::uint32_t destination, const Network& network) {
  const bool on_link = (destination & network.mask) == (network.ip & network.mask);
  return on_link || network.gateway == 0 ? destination : network.gateway;
}

// A broadcast and a group have an Ethernet address that nobody need be asked for.
constexpr bool needs_no_neighbour(std::uint32_t destination, const Network& network) {
  return is_group(destination) || is_broadcast(destination, network);
}
// It: for a group that of RFC 1112 6.4, the low 23 bits behind 01-00-5E and a 0 bit.
constexpr std::uint64_t shared_mac(std::uint32_t destination) {
  constexpr std::uint64_t kGroups = 0x01'00'5E'00'00'00;
  return is_group(destination) ? kGroups | (destination & 0x7F'FFFF) : kMacBroadcast;
}

}  // namespace sockwire::model
