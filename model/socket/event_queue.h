// What has become ready, for the host to take: each descriptor is in the queue at most once and
// gathers what is raised for it until it is taken. Nothing raised is ever lost.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "model/config.h"

namespace sockwire::model {

class EventQueue {
 public:
  struct Event {
    std::uint16_t desc;
    Ready ready;
  };

  void raise(std::uint16_t desc, const Ready& ready) {
    if (!gathered_.contains(desc)) queue_.push_back(desc);
    Ready& all = gathered_[desc];
    all.error |= ready.error;
    all.peer_closed |= ready.peer_closed;
    all.acceptable |= ready.acceptable;
    all.connected |= ready.connected;
    all.writable |= ready.writable;
    all.readable |= ready.readable;
  }
  bool empty() const { return queue_.empty(); }
  std::optional<Event> first() const {
    if (queue_.empty()) return std::nullopt;
    return Event{queue_.front(), gathered_.at(queue_.front())};
  }
  void take() {
    if (queue_.empty()) return;
    gathered_.erase(queue_.front());
    queue_.pop_front();
  }

 private:
  std::deque<std::uint16_t> queue_;
  std::map<std::uint16_t, Ready> gathered_;
};

}  // namespace sockwire::model
