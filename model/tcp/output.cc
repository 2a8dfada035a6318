#include "model/tcp/output.h"

#include <algorithm>

#include "model/tcp/congestion.h"
#include "model/tcp/emit.h"
#include "model/tcp/rtt.h"

namespace sockwire::model {

namespace {

// Octets that both windows let us send from snd_rtx on.
std::uint32_t usable(const Tcb& t) {
  const Seq edge = t.snd_una + std::min(t.snd_wnd, congestion_control(t).window(t));
  return before(t.snd_rtx, edge) ? edge - t.snd_rtx : 0;
}

// What fits into `window` octets from snd_rtx on; whether it should be sent is not asked here.
Output fill(const Tcb& t, std::uint32_t window) {
  const std::uint32_t length = std::min({pending(t), window, mss_now(t)});
  return {.seq = t.snd_rtx,
          .length = length,
          .fin = fin_due(t) && length == pending(t) && window >= length + 1};
}

// Is this text worth a segment of its own? The sender's side of the silly window syndrome (RFC 9293
// 3.8.6.2.1) and Nagle's algorithm (3.7.4): a small segment waits while something is in flight.
bool is_worth_sending(const Tcb& t, std::uint32_t length) {
  if (length == 0) return false;
  const bool again = t.snd_rtx != t.snd_nxt;
  const bool full = length == mss_now(t);
  const bool nagle_lets = t.nodelay || nothing_in_flight(t);
  const bool everything = length == pending(t) && (nagle_lets || t.fin_queued);
  const bool half_the_window = length >= t.snd_wnd_max / 2 && nagle_lets;
  return again || full || everything || half_the_window;
}

// The segment at snd_una as it was, as far as it was sent and the peer's window reaches.
Output lost_segment(const Tcb& t) {
  const Seq sent = before(t.snd_end, t.snd_nxt) ? t.snd_end : t.snd_nxt;
  const std::uint32_t octets = before(t.snd_una, sent) ? sent - t.snd_una : 0;
  const std::uint32_t length = std::min({octets, mss_now(t), t.snd_wnd});
  const bool fin_sent = t.fin_queued && t.snd_nxt == t.snd_end + 1;
  const bool reaches_fin = at_or_before(t.snd_una, t.snd_end) && length == t.snd_end - t.snd_una;
  return {.seq = t.snd_una, .length = length, .fin = fin_sent && reaches_fin && t.snd_wnd > length};
}

}  // namespace

Output output(const Tcb& t) {
  if (!may_send(t.state) || !t.syn_acked) return {};
  if (t.resend) return lost_segment(t);
  const Output possible = fill(t, usable(t));
  return possible.fin || is_worth_sending(t, possible.length) ? possible : Output{};
}

Output forced_output(const Tcb& t) {
  return fill(t, std::max(std::min(t.snd_wnd, std::uint32_t{t.snd_mss}), 1u));
}

void emit_output(Step& s, const Output& out, const World& world) {
  Tcb& t = s.tcb;
  const bool push = out.length > 0 && out.seq + out.length == t.snd_end;
  emit(s, out.seq, {.ack = true, .psh = push, .fin = out.fin}, out.length, world);
  t.snd_rtx = later(t.snd_rtx, out.end());
  t.snd_nxt = later(t.snd_nxt, t.snd_rtx);
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
