// Listening sockets: their backlog and accept queues.
//
// A slot has a generation that moves when its listener closes: a half-open connection that names an
// older one as its parent is an orphan.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace sockwire::model {

class Listeners {
 public:
  struct Found {
    std::uint16_t parent;  // generation and slot: what a child remembers
    bool full;             // as many children as the backlog allows
  };

  explicit Listeners(unsigned slots) : slots_(slots) {}

  bool slot_free() const { return lowest_free() != slots_.size(); }
  // A socket begins to listen; one that does already only changes its backlog.
  void open(std::uint16_t desc, std::uint16_t port, unsigned backlog);
  // The connections that nobody will accept any more, head of the queue first.
  std::deque<std::uint16_t> close(std::uint16_t desc);

  std::optional<Found> find(std::uint16_t port) const;
  // The descriptor of the listener, if it still listens.
  std::optional<std::uint16_t> alive(std::uint16_t parent) const;

  void count_up(std::uint16_t parent);
  void count_down(std::uint16_t parent);  // nothing for a parent that is gone
  void push(std::uint16_t parent, std::uint16_t child);

  std::optional<std::uint16_t> head(std::uint16_t desc) const;
  unsigned waiting(std::uint16_t desc) const;
  void pop(std::uint16_t desc);

  unsigned open_slots() const;
  unsigned children() const;  // of all listeners

 private:
  struct Slot {
    bool open = false;
    std::uint8_t generation = 0;
    std::uint16_t desc = 0;
    std::uint16_t port = 0;
    unsigned backlog = 0;
    unsigned count = 0;  // children that are half open or queued
    std::deque<std::uint16_t> queue;
  };

  std::size_t lowest_free() const;
  Slot* by_desc(std::uint16_t desc);
  const Slot* by_desc(std::uint16_t desc) const;
  Slot* by_parent(std::uint16_t parent);

  std::vector<Slot> slots_;
};

}  // namespace sockwire::model
