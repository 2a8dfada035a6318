// By how much the congestion window changes: what a loss costs, and how it grows beyond ssthresh.
// How a loss is found and repaired is not its business (congestion.h).
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/tcp/tcb.h"

namespace sockwire::model {

class WindowRule {
 public:
  virtual ~WindowRule() = default;

  // A loss: ssthresh, from what is in flight.
  virtual void reduce(Tcb&) const = 0;
  // Congestion avoidance: `acked` octets were acknowledged with cwnd at ssthresh or beyond.
  virtual void avoid(Tcb&, std::uint32_t acked, std::uint32_t tick) const = 0;
  // The retransmission timer has run out (after reduce, if it is the first time).
  virtual void time_out(Tcb&) const {}
  // Nothing was sent for longer than an RTO.
  virtual void idle(Tcb&) const {}

 protected:
  // What limited transmit has sent beyond cwnd MUST NOT count (RFC 5681 3.2).
  static std::uint32_t used_window(const Tcb& t) { return std::min(flight(t), t.cwnd); }
};

// RFC 5681 3.1.
class RenoRule : public WindowRule {
 public:
  void reduce(Tcb&) const override;
  void avoid(Tcb&, std::uint32_t acked, std::uint32_t tick) const override;
};

}  // namespace sockwire::model
