// What can be said about a transmission control block: the words in which the rules are written
// (docs/rules/tcp.md section 1). Pure functions of the block and of `buf_bytes`, the octets of one
// direction of a connection's buffer.
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/config.h"
#include "model/tcp/scoreboard.h"
#include "model/tcp/seq.h"

namespace sockwire::model {

// Octets in front of the text of a segment: IPv4 and TCP, without options (RFC 9293 3.7.1).
inline constexpr std::uint32_t kHeadersOctets = 40;

// Has the connection a 4-tuple that segments are looked up by?
constexpr bool is_connection(const Tcb& t) {
  return t.state != TcpState::Closed && t.state != TcpState::Listen;
}

// The states in which text or a FIN of ours may leave, once the peer has acknowledged our SYN.
constexpr bool may_send(TcpState state) {
  return state == TcpState::Established || state == TcpState::FinWait1 ||
         state == TcpState::CloseWait || state == TcpState::Closing || state == TcpState::LastAck;
}

// The states in which the peer's text is taken (RFC 9293 3.10.7.4, seventh).
constexpr bool may_receive(TcpState state) {
  return state == TcpState::Established || state == TcpState::FinWait1 ||
         state == TcpState::FinWait2;
}

// A passive connection that its listener's backlog still answers for: half open, or waiting to be
// accepted.
constexpr bool is_counted(const Tcb& t) {
  return t.passive && !t.attached && (t.state == TcpState::SynReceived || t.queued) &&
         t.state != TcpState::Closed;
}

// ---------------------------------------------------------------- receiving (RFC 9293 3.3.1)

// Octets that the host can read. The peer's FIN counts in rcv_nxt and is no octet.
constexpr std::uint32_t readable(const Tcb& t) { return t.rcv_nxt - t.rcv_user - t.fin_rcvd; }

// RCV.WND: the window that we have advertised is the one that we accept.
constexpr std::uint32_t rcv_wnd(const Tcb& t) { return t.rcv_adv - t.rcv_nxt; }

// RFC 9293 3.8.6.2.2, silly window avoidance: the edge that we advertise moves when it can move by
// half the buffer or a full segment.
constexpr Seq advertised(const Tcb& t, std::uint32_t buf_bytes, std::uint32_t local_mss) {
  const Seq edge = t.rcv_user + buf_bytes;
  return edge - t.rcv_adv >= std::min(buf_bytes / 2, local_mss) ? edge : t.rcv_adv;
}

// ---------------------------------------------------------------- sending

// Octets of sequence space that were sent and not acknowledged (RFC 5681 2, FlightSize).
constexpr std::uint32_t flight(const Tcb& t) { return t.snd_nxt - t.snd_una; }
constexpr bool nothing_in_flight(const Tcb& t) { return t.snd_una == t.snd_nxt; }

// Octets that the host has given, from `from` on.
constexpr std::uint32_t pending_from(const Tcb& t, Seq from) {
  return at_or_before(from, t.snd_end) ? t.snd_end - from : 0;
}
// Our FIN is still ahead of `from`.
constexpr bool fin_due_from(const Tcb& t, Seq from) {
  return t.fin_queued && at_or_before(from, t.snd_end);
}

// The same from the octet that the next turn sends.
inline std::uint32_t pending(const Tcb& t) { return pending_from(t, Scoreboard(t).next()); }
inline bool fin_due(const Tcb& t) { return fin_due_from(t, Scoreboard(t).next()); }

// Our FIN, which follows snd_end, was acknowledged.
constexpr bool fin_acked(const Tcb& t) { return t.fin_queued && t.snd_una == t.snd_end + 1; }

// The sequence number of a segment that brings nothing: SND.NXT, unless the peer has closed its
// window in front of it, and would look at nothing beyond (RFC 9293 3.8.6).
constexpr Seq wire_seq(const Tcb& t) {
  return !t.syn_acked || flight(t) <= t.snd_wnd ? t.snd_nxt : t.snd_una + t.snd_wnd;
}

// Where an octet of the stream lies in its ring.
constexpr std::uint32_t ring_offset(Seq octet, Seq initial, std::uint32_t buf_bytes) {
  return (octet - initial - 1) % buf_bytes;
}

// SEG.LEN: payload, SYN and FIN (RFC 9293 3.3.1).
constexpr std::uint32_t seg_len(const Segment& s) {
  return std::uint32_t{s.length} + s.flags.syn + s.flags.fin;
}

// ---------------------------------------------------------------- time

// Times "in ticks" count 1,024 us.
constexpr std::uint32_t tick_of(std::uint64_t now) { return static_cast<std::uint32_t>(now >> 10); }

// Is `time` at or behind `deadline`? Both on the same circle of 32 bits, of microseconds or ticks.
constexpr bool is_due(std::uint32_t deadline, std::uint32_t time) {
  return static_cast<std::int32_t>(time - deadline) >= 0;
}

}  // namespace sockwire::model
