#include "model/tcp/congestion.h"

#include <algorithm>

#include "model/tcp/cubic.h"
#include "model/tcp/scoreboard.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

namespace {

constexpr std::uint8_t kDupThresh = 3;  // RFC 5681 3.2
constexpr std::uint8_t kDupAcksMax = 255;

std::uint32_t smss(const Tcb& t) { return t.snd_mss; }

// RFC 6928 section 2.
std::uint32_t initial_window(const Tcb& t) {
  return std::min(10 * smss(t), std::max(2 * smss(t), kInitialWindow));
}

void count_duplicate(Tcb& t) {
  if (t.dup_acks < kDupAcksMax) ++t.dup_acks;
}

// Losses of a window that was dealt with already do not count again (RFC 6582 3.2 step 2; RFC 6675
// section 5 step (4)).
bool is_new_loss(const Tcb& t) { return !t.recovering && before(t.recover, t.snd_una); }

bool is_partial(const Tcb& t) { return t.recovering && at_or_before(t.snd_una, t.recover); }

// RFC 6582 3.2 step 3, full acknowledgment: the cautious one of its two ways to deflate.
void end_recovery(Tcb& t) {
  t.cwnd = std::min(t.ssthresh, std::max(flight(t), smss(t)) + smss(t));
  t.recovering = false;
  t.ca_acked = 0;
}

// RFC 6582 3.2 step 3, partial acknowledgment: another segment was lost.
void stay_in_recovery(Tcb& t, std::uint32_t acked) {
  const std::uint32_t deflated = t.cwnd - std::min(acked, t.cwnd);
  t.cwnd = std::max(deflated + (acked >= smss(t) ? smss(t) : 0), smss(t));
  t.partial = true;
}

}  // namespace

// RFC 6582 3.2 step 2, RFC 5681 3.2 steps 2 and 3.
void FastRecovery::begin_recovery(Tcb& t) const {
  rule_.reduce(t);
  t.recovering = true;
  t.partial = false;
  t.recover = t.snd_nxt - 1;
  t.cwnd = t.ssthresh + 3 * smss(t);  // three segments have left the network
  t.ca_acked = 0;
}

// RFC 5681 3.1: slow start by equation (2).
void FastRecovery::grow(Tcb& t, std::uint32_t acked, std::uint32_t tick) const {
  if (t.cwnd < t.ssthresh) {
    t.cwnd += std::min(acked, smss(t));
  } else {
    rule_.avoid(t, acked, tick);
  }
  t.cwnd = std::min(t.cwnd, kWindowLimit);
}

// RFC 5681 3.1: a lost SYN costs the initial window.
void FastRecovery::open(Tcb& t, bool again) const { t.cwnd = again ? smss(t) : initial_window(t); }

// RFC 3042: each of the first two duplicate ACKs lets one new segment go.
std::uint32_t FastRecovery::window(const Tcb& t) const {
  const bool new_octets = Scoreboard(t).next() == t.snd_nxt;
  if (t.recovering || !new_octets) return t.cwnd;
  return t.cwnd + std::min<std::uint32_t>(t.dup_acks, 2) * smss(t);
}

bool FastRecovery::duplicate_ack(Tcb& t) const {
  count_duplicate(t);
  if (t.recovering) {  // RFC 5681 3.2 step 4: one more segment has left the network
    t.cwnd = std::min(t.cwnd + smss(t), kWindowLimit);
    return false;
  }
  const bool lost = t.dup_acks == kDupThresh && is_new_loss(t);
  if (lost) begin_recovery(t);
  return lost;
}

CongestionControl::Progress FastRecovery::new_ack(Tcb& t, std::uint32_t acked,
                                                  std::uint32_t tick) const {
  const bool partial = is_partial(t);
  const bool later_partial = partial && t.partial;
  if (partial) {
    stay_in_recovery(t, acked);
  } else if (t.recovering) {
    end_recovery(t);
  } else if (acked > 0) {
    grow(t, acked, tick);
  }
  t.dup_acks = 0;
  // RFC 6582 3.2 step 3: the timer starts anew for the first partial ACK only.
  return {.partial = partial, .resend = partial, .restart = !later_partial};
}

// RFC 5681 3.1: ssthresh at the first time-out only; cwnd to the loss window. RFC 6582 3.2 step 4.
void FastRecovery::time_out(Tcb& t) const {
  if (t.retries == 0) rule_.reduce(t);
  rule_.time_out(t);
  t.cwnd = smss(t);
  t.ca_acked = 0;
  t.dup_acks = 0;
  t.recovering = false;
  t.recover = t.snd_nxt - 1;
}

// RFC 5681 4.1: the restart window.
void FastRecovery::idle(Tcb& t) const {
  t.cwnd = std::min(t.cwnd, initial_window(t));
  rule_.idle(t);
}

bool SackRecovery::repairs_by_scoreboard(const Tcb& t) const { return t.recovering; }

// RFC 6675 section 5 step (C).
bool SackRecovery::has_room(const Tcb& t) const {
  return t.cwnd >= std::uint64_t{Scoreboard(t).pipe()} + smss(t);
}

// RFC 6675 section 5, steps (1) to (4.2).
bool SackRecovery::duplicate_ack(Tcb& t) const {
  count_duplicate(t);
  const bool told = t.dup_acks >= kDupThresh || Scoreboard(t).is_lost(t.snd_una);
  if (!told || !is_new_loss(t)) return false;
  begin_recovery(t);
  t.cwnd = t.ssthresh;  // what has left the network is not in the pipe
  t.snd_rtx = t.snd_una;
  return true;
}

// RFC 6675 section 5, steps (A) and (B). A partial ACK with nothing on the scoreboard: the peer
// tells nothing of what is missing, and NewReno's way is left.
CongestionControl::Progress SackRecovery::new_ack(Tcb& t, std::uint32_t acked,
                                                  std::uint32_t tick) const {
  const std::uint32_t cwnd = t.cwnd;
  const bool recovered = t.recovering && !is_partial(t);
  Progress progress = FastRecovery::new_ack(t, acked, tick);
  if (recovered) t.snd_rtx = t.snd_nxt;
  if (progress.partial) {
    t.cwnd = cwnd;
    progress.resend = Scoreboard(t).empty();
    progress.restart = true;  // RFC 6298 5.3
  }
  return progress;
}

const CongestionControl& congestion_control(const Tcb& t) {
  static const RenoRule reno;
  static const Cubic cubic;
  static const FastRecovery plain[] = {FastRecovery(reno), FastRecovery(cubic)};
  static const SackRecovery by_sack[] = {SackRecovery(reno), SackRecovery(cubic)};
  if (t.sack_ok) return by_sack[t.cubic];
  return plain[t.cubic];
}

}  // namespace sockwire::model
