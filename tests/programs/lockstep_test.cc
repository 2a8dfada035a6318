// The same programs with RTL and model in lockstep: beside the judge, every bit of every event.
#include <gtest/gtest.h>

#include "tests/programs/property.h"

namespace sockwire {
namespace {

TEST(ProgramsInLockstep, AnswerByTheRules) {
  const RunOptions lockstep{.engine = Engine::Lockstep, .dut = make_dut_base};
  if (const std::string program = program_to_repeat(); !program.empty()) {
    EXPECT_EQ(run_program(parse(program), lockstep), "");
    return;
  }
  const Finding finding = find_failure(lockstep, 25, 60);
  EXPECT_FALSE(finding.failed) << finding.message;
  std::printf("%u programs, %u steps\n", finding.programs, finding.steps);
}

// The judge sees the RTL's octets, not the model's.
TEST(ProgramsInLockstep, PlantedFaultIsFound) {
  RunOptions lockstep{.engine = Engine::Lockstep, .dut = make_dut_base};
  const Program program = parse("open s0; peer-send s0 2; wait 60; recv s0 2");
  EXPECT_EQ(run_program(program, lockstep), "");
  lockstep.plant = Plant::DoubleOctet;
  EXPECT_NE(run_program(program, lockstep).find("received 0x"), std::string::npos);
}

}  // namespace
}  // namespace sockwire
