// What is sent: the segments of a connection, and the options that they carry
// (docs/rules/tcp.md section 1).
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// A segment of this connection. One with ACK advances the advertised window first, and tells of
// everything received: no ACK is owed after it. RST has window 0.
void emit(Step&, Seq seq, TcpFlags, std::uint32_t length, const World&);
// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>; see wire_seq().
void emit_ack(Step&, const World&);
// The same in answer to a segment with octets that had come before (RFC 2883; an empty range for
// none): the first SACK block tells them.
void emit_ack(Step&, const Range& twice, const World&);
// <SEQ=seq><CTL=RST>
void emit_rst(Step&, Seq seq, const World&);
// The SYN of an active open, the SYN,ACK of SYN-RECEIVED, with their options.
void emit_syn(Step&, const World&);
void emit_syn_ack(Step&, const World&);

// RFC 5961: an ACK that makes a genuine peer prove itself, and a few in a second at the most
// (section 7), or an attacker could use us as an amplifier.
void emit_challenge_ack(Step&, const World&);

// RFC 4987 3.6: the SYN,ACK of a connection that is not kept, but comes back with the peer's ACK.
Emit cookie_for(const Segment& syn, Seq cookie, const World&);

// RFC 9293 3.10.7.1: the answer to a segment that belongs to nobody.
Emit reset_for(const Segment&, bool with_ack);

// Octets of payload that a segment sent now may bring: what the SACK option takes is not there for
// text (RFC 6691 appendix A; timestamps are deducted in snd_mss already).
std::uint32_t mss_now(const Tcb&);

}  // namespace sockwire::model
