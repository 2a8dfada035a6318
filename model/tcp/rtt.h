// The retransmission timer and the round trips that it is computed from (RFC 6298; RFC 7323 4).
//
// The control block holds 8*SRTT and 4*RTTVAR in microseconds, so that alpha = 1/8 and beta = 1/4
// are shifts that lose nothing.
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// RFC 6298 2.2, 2.3: a round trip was measured.
void sample(Tcb&, std::uint32_t round_trip_us);
// RFC 6298 2.3, 2.4, 2.5: what the measurements say; 2.1 without any.
std::uint32_t rto_of(const Tcb&);

// The segment that leaves now is measured: an ACK of `end` or beyond ends the measurement.
void begin_measurement(Tcb&, Seq end, const World&);
// Something is sent again. Without timestamps nobody can tell which copy an ACK is for (Karn's
// algorithm, RFC 6298 3).
void sent_again(Tcb&);
// This segment's ACK is new. Ends the measurement if it reaches so far.
void measure(Tcb&, const Segment&, const World&);

// RFC 6298 5.1, 5.3: the timer runs for a full RTO from now.
void restart_timer(Tcb&, const World&);
// RFC 6298 5.5
void back_off(Tcb&);

}  // namespace sockwire::model
