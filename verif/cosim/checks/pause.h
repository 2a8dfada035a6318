// While the far end asks us to wait, no frame begins (IEEE 802.3 annex 31B, docs/rules/mac.md): seen from
// the wire alone.
#pragma once

#include <deque>
#include <string>

#include "verif/cosim/mii.h"

namespace sockwire {

class PauseCheck {
 public:
  PauseCheck(unsigned mii_bits, unsigned line_mbps)
      : octet_ps_{8'000'000 / line_mbps}, crossing_ps_{kCrossingClocks * mii_bits * 1'000'000 / line_mbps} {}
  // A frame has come that the MAC must take for a pause of so many kQuantumOctets octet times.
  void paused(const SeenFrame& frame, unsigned quanta);
  // What is wrong with the beginning of a frame that has left, in words; empty if nothing is. Frames are
  // told in their order.
  [[nodiscard]] std::string problem(const SeenFrame& frame);

 private:
  // Of the MII, until a pause has crossed from the receive to the transmit clock at the latest.
  static constexpr std::uint64_t kCrossingClocks = 32;
  struct Pause {
    std::uint64_t from_ps, to_ps;
  };
  std::uint64_t octet_ps_, crossing_ps_;
  std::deque<Pause> pauses_;  // the oldest first
};

}  // namespace sockwire
