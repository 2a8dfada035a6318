#include "model/phy/cable.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sockwire::model {

namespace {
constexpr double kNsPerMetre = 5.0;
constexpr double kRiseToTau = 2.1972;  // ln 9: 10-90 % of an exponential in time constants
constexpr double kSubstepNs = Cable::kStepNs / Cable::kSubsteps;

// Uniform in [0, 1); the standard distributions differ between libraries, and a seed must not.
double uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

// Gaussian, by Box and Muller.
double gaussian(std::mt19937_64& random) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(random)));
  return radius * std::cos(2.0 * std::numbers::pi * uniform(random));
}
}  // namespace

Cable::Cable(const Config& config)
    : config_(config),
      random_(config.seed),
      gain_(std::pow(10.0, -config.attenuation_db / 20.0)),
      blend_(1.0 - std::exp(-kSubstepNs * kRiseToTau / std::max(config.rise_ns, 0.01))),
      line_(static_cast<std::size_t>(config.length_m * kNsPerMetre / kSubstepNs), 0.0) {}

void Cable::drive(Line symbol) {
  const double wanted = (symbol.p ? config_.amplitude_volts : 0.0) -
                        (symbol.n ? config_.amplitude_volts : 0.0);
  if (wanted != pending_) {
    pending_ = wanted;
    late_ = static_cast<unsigned>(uniform(random_) * config_.jitter_ns / kSubstepNs);
  }
  for (unsigned step = 0; step < kSubsteps; ++step) {
    if (late_ > 0) {
      --late_;
    } else {
      target_ = pending_;
    }
    driver_ += (target_ - driver_) * blend_;
    line_.push_back(driver_);
    receiver_ = line_.front() * gain_;
    line_.pop_front();
    driver_trace_[step] = driver_;
    receiver_trace_[step] = receiver_;
  }
  if (config_.noise_volts > 0) receiver_ += gaussian(random_) * config_.noise_volts;
}

Line Cable::comparators() const {
  return {.p = receiver_ > config_.threshold_volts, .n = receiver_ < -config_.threshold_volts};
}

}  // namespace sockwire::model
