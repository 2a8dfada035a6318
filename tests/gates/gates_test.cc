// The netlist of `small` in the place of the RTL: the tour over the 10BASE-T line, each engine's event, each frame and
// each symbol compared with the model; and the same with one gate turned round.
#include <iostream>

#include "tests/gates/dut_gates.h"
#include "tests/verif/tour.h"

namespace sockwire {
namespace {

Bench::Options options(std::uint64_t seed, const std::string& planted = {}) {
  return {.dut = make_dut_gates, .seed = seed, .time_shift = 10, .repeat = "verif/synth/gates.py small.tour", .planted = planted};
}

// Two states at power-up: flip-flops and memories hold anything.
TEST(Gates, TheTourPasses) {
  std::uint64_t events = 0;
  double time_us = 0;
  for (const std::uint64_t seed : {1, 7}) {
    SCOPED_TRACE(seed);
    Bench bench{Engine::Lockstep, options(seed)};
    take_tour(bench);
    events += bench.tcp_events(), time_us += bench.time_us();
  }
  EXPECT_GT(events, 50U);
  RecordProperty("tcp_events", static_cast<int>(events));
  RecordProperty("microseconds", static_cast<int>(time_us));
}

TEST(Gates, AGateTurnedRoundIsSeen) {
  try {
    Bench bench{Engine::Lockstep, options(1, "gate")};
    take_tour(bench);
  } catch (const std::exception& error) {
    RecordProperty("sentence", std::string{error.what()}.substr(0, std::string{error.what()}.find('\n')));
    std::cout << error.what() << '\n';
    return;
  }
  FAIL() << "the tour passes";
}

}  // namespace
}  // namespace sockwire
