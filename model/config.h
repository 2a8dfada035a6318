// Configuration of one engine and its addresses, as plain C++.
#pragma once

#include <cstdint>
#include <vector>

#include "model/generated/toe_types.h"

namespace sockwire {

using Octets = std::vector<std::uint8_t>;

// One design, several sizes: the numbers of rtl/toe_pkg.sv's cfg_t.
struct Config {
  unsigned data_bytes;   // octets a beat of the streams inside; no rule depends on it
  unsigned sockets;      // descriptors
  unsigned listeners;    // sockets that may be in LISTEN at the same time
  unsigned buffers;      // connections that may hold buffer memory at the same time
  unsigned buf_bytes;    // octets of one direction of one connection
  unsigned arp_entries;  // addresses that the ARP cache holds
  unsigned udp_sockets;  // their descriptors follow those of TCP
  unsigned pages;        // of kPageBytes, for datagrams
  unsigned reasm_slots;  // datagrams that are put together at the same time
  unsigned mtu;          // octets of an IPv4 datagram on this link
  unsigned mii_bits;     // 4: MII, 8: GMII
  unsigned line_mbps;
  unsigned core_hz;
  unsigned phy_hz;  // 0 without a PHY

  static constexpr Config from(const Cfg& cfg) {
    return {cfg.DataBytes,  cfg.Sockets,    cfg.Listeners, cfg.Buffers,    cfg.BufBytes,
            cfg.ArpEntries, cfg.UdpSockets, cfg.Pages,     cfg.ReasmSlots, cfg.Mtu,
            cfg.MiiBits,    cfg.LineMbps,   cfg.CoreHz,    cfg.PhyHz};
  }
  static constexpr Config small() { return from(kSmall); }
  static constexpr Config base() { return from(kBase); }
  static constexpr Config large() { return from(kLarge); }
};

// The addresses that the host has set, as numbers: 10.0.0.1 is 0x0A000001, octet 0 of the MAC
// address is bits 47:40.
struct Network {
  std::uint64_t mac = 0;
  std::uint32_t ip = 0;
  std::uint32_t mask = 0;
  std::uint32_t gateway = 0;  // 0: none

  bool operator==(const Network&) const = default;
};

}  // namespace sockwire
