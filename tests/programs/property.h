// Joins rapidcheck to GoogleTest: draws programs, shrinks the first that fails, and says how to run
// it again.
#pragma once

#include <string>

#include "tests/programs/run.h"

namespace sockwire {

struct Finding {
  bool failed = false;
  Program program;                   // the shortest that was found
  std::string trouble;               // what it shows
  unsigned programs = 0, steps = 0;  // that were run before anything failed
  std::string message;               // all of it, in readable form
};

// `count` programs of up to `length` steps. The environment's RC_PARAMS ("seed=1 max_success=9999")
// has the last word; without a seed there it is always the same one.
Finding find_failure(const RunOptions& options, int count, int length);

// The program that the environment's SOCKWIRE_PROGRAM gives; nothing: none.
std::string program_to_repeat();

}  // namespace sockwire
