// A segment arrives (RFC 9293 3.10.7; docs/rules/tcp.md section 4).
#pragma once

#include "model/config.h"
#include "model/tcp/isn.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// 3.10.7.1: no socket has this 4-tuple, and none listens.
Step segment_closed(const Segment&);
// 3.10.7.2, before a connection is made: is this segment the SYN of one? What is dropped says so.
Step segment_listen(const Segment&);
// 3.10.7.2, third: the new connection. `blank` has descriptor, buffer, parent and 4-tuple.
Step segment_opens(Tcb blank, const InitialNumbers&, const Segment&, const World&);
// The same for an ACK that brings our cookie back (RFC 4987 3.6): established at once. `mss` is
// what the cookie has remembered.
Step segment_brings_cookie(Tcb blank, const InitialNumbers&, std::uint16_t mss, const Segment&,
                           const World&);
// 3.10.7.3
Step segment_syn_sent(const Tcb&, const Segment&, const World&);
// 3.10.7.4. `parent_alive`: the listener that has made this half-open connection still listens.
Step segment_synchronized(const Tcb&, const Segment&, bool parent_alive, const World&);

}  // namespace sockwire::model
