// One event's effect on one socket, and the few things that most rules do (docs/rules/tcp.md 1).
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

// What a rule may know beside the control block.
struct World {
  std::uint64_t now = 0;        // microseconds
  std::uint32_t msl = 0;        // maximum segment lifetime, microseconds (RFC 9293 3.4.2)
  std::uint32_t buf_bytes = 0;  // octets of one direction of a connection's buffer

  std::uint32_t in(std::uint32_t delay) const { return static_cast<std::uint32_t>(now) + delay; }
};

// What a rule makes of a control block. A default Tcb in `tcb` is a socket that was freed: its
// descriptor, buffer, port and place in the lookup return (RFC 9293 3.3.2, "delete TCB").
struct Step {
  Tcb tcb{};
  Drop drop{};
  Emit emit{};
  Take take{};
  Answer answer{};
  Ready ready{};            // what is raised, if the host holds the descriptor after the event
  bool acceptable = false;  // a connection joins its listener's accept queue
};

// ---------------------------------------------------------------- what is sent

// A segment of this connection. One with ACK advances the advertised window first. RST has window
// 0.
void emit(Step&, Seq seq, TcpFlags, std::uint16_t length, const World&);
// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>
void emit_ack(Step&, const World&);
// <SEQ=seq><CTL=RST>
void emit_rst(Step&, Seq seq, const World&);
// The SYN of an active open, the SYN,ACK of SYN-RECEIVED; both with our MSS (RFC 9293 3.7.1).
void emit_syn(Step&, const World&);
void emit_syn_ack(Step&, const World&);

// RFC 9293 3.10.7.1: the answer to a segment that belongs to nobody.
Emit reset_for(const Segment&, bool with_ack);

// ---------------------------------------------------------------- how a connection ends

// The control block is deleted.
void free(Step&);
// CLOSED with an error for the host to read. What was received can still be read. Freed if nobody
// holds the socket.
void shut(Step&, Errno);
// RFC 9293 3.6.1: 2*MSL from now.
void enter_time_wait(Step&, const World&);

// ---------------------------------------------------------------- SYN exchange

// An ACK that our SYN can have got: SND.UNA < SEG.ACK =< SND.NXT.
bool acknowledges_syn(const Tcb&, const Segment&);
// The block of a connection whose SYN leaves now.
void start_sending(Tcb&, Seq iss, const World&);
// What a peer's SYN sets (RFC 9293 3.10.7.2, 3.10.7.3); not snd_wl2.
void take_syn(Tcb&, const Segment&, const World&);

// ---------------------------------------------------------------- what a turn sends

struct Output {
  std::uint32_t length = 0;
  bool fin = false;
  bool due() const { return length > 0 || fin; }
};

// RFC 9293 3.8.6.2.1, 3.8.6.1: what may leave now within the peer's window and without silliness.
Output output(const Tcb&);
// What a retransmission or a window probe sends: at least one octet, whatever the window says.
Output forced_output(const Tcb&);
// Text and FIN from snd_rtx on; the sequence variables follow.
void emit_output(Step&, const Output&, const World&);

// Ends every event that leaves the connection in one of the states of may_send(): asks for a turn
// if something is due, and starts the timer that probes a closed window (RFC 9293 3.8.6.1).
void settle(Step&, const World&);

}  // namespace sockwire::model
