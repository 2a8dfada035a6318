#include "model/tcp/output.h"

#include <algorithm>

#include "model/tcp/congestion.h"
#include "model/tcp/emit.h"
#include "model/tcp/rtt.h"
#include "model/tcp/scoreboard.h"

namespace sockwire::model {

namespace {

// Octets from `from` up to `limit` octets behind snd_una.
std::uint32_t room(const Tcb& t, Seq from, std::uint32_t limit) {
  const Seq edge = t.snd_una + limit;
  return before(from, edge) ? edge - from : 0;
}

// What fits into `window` octets from `from` on; whether it should be sent is not asked here.
Output fill(const Tcb& t, Seq from, std::uint32_t window) {
  const std::uint32_t pending = pending_from(t, from);
  const std::uint32_t length = std::min({pending, window, mss_now(t), Scoreboard(t).hole(from)});
  return {.seq = from,
          .length = length,
          .fin = fin_due_from(t, from) && length == pending && window >= length + 1};
}

// Is this text worth a segment of its own? The sender's side of the silly window syndrome (RFC 9293
// 3.8.6.2.1) and Nagle's algorithm (3.7.4): a small segment waits while something is in flight.
bool is_worth_sending(const Tcb& t, const Output& out) {
  if (out.length == 0) return false;
  const bool again = out.seq != t.snd_nxt;
  const bool full = out.length == mss_now(t);
  const bool nagle_lets = t.nodelay || nothing_in_flight(t);
  const bool everything = out.length == pending_from(t, out.seq) && (nagle_lets || t.fin_queued);
  const bool half_the_window = out.length >= t.snd_wnd_max / 2 && nagle_lets;
  return again || full || everything || half_the_window;
}

Output fill_if_worth(const Tcb& t, Seq from, std::uint32_t window) {
  const Output possible = fill(t, from, window);
  return possible.fin || is_worth_sending(t, possible) ? possible : Output{};
}

// RFC 6675 section 4, NextSeg(): first what is lost, then what was never sent, then what may be
// lost. There is no rescue retransmission.
Output next_segment(const Tcb& t) {
  const Scoreboard board(t);
  const Seq next = board.next();
  const std::uint32_t to_range = board.hole(next);  // rules (1) and (3): only in front of a range
  const Output again = {.seq = next,
                        .length = board.holds_behind(next)
                                      ? std::min({to_range, mss_now(t), room(t, next, t.snd_wnd)})
                                      : 0};
  if (board.is_lost(next) && again.due()) return again;
  Output ahead = fill_if_worth(t, t.snd_nxt, room(t, t.snd_nxt, t.snd_wnd));
  ahead.ahead = true;
  return ahead.due() ? ahead : again;
}

// The segment at snd_una as it was, as far as it was sent and the peer's window reaches.
Output lost_segment(const Tcb& t) {
  const Seq sent = before(t.snd_end, t.snd_nxt) ? t.snd_end : t.snd_nxt;
  const std::uint32_t octets = before(t.snd_una, sent) ? sent - t.snd_una : 0;
  const std::uint32_t length =
      std::min({octets, mss_now(t), t.snd_wnd, Scoreboard(t).hole(t.snd_una)});
  const bool fin_sent = t.fin_queued && t.snd_nxt == t.snd_end + 1;
  const bool reaches_fin = at_or_before(t.snd_una, t.snd_end) && length == t.snd_end - t.snd_una;
  return {.seq = t.snd_una, .length = length, .fin = fin_sent && reaches_fin && t.snd_wnd > length};
}

}  // namespace

Output output(const Tcb& t) {
  if (!may_send(t.state) || !t.syn_acked) return {};
  if (t.resend) return lost_segment(t);
  const CongestionControl& control = congestion_control(t);
  if (control.repairs_by_scoreboard(t)) return control.has_room(t) ? next_segment(t) : Output{};
  const Seq next = Scoreboard(t).next();
  return fill_if_worth(t, next, room(t, next, std::min(t.snd_wnd, control.window(t))));
}

Output forced_output(const Tcb& t) {
  return fill(t, t.snd_rtx, std::max(std::min(t.snd_wnd, std::uint32_t{t.snd_mss}), 1u));
}

void emit_output(Step& s, const Output& out, const World& world) {
  Tcb& t = s.tcb;
  const bool push = out.length > 0 && out.seq + out.length == t.snd_end;
  emit(s, out.seq, {.ack = true, .psh = push, .fin = out.fin}, out.length, world);
  if (!out.ahead) t.snd_rtx = later(t.snd_rtx, out.end());
  t.snd_nxt = later(t.snd_nxt, out.end());
}

void settle(Step& s, const World& world) {
  Tcb& t = s.tcb;
  if (!may_send(t.state)) return;
  if (output(t).due()) {
    t.active = true;
  } else if (!t.rtx_armed && nothing_in_flight(t) && (pending(t) > 0 || fin_due(t))) {
    restart_timer(t, world);
  }
}

}  // namespace sockwire::model
