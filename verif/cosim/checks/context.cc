#include "verif/cosim/checks/context.h"

namespace sockwire {

void CheckContext::fail(const std::string& sentence) const {
  throw Mismatch(sentence, fmt::format("the RTL's last records:\n{}the model's last records:\n{}"
                                       "seed {}, simulated time {} ps, microsecond {}\nrepeat: {}",
                                       rtl_history.text(), model_history.text(), sim.seed(),
                                       sim.time_ps(), sim.now_us(), repeat));
}

void CheckContext::check_now(const std::string& event, std::uint64_t now) const {
  const std::uint64_t shown = sim.now_us();
  if (now > shown || shown - now > (std::uint64_t{2} << time_shift)) {
    fail(fmt::format("{}: field now is {} in the RTL while its clock shows {}", event, now, shown));
  }
}

}  // namespace sockwire
