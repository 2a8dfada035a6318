// Segments that were emitted and wait for their neighbour's Ethernet address
// (docs/rules/network.md, "TCP and the cache").
//
// A FIFO and a few places beside it, the park slots, for segments whose neighbour is being asked
// for: a silent neighbour holds up nobody else. Where it stays silent, TCP is told of one of its
// segments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "model/config.h"
#include "model/tcp/stale.h"

namespace sockwire::model {

class Outbox {
 public:
  static constexpr std::size_t kParks = 4;
  static constexpr std::size_t kErrors = 2;  // that wait for TCP

  struct Item {
    Emit emit;
    std::uint32_t offset = 0;  // of its first octet of payload in the send ring
    std::uint32_t hop = 0;     // the neighbour that it goes to
    PayloadSource source{};
    bool resolved = false;  // parked, and its neighbour has answered
  };

  void push(Item item) { queue_.push_back(std::move(item)); }
  bool waits() const;
  bool empty() const { return size() == 0; }
  std::size_t size() const { return queue_.size() + parked_.size(); }

  // The segment that asks next: of the parked ones whose neighbour has answered that which was
  // parked first, else the FIFO's head.
  Item take();
  // It was a miss. `asked`: its neighbour is being asked for now. Says whether it is kept.
  bool park(Item item, bool asked);
  // A neighbour has answered, or was given up. Says how many segments are lost.
  void resolved(std::uint32_t hop);
  std::uint32_t failed(std::uint32_t hop);

  // Errors for TCP, the oldest first. The hardware has room for kErrors: one that more than these
  // stand before may be forgotten there, which nothing tells but that TCP never hears of it.
  const IcmpError* next_error() const { return errors_.empty() ? nullptr : &errors_.front().error; }
  bool error_may_be_forgotten() const { return !errors_.empty() && !errors_.front().certain; }
  IcmpError take_error();
  std::size_t certain_errors() const;
  void forget_uncertain_errors();

  void note(const BlockChange& change);

 private:
  struct Error {
    IcmpError error;
    bool certain;
  };

  std::deque<Item> queue_;
  std::deque<Item> parked_;  // in the order in which they were parked
  std::deque<Error> errors_;
};

}  // namespace sockwire::model
