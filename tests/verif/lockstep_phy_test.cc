// The tour over the line: 10BASE-T symbols in both directions, compared in every clock.
#include "tests/verif/tour.h"

namespace sockwire {
namespace {

TEST(LockstepOverTheLine, TheTourPasses) {
  Bench bench{Engine::Lockstep, {.dut = make_dut_small, .time_shift = 10, .repeat = "ctest"}};
  take_tour(bench);
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
