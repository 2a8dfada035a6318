// The far end of a 10BASE-T cable without a model of it: frames to Manchester symbols and back, one
// step a clock of 80 MHz (IEEE 802.3 clauses 7 and 14). Written apart from RTL and model.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "verif/cosim/mii.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {

class LineDriver {
 public:
  void push(WireFrame frame) { queue_.push_back(std::move(frame)); }
  [[nodiscard]] bool idle() const { return queue_.empty() && symbols_.empty(); }
  LinePins clock();

 private:
  static constexpr unsigned kPulsePeriod = 1'280'000;  // 16 ms between link pulses
  void load(const WireFrame& frame);

  std::deque<WireFrame> queue_;
  std::deque<LinePins> symbols_;  // of the frame or pulse under way
  unsigned silence_ = 1000;       // clocks since the last frame
};

class LineReceiver {
 public:
  // Each frame without the preamble; `problem` says what is wrong with it as a signal.
  explicit LineReceiver(std::function<void(const SeenFrame&, const std::string& problem)> done)
      : done_{std::move(done)} {}
  void clock(LinePins line, std::uint64_t ps);
  [[nodiscard]] bool idle() const { return levels_.empty(); }
  [[nodiscard]] std::uint64_t link_pulses() const { return pulses_; }

 private:
  void finish(std::uint64_t ps);

  std::function<void(const SeenFrame&, const std::string&)> done_;
  std::vector<bool> levels_;  // one a clock, while the line is driven
  std::uint64_t start_ps_ = 0;
  std::uint64_t silence_ = 1000;
  std::uint64_t gap_ = 0;
  std::uint64_t pulses_ = 0;
};

}  // namespace sockwire
