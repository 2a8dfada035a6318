#include "verif/cosim/checks/pause.h"

#include <fmt/format.h>

namespace sockwire {

void PauseCheck::paused(const SeenFrame& frame, unsigned quanta) {
  // One octet time less: receive and transmit clock are not in step.
  const std::uint64_t octets = quanta == 0 ? 0 : std::uint64_t{quanta} * kQuantumOctets - 1;
  pauses_.push_back({.from_ps = frame.end_ps, .to_ps = frame.end_ps + octets * octet_ps_});
}

std::string PauseCheck::problem(const SeenFrame& frame) {
  // Of those that had come, the last one holds; while it may still be crossing, nothing is certain.
  while (pauses_.size() > 1 && pauses_[1].from_ps <= frame.start_ps) pauses_.pop_front();
  if (pauses_.empty()) return {};
  const Pause& last = pauses_.front();
  if (frame.start_ps < last.from_ps + crossing_ps_ || frame.start_ps >= last.to_ps) return {};
  return fmt::format("it begins at {} ps, in a pause from {} to {} ps", frame.start_ps, last.from_ps, last.to_ps);
}

}  // namespace sockwire
