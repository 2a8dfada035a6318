// Fragments become datagrams again (RFC 791 3.2, RFC 815, RFC 1122 3.3.2; docs/rules/network.md,
// "Fragments").
//
// A few places, each for one datagram that is being put together. What contradicts what is there
// ends its datagram (RFC 5722); one that is not complete in time is given up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "model/config.h"
#include "model/ip/header.h"

namespace sockwire::model {

class Reassembly {
 public:
  // `largest`: octets of the largest datagram that can be kept.
  Reassembly(unsigned slots, std::uint32_t largest) : slots_(slots), largest_(largest) {}

  struct Outcome {
    IpVerdict verdict{};
    std::optional<Datagram> complete;
  };
  // A fragment arrived. `no_room`: the hardware had no room for it, where that can be; its datagram
  // stays.
  Outcome fragment(const Datagram&, std::uint32_t tick, bool no_room);
  // Pages that this fragment would take, if it is one to be kept.
  unsigned pages_wanted(const Datagram&) const;

  // Is a deadline over? The lowest of those that are is given up: its first fragment if it has
  // come, else the header that its datagram is known by.
  bool timeout_due(std::uint32_t tick) const;
  struct GivenUp {
    IpHeader header;
    std::optional<Datagram> first;  // all that lies in front of the first gap
  };
  GivenUp give_up(std::uint32_t tick);

  unsigned pages() const;      // held
  std::size_t open() const;    // datagrams being put together

 private:
  struct Slot {
    bool used = false;
    IpHeader key;                   // of the fragment that came first
    std::optional<IpHeader> first;  // of the one with `at` 0
    std::uint32_t deadline = 0;     // tick
    std::optional<std::uint32_t> end;             // known once a last fragment has come
    std::map<std::uint32_t, std::uint32_t> held;  // ranges of octets, left to right, none touching
    Octets octets;
  };

  static bool same_datagram(const IpHeader&, const IpHeader&);
  std::size_t find(const IpHeader&) const;  // the slot, or the lowest free one, or none
  std::size_t due(std::uint32_t tick) const;
  static IpVerdict judge(const Slot&, std::uint32_t left, std::uint32_t right, bool more);
  static bool touches(const Slot&, std::uint32_t left, std::uint32_t right);
  static void hold(Slot&, std::uint32_t left, std::uint32_t right);
  static std::vector<bool> pages_of(const Slot&);

  std::vector<Slot> slots_;
  std::uint32_t largest_;
};

}  // namespace sockwire::model
