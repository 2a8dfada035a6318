// IPv4 in, frame by frame: each of them, each datagram that is given up and each segment that came
// in fragments makes one record (docs/rules/network.md, "IPv4 in", "Fragments").
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>

#include "model/config.h"
#include "model/counters.h"
#include "model/icmp/fault.h"
#include "model/ip/header.h"
#include "model/ip/reassembly.h"
#include "model/ip/rx.h"

namespace sockwire::model {

class IpInput {
 public:
  IpInput(const Config& config, Counters& count)
      : reassembly_(config.reasm_slots,
                    std::min<std::uint32_t>(kMaxDatagram, config.pages * kPageBytes)),
        largest_segment_(config.mtu - kIpHeaderOctets),
        count_(count) {}

  // What follows from an event, beside its record.
  struct Outcome {
    IpRecord record;
    std::optional<Datagram> datagram;  // for the layer that its protocol names
    std::optional<Fault> fault;        // its sender is to be told
  };

  // The payload of a frame that brings IPv4.
  void receive(std::span<const std::uint8_t> octets, bool to_group_mac) {
    frames_.push_back({Octets(octets.begin(), octets.end()), to_group_mac});
  }
  std::size_t frames() const { return frames_.size(); }
  // The oldest frame. `no_room`: the hardware had none for its datagram, where that can be.
  Outcome frame_event(std::uint64_t now, bool no_room, const Network&, const LayersAbove&);
  // Pages that it would take.
  unsigned pages_wanted(const Network&, const LayersAbove&) const;

  // A datagram that was not complete in time.
  bool timeout_due(std::uint64_t now) const;
  Outcome timeout_event(std::uint64_t now, const Network&);

  // A TCP segment that came in fragments takes its place among the segments.
  std::size_t replays() const { return replays_.size(); }
  Outcome replay_event(std::uint64_t now);

  // Pages of what is being put together, or waits to be replayed.
  unsigned pages() const;
  std::size_t open() const { return reassembly_.open(); }

 private:
  struct Frame {
    Octets octets;
    bool to_group_mac;
  };

  IpRecord record(std::uint64_t now, IpVerdict, const IpHeader&, std::size_t length);
  void fragment(Outcome&, const Datagram&, std::uint64_t now, bool no_room);
  void deliver(Outcome&, Datagram);
  void count_drop(IpVerdict);

  std::deque<Frame> frames_;
  Reassembly reassembly_;
  std::size_t largest_segment_;  // that one frame can bring
  std::deque<Datagram> replays_;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
