// Lockstep bites: this program's RTL has a bug planted (CMakeLists.txt), and the tour must end in a
// mismatch that names the event and the field.
#include <gmock/gmock.h>

#include "tests/verif/tour.h"

namespace sockwire {
namespace {

TEST(Planted, PLANTED_NAME) {
  try {
    Bench bench{Engine::Lockstep,
                {.dut = make_dut_planted, .time_shift = 10, .repeat = "ctest -L planted", .assertions = false}};
    take_tour(bench);
    FAIL() << "the bug was not noticed";
  } catch (const Mismatch& mismatch) {
    EXPECT_THAT(mismatch.sentence(), testing::HasSubstr(PLANTED_EVENT));
    EXPECT_THAT(mismatch.sentence(), testing::HasSubstr("field " PLANTED_FIELD));
    EXPECT_THAT(mismatch.what(), testing::HasSubstr("the RTL's last records:"));
    EXPECT_THAT(mismatch.what(), testing::HasSubstr("repeat: ctest -L planted"));
    RecordProperty("sentence", mismatch.sentence());
    std::cout << mismatch.sentence() << '\n';
  }
}

}  // namespace
}  // namespace sockwire
