// What can be said about a transmission control block: the words in which the rules are written
// (docs/rules/tcp.md section 1). Pure functions of the block and of `buf_bytes`, the octets of one
// direction of a connection's buffer.
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/config.h"
#include "model/tcp/seq.h"

namespace sockwire::model {

// Has the connection a 4-tuple that segments are looked up by?
constexpr bool is_connection(const Tcb& t) {
  return t.state != TcpState::Closed && t.state != TcpState::Listen;
}

// The states in which text or a FIN of ours may leave.
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
constexpr Seq advertised(const Tcb& t, std::uint32_t buf_bytes) {
  const Seq edge = t.rcv_user + buf_bytes;
  return edge - t.rcv_adv >= std::min(buf_bytes / 2, kLocalMss) ? edge : t.rcv_adv;
}

// ---------------------------------------------------------------- sending

// Octets that the host has given and that were not acknowledged.
constexpr std::uint32_t unacknowledged(const Tcb& t) {
  return before(t.snd_una, t.iss + 1) ? t.snd_end - (t.iss + 1)
                                      : (before(t.snd_end, t.snd_una) ? 0 : t.snd_end - t.snd_una);
}

// Octets that the next turns send.
constexpr std::uint32_t pending(const Tcb& t) {
  return at_or_before(t.snd_rtx, t.snd_end) ? t.snd_end - t.snd_rtx : 0;
}

// Octets that the peer's window lets us send from snd_rtx on.
constexpr std::uint32_t usable(const Tcb& t) {
  const Seq edge = t.snd_una + t.snd_wnd;
  return before(t.snd_rtx, edge) ? edge - t.snd_rtx : 0;
}

constexpr bool nothing_in_flight(const Tcb& t) { return t.snd_una == t.snd_nxt; }

// Our FIN is still ahead of snd_rtx.
constexpr bool fin_due(const Tcb& t) { return t.fin_queued && at_or_before(t.snd_rtx, t.snd_end); }

// Our FIN, which follows snd_end, was acknowledged.
constexpr bool fin_acked(const Tcb& t) { return t.fin_queued && t.snd_una == t.snd_end + 1; }

// Our SYN was not acknowledged yet.
constexpr bool syn_unacked(const Tcb& t) { return t.snd_una == t.iss; }

// Where an octet of the stream lies in its ring.
constexpr std::uint32_t ring_offset(Seq octet, Seq initial, std::uint32_t buf_bytes) {
  return (octet - initial - 1) % buf_bytes;
}

// RFC 9293 3.7.1: what the peer takes at the most, from its SYN.
constexpr std::uint16_t effective_mss(const Segment& syn) {
  const std::uint16_t offered = syn.has_mss ? syn.mss : kMssDefault;
  return static_cast<std::uint16_t>(
      std::min<std::uint32_t>(std::max(offered, kMssFloor), kLocalMss));
}

// SEG.LEN: payload, SYN and FIN (RFC 9293 3.3.1).
constexpr std::uint32_t seg_len(const Segment& s) {
  return std::uint32_t{s.length} + s.flags.syn + s.flags.fin;
}

// ---------------------------------------------------------------- timers

// Deadlines keep the low 32 bits of the time in microseconds.
constexpr bool is_due(std::uint32_t deadline, std::uint64_t now) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(now) - deadline) >= 0;
}

}  // namespace sockwire::model
