#include "verif/cosim/checks/context.h"

namespace sockwire {

void CheckContext::fail(const std::string& sentence) const {
  throw Mismatch(sentence, fmt::format("the RTL's last records:\n{}the model's last records:\n{}"
                                       "seed {}, simulated time {} ps, microsecond {}\nrepeat: {}",
                                       rtl_history.text(), model_history.text(), sim.seed(),
                                       sim.time_ps(), sim.now_us(), repeat));
}

}  // namespace sockwire
