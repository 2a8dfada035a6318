// Waits for several descriptors of one device at a time.
#pragma once

#include <map>
#include <vector>

#include "host/socket.h"

namespace sockwire {

class Poller {
 public:
  struct Event {
    Descriptor descriptor;
    std::uint8_t ready;  // ReadyBits
  };

  explicit Poller(Device& device) : device_(&device) {}

  // From now on, told what of `bits` (ReadyBits) becomes ready; again: other bits.
  void watch(const Handle& handle, std::uint8_t bits) { watched_[handle.descriptor()] = bits; }
  void unwatch(Descriptor descriptor) { watched_.erase(descriptor); }

  // What is ready, waiting up to `limit` for the first; empty when the limit is over. Level
  // triggered: told again as long as it holds, so that no change between two calls is lost.
  std::vector<Event> wait(Microseconds limit);

 private:
  std::vector<Event> look();

  Device* device_;
  std::map<Descriptor, std::uint8_t> watched_;
};

}  // namespace sockwire
