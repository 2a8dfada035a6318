// What has become ready, for the host to take (docs/rules/socket.md, "Events").
//
// The first event stands still until it is taken, so that taking removes exactly what was shown.
// Behind it each descriptor is in the queue at most once and gathers what is raised for it.
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
    all.urgent |= ready.urgent;
    all.error |= ready.error;
    all.peer_closed |= ready.peer_closed;
    all.acceptable |= ready.acceptable;
    all.connected |= ready.connected;
    all.writable |= ready.writable;
    all.readable |= ready.readable;
    advance();
  }
  // The descriptor changes its owner: what waits for it is not the next one's. The first event
  // stays.
  void forget(std::uint16_t desc) {
    if (gathered_.erase(desc) > 0) std::erase(queue_, desc);
  }
  bool empty() const { return !first_; }
  const std::optional<Event>& first() const { return first_; }
  void take() {
    first_.reset();
    advance();
  }

 private:
  void advance() {
    if (first_ || queue_.empty()) return;
    first_ = Event{queue_.front(), gathered_.at(queue_.front())};
    gathered_.erase(queue_.front());
    queue_.pop_front();
  }

  std::optional<Event> first_;
  std::deque<std::uint16_t> queue_;
  std::map<std::uint16_t, Ready> gathered_;
};

}  // namespace sockwire::model
