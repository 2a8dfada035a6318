#include "model/tcp/handshake.h"

#include <algorithm>

#include "model/tcp/congestion.h"
#include "model/tcp/keepalive.h"
#include "model/tcp/rtt.h"

namespace sockwire::model {

namespace {

// Without the room for timestamps (RFC 6691).
std::uint16_t effective_mss(const Segment& syn, const World& world) {
  constexpr std::uint32_t kTimestampsOctets = 12;
  return static_cast<std::uint16_t>(offered_mss(syn, world) - (syn.has_ts ? kTimestampsOctets : 0));
}

}  // namespace

std::uint16_t offered_mss(const Segment& syn, const World& world) {
  const std::uint32_t offered = syn.has_mss ? syn.mss : kMssDefault;
  return static_cast<std::uint16_t>(
      std::min<std::uint32_t>(std::max<std::uint32_t>(offered, kMssFloor), world.local_mss));
}

void start_sending(Tcb& t, const InitialNumbers& initial, const World& world) {
  t.iss = t.snd_una = t.snd_wl2 = t.recover = initial.iss;
  t.snd_nxt = t.snd_rtx = t.snd_end = initial.iss + 1;
  t.ts_offset = initial.ts_offset;
  t.snd_mss = kMssDefault;
  t.cwnd = t.snd_mss;
  t.ssthresh = kWindowLimit;  // RFC 5681 3.1: arbitrarily high
  t.rto = kRtoInitial;
  begin_measurement(t, initial.iss + 1, world);
  restart_timer(t, world);
}

// The window field of a SYN is never scaled (RFC 7323 2.2).
void take_syn(Tcb& t, const Segment& syn, const World& world) {
  t.irs = syn.seq;
  t.rcv_nxt = t.rcv_user = syn.seq + 1;
  t.rcv_adv = t.rcv_nxt + world.buf_bytes;
  t.wscale_ok = syn.has_wscale;
  t.snd_wscale = syn.wscale;
  t.sack_ok = syn.has_sackok;
  t.ts_ok = syn.has_ts;
  if (syn.has_ts) {
    t.ts_recent = syn.tsval;
    t.ts_recent_at = world.tick();
  }
  t.snd_mss = effective_mss(syn, world);
  t.cwnd = t.snd_mss;
  t.snd_wnd = t.snd_wnd_max = syn.wnd;
  t.snd_wl1 = syn.seq;
}

bool acknowledges_syn(const Tcb& t, const Segment& segment) {
  return before(t.snd_una, segment.ack) && at_or_before(segment.ack, t.snd_nxt);
}

void open(Tcb& t, const World& world) {
  const bool sent_once = t.rtt_timing;
  t.syn_acked = true;
  t.rtt_timing = false;
  congestion_control(t).open(t, !sent_once);
  if (sent_once) {
    sample(t, world.now_us() - t.rtt_start);
  } else {
    t.rto = kRtoAfterSyn;  // RFC 6298 5.7
  }
  if (t.keep_idle != 0) restart_keepalive(t, world);
}

}  // namespace sockwire::model
