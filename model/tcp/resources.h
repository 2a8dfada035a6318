// What sockets share: descriptors, buffer blocks, ports, listeners and the lookup by 4-tuple.
//
// The rules only ask. Who holds what follows from the control blocks before and after an event:
// commit() is the one place where anything is taken or returned.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "model/config.h"
#include "model/socket/alloc.h"
#include "model/socket/listen.h"
#include "model/socket/ports.h"
#include "model/tcp/isn.h"

namespace sockwire::model {

struct Resources {
  explicit Resources(const Config& config)
      : descriptors(config.sockets), buffers(config.buffers), listeners(config.listeners) {}

  Network network;
  std::array<std::uint32_t, 4> secret{};

  Alloc descriptors;
  Alloc buffers;
  Ports ports;
  Listeners listeners;
  std::map<Connection, std::uint16_t> connections;
  std::deque<std::uint16_t> orphans;  // queued connections of a closed listener, to be aborted
  std::deque<std::uint16_t> turns;    // sockets that wait for a turn to transmit

  std::optional<std::uint16_t> find(const Connection&) const;
  InitialNumbers initial_numbers(const Connection& connection, std::uint64_t now) const {
    return model::initial_numbers(secret, network.ip, connection, now);
  }

  // An ephemeral port for this peer (0 and 0: not known yet), not yet taken.
  std::optional<std::uint16_t> find_ephemeral(std::uint32_t remote_addr,
                                              std::uint16_t remote_port) {
    return ports.find_ephemeral(port_offset(secret, network.ip, remote_addr, remote_port));
  }

  // Socket `desc` changes from `pre` to `post`.
  void commit(std::uint16_t desc, const Tcb& pre, const Tcb& post);
};

}  // namespace sockwire::model
