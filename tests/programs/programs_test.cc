// Programs on the model alone; and the judge judged: each fault that is planted between the program
// and the engine is found, and shrunk to a few steps.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <sstream>

#include "tests/programs/property.h"

namespace sockwire {
namespace {

// Every phase, and every answer that a call can give there; the programs that end well prove little
// about what they never came to.
void expect_all_met(const Tally& tally) {
  const auto expect_met = [&](const std::string& name) {
    EXPECT_TRUE(tally.counts.contains(name)) << name << ": no program came to it";
  };
  for (unsigned bit = 0; bit < kPhases; ++bit) expect_met(to_string(Phases{1U << bit}));
  const std::map<std::string, std::string> answers{
      {"CallSocket", "Emfile"},
      {"CallBind", "Ok Ebadf Einval Eaddrinuse"},
      {"CallListen", "Ok Ebadf Einval Enobufs"},
      {"CallAccept", "Ok Ebadf Einval Eagain"},
      {"CallConnect", "Einprogress Ebadf Einval Ealready Eisconn Eopnotsupp Enobufs"},
      {"CallSend", "Ok Ebadf Einval Eagain Epipe Enotconn Econnreset Econnrefused Etimedout"},
      {"CallRecv", "Ok Ebadf Eagain Enotconn Econnreset Econnrefused Etimedout"},
      {"CallShutdown", "Ok Ebadf Einval Enotconn"},
      {"CallClose", "Ok Ebadf"},
      {"CallAbort", "Ok Ebadf"},
      {"CallOption", "Ok Ebadf Einval"}};
  for (const auto& [call, errors] : answers) {
    std::istringstream words{errors};
    for (std::string error; words >> error;) expect_met(call + " " + error);
  }
}

// What chance comes to too seldom.
constexpr std::array kWritten{
    "open s0; option s0 3 10; peer-vanish s0; send s0 1; wait 12000; send s0 1; send s0 1",
    "open s0; option s0 3 10; peer-vanish s0; send s0 1; wait 12000; recv s0 1; connect s0 0",
    "socket s0; option s0 3 10; connect s0 2; wait 12000; send s0 1; connect s0 0; wait 60; send "
    "s0 1",
    // A full window that nobody will read.
    "open s0; peer-send s0 5000; shutdown s0 1; wait 1200; close s0",
};

TEST(Programs, OnTheModel) {
  if (const std::string program = program_to_repeat(); !program.empty()) {
    EXPECT_EQ(run_program(parse(program), {}), "");
    return;
  }
  Tally tally;
  for (const char* program : kWritten)
    EXPECT_EQ(run_program(parse(program), {.tally = &tally}), "") << program;
  const Finding finding = find_failure({.tally = &tally}, 3'000, 100);
  EXPECT_FALSE(finding.failed) << finding.message;
  std::printf("%u programs, %u steps\n", finding.programs, finding.steps);
  if (!finding.failed && finding.programs >= 3'000) expect_all_met(tally);
}

constexpr std::size_t kHandful = 5;

struct Planted {
  Plant plant;
  const char* name;
  const char* sentence;  // of the judge
};
void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

class PlantedFault : public testing::TestWithParam<Planted> {};

TEST_P(PlantedFault, IsFoundAndShrunk) {
  const Finding finding = find_failure({.plant = GetParam().plant}, 1'000, 60);
  ASSERT_TRUE(finding.failed);
  EXPECT_LE(finding.program.size(), kHandful) << finding.message;
  EXPECT_NE(finding.message.find(GetParam().sentence), std::string::npos) << finding.message;
  // What is printed is what was run.
  EXPECT_EQ(parse(text(finding.program)), finding.program);
  EXPECT_EQ(run_program(finding.program, {.plant = GetParam().plant}), finding.trouble);
  EXPECT_EQ(run_program(finding.program, {}), "");
}

INSTANTIATE_TEST_SUITE_P(
    Programs, PlantedFault,
    testing::Values(Planted{Plant::DropReadable, "DropReadable", "readiness is lost"},
                    Planted{Plant::DropWritable, "DropWritable", "readiness is lost"},
                    Planted{Plant::DropError, "DropError", "readiness is lost"},
                    Planted{Plant::DropAcceptable, "DropAcceptable", "readiness is lost"},
                    Planted{Plant::DoubleOctet, "DoubleOctet", "received 0x"},
                    Planted{Plant::LoseLastOctet, "LoseLastOctet", "received "},
                    Planted{Plant::EarlyEnd, "EarlyEnd", "but it is"},
                    Planted{Plant::LeakDescriptor, "LeakDescriptor",
                            "answers Ok 0, though nobody holds it"},
                    Planted{Plant::LateClose, "LateClose", "though nobody holds it"},
                    Planted{Plant::WrongErrno, "WrongErrno", "Enotconn"},
                    Planted{Plant::WrongEvent, "WrongEvent", "an event names it"}),
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
