// Datagrams that are sent from the datagram memory, and wait for their neighbour's Ethernet address
// (docs/rules/network.md, "Sending from the datagram memory").
//
// A FIFO and a few places beside it, the park slots, for datagrams whose neighbour is being asked
// for. A broadcast or a group needs no neighbour: its datagram leaves when it is at the head.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "model/config.h"

namespace sockwire::model {

class SendQueue {
 public:
  static constexpr std::size_t kJobs = 8;  // in the FIFO

  struct Job {
    IpSent header;  // of the whole datagram
    Octets octets;  // behind the header
    std::uint16_t owner = kNoDesc;  // a UDP socket; none for ICMP
    std::uint32_t hop = 0;          // the neighbour that it was parked for
    bool resolved = false;          // it has answered
  };

  bool has_room() const { return queue_.size() < kJobs; }
  void push(Job job) { queue_.push_back(std::move(job)); }
  std::size_t size() const { return queue_.size() + parked_.size(); }
  unsigned pages() const;

  // Does a datagram leave at once: the FIFO's head, to a broadcast or a group?
  bool unasked_waits(const Network&) const;
  Job take_unasked(const Network&);

  // Who asks next: of the parked ones whose neighbour has answered that which was parked first,
  // else the FIFO's head.
  bool answered() const;  // such a parked one is there
  bool asks(const Network&) const;
  bool asks_in_time(const Network&) const;  // when those that ask nobody have left
  Job take();
  // It was a miss. `asked`: its neighbour is being asked for now. Nothing if it is parked; else it
  // is given up.
  std::optional<Job> park(Job, std::uint32_t hop, bool asked);
  // A neighbour has answered, or was given up: then what waited for it is, in its order.
  void resolved(std::uint32_t hop);
  std::vector<Job> failed(std::uint32_t hop);

 private:
  std::deque<Job> queue_;
  std::deque<Job> parked_;  // in the order in which they were parked
};

}  // namespace sockwire::model
