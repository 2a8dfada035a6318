// Carries out a program on an engine, then brings everything to its end: what was sent is received,
// all is closed, and every descriptor, buffer, port and listener slot can be had again.
#pragma once

#include <string>

#include "tests/programs/judge.h"
#include "tests/programs/program.h"
#include "verif/cosim/bench.h"

namespace sockwire {

struct RunOptions {
  Engine engine = Engine::Model;
  DutMaker dut{};  // for the others
  Plant plant = Plant::None;
  std::string repeat{};  // command that repeats it
  Tally* tally = nullptr;
};

// A sentence that says what is wrong, and behind which step; empty: all is right.
std::string run_program(const Program& program, const RunOptions& options);

}  // namespace sockwire
