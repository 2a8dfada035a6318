// The states with a synchronized peer: SYN-RECEIVED and all behind it (RFC 9293 3.10.7.4), one
// function for each of the RFC's steps, in its order.
#include <algorithm>

#include "model/tcp/arrival.h"

namespace sockwire::model {

namespace {

using enum TcpState;

// The event in progress. A step that returns false was the last one.
struct Arrival {
  Step& s;
  Tcb& t;
  const Segment& segment;
  const World& world;
  bool ack_due = false;

  bool check_sequence_number();
  bool check_reset();
  bool check_syn();
  bool check_ack(bool parent_alive);
  bool finish_handshake(bool parent_alive);
  bool process_ack();
  bool take_text();
  void take_fin();

  // Nothing changes but what is said in answer.
  bool drop_with_ack(Drop why) {
    s.drop = why;
    emit_ack(s, world);
    return false;
  }
  bool drop(Drop why) {
    s.drop = why;
    return false;
  }
};

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

// First. An answer to an unacceptable segment is empty and never old: that one such segment is not
// answered keeps two peers from answering each other for ever.
bool Arrival::check_sequence_number() {
  if (is_acceptable(t, segment)) return true;
  const bool empty = seg_len(segment) == 0;
  if (segment.flags.rst || (empty && !before(segment.seq, t.rcv_nxt)))
    return drop(Drop::DropUnacceptable);
  // 3.10.7.4, eighth: the peer has not heard our last ACK.
  if (t.state == TimeWait && segment.flags.fin) t.tw_deadline = world.in(2 * world.msl);
  return drop_with_ack(Drop::DropUnacceptable);
}

// Second. A blind attacker must hit RCV.NXT (RFC 5961 3.2), and TIME-WAIT is not cut short (RFC
// 1337).
bool Arrival::check_reset() {
  if (!segment.flags.rst) return true;
  if (t.state == TimeWait) return drop(Drop::DropIgnored);
  if (segment.seq != t.rcv_nxt) return drop_with_ack(Drop::DropChallenge);
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
bool Arrival::check_syn() { return segment.flags.syn ? drop_with_ack(Drop::DropChallenge) : true; }

// Fifth.
bool Arrival::check_ack(bool parent_alive) {
  if (!segment.flags.ack) return drop(Drop::DropNoAck);
  if (t.state == SynReceived && !finish_handshake(parent_alive)) return false;
  return process_ack();
}

bool Arrival::finish_handshake(bool parent_alive) {
  if (!acknowledges_syn(t, segment)) {
    emit_rst(s, segment.ack, world);
    return drop(Drop::DropBadAck);
  }
  if (t.passive && !parent_alive) {
    emit_rst(s, t.snd_nxt, world);
    free(s);
    return drop(Drop::DropNoListener);
  }
  t.state = Established;
  if (t.passive) {
    t.queued = true;
    s.acceptable = true;
  } else {
    s.ready.connected = s.ready.writable = true;
  }
  t.snd_wnd = segment.wnd;
  t.snd_wl1 = segment.seq;
  t.snd_wl2 = segment.ack;
  return true;
}

bool Arrival::process_ack() {
  if (before(t.snd_nxt, segment.ack)) return drop_with_ack(Drop::DropBadAck);

  const bool newer = before(t.snd_wl1, segment.seq) ||
                     (t.snd_wl1 == segment.seq && at_or_before(t.snd_wl2, segment.ack));
  if (at_or_before(t.snd_una, segment.ack) && newer) {
    t.snd_wnd = segment.wnd;
    t.snd_wl1 = segment.seq;
    t.snd_wl2 = segment.ack;
  }

  if (before(t.snd_una, segment.ack)) {
    const Seq first_octet = later(t.snd_una, t.iss + 1);
    const bool octets = before(first_octet, segment.ack) && before(first_octet, t.snd_end);
    if (octets) s.ready.writable = true;
    t.snd_una = segment.ack;
    t.snd_rtx = later(t.snd_rtx, t.snd_una);
    t.retries = 0;
    t.rto = kRtoInitial;
    t.rtx_armed = !nothing_in_flight(t);
    if (t.rtx_armed) t.rtx_deadline = world.in(t.rto);  // RFC 6298 5.3
  } else if (t.snd_wnd == 0) {
    t.retries = 0;  // 3.8.6.1: as long as the peer answers, its window may stay closed
  }

  if (fin_acked(t)) {
    if (t.state == FinWait1) {
      t.state = FinWait2;
    } else if (t.state == Closing) {
      enter_time_wait(s, world);
    } else if (t.state == LastAck) {
      shut(s, Errno::Ok);
      return false;
    }
  }
  return true;
}

// Seventh.
bool Arrival::take_text() {
  if (!may_receive(t.state) || segment.length == 0) return true;
  ack_due = true;
  if (before(t.rcv_nxt, segment.seq)) return true;  // out of order: not kept

  const std::uint32_t skip = std::min<std::uint32_t>(t.rcv_nxt - segment.seq, segment.length);
  const std::uint32_t length = std::min(segment.length - skip, rcv_wnd(t));
  if (length == 0) return true;
  if (!t.attached && !t.queued) {  // RFC 1122 4.2.2.13: nobody will ever read it
    emit_rst(s, t.snd_nxt, world);
    free(s);
    return false;
  }
  s.take = {.skip = static_cast<std::uint16_t>(skip), .length = static_cast<std::uint16_t>(length)};
  t.rcv_nxt += length;
  s.ready.readable = true;
  return true;
}

// Eighth. A FIN counts when all text before it was taken, and if the window reaches that far.
void Arrival::take_fin() {
  if (!segment.flags.fin) return;
  if (!may_receive(t.state)) {
    ack_due = true;
    if (t.state == TimeWait) t.tw_deadline = world.in(2 * world.msl);
    return;
  }
  if (segment.seq + segment.length != t.rcv_nxt || rcv_wnd(t) == 0) return;
  ack_due = true;
  t.rcv_nxt += 1;
  t.fin_rcvd = true;
  s.ready.peer_closed = s.ready.readable = true;
  if (t.state == Established) {
    t.state = CloseWait;
  } else if (t.state == FinWait1) {
    t.state = Closing;
  } else {
    enter_time_wait(s, world);
  }
}

}  // namespace

Step segment_synchronized(const Tcb& pre, const Segment& segment, bool parent_alive,
                          const World& world) {
  Step s = {.tcb = pre};
  Arrival arrival = {.s = s, .t = s.tcb, .segment = segment, .world = world};
  const bool goes_on = arrival.check_sequence_number() && arrival.check_reset() &&
                       arrival.check_syn() && arrival.check_ack(parent_alive) &&
                       arrival.take_text();
  if (!goes_on) return s;
  arrival.take_fin();
  if (arrival.ack_due) emit_ack(s, world);
  settle(s, world);
  return s;
}

}  // namespace sockwire::model
