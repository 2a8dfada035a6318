// CUBIC (RFC 9438): beyond ssthresh the window follows a cubic curve of time, flat at w_max, the
// window at which the last loss came; where Reno would be faster, it does as Reno would.
//
// Windows are octets, times ticks of 1,024 us; C = 0.4 segments a cubed second, beta = 0.7.
#pragma once

#include "model/tcp/window_rule.h"

namespace sockwire::model {

class Cubic : public WindowRule {
 public:
  void reduce(Tcb&) const override;
  void avoid(Tcb&, std::uint32_t acked, std::uint32_t tick) const override;
  void time_out(Tcb&) const override;
  void idle(Tcb&) const override;
};

// Equation (2), K: the ticks in which the curve climbs by so many octets, above 0, to where it is
// flat.
std::uint16_t cubic_climb(std::uint32_t octets, std::uint32_t smss);
// Equation (1), W_cubic: the octets by which the curve lies above or below w_max, so many ticks
// behind or ahead of it.
std::uint32_t cubic_distance(std::uint32_t ticks, std::uint32_t smss);

}  // namespace sockwire::model
