// Local ports that are bound, and the search for an ephemeral one (RFC 6056 3.3.1, RFC 6335).
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

  // Where the search begins: 14 bits.
  void seed(std::uint32_t secret) { counter_ = secret % kDynamicPorts; }

  // The next free dynamic port, not yet taken; nothing if all are bound. The search goes on behind
  // it.
  std::optional<std::uint16_t> find_ephemeral() {
    for (unsigned i = 0; i < kDynamicPorts; ++i) {
      const auto port = static_cast<std::uint16_t>(kEphemeralMin + counter_);
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
