// Three states at power-up, one behaviour; eight where SOCKWIRE_POWER_UP has the number of the first.
#include <cstdlib>

#include "tests/verif/power_up.h"

namespace sockwire {
namespace {

void expect_one_behaviour(DutMaker maker) {
  const char* const given = std::getenv("SOCKWIRE_POWER_UP");
  const std::uint64_t seed = given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
  const unsigned states = given == nullptr ? 3 : 8;
  const Shown first = tour_from(maker, seed);
  ASSERT_GT(first.records(), 20U);
  testing::Test::RecordProperty("states", static_cast<int>(states));
  testing::Test::RecordProperty("evaluations", static_cast<int>(first.evaluations()));
  testing::Test::RecordProperty("records", static_cast<int>(first.records()));
  for (std::uint64_t power_up = seed + 1; power_up < seed + states; ++power_up) {
    const auto difference = first.difference(tour_from(maker, power_up));
    EXPECT_FALSE(difference) << "power-up " << power_up << ": " << *difference;
  }
}

TEST(PowerUp, SmallMii) { expect_one_behaviour(make_dut_small_mii); }
TEST(PowerUp, Small) { expect_one_behaviour(make_dut_small); }
TEST(PowerUp, Base) { expect_one_behaviour(make_dut_base); }

}  // namespace
}  // namespace sockwire
