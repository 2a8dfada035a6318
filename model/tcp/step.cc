#include "model/tcp/step.h"

namespace sockwire::model {

void free(Step& s) {
  s.tcb = {};
  s.ready = {};
}

void shut(Step& s, Errno error) {
  Tcb& t = s.tcb;
  t.state = TcpState::Closed;
  t.rtx_armed = t.tw_armed = t.delack_armed = t.keep_armed = false;
  t.retries = 0;
  t.resend = false;
  t.active = false;
  t.error = error;
  if (!t.attached && !t.queued) {
    free(s);
  } else if (t.attached && error != Errno::Ok) {
    s.ready.error = true;
  }
}

void enter_fin_wait_2(Step& s, const World& world) {
  s.tcb.state = TcpState::FinWait2;
  if (s.tcb.attached) return;
  s.tcb.tw_armed = true;
  s.tcb.tw_deadline = world.in(kFinWait2Limit);
}

void enter_time_wait(Step& s, const World& world) {
  s.tcb.state = TcpState::TimeWait;
  s.tcb.rtx_armed = false;
  s.tcb.tw_armed = true;
  s.tcb.tw_deadline = world.in(2 * world.msl);
}

}  // namespace sockwire::model
