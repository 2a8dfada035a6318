// Local ports that are bound, and the search for an ephemeral one (RFC 6056 3.3.3: algorithm 3,
// double-hash without its table; the range is RFC 6335's).
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>

#include "model/generated/toe_types.h"

namespace sockwire::model {

class Ports {
 public:
  bool is_free(std::uint16_t port) const { return !bound_[port]; }
  void take(std::uint16_t port) { bound_[port] = true; }
  void release(std::uint16_t port) { bound_[port] = false; }
  std::size_t taken() const { return bound_.count(); }

  // A new secret: the search begins anew.
  void rewind() { counter_ = 0; }

  // The next free dynamic port, not yet taken; nothing if all are bound. `offset` is what only we
  // know of the peer: who sees our ports at one peer learns nothing of those at another. The search
  // goes on behind the port, whoever the next peer is.
  std::optional<std::uint16_t> find_ephemeral(std::uint32_t offset) {
    for (unsigned i = 0; i < kDynamicPorts; ++i) {
      const auto port =
          static_cast<std::uint16_t>(kEphemeralMin + (counter_ + offset) % kDynamicPorts);
      counter_ = (counter_ + 1) % kDynamicPorts;
      if (is_free(port)) return port;
    }
    return std::nullopt;
  }

 private:
  static constexpr unsigned kDynamicPorts = 65536 - kEphemeralMin;
  std::bitset<65536> bound_;
  unsigned counter_ = 0;
};

}  // namespace sockwire::model
