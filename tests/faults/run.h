// Runs one scenario of the fault matrix: connections between an engine and the reference peer over a
// link with faults, until the engine has taken so many events; then everything must come to its end.
#pragma once

#include <cstdint>
#include <string>

#include "tests/faults/scenario.h"
#include "verif/cosim/bench.h"

namespace sockwire {

struct Outcome {
  std::string trouble;  // one sentence, and what repeats the run; empty: every octet right, all is back
  std::uint64_t events = 0;       // records of the TCP engine; of the model alone: segments and calls
  std::uint64_t connections = 0;  // that came to the end that was planned
  std::uint64_t octets = 0;       // received by users, both ways
  double simulated_us = 0;
  LinkDirection::Counts to_engine, from_engine;
  std::uint64_t bad_sums_at_peer = 0, mac_fcs_errors = 0;
  std::uint64_t sent_again_by_peer = 0, sent_again_by_engine = 0, probes = 0, probed = 0, out_of_order = 0;
  std::uint64_t wraps_in = 0, wraps_out = 0;  // connections whose numbers passed 2^32, as the peer sees it

  [[nodiscard]] std::string text() const;
};

// `program` stands in front of the command that repeats the run.
Outcome run_scenario(Engine engine, const Scenario& scenario, const std::string& program,
                     DutMaker dut = make_dut_base);

// "Model", "Rtl" or "Lockstep", in small letters.
std::string name_of(Engine engine);

}  // namespace sockwire
