// Fifth, the ACK (RFC 9293 3.10.7.4): what it says about the handshake, the peer's window, our
// octets and the network between.
#include <algorithm>
#include <span>

#include "model/tcp/congestion.h"
#include "model/tcp/handshake.h"
#include "model/tcp/rtt.h"
#include "model/tcp/synchronized.h"

namespace sockwire::model {

using enum TcpState;

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
    emit_rst(s, wire_seq(t), world);
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
  t.snd_wnd = window_field();
  t.snd_wl1 = segment.seq;
  t.snd_wl2 = segment.ack;
  return true;
}

bool Arrival::process_ack() {
  const bool never_sent = before(t.snd_nxt, segment.ack);
  // RFC 5961 5.2: older than any ACK that can still be under way.
  const bool ancient =
      t.syn_acked && before(segment.ack, t.snd_una) && t.snd_una - segment.ack > t.snd_wnd_max;
  if (never_sent || ancient) return drop_with_challenge(Drop::DropBadAck);

  const std::uint32_t wnd = window_field();
  count_duplicate(wnd, note_blocks());
  update_window(wnd);
  if (before(t.snd_una, segment.ack)) {
    advance();
  } else if (t.snd_wnd == 0) {
    t.retries = 0;  // 3.8.6.1: as long as the peer answers, its window may stay closed
  }
  return close_acknowledged();
}

// What the peer says to hold beyond this ACK. True if it is more than it has said before.
bool Arrival::note_blocks() {
  if (!t.sack_ok || before(segment.ack, t.snd_una)) return false;
  const RangePlaces blocks = {segment.sack0, segment.sack1, segment.sack2, segment.sack3};
  return update_scoreboard(t, segment.ack, std::span(blocks).first(segment.sacks));
}

// The definition of a duplicate acknowledgment: RFC 6675 section 2 where SACK is spoken, else RFC
// 5681 section 2.
void Arrival::count_duplicate(std::uint32_t wnd, bool new_blocks) {
  const bool repeats = seg_len(segment) == 0 && wnd == t.snd_wnd;
  const bool duplicate = t.syn_acked && !nothing_in_flight(t) && segment.ack == t.snd_una &&
                         (t.sack_ok ? new_blocks : repeats);
  if (!duplicate || !congestion_control(t).duplicate_ack(t)) return;
  t.resend = true;
  restart_timer(t, world);
  sent_again(t);
}

void Arrival::update_window(std::uint32_t wnd) {
  const bool newer = before(t.snd_wl1, segment.seq) ||
                     (t.snd_wl1 == segment.seq && at_or_before(t.snd_wl2, segment.ack));
  if (at_or_before(t.snd_una, segment.ack) && newer) {
    const bool opens = t.snd_wnd == 0 && wnd != 0;
    t.snd_wnd = wnd;
    t.snd_wl1 = segment.seq;
    t.snd_wl2 = segment.ack;
    if (opens) open_window();
  } else if (before(t.snd_una, segment.ack)) {  // RFC 7323 2.4: the peer's edge stays where it was
    t.snd_wnd -= std::min(segment.ack - t.snd_una, t.snd_wnd);
  }
  t.snd_wnd_max = std::max(t.snd_wnd_max, t.snd_wnd);
}

// What was sent into the closed window was not looked at, and says nothing about the network.
void Arrival::open_window() {
  t.snd_rtx = later(t.snd_una, segment.ack);
  t.retries = 0;
  t.rto = rto_of(t);
  if (t.rtx_armed) restart_timer(t, world);
}

// SND.UNA < SEG.ACK: octets, our SYN or our FIN are acknowledged.
void Arrival::advance() {
  const Seq first_octet = later(t.snd_una, t.iss + 1);
  const bool octets = before(first_octet, segment.ack) && before(first_octet, t.snd_end);
  if (octets) s.ready.writable = true;

  std::uint32_t acked = segment.ack - t.snd_una;
  t.snd_una = segment.ack;
  t.snd_rtx = later(t.snd_rtx, t.snd_una);
  t.retries = 0;
  t.soft_error = Errno::Ok;
  if (!before(t.snd_una, t.snd_up)) t.snd_urgent = false;
  const bool opens = !t.syn_acked;
  if (opens) {
    open(t, world);
    acked -= 1;
  }

  const auto progress = congestion_control(t).new_ack(t, acked, world.tick());
  if (!opens) measure(t, segment, world);
  t.resend = progress.resend;
  if (t.resend) sent_again(t);
  if (nothing_in_flight(t)) {  // RFC 6298 5.2
    t.rtx_armed = false;
  } else if (progress.restart) {  // RFC 6298 5.3
    restart_timer(t, world);
  }
}

bool Arrival::close_acknowledged() {
  if (!fin_acked(t)) return true;
  if (t.state == FinWait1) {
    enter_fin_wait_2(s, world);
  } else if (t.state == Closing) {
    enter_time_wait(s, world);
  } else if (t.state == LastAck) {
    shut(s, Errno::Ok);
    return false;
  }
  return true;
}

}  // namespace sockwire::model
