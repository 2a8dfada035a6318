#include "tests/faults/scenario.h"

#include <fmt/format.h>

#include <random>

namespace sockwire {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_{seed * 0x9E3779B97F4A7C15U + 1} {}
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + random_() % (high - low + 1); }
  bool coin() { return random_() >> 63 != 0; }
  double share(unsigned low, unsigned high) { return static_cast<double>(between(low, high)) / 1000; }  // per mille

 private:
  std::mt19937_64 random_;
};

LinkFaults draw_faults(const Scenario& scenario, Dice& dice) {
  // Everything is drawn, whether it counts or not: another factor leaves the rest as it was.
  const LinkFaults all{.loss = dice.share(20, 80),
                       .duplicate = dice.share(20, 150),
                       .reorder = dice.share(20, 150),
                       .corrupt = dice.share(10, 50),
                       .delay_ns = dice.between(4'000, 25'000),
                       .jitter_ns = dice.between(0, 10'000),
                       .hold_ns = dice.between(3'000, 40'000)};
  return {.loss = scenario.has(kLoss) ? all.loss : 0,
          .duplicate = scenario.has(kDuplicate) ? all.duplicate : 0,
          .reorder = scenario.has(kReorder) ? all.reorder : 0,
          .corrupt = scenario.has(kCorrupt) ? all.corrupt : 0,
          .delay_ns = scenario.has(kDelay) ? all.delay_ns : 0,
          .jitter_ns = scenario.has(kDelay) ? all.jitter_ns : 0,
          .hold_ns = all.hold_ns};
}

}  // namespace

Scenario make_scenario(std::uint64_t seed, std::uint64_t events) {
  Dice dice{seed};
  Scenario scenario{.seed = seed, .events = events};
  scenario.to_engine = draw_faults(scenario, dice);
  scenario.from_engine = draw_faults(scenario, dice);
  scenario.at_once = static_cast<unsigned>(dice.between(9, 14));
  const bool small = scenario.has(kSmallWindows);
  const auto narrow = static_cast<std::uint32_t>(dice.between(150, 1500));
  const auto wide = static_cast<std::uint32_t>(dice.between(4'000, 65'535));
  const auto small_mss = static_cast<std::uint16_t>(dice.between(64, 400));
  scenario.slow_readers = small;
  scenario.wrap = scenario.has(kWrap);
  scenario.peer.buffer = small ? narrow : wide;
  const bool large_segments = dice.between(0, 3) == 0;
  scenario.peer.mss = small || !large_segments ? small_mss : 1460;
  scenario.peer.segment = scenario.peer.mss;
  scenario.longest = static_cast<std::uint32_t>(dice.between(4'000, 16'000));
  const auto shift = static_cast<std::uint8_t>(dice.between(0, 5));
  if (dice.coin()) scenario.peer.window_scale = shift;
  scenario.peer.sack = dice.coin();
  scenario.peer.timestamps = dice.coin();
  scenario.peer.timestamp_start = scenario.wrap ? 0U - static_cast<std::uint32_t>(dice.between(100, 3'000)) : 0;
  scenario.peer.ack_delay_us = dice.coin() ? static_cast<double>(dice.between(2, 12)) : 0;
  const double flight = static_cast<double>(scenario.to_engine.delay_ns + scenario.from_engine.delay_ns) / 1000;
  scenario.peer.rto_us = 60 + 2 * flight + static_cast<double>(dice.between(0, 40));
  scenario.peer.rto_max_us = 8 * scenario.peer.rto_us;
  scenario.peer.time_wait_us = 4 * scenario.peer.rto_us;
  return scenario;
}

std::string Scenario::text() const {
  const auto percent = [](double share) { return fmt::format("{:.1f}%", share * 100); };
  const auto direction = [&](const LinkFaults& f) {
    return fmt::format("loss {} reorder {} duplicate {} corrupt {} delay {}+{} us", percent(f.loss),
                       percent(f.reorder), percent(f.duplicate), percent(f.corrupt), f.delay_ns / 1000,
                       f.jitter_ns / 1000);
  };
  return fmt::format("to the engine: {}; from it: {}; peer: window {}, MSS {}{}{}{}{}; {} connections at once",
                     direction(to_engine), direction(from_engine), peer.buffer, peer.mss,
                     peer.window_scale ? fmt::format(", scale {}", *peer.window_scale) : "",
                     peer.sack ? ", SACK" : "", peer.timestamps ? ", timestamps" : "",
                     wrap ? ", numbers below 2^32" : "", at_once);
}

std::vector<std::uint64_t> slice() {
  std::vector<std::uint64_t> rows;
  for (std::uint64_t i = 0; i < 16; ++i) {
    const auto bit = [&](unsigned n) { return i >> n & 1U; };
    rows.push_back(i | (bit(0) ^ bit(1) ^ bit(2)) << 4 | (bit(0) ^ bit(1) ^ bit(3)) << 5 |
                   (bit(0) ^ bit(2) ^ bit(3)) << 6);
  }
  return rows;
}

}  // namespace sockwire
