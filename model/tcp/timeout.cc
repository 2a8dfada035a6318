#include "model/tcp/timeout.h"

#include <algorithm>

#include "model/tcp/congestion.h"
#include "model/tcp/emit.h"
#include "model/tcp/keepalive.h"
#include "model/tcp/output.h"
#include "model/tcp/rtt.h"

namespace sockwire::model {

namespace {

constexpr std::uint8_t kRetriesMax = 255;

// RFC 9293 3.8.3: R2, in retransmissions, or in the time that the host has set.
bool given_up(const Tcb& t, const World& world) {
  if (t.user_timeout != 0) return t.retries > 0 && world.tick() - t.stalled_at >= t.user_timeout;
  const bool opening = t.state == TcpState::SynSent || t.state == TcpState::SynReceived;
  return t.retries >= (opening ? kSynRetries : kDataRetries);
}

// RFC 6298 5.4 to 5.7: once more, and wait for twice as long.
void retransmit_later(Tcb& t, const World& world) {
  if (t.retries == 0) t.stalled_at = world.tick();
  if (t.retries < kRetriesMax) ++t.retries;
  back_off(t);
  restart_timer(t, world);
}

void retransmit_syn(Step& s, const World& world) {
  s.tcb.rtt_timing = false;  // RFC 6298 3
  retransmit_later(s.tcb, world);
  if (s.tcb.state == TcpState::SynSent) {
    emit_syn(s, world);
  } else {  // SYN-RECEIVED, or closed by the host in it
    emit_syn_ack(s, world);
  }
}

// Text or a FIN of ours is not acknowledged, although the peer's window has room for it.
bool is_loss(const Tcb& t) { return !nothing_in_flight(t) && t.snd_wnd > 0; }

// Also the probe of a closed window (RFC 9293 3.8.6.1): then the one octet is beyond it, and that
// it goes unheard says nothing about the network.
void retransmit_text(Step& s, const World& world) {
  Tcb& t = s.tcb;
  if (is_loss(t)) congestion_control(t).time_out(t);
  clear_scoreboard(t);
  t.resend = false;
  sent_again(t);
  retransmit_later(t, world);
  t.snd_rtx = t.snd_una;
  emit_output(s, forced_output(t), world);
  settle(s, world);
}

Step retransmit(const Tcb& pre, const World& world) {
  Step s = {.tcb = pre};
  if (given_up(pre, world)) {
    shut(s, silence(pre));
  } else if (!pre.syn_acked) {
    retransmit_syn(s, world);
  } else {
    retransmit_text(s, world);
  }
  return s;
}

}  // namespace

bool timer_due(const Tcb& t, Timer timer, std::uint64_t now) {
  const std::uint32_t us = static_cast<std::uint32_t>(now);
  switch (timer) {
    case Timer::TimerRetransmit:
      return t.rtx_armed && is_due(t.rtx_deadline, us);
    case Timer::TimerTimeWait:
      return t.tw_armed && is_due(t.tw_deadline, us);
    case Timer::TimerDelayedAck:
      return t.delack_armed && is_due(t.delack_deadline, us);
    case Timer::TimerKeepalive:
      return t.keep_armed && is_due(t.keep_deadline, tick_of(now));
    default:
      return false;
  }
}

bool is_advice(const Tcb& t, Timer timer, const World& world) {
  return timer == Timer::TimerRetransmit && t.retries == kAdviceRetries && !given_up(t, world) &&
         (!t.syn_acked || is_loss(t));
}

Step timeout(const Tcb& t, Timer timer, const World& world) {
  if (timer == Timer::TimerRetransmit) return retransmit(t, world);
  if (timer == Timer::TimerKeepalive) return keepalive_timeout(t, world);
  Step s = {.tcb = t};
  if (timer == Timer::TimerDelayedAck) {
    emit_ack(s, world);
    settle(s, world);
  } else {
    shut(s, Errno::Ok);  // RFC 9293 3.10.8: the end of TIME-WAIT, or of a lonely FIN-WAIT-2
  }
  return s;
}

Step transmit_turn(const Tcb& pre, const World& world) {
  Step s = {.tcb = pre};
  Tcb& t = s.tcb;
  // RFC 5681 4.1: after so long a silence the window says nothing about the network any more.
  if (nothing_in_flight(t) && t.last_data != 0 && t.rto < world.now_us() - t.last_data)
    congestion_control(t).idle(t);

  const Output out = output(t);
  if (out.due()) {
    const bool again = t.resend || out.seq != t.snd_nxt;
    if (!again && !t.rtt_timing) begin_measurement(t, out.end(), world);
    emit_output(s, out, world);
    if (out.length > 0) t.last_data = world.now_us();
    if (!t.rtx_armed) restart_timer(t, world);  // RFC 6298 5.1
  }
  t.resend = false;
  t.active = false;
  settle(s, world);
  return s;
}

}  // namespace sockwire::model
