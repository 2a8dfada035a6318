// The netlist of `small`, synthesized by verif/synth/gates.py. DutOptions::planted "gate" turns one of its gates round.
#pragma once

#include "verif/cosim/dut.h"

namespace sockwire {

std::unique_ptr<Dut> make_dut_gates(const DutOptions& options);

}  // namespace sockwire
