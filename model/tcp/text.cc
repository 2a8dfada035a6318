// Sixth to eighth, URG, text and FIN (RFC 9293 3.10.7.4), and when they are acknowledged.
#include "model/tcp/reassembly.h"
#include "model/tcp/synchronized.h"

namespace sockwire::model {

using enum TcpState;

bool Arrival::take_text() {
  if (!may_receive(t.state)) return true;
  if (segment.length > 0 && !take_octets()) return false;
  if (segment.flags.urg) note_urgent();
  return true;
}

bool Arrival::take_octets() {
  const Seq end = segment.seq + segment.length;
  const Range text = {.left = later(segment.seq, t.rcv_nxt),
                      .right = before(end, t.rcv_adv) ? end : t.rcv_adv};
  if (!before(text.left, text.right)) {  // heard before, or beyond the window
    ack_due = true;
    return true;
  }
  if (!t.attached && !t.queued) {  // RFC 1122 4.2.2.13: nobody will ever read it
    emit_rst(s, wire_seq(t), world);
    free(s);
    return false;
  }

  const bool in_order = text.left == t.rcv_nxt;
  const bool had_gaps = held_count(t) > 0;
  bool taken = true;
  if (in_order) {
    receive_in_order(t, text);
    s.ready.readable = true;
  } else {
    taken = receive_beyond_gap(t, text);
  }
  if (taken) {
    s.take = {.seq = text.left,
              .skip = static_cast<std::uint16_t>(text.left - segment.seq),
              .length = static_cast<std::uint16_t>(text.right - text.left)};
  }
  acknowledge_text(!in_order || text.left != segment.seq || had_gaps);
  return true;
}

// Sixth (RFC 9293 3.10.7.4, MUST-62): the pointer shows the first octet behind the urgent ones. The
// host is told when there are some ahead of it, and when there are more (MUST-32).
void Arrival::note_urgent() {
  const Seq end = segment.seq + segment.urgent;
  const bool ahead = before(t.rcv_user, end);
  const bool news = !t.rcv_urgent || before(t.rcv_up, end);
  if (!ahead || !news) return;
  t.rcv_urgent = true;
  t.rcv_up = end;
  s.ready.urgent = true;
}

// RFC 9293 3.8.6.3: an ACK may wait for the second segment, or a little while. RFC 5681 4.2: not
// when there is a gap, or one is being filled, or something came twice.
void Arrival::acknowledge_text(bool prompt) {
  if (prompt || t.delack_armed) {
    ack_due = true;
  } else {
    t.delack_armed = true;
    t.delack_deadline = world.in(kDelayedAck);
  }
}

// Is this FIN to be remembered? It counts when all text before it was taken, and if the window
// reaches that far.
bool Arrival::hold_fin() const {
  const Seq number = segment.seq + segment.length;
  return segment.flags.fin && may_receive(t.state) && !t.fin_rcvd && !t.fin_held &&
         at_or_before(t.rcv_nxt, number) && before(number, t.rcv_adv);
}

void Arrival::take_fin() {
  if (hold_fin()) {
    t.fin_held = true;
    t.fin_seq = segment.seq + segment.length;
  }
  if (segment.flags.fin) {
    ack_due = true;
    if (t.state == TimeWait) t.tw_deadline = world.in(2 * world.msl);
  }
  if (!t.fin_held || t.fin_rcvd || before(t.rcv_nxt, t.fin_seq)) return;

  // Text behind a FIN is forged or mistaken, and forgotten.
  t.rcv_nxt = t.fin_seq + 1;
  t.fin_rcvd = true;
  t.fin_held = false;
  forget_held(t);
  ack_due = true;
  s.ready.peer_closed = s.ready.readable = true;
  if (t.state == Established) {
    t.state = CloseWait;
  } else if (t.state == FinWait1) {
    t.state = Closing;
  } else if (t.state == FinWait2) {
    enter_time_wait(s, world);
  }
}

}  // namespace sockwire::model
