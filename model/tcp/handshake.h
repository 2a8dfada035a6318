// How a connection begins (RFC 9293 3.5; docs/rules/tcp.md sections 3 and 4).
#pragma once

#include "model/config.h"
#include "model/tcp/isn.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// The block of a connection whose SYN, or SYN,ACK, leaves now.
void start_sending(Tcb&, const InitialNumbers&, const World&);
// What a peer's SYN sets (RFC 9293 3.10.7.2, 3.10.7.3); not snd_wl2.
void take_syn(Tcb&, const Segment&, const World&);
// RFC 9293 3.7.1: what the peer takes at the most, options not counted.
std::uint16_t offered_mss(const Segment& syn, const World&);
// An ACK that our SYN can have got: SND.UNA < SEG.ACK =< SND.NXT.
bool acknowledges_syn(const Tcb&, const Segment&);
// Our SYN has just been acknowledged for the first time: text may flow.
void open(Tcb&, const World&);

}  // namespace sockwire::model
