// A link with faults in front of a far end, and its words on the command line.
//
// Its times are the engine's own, as all timers count them: with --time-shift N a delay of 5 ms passes
// 2^N times as fast in simulated time.
#pragma once

#include <cstdint>
#include <string>

#include "sim/far_end.h"
#include "sim/link.h"

namespace sockwire {

// As the user writes them; empty: none.
struct LinkOptions {
  std::string loss, duplicate, reorder, corrupt;  // "1%" or "0.01"
  std::string delay;                              // "5ms", "300us", "1s"
  std::uint64_t seed = 1;
};

// Throws Failure (exit 2) with a sentence.
LinkFaults parse_link(const LinkOptions& options);

class LinkedFarEnd final : public FarEnd {
 public:
  LinkedFarEnd(FarEnd& inner, const LinkFaults& faults, std::uint64_t seed);

  void receive(std::span<const std::uint8_t> frame) override;
  void advance(std::uint64_t now_us) override;
  void set_time_shift(unsigned shift) override;
  [[nodiscard]] std::string name() const override { return inner_.name(); }

  [[nodiscard]] bool idle() const { return link_.to_engine.idle() && link_.from_engine.idle(); }
  // From now on nothing comes out towards our RTL.
  void mute() { muted_ = true; }
  // "lost 3, twice 1, late 2, damaged 1 of 240 frames"
  [[nodiscard]] std::string summary() const;

 private:
  FarEnd& inner_;
  Link link_;
  std::uint64_t at_us_ = 0;  // of the simulation
  std::uint64_t now_ns_ = 0; // of the engine
  unsigned shift_ = 0;
  bool muted_ = false;
};

}  // namespace sockwire
