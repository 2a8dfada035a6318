// What a program is carried out on: the engine with its host, the far end, the judge; and time.
#pragma once

#include "tests/programs/judge.h"
#include "tests/programs/run.h"

namespace sockwire {

// No timer of the engine is longer than this: who has not got on by then never will.
inline constexpr double kStuckUs = 20'000;

class Scene {
 public:
  explicit Scene(const RunOptions& options);

  void pass(double us);
  void pass_engine_ms(double ms);  // as its timers count them
  // Until `done`, which is asked now and then; says whether.
  template <class Done>
  bool pass_until(Done&& done, double bound_us) {
    for (double us = 0; us < bound_us; us += 5) {
      if (done()) return true;
      pass(5);
    }
    return done();
  }
  // Events and every socket are looked at.
  void watch();
  void close(unsigned desc);

 private:
  bool exact_;
  unsigned shift_;
  Tally unread_;

 public:
  Bench bench;
  Host host;
  Far far;
  Judge judge;
};

// The end of every program: what was sent is received, all is closed and comes back.
void bring_to_end(Scene& scene);

}  // namespace sockwire
