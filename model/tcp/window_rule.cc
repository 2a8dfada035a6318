#include "model/tcp/window_rule.h"

namespace sockwire::model {

// Equation (4).
void RenoRule::reduce(Tcb& t) const {
  t.ssthresh = std::max(used_window(t) / 2, std::uint32_t{2} * t.snd_mss);
}

// One segment for each window of octets acknowledged.
void RenoRule::avoid(Tcb& t, std::uint32_t acked, std::uint32_t /*tick*/) const {
  t.ca_acked += acked;
  if (t.ca_acked >= t.cwnd) {
    t.ca_acked -= t.cwnd;
    t.cwnd += t.snd_mss;
  }
}

}  // namespace sockwire::model
