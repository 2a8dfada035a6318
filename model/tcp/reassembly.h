// Text that arrives beyond a gap waits in its place in the receive buffer (RFC 9293 3.10.7.4,
// SHLD-31) until the gap is closed. The control block remembers up to four ranges of it, apart from
// each other and beyond rcv_nxt, the one that changed last in front: that is the order in which the
// SACK option tells them (RFC 2018 section 4).
#pragma once

#include "model/config.h"
#include "model/tcp/range.h"

namespace sockwire::model {

RangePlaces held(const Tcb&);
unsigned held_count(const Tcb&);
void forget_held(Tcb&);

// Blocks that a SACK option may have; those that it has in a segment sent now.
unsigned sack_room(const Tcb&);
unsigned sack_blocks(const Tcb&);
// RFC 2883 section 4: octets of this segment that had come before it; an empty range for none.
Range came_twice(const Tcb&, const Segment&);

// Octets from rcv_nxt on have arrived: rcv_nxt moves behind them and behind what waited for them.
void receive_in_order(Tcb&, const Range& text);

// Octets beyond rcv_nxt have arrived. False if there is no place left to remember them.
[[nodiscard]] bool receive_beyond_gap(Tcb&, const Range& text);

}  // namespace sockwire::model
