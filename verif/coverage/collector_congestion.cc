// TCP: round trips, congestion control and recovery from loss (RFC 6298, 5681, 6582, 6675, 9438).
#include <string>

#include "verif/coverage/collector.h"
#include "verif/coverage/sink.h"

namespace sockwire::coverage {
namespace {

std::string by(const char* what, const Tcb& t) { return std::string{what} + (t.sack_ok ? ".sack" : ".newreno"); }

void growth(const Tcb& a, const Tcb& b) {
  if (a.recovering || b.recovering || b.cwnd <= a.cwnd) return;
  if (a.cwnd < a.ssthresh) return hit("tcp.congestion.slow_start");
  hit(b.cubic ? "tcp.congestion.cubic" : "tcp.congestion.avoidance");
}

void duplicates(const Tcb& a, const Tcb& b) {
  if (b.dup_acks != a.dup_acks + 1) return;
  if (b.dup_acks <= 3) hit("tcp.duplicate." + std::to_string(b.dup_acks));
  if (b.dup_acks > 3) hit("tcp.duplicate.more");
}

void recovery(const Tcb& a, const Tcb& b) {
  const bool advanced = a.snd_una != b.snd_una;
  if (!a.recovering && b.recovering) hit(by("tcp.recovery.begins", b));
  if (a.recovering && b.recovering && advanced) hit(by("tcp.recovery.partial", b));
  if (a.recovering && !b.recovering) hit(by("tcp.recovery.ends", b));
}

void board(const Tcb& a, const Tcb& b) {
  unsigned before = 0, after = 0;
  for (const Range& range : {a.sacked0, a.sacked1, a.sacked2, a.sacked3}) before += range.left != range.right;
  for (const Range& range : {b.sacked0, b.sacked1, b.sacked2, b.sacked3}) after += range.left != range.right;
  if (after > before) hit("tcp.board." + std::to_string(after));
  if (after < before && after > 0) hit("tcp.board.fewer");
  if (after == 0 && before > 0) hit("tcp.board.cleared");
}

void round_trip(const TcpRecord& r) {
  const Tcb &a = r.pre, &b = r.post;
  if (r.kind == EventKind::EventTimeout && a.rtt_timing && !b.rtt_timing) hit("tcp.rtt.given_up");
  if (r.kind != EventKind::EventSegment || !b.rtt_valid) return;
  if (!a.rtt_valid) return hit("tcp.rtt.first");
  if (!a.rtt_timing || b.rtt_timing || a.snd_una == b.snd_una) return;
  hit(b.ts_ok ? "tcp.rtt.by_timestamps" : "tcp.rtt.by_clock");
  hit(b.rto == kRtoMin ? "tcp.rto.least" : "tcp.rto.measured");
}

void epochs(const Tcb& a, const Tcb& b) {
  if (!b.cubic || a.epoch || !b.epoch) return;
  hit(b.cubic_k > 0 ? "tcp.cubic.epoch_below" : "tcp.cubic.epoch_above");
}

}  // namespace

void collect_congestion(const TcpRecord& r) {
  const Tcb &a = r.pre, &b = r.post;
  if (!a.allocated || !b.allocated || !b.syn_acked || a.iss != b.iss) return;
  round_trip(r);
  switch (r.kind) {
    case EventKind::EventSegment:
      growth(a, b), duplicates(a, b), recovery(a, b), board(a, b), epochs(a, b);
      break;
    case EventKind::EventTimeout:
      if (r.timer != Timer::TimerRetransmit || a.snd_una == a.snd_nxt || a.snd_wnd == 0) break;
      hit(a.retries == 0 ? "tcp.timeout.first" : "tcp.timeout.again");
      if (a.recovering) hit("tcp.timeout.in_recovery");
      if (a.sacked0 != Range{}) hit("tcp.timeout.forgets_board");
      break;
    case EventKind::EventTransmit: {
      const bool fresh = r.emit.valid && r.emit.length > 0 && r.emit.seq == a.snd_nxt;
      const bool beyond = r.emit.seq + r.emit.length - a.snd_una > a.cwnd;
      if (fresh && beyond && !a.recovering && a.dup_acks > 0) hit("tcp.duplicate.limited_transmit");
      if (fresh && a.recovering) hit(by("tcp.recovery.new_text", a));
      if (!fresh && r.emit.valid && a.recovering && !a.resend) hit(by("tcp.recovery.next_hole", a));
      if (b.cwnd < a.cwnd) hit("tcp.congestion.idle");
      break;
    }
    default: break;
  }
}

}  // namespace sockwire::coverage
