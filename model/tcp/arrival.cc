// The states without a synchronized peer: CLOSED, LISTEN, SYN-SENT.
#include "model/tcp/arrival.h"

#include "model/tcp/congestion.h"
#include "model/tcp/emit.h"
#include "model/tcp/handshake.h"
#include "model/tcp/output.h"

namespace sockwire::model {

Step segment_closed(const Segment& segment) {
  Step s;
  s.drop = Drop::DropNoConnection;
  if (!segment.flags.rst) s.emit = reset_for(segment, !segment.flags.ack);
  return s;
}

Step segment_listen(const Segment& segment) {
  Step s;
  if (segment.flags.rst) {
    s.drop = Drop::DropIgnored;
  } else if (segment.flags.ack) {
    s.drop = Drop::DropNoConnection;
    s.emit = reset_for(segment, false);
  } else if (!segment.flags.syn) {
    s.drop = Drop::DropIgnored;
  }
  return s;
}

// Text and FIN of the SYN are left to be sent again.
Step segment_opens(Tcb blank, const InitialNumbers& initial, const Segment& syn,
                   const World& world) {
  Step s = {.tcb = blank};
  s.tcb.allocated = s.tcb.passive = s.tcb.has_buffer = true;
  s.tcb.state = TcpState::SynReceived;
  start_sending(s.tcb, initial, world);
  take_syn(s.tcb, syn, world);
  emit_syn_ack(s, world);
  return s;
}

// As if the SYN had come just now, and our SYN,ACK had been answered; no round trip is known. Text
// and FIN are left to be sent again.
Step segment_brings_cookie(Tcb blank, const InitialNumbers& initial, std::uint16_t mss,
                           const Segment& segment, const World& world) {
  Step s = {.tcb = blank};
  Tcb& t = s.tcb;
  t.allocated = t.passive = t.has_buffer = true;
  t.state = TcpState::Established;
  t.queued = s.acceptable = true;
  start_sending(t, initial, world);
  take_syn(t, {.seq = segment.seq - 1, .wnd = segment.wnd, .has_mss = true, .mss = mss}, world);
  t.rcv_acked = t.rcv_nxt;
  t.snd_una = t.snd_wl2 = segment.ack;
  t.snd_wl1 = segment.seq;
  t.last_sent = world.now_us();
  t.syn_acked = true;
  t.rtx_armed = false;
  t.rtt_timing = false;
  congestion_control(t).open(t, false);
  return s;
}

Step segment_syn_sent(const Tcb& t, const Segment& segment, const World& world) {
  Step s = {.tcb = t};
  const bool ack = segment.flags.ack;

  // First, the ACK bit.
  if (ack && !acknowledges_syn(t, segment)) {
    s.drop = Drop::DropBadAck;
    if (!segment.flags.rst) emit_rst(s, segment.ack, world);
    return s;
  }
  // Second, the RST bit: only one that acknowledges our SYN is the peer's (RFC 5961 3.2).
  if (segment.flags.rst) {
    if (ack) {
      shut(s, Errno::Econnrefused);
    } else {
      s.drop = Drop::DropIgnored;
    }
    return s;
  }
  // Fourth, the SYN bit.
  if (!segment.flags.syn) {
    s.drop = Drop::DropIgnored;
    return s;
  }
  take_syn(s.tcb, segment, world);
  if (ack) {
    s.tcb.snd_wl2 = s.tcb.snd_una = segment.ack;
    s.tcb.soft_error = Errno::Ok;
    s.tcb.state = TcpState::Established;
    s.tcb.rtx_armed = false;
    s.tcb.retries = 0;
    open(s.tcb, world);
    emit_ack(s, world);
    s.ready.connected = s.ready.writable = true;
    settle(s, world);
  } else {  // simultaneous open, RFC 9293 3.5 figure 7
    s.tcb.state = TcpState::SynReceived;
    s.tcb.rtx_deadline = world.in(s.tcb.rto);
    emit_syn_ack(s, world);
  }
  return s;
}

}  // namespace sockwire::model
