#include "model/tcp/rtt.h"

#include <algorithm>

namespace sockwire::model {

void sample(Tcb& t, std::uint32_t round_trip_us) {
  const std::uint32_t r = std::min(round_trip_us, kRttMax);
  if (!t.rtt_valid) {  // SRTT <- R, RTTVAR <- R/2
    t.srtt = 8 * r;
    t.rttvar = 2 * r;
    t.rtt_valid = true;
  } else {  // RTTVAR <- 3/4 * RTTVAR + 1/4 * |SRTT - R|, SRTT <- 7/8 * SRTT + 1/8 * R
    const std::uint32_t srtt = t.srtt >> 3;
    const std::uint32_t error = r > srtt ? r - srtt : srtt - r;
    t.rttvar += error - (t.rttvar >> 2);
    t.srtt += r - srtt;
  }
  t.rto = rto_of(t);
}

std::uint32_t rto_of(const Tcb& t) {
  if (!t.rtt_valid) return kRtoInitial;
  return std::clamp((t.srtt >> 3) + std::max(kClockGrain, t.rttvar), kRtoMin, kRtoMax);
}

void begin_measurement(Tcb& t, Seq end, const World& world) {
  t.rtt_timing = true;
  t.rtt_seq = end;
  t.rtt_start = world.now_us();
}

void sent_again(Tcb& t) {
  if (!t.ts_ok) t.rtt_timing = false;
}

void measure(Tcb& t, const Segment& segment, const World& world) {
  if (!t.rtt_timing || before(segment.ack, t.rtt_seq)) return;
  t.rtt_timing = false;
  if (!t.ts_ok) return sample(t, world.now_us() - t.rtt_start);
  const std::uint32_t ticks = world.tick() + t.ts_offset - segment.tsecr;
  constexpr std::uint32_t kMaxTicks = kRttMax >> 10;
  sample(t, ticks >= kMaxTicks ? kRttMax : ticks << 10);
}

void restart_timer(Tcb& t, const World& world) {
  t.rtx_armed = true;
  t.rtx_deadline = world.in(t.rto);
}

void back_off(Tcb& t) { t.rto = std::min(2 * t.rto, kRtoMax); }

}  // namespace sockwire::model
