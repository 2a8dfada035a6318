// Segments that were emitted and wait for their neighbour's Ethernet address
// (docs/rules/network.md, "TCP and the cache").
//
// A FIFO and one place beside it, the park slot, for a segment whose neighbour is being asked for:
// one silent neighbour holds up nobody else.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "model/config.h"
#include "model/tcp/stale.h"

namespace sockwire::model {

class Outbox {
 public:
  struct Item {
    Emit emit;
    std::uint32_t offset = 0;  // of its first octet of payload in the send ring
    std::uint32_t hop = 0;     // the neighbour that it goes to
    PayloadSource source{};
  };

  void push(Item item) { queue_.push_back(std::move(item)); }
  bool waits() const { return parked_asks() || !queue_.empty(); }
  bool empty() const { return queue_.empty() && !parked_; }

  // The segment that asks next: the parked one when its neighbour has answered, else the FIFO's
  // head.
  Item take() {
    if (parked_asks()) return *std::exchange(parked_, std::nullopt);
    Item head = std::move(queue_.front());
    queue_.pop_front();
    return head;
  }
  // It was a miss. `asked`: its neighbour is being asked for now. Says whether it is kept.
  bool park(Item item, bool asked) {
    if (parked_ || !asked) return false;
    parked_ = std::move(item);
    resolved_ = false;
    return true;
  }
  // The parked segment's neighbour has answered, or was given up. Says whether a segment is lost.
  void resolved(std::uint32_t hop) {
    if (parked_ && parked_->hop == hop) resolved_ = true;
  }
  bool failed(std::uint32_t hop) {
    if (!parked_ || parked_->hop != hop) return false;
    parked_.reset();
    return true;
  }

  std::size_t size() const { return queue_.size() + parked_.has_value(); }

  void note(const BlockChange& change) {
    for (Item& item : queue_) item.source.note(change);
    if (parked_) parked_->source.note(change);
  }

 private:
  bool parked_asks() const { return parked_ && resolved_; }

  std::deque<Item> queue_;
  std::optional<Item> parked_;
  bool resolved_ = false;
};

}  // namespace sockwire::model
