// The tour over the line: 10BASE-T symbols in both directions, compared in every clock.
#include "tests/verif/tour.h"

namespace sockwire {
namespace {

TEST(LockstepOverTheLine, TheTourPasses) {
  // Seeds 7 and 9 power up with the MAC's pins high: nothing of that may reach the line.
  for (const std::uint64_t seed : {1, 7, 9}) {
    SCOPED_TRACE(seed);
    Bench bench{Engine::Lockstep, {.dut = make_dut_small, .seed = seed, .time_shift = 10, .repeat = "ctest"}};
    take_tour(bench);
  }
}

TEST(LockstepOverTheLine, PingOfEveryAlignment) {
  Bench bench{Engine::Lockstep, {.dut = make_dut_small, .seed = 5, .time_shift = 4, .repeat = "ctest"}};
  ScriptedPeer peer{bench};
  peer.announce();
  for (std::uint16_t size = 0; size < 8; ++size) {
    peer.ping(size, pattern(60U + size));
    EXPECT_EQ(peer.expect_icmp().payload, pattern(60U + size));
  }
  bench.finish();
}

}  // namespace
}  // namespace sockwire
