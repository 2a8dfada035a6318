// A flop without its reset shows: the same tour from other states at power-up is another one.
#include <gmock/gmock.h>

#include "tests/verif/power_up.h"

namespace sockwire {
namespace {

TEST(PowerUpPlanted, AForgottenResetIsSeen) {
  const Shown first = tour_from(make_dut_planted, 1, "forgotten_reset");
  const auto difference = first.difference(tour_from(make_dut_planted, 2, "forgotten_reset"));
  ASSERT_TRUE(difference);
  EXPECT_THAT(*difference, testing::HasSubstr("the time differs within evaluations 0"));
  std::cout << *difference << '\n';
}

}  // namespace
}  // namespace sockwire
