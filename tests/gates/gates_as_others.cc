// The netlist of `small` in the place of its RTL, and of `base`: the tests of behaviour, which name no configuration, run on it.
#include "tests/gates/dut_gates.h"

namespace sockwire {

std::unique_ptr<Dut> make_dut_base(const DutOptions& options) { return make_dut_gates(options); }
std::unique_ptr<Dut> make_dut_small(const DutOptions& options) { return make_dut_gates(options); }

}  // namespace sockwire
