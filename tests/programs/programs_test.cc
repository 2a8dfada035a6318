// Programs on the model alone; and the judge judged: each fault that is planted between the program
// and the engine is found, and shrunk to a few steps.
#include <gtest/gtest.h>

#include "tests/programs/property.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

TEST(Programs, OnTheModel) {
  if (const std::string program = program_to_repeat(); !program.empty()) {
    EXPECT_EQ(run_program(parse(program), {}), "");
    return;
  }
  Tally tally;
  const Finding finding = find_failure({.tally = &tally}, 4'000, 60);
  EXPECT_FALSE(finding.failed) << finding.message;
  std::printf("%u programs, %u steps\n", finding.programs, finding.steps);
  if (std::getenv("SOCKWIRE_TALLY") != nullptr)
    for (const auto& [name, count] : tally.counts) std::printf("%8lu %s\n", count, name.c_str());
}

struct Planted {
  Plant plant;
  const char* name;
  std::size_t steps;     // that the shortest program needs at most
  const char* sentence;  // of the judge
};
void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

class PlantedFault : public testing::TestWithParam<Planted> {};

TEST_P(PlantedFault, IsFoundAndShrunk) {
  const Finding finding = find_failure({.plant = GetParam().plant}, 1'000, 60);
  ASSERT_TRUE(finding.failed);
  EXPECT_LE(finding.program.size(), GetParam().steps) << finding.message;
  EXPECT_NE(finding.message.find(GetParam().sentence), std::string::npos) << finding.message;
  // What is printed is what was run.
  EXPECT_EQ(parse(text(finding.program)), finding.program);
  EXPECT_EQ(run_program(finding.program, {.plant = GetParam().plant}), finding.trouble);
  EXPECT_EQ(run_program(finding.program, {}), "");
}

INSTANTIATE_TEST_SUITE_P(
    Programs, PlantedFault,
    testing::Values(Planted{Plant::DropReadable, "DropReadable", 4, "readiness is lost"},
                    Planted{Plant::DropWritable, "DropWritable", 3, "readiness is lost"},
                    Planted{Plant::DropError, "DropError", 4, "readiness is lost"},
                    Planted{Plant::DropAcceptable, "DropAcceptable", 4, "readiness is lost"},
                    Planted{Plant::DoubleOctet, "DoubleOctet", 4, "received 0x"},
                    Planted{Plant::LoseLastOctet, "LoseLastOctet", 2, "received 1 octets of 2"},
                    Planted{Plant::EarlyEnd, "EarlyEnd", 2, "closed by the peer"},
                    Planted{Plant::LeakDescriptor, "LeakDescriptor", 1,
                            "answers Ok 0, though nobody holds it"},
                    Planted{Plant::LateClose, "LateClose", 2, "though nobody holds it"},
                    Planted{Plant::WrongErrno, "WrongErrno", 3, "Enotconn"},
                    Planted{Plant::WrongEvent, "WrongEvent", 2, "an event names it"}),
    [](const auto& planted) { return planted.param.name; });

TEST(ProgramText, IsReadBack) {
  const std::string all =
      "serve s0 80; join s0; accept s1 s0; option s1 3 2000; send s1 1460; bad s2 4 15; wait 60";
  EXPECT_EQ(text(parse(all)), all);
  EXPECT_EQ(text(parse("open s0\nclose s0\n\n")), "open s0; close s0");
  EXPECT_THROW(parse("opne s0"), std::runtime_error);
  EXPECT_THROW(parse("send s0"), std::runtime_error);
  EXPECT_THROW(parse("send s0 many"), std::runtime_error);
  EXPECT_THROW(parse("close s0 s1"), std::runtime_error);
}

}  // namespace
}  // namespace sockwire
