// A link with faults: each direction delays, loses, duplicates, reorders and damages frames, by a
// seed of its own. Time is an argument, so that a run repeats to the bit; no wall clock is read.
//
// Frames are octets from the destination address to the end of the payload, without preamble and
// FCS. A damaged frame has one short burst of wrong bits. Either the FCS tells (the receiver's MAC
// is to drop it), or it was damaged where no FCS protects it, as in the memory of a switch: then
// the burst lies within an IPv4 datagram, and is so short that the one's complement sums of IP, TCP
// and ICMP must tell (RFC 1071: a burst of fewer than 16 bits never cancels).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace sockwire {

struct LinkFaults {
  // Shares of the frames, 0 to 1.
  double loss = 0;
  double duplicate = 0;
  double reorder = 0;  // held back, so that later ones overtake
  double corrupt = 0;
  // Nanoseconds.
  std::uint64_t delay_ns = 0;
  std::uint64_t jitter_ns = 0;      // at most so much more delay; the order stays
  std::uint64_t hold_ns = 100'000;  // at most so much later comes what is reordered, or a copy

  [[nodiscard]] bool any() const {
    return loss > 0 || duplicate > 0 || reorder > 0 || corrupt > 0 || delay_ns > 0 || jitter_ns > 0;
  }
};

// One direction.
class LinkDirection {
 public:
  using Frame = std::vector<std::uint8_t>;

  struct Arrival {
    Frame frame;
    bool fcs_good = true;
    bool damaged = false;  // not as it entered
  };
  struct Counts {
    std::uint64_t entered = 0, lost = 0, duplicated = 0, reordered = 0;
    std::uint64_t bad_fcs = 0;     // damaged, and the FCS tells
    std::uint64_t bit_errors = 0;  // damaged, and the FCS does not
    std::uint64_t left = 0;
  };

  LinkDirection(const LinkFaults& faults, std::uint64_t seed) : faults_{faults}, random_{seed} {}

  // `now` never goes back.
  void enter(std::span<const std::uint8_t> frame, std::uint64_t now_ns);
  // The next frame that has arrived by now.
  std::optional<Arrival> leave(std::uint64_t now_ns);
  [[nodiscard]] bool idle() const { return under_way_.empty(); }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  bool happens(double share);
  std::uint64_t up_to(std::uint64_t limit) { return limit == 0 ? 0 : random_() % (limit + 1); }
  void damage(Arrival& arrival);

  LinkFaults faults_;
  std::mt19937_64 random_;
  std::multimap<std::uint64_t, Arrival>
      under_way_;              // by the time of arrival; equal: as they entered
  std::uint64_t last_ns_ = 0;  // arrival of the last one that keeps its place
  Counts counts_;
};

// Both.
struct Link {
  Link(const LinkFaults& faults, std::uint64_t seed) : Link{faults, faults, seed} {}
  Link(const LinkFaults& to_engine_faults, const LinkFaults& from_engine_faults, std::uint64_t seed)
      : to_engine{to_engine_faults, 2 * seed}, from_engine{from_engine_faults, 2 * seed + 1} {}

  LinkDirection to_engine, from_engine;
};

}  // namespace sockwire
