// `large` in the place of `base`: tests that name none run on it.
#include "verif/cosim/dut.h"

namespace sockwire {

std::unique_ptr<Dut> make_dut_base(const DutOptions& options) { return make_dut_large(options); }

}  // namespace sockwire
