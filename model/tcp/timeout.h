// Timers and turns (RFC 9293 3.10.8, RFC 6298; docs/rules/tcp.md sections 5 and 6).
#pragma once

#include "model/config.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// Is the timer armed, and has its deadline passed?
bool timer_due(const Tcb&, Timer, std::uint64_t now);

// RFC 9293 3.8.3, R1: does this time-out say that the way to the peer may be dead?
bool is_advice(const Tcb&, Timer, const World&);

// For a timer that is due.
Step timeout(const Tcb&, Timer, const World&);

// A turn to transmit, for a socket that waits for one (`active`).
Step transmit_turn(const Tcb&, const World&);

}  // namespace sockwire::model
