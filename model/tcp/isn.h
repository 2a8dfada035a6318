// What a connection begins with: its initial sequence number (RFC 6528), a clock of 4 us plus a
// keyed hash of the connection, and the offset of its timestamps (RFC 7323 7.1), from the same
// hash; and the hashes that are made in the same way, of ports and SYN cookies.
#pragma once

#include <array>
#include <cstdint>

#include "model/tcp/seq.h"

namespace sockwire::model {

// What tells our connections apart; the fourth number, our own address, is the same for all.
struct Connection {
  std::uint16_t local_port = 0;
  std::uint32_t remote_addr = 0;
  std::uint16_t remote_port = 0;

  auto operator<=>(const Connection&) const = default;
};

struct InitialNumbers {
  Seq iss = 0;
  std::uint32_t ts_offset = 0;
};

InitialNumbers initial_numbers(const std::array<std::uint32_t, 4>& secret, std::uint32_t local_addr,
                               const Connection&, std::uint64_t now);

// Where the search for an ephemeral port begins for this peer (RFC 6056 3.3.3, F), 0 and 0 for one
// that is not known yet.
std::uint32_t port_offset(const std::array<std::uint32_t, 4>& secret, std::uint32_t local_addr,
                          std::uint32_t remote_addr, std::uint16_t remote_port);

// The hash of this connection's SYN cookies while `count` lasts.
std::uint32_t cookie_hash(const std::array<std::uint32_t, 4>& secret, std::uint32_t local_addr,
                          const Connection&, std::uint16_t count);

}  // namespace sockwire::model
