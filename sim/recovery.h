// Recovery from loss, for `make bench`: the RTL sends bulk to the endpoint of tests/faults/ over a path that
// loses data segments by seed, and what ideal SACK makes of the same path and the same losses stands beside it
// (sim/ideal_sack.h).
//
// A loss is drawn for each first transmission by its ordinal, and for each time that it goes again; so both
// lose the same first transmissions, whenever they send them. Nothing is lost on the way to the engine.
#pragma once

#include <cstdint>

#include "sim/ideal_sack.h"
#include "verif/cosim/dut.h"

namespace sockwire {

struct RecoveryRun {
  std::uint64_t seed = 1;
  double loss = 0.01;
  std::uint16_t mss = 1460;       // that the peer takes
  std::uint32_t segments = 500;   // to send
  double one_way_us = 50;
  // Timers run 2^shift times as fast: the path's 100 us are 0.2 s of the engine's, whose least time-out is 1 s.
  unsigned time_shift = 11;
};

struct RecoveryMeasured {
  double us = 0;  // from the first data segment's first bit to the last octet in order at the peer
  std::uint32_t segments = 0;  // first transmissions; more than asked for where short ones were sent
  std::uint32_t lost = 0, again = 0, needless = 0, timeouts = 0;  // needless: what went before had arrived
};

// Throws where the octets do not arrive, or the peer has a complaint.
RecoveryMeasured measure_recovery(std::unique_ptr<Dut> dut, const AxiMemory::Options& memory, const RecoveryRun& run);
IdealOutcome predict_recovery(const Cfg& cfg, const RecoveryRun& run);

// Octets a second.
double goodput(const RecoveryRun& run, double us);

}  // namespace sockwire
