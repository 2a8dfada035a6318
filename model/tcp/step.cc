#include "model/tcp/step.h"

namespace sockwire::model {

namespace {

constexpr TcpFlags kAck = {.ack = true};
constexpr TcpFlags kRst = {.rst = true};
constexpr TcpFlags kSyn = {.syn = true};
constexpr TcpFlags kSynAck = {.ack = true, .syn = true};

void offer_mss(Emit& segment) {
  segment.has_mss = true;
  segment.mss = static_cast<std::uint16_t>(kLocalMss);
}

// What may be sent with `window` octets of room; whether it should be is not asked here.
Output fill(const Tcb& t, std::uint32_t window) {
  const std::uint32_t length = std::min({pending(t), window, std::uint32_t{t.snd_mss}});
  return {.length = length, .fin = fin_due(t) && length == pending(t) && window >= length + 1};
}

}  // namespace

void emit(Step& s, Seq seq, TcpFlags flags, std::uint16_t length, const World& world) {
  Tcb& t = s.tcb;
  if (flags.ack) t.rcv_adv = advertised(t, world.buf_bytes);
  t.last_sent = world.in(0);
  s.emit = {.valid = true,
            .addr = t.remote_addr,
            .src_port = t.local_port,
            .dst_port = t.remote_port,
            .seq = seq,
            .ack = flags.ack ? t.rcv_nxt : 0,
            .flags = flags,
            .wnd = static_cast<std::uint16_t>(flags.ack ? rcv_wnd(t) : 0),
            .length = length};
}

void emit_ack(Step& s, const World& world) { emit(s, s.tcb.snd_nxt, kAck, 0, world); }

void emit_rst(Step& s, Seq seq, const World& world) { emit(s, seq, kRst, 0, world); }

void emit_syn(Step& s, const World& world) {
  emit(s, s.tcb.iss, kSyn, 0, world);
  s.emit.wnd = static_cast<std::uint16_t>(world.buf_bytes);
  offer_mss(s.emit);
}

void emit_syn_ack(Step& s, const World& world) {
  emit(s, s.tcb.iss, kSynAck, 0, world);
  offer_mss(s.emit);
}

Emit reset_for(const Segment& segment, bool with_ack) {
  return {.valid = true,
          .addr = segment.addr,
          .src_port = segment.dst_port,
          .dst_port = segment.src_port,
          .seq = with_ack ? 0 : segment.ack,
          .ack = with_ack ? segment.seq + seg_len(segment) : 0,
          .flags = {.ack = with_ack, .rst = true}};
}

void free(Step& s) {
  s.tcb = {};
  s.ready = {};
}

void shut(Step& s, Errno error) {
  Tcb& t = s.tcb;
  t.state = TcpState::Closed;
  t.rtx_armed = false;
  t.retries = 0;
  t.tw_armed = false;
  t.active = false;
  t.error = error;
  if (!t.attached && !t.queued) {
    free(s);
  } else if (t.attached && error != Errno::Ok) {
    s.ready.error = true;
  }
}

void enter_time_wait(Step& s, const World& world) {
  s.tcb.state = TcpState::TimeWait;
  s.tcb.rtx_armed = false;
  s.tcb.tw_armed = true;
  s.tcb.tw_deadline = world.in(2 * world.msl);
}

bool acknowledges_syn(const Tcb& t, const Segment& segment) {
  return before(t.snd_una, segment.ack) && at_or_before(segment.ack, t.snd_nxt);
}

void start_sending(Tcb& t, Seq iss, const World& world) {
  t.iss = t.snd_una = t.snd_wl2 = iss;
  t.snd_nxt = t.snd_rtx = t.snd_end = iss + 1;
  t.snd_mss = kMssDefault;
  t.rto = kRtoInitial;
  t.rtx_armed = true;
  t.rtx_deadline = world.in(t.rto);
}

void take_syn(Tcb& t, const Segment& syn, const World& world) {
  t.irs = syn.seq;
  t.rcv_nxt = t.rcv_user = syn.seq + 1;
  t.rcv_adv = t.rcv_nxt + world.buf_bytes;
  t.snd_mss = effective_mss(syn);
  t.snd_wnd = syn.wnd;
  t.snd_wl1 = syn.seq;
}

Output output(const Tcb& t) {
  const Output possible = fill(t, usable(t));
  const bool again = t.snd_rtx != t.snd_nxt;
  const bool worth = again || possible.length == t.snd_mss || possible.length == pending(t) ||
                     nothing_in_flight(t);
  return worth || possible.fin ? possible : Output{};
}

Output forced_output(const Tcb& t) { return fill(t, std::max(usable(t), 1u)); }

void emit_output(Step& s, const Output& out, const World& world) {
  Tcb& t = s.tcb;
  const TcpFlags flags = {
      .ack = true, .psh = out.length > 0 && out.length == pending(t), .fin = out.fin};
  emit(s, t.snd_rtx, flags, static_cast<std::uint16_t>(out.length), world);
  t.snd_rtx += out.length + out.fin;
  t.snd_nxt = later(t.snd_nxt, t.snd_rtx);
}

void settle(Step& s, const World& world) {
  Tcb& t = s.tcb;
  if (!may_send(t.state)) return;
  if (output(t).due()) {
    t.active = true;
  } else if (!t.rtx_armed && nothing_in_flight(t) && (pending(t) > 0 || fin_due(t))) {
    t.rtx_armed = true;
    t.rtx_deadline = world.in(t.rto);
  }
}

}  // namespace sockwire::model
