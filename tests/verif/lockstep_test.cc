// The tour on RTL without a planted bug: lockstep compares, and finds nothing.
#include "tests/verif/tour.h"
#include "verif/cosim/lockstep.h"

namespace sockwire {
namespace {

TEST(Lockstep, TheTourPassesOnTheRtlAsItIs) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    Bench bench{Engine::Lockstep, {.dut = make_dut_small_mii, .seed = seed, .time_shift = 10, .repeat = "ctest"}};
    EXPECT_NO_THROW(take_tour(bench));
  }
}

TEST(Lockstep, CountsWhatItHasCompared) {
  RtlSim sim{make_dut_small_mii({}), {}};
  Lockstep lockstep{sim};
  const auto call = [&](Call which) {
    sim.write32(reg::kCmdCall, static_cast<std::uint32_t>(which));
    sim.write32(reg::kCmdGo, 1);
    while ((sim.read32(reg::kCmdStatus) & reg::kCmdDone) == 0) {}
  };
  while ((sim.read32(reg::kStatus) & reg::kStatusReady) == 0) {}
  call(Call::CallSocket);
  call(Call::CallClose);
  lockstep.finish();
  EXPECT_EQ(lockstep.counts().events, 4U);  // two records and two answers
  EXPECT_GT(lockstep.counts().fields, 200U);
  EXPECT_EQ(lockstep.counts().answers, 2U);
}

// The same registers written behind the model's back: the model must not know of the call.
TEST(Lockstep, ACallThatTheModelHasNotSeenIsAMismatch) {
  RtlSim sim{make_dut_small_mii({}), {}};
  while ((sim.read32(reg::kStatus) & reg::kStatusReady) == 0) {}
  sim.write32(reg::kCmdCall, static_cast<std::uint32_t>(Call::CallSocket));
  sim.write32(reg::kCmdGo, 1);
  Lockstep lockstep{sim};
  try {
    sim.run_us(10);
    FAIL();
  } catch (const Mismatch& mismatch) {
    EXPECT_NE(mismatch.sentence().find("field kind"), std::string::npos) << mismatch.sentence();
  }
}

// A register access that nobody answers has a bound (lessons 27).
TEST(Bus, AnAccessWithoutAnswerThrows) {
  auto dut = make_dut_small_mii({});
  std::uint8_t* const reset = dut->pins().rst_host_n;
  RtlSim sim{std::move(dut), {.bus_timeout = 100}};
  *reset = 0;
  EXPECT_THROW(sim.read32(0), BusError);
}

}  // namespace
}  // namespace sockwire
