// What a segment must pass before anything in it counts: timestamps, sequence number, RST, SYN.
#include "model/tcp/synchronized.h"

#include "model/tcp/arrival.h"
#include "model/tcp/keepalive.h"
#include "model/tcp/output.h"
#include "model/tcp/reassembly.h"

namespace sockwire::model {

namespace {

using enum TcpState;

// RFC 9293 3.4, table 6: the four cases of the acceptability test. And 3.10.7.4's special allowance
// for ACKs: a peer that has filled our window sends them from its right edge, one that has probed
// it from one octet further.
bool is_acceptable(const Tcb& t, const Segment& segment) {
  const std::uint32_t window = rcv_wnd(t);
  const std::uint32_t length = seg_len(segment);
  const auto in_window = [&](Seq octet) { return octet - t.rcv_nxt < window; };
  if (length > 0) return in_window(segment.seq) || in_window(segment.seq + length - 1);
  if (!segment.flags.rst) return segment.seq - t.rcv_nxt <= window + 1;
  return window == 0 ? segment.seq == t.rcv_nxt : in_window(segment.seq);
}

// RFC 7323 5.5: after 24 days TS.Recent says nothing any more, the clock may have passed half its
// circle.
bool ts_recent_is_outdated(const Tcb& t, const World& world) {
  return world.tick() - t.ts_recent_at > kTsMaxIdle;
}

}  // namespace

// RFC 7323 3.2, and R1 of section 5.3: protection against wrapped sequence numbers.
bool Arrival::check_timestamps() {
  if (!t.ts_ok || segment.flags.rst) return true;
  if (!segment.has_ts) return drop(Drop::DropNoTimestamp);
  const bool past = before(segment.tsval, t.ts_recent) && !ts_recent_is_outdated(t, world);
  if (!past) return true;
  emit_ack(s, world);
  return drop(Drop::DropPaws);
}

// First. An answer to an unacceptable segment is empty and never old: that one such segment is not
// answered keeps two peers from answering each other for ever.
bool Arrival::check_sequence_number() {
  if (is_acceptable(t, segment)) {
    note_arrival();
    return true;
  }
  const bool empty = seg_len(segment) == 0;
  if (segment.flags.rst || (empty && !before(segment.seq, t.rcv_nxt)))
    return drop(Drop::DropUnacceptable);
  // 3.10.7.4, eighth: the peer has not heard our last ACK.
  if (t.state == TimeWait && segment.flags.fin) t.tw_deadline = world.in(2 * world.msl);
  emit_ack(s, twice, world);
  return drop(Drop::DropUnacceptable);
}

// The peer lives; and R3 of RFC 7323 5.3: its timestamp is to be echoed, if the segment holds the
// octet that our last ACK asked for.
void Arrival::note_arrival() {
  if (segment.flags.rst) return;
  peer_was_heard(t, world);
  if (t.ts_ok && !segment.flags.syn && at_or_before(segment.seq, t.rcv_acked)) {
    t.ts_recent = segment.tsval;
    t.ts_recent_at = world.tick();
  }
}

// Second. A blind attacker must hit RCV.NXT (RFC 5961 3.2), and TIME-WAIT is not cut short (RFC
// 1337).
bool Arrival::check_reset() {
  if (!segment.flags.rst) return true;
  if (t.state == TimeWait) return drop(Drop::DropIgnored);
  if (segment.seq != t.rcv_nxt) return drop_with_challenge(Drop::DropChallenge);
  switch (t.state) {
    case SynReceived:
      shut(s, t.passive ? Errno::Ok : Errno::Econnrefused);
      break;
    case Closing:
    case LastAck:
      shut(s, Errno::Ok);
      break;
    default:
      shut(s, Errno::Econnreset);
  }
  return false;
}

// Fourth (RFC 5961 4.2).
bool Arrival::check_syn() {
  return segment.flags.syn ? drop_with_challenge(Drop::DropChallenge) : true;
}

Step segment_synchronized(const Tcb& pre, const Segment& segment, bool parent_alive,
                          const World& world) {
  Step s = {.tcb = pre};
  Arrival arrival = {
      .s = s, .t = s.tcb, .segment = segment, .world = world, .twice = came_twice(pre, segment)};
  const bool goes_on = arrival.check_timestamps() && arrival.check_sequence_number() &&
                       arrival.check_reset() && arrival.check_syn() &&
                       arrival.check_ack(parent_alive) && arrival.take_text();
  if (!goes_on) return s;
  arrival.take_fin();
  if (arrival.ack_due) emit_ack(s, arrival.twice, world);
  settle(s, world);
  return s;
}

}  // namespace sockwire::model
