// Lockstep bites: each bug of bugs.json is switched on in turn, and the tour must end in a mismatch that
// names the event and the field.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/verif/tour.h"

namespace sockwire {
namespace {

struct Bug {
  std::string name, event, field;
  bool modes;  // found in the tour of modes
};
void PrintTo(const Bug& bug, std::ostream* out) { *out << bug.name; }

std::vector<Bug> bugs() {
  std::vector<Bug> all;
  std::ifstream file(PLANTED_BUGS);
  for (const auto& bug : nlohmann::json::parse(file)) {
    if (bug.contains("by")) continue;  // not lockstep's to find
    all.push_back({bug.at("name"), bug.at("event"), bug.at("field"), bug.value("modes", false)});
  }
  return all;
}

void tour(const std::string& planted, bool modes = false) {
  Bench bench{Engine::Lockstep, {.dut = make_dut_planted, .time_shift = modes ? 14U : 10U,
                                 .repeat = "ctest -L planted", .assertions = false, .planted = planted}};
  if (modes) return take_tour_of_modes(bench);
  take_tour(bench);
}

class Planted : public testing::TestWithParam<Bug> {};

TEST_P(Planted, IsCaught) {
  try {
    tour(GetParam().name, GetParam().modes);
    FAIL() << "the bug was not noticed";
  } catch (const Mismatch& mismatch) {
    EXPECT_THAT(mismatch.sentence(), testing::HasSubstr(GetParam().event));
    EXPECT_THAT(mismatch.sentence(), testing::HasSubstr("field " + GetParam().field));
    EXPECT_THAT(mismatch.what(), testing::HasSubstr("the RTL's last records:"));
    EXPECT_THAT(mismatch.what(), testing::HasSubstr("repeat: ctest -L planted"));
    RecordProperty("sentence", mismatch.sentence());
    std::cout << mismatch.sentence() << '\n';
  }
}

INSTANTIATE_TEST_SUITE_P(Bugs, Planted, testing::ValuesIn(bugs()),
                         [](const auto& bug) { return bug.param.name; });

// With none switched on, the same RTL agrees: what is caught above is the bug.
TEST(PlantedNone, Agrees) {
  tour("");
  tour("", true);
}

}  // namespace
}  // namespace sockwire
