#include "model/tcp/keepalive.h"

#include "model/tcp/emit.h"
#include "model/tcp/output.h"

namespace sockwire::model {

void restart_keepalive(Tcb& t, const World& world) {
  t.keep_armed = t.keep_idle != 0;
  t.keep_deadline = world.tick() + t.keep_idle;
  t.keep_probes = 0;
}

void peer_was_heard(Tcb& t, const World& world) {
  t.keep_probes = 0;
  if (t.keep_armed) t.keep_deadline = world.tick() + t.keep_idle;
}

// A connection that is being closed needs none: other timers end it.
Step keepalive_timeout(const Tcb& pre, const World& world) {
  Step s = {.tcb = pre};
  Tcb& t = s.tcb;
  if (t.state != TcpState::Established && t.state != TcpState::CloseWait) {
    t.keep_armed = false;
    return s;
  }
  if (!nothing_in_flight(t) || pending(t) > 0) {  // what is outstanding asks the peer anyway
    t.keep_deadline = world.tick() + t.keep_idle;
  } else if (t.keep_probes == kKeepProbes) {
    emit_rst(s, wire_seq(t), world);
    shut(s, silence(t));
  } else {  // an octet that the peer has acknowledged already, left out: it must answer
    ++t.keep_probes;
    t.keep_deadline = world.tick() + kKeepInterval;
    emit(s, t.snd_nxt - 1, {.ack = true}, 0, world);
  }
  settle(s, world);
  return s;
}

}  // namespace sockwire::model
