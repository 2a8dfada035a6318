#include "model/tcp/timeout.h"

#include <algorithm>

namespace sockwire::model {

namespace {

// RFC 6298 5.5, 5.6.
void back_off(Tcb& t, const World& world) {
  ++t.retries;
  t.rto = std::min(2 * t.rto, kRtoMax);
  t.rtx_armed = true;
  t.rtx_deadline = world.in(t.rto);
}

// Also the probe of a closed window (RFC 9293 3.8.6.1): then the one octet is beyond it.
Step retransmit(const Tcb& pre, const World& world) {
  Step s = {.tcb = pre};
  Tcb& t = s.tcb;
  const bool opening = t.state == TcpState::SynSent || t.state == TcpState::SynReceived;
  if (t.retries == (opening ? kSynRetries : kDataRetries)) {  // RFC 9293 3.8.3, R2
    shut(s, Errno::Etimedout);
    return s;
  }
  back_off(t, world);
  if (t.state == TcpState::SynSent) {
    emit_syn(s, world);
  } else if (t.state == TcpState::SynReceived) {
    emit_syn_ack(s, world);
  } else {
    if (syn_unacked(t)) {  // closed in SYN-RECEIVED
      emit_syn_ack(s, world);
    } else {
      t.snd_rtx = t.snd_una;
      emit_output(s, forced_output(t), world);
    }
    settle(s, world);
  }
  return s;
}

}  // namespace

bool timer_due(const Tcb& t, Timer timer, std::uint64_t now) {
  switch (timer) {
    case Timer::TimerRetransmit:
      return t.rtx_armed && is_due(t.rtx_deadline, now);
    case Timer::TimerTimeWait:
      return t.tw_armed && is_due(t.tw_deadline, now);
    default:
      return false;
  }
}

Step timeout(const Tcb& t, Timer timer, const World& world) {
  if (timer == Timer::TimerRetransmit) return retransmit(t, world);
  Step s = {.tcb = t};
  shut(s, Errno::Ok);  // RFC 9293 3.10.8: the end of TIME-WAIT
  return s;
}

Step transmit_turn(const Tcb& pre, const World& world) {
  Step s = {.tcb = pre};
  Tcb& t = s.tcb;
  const Output out = may_send(t.state) ? output(t) : Output{};
  if (out.due()) {
    emit_output(s, out, world);
    if (!t.rtx_armed) {  // RFC 6298 5.1
      t.rtx_armed = true;
      t.rtx_deadline = world.in(t.rto);
    }
  }
  t.active = false;
  settle(s, world);
  return s;
}

}  // namespace sockwire::model
