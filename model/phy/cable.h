// One twisted pair from driver to receiver, in volts: levels, rise time, delay, attenuation, noise
// and jitter by seed (levels: IEEE 802.3 clause 14.3.1; docs/rules/phy_10baset.md).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>

#include "model/phy/phy_10baset.h"

namespace sockwire::model {

class Cable {
 public:
  struct Config {
    double amplitude_volts = 2.5;   // differential peak at the driver
    double rise_ns = 8.0;           // 10 % to 90 %
    double length_m = 20.0;         // 5 ns of delay a metre
    double attenuation_db = 1.0;    // over the whole length
    double noise_volts = 0.02;      // root mean square at the receiver
    double jitter_ns = 1.0;         // an edge comes up to this much late
    double threshold_volts = 0.4;   // of the receiver's comparators
    std::uint64_t seed = 1;
  };

  static constexpr double kStepNs = 12.5;   // one clock of the PHY
  static constexpr unsigned kSubsteps = 8;  // points of the waveform within it

  Cable() : Cable(Config{}) {}
  explicit Cable(const Config& config);

  // The driver holds this symbol for one step.
  void drive(Line symbol);

  // At the end of the present step: volts at the driver's and at the receiver's end, and what the
  // receiver's comparators say.
  [[nodiscard]] double driver_volts() const { return driver_; }
  [[nodiscard]] double receiver_volts() const { return receiver_; }
  [[nodiscard]] Line comparators() const;

  // The waveform of the present step, a value a sub-step (without the receiver's noise).
  using Trace = std::array<double, kSubsteps>;
  [[nodiscard]] const Trace& driver_trace() const { return driver_trace_; }
  [[nodiscard]] const Trace& receiver_trace() const { return receiver_trace_; }

 private:
  Config config_;
  std::mt19937_64 random_;
  double target_ = 0;          // where the driver is heading
  double pending_ = 0;         // where it will head once the jitter is over
  unsigned late_ = 0;          // sub-steps until then
  double driver_ = 0;
  double receiver_ = 0;
  Trace driver_trace_{};
  Trace receiver_trace_{};
  double gain_;
  double blend_;               // share of the distance covered in a sub-step
  std::deque<double> line_;    // what is under way, a value a sub-step
};

}  // namespace sockwire::model
