// TCP: states, arcs, event x state, answers, segments and their options.
#include <fmt/format.h>

#include <array>

#include "verif/coverage/collector.h"
#include "verif/coverage/sink.h"

namespace sockwire::coverage {
namespace {

template <class... Args>
void hit_as(fmt::format_string<Args...> name, Args&&... args) {
  hit(fmt::format(name, std::forward<Args>(args)...));
}

// What a segment is, by its control bits: the first that fits.
std::string_view kind(const TcpFlags& flags, unsigned length) {
  if (flags.rst) return flags.ack ? "RstAck" : "Rst";
  if (flags.syn && flags.fin) return "SynFin";
  if (flags.syn) return flags.ack ? "SynAck" : "Syn";
  if (!flags.ack) return "NoAck";
  if (flags.fin) return "Fin";
  if (flags.urg) return "Urg";
  return length > 0 ? "Text" : "Ack";
}

// Where a segment has arrived. A child has no state before its first one: a listener has made it.
std::string_view place(const TcpRecord& r, bool listened) {
  if (r.conn != kNoDesc && r.pre.allocated) return to_string(r.pre.state);
  return r.conn != kNoDesc || listened ? "Listen" : "NoConnection";
}

void options_in(const Segment& s) {
  if (s.has_mss) hit("tcp.option.in.mss");
  if (s.has_wscale) hit("tcp.option.in.wscale");
  if (s.has_wscale && s.wscale == 14) hit("tcp.option.in.wscale_most");
  if (s.has_sackok) hit("tcp.option.in.sackok");
  if (s.has_ts) hit("tcp.option.in.ts");
  if (s.sacks > 0) hit_as("tcp.option.in.sack{}", unsigned{s.sacks});
}

void options_out(const Emit& e) {
  if (e.has_mss) hit("tcp.option.out.mss");
  if (e.has_wscale) hit("tcp.option.out.wscale");
  if (e.has_sackok) hit("tcp.option.out.sackok");
  if (e.has_ts) hit("tcp.option.out.ts");
  if (e.sacks > 0) hit_as("tcp.option.out.sack{}{}", unsigned{e.sacks}, e.has_ts ? "_ts" : "");
}

void user(const TcpRecord& r) {
  const Call call = r.call.call;
  hit_as("tcp.answer.{}.{}", to_string(call), to_string(r.answer.error));
  const bool accepted = call == Call::CallAccept && r.answer.error == Errno::Ok;
  if (accepted) {
    hit("tcp.call.CallAccept.Listen");
  } else if (call != Call::CallSocket && r.answer.error != Errno::Ebadf) {
    hit_as("tcp.call.{}.{}", to_string(call), to_string(r.pre.state));
  }
  if (call == Call::CallOption && r.answer.error == Errno::Ok) {
    hit_as("tcp.sockopt.{}", to_string(static_cast<Option>(r.call.port)));
  }
  if (call == Call::CallSend && r.answer.value > 0 && (r.call.port & 1) != 0) hit("tcp.send.urgent");
  if (call == Call::CallSend && r.answer.value > 0 && r.answer.value < r.call.length) hit("tcp.send.partial");
  if (call == Call::CallRecv && r.answer.error == Errno::Ok && r.answer.value == 0 && r.pre.fin_rcvd) {
    hit("tcp.recv.end");
  }
  if (call == Call::CallRecv && r.emit.valid) hit("tcp.recv.window_update");
  if (call == Call::CallRecv && r.pre.rcv_urgent && !r.post.rcv_urgent) hit("tcp.recv.urgent");
}

void segment(const TcpRecord& r, bool listened) {
  hit_as("tcp.segment.{}.{}", kind(r.segment.flags, r.segment.length), place(r, listened));
  if (r.drop != Drop::DropNone) hit_as("tcp.drop.{}", to_string(r.drop));
  if (r.drop == Drop::DropChallenge) hit(r.emit.valid ? "tcp.challenge.sent" : "tcp.challenge.limited");
  options_in(r.segment);
  if (!r.pre.fin_held && r.post.fin_held) hit("tcp.held.fin");
  const auto count = [](const Tcb& t) {
    unsigned held = 0;
    for (const Range& range : {t.held0, t.held1, t.held2, t.held3}) held += range.left != range.right;
    return held;
  };
  const unsigned before = count(r.pre), after = count(r.post);
  if (after > 0 && (r.take.length > 0)) hit_as("tcp.held.{}", after);
  if (before > after && r.take.length > 0) hit(after == 0 ? "tcp.held.all_filled" : "tcp.held.joined");
  if (before == 4 && r.segment.length > 0 && r.take.length == 0 && r.drop == Drop::DropNone) hit("tcp.held.no_place");
  if (r.take.skip > 0) hit("tcp.text.begins_before");
  if (r.take.length > 0 && r.take.skip + r.take.length < r.segment.length) hit("tcp.text.reaches_beyond");
  if (r.post.delack_armed && !r.pre.delack_armed) hit("tcp.ack.delayed");
  if (r.pre.delack_armed && !r.post.delack_armed && r.emit.valid) hit("tcp.ack.second_segment");
}

void icmp(const TcpRecord& r) {
  if (r.drop != Drop::DropNone) {
    hit_as("tcp.icmp.{}", to_string(r.drop));
    return;
  }
  const char* what = "soft";
  if (r.icmp.msg_type == 3 && r.icmp.code == 4) what = "mtu";
  if (r.post.state == TcpState::Closed) what = "hard";
  hit_as("tcp.icmp.{}.{}", what, to_string(r.pre.state));
  if (r.icmp.from_arp) hit("tcp.icmp.from_arp");
}

void timeout(const TcpRecord& r) {
  const Tcb &a = r.pre, &b = r.post;
  hit_as("tcp.timer.{}.{}", to_string(r.timer), to_string(a.state));
  const bool ended = b.state == TcpState::Closed;
  if (r.timer == Timer::TimerKeepalive) {
    hit(ended ? "tcp.keepalive.gave_up" : r.emit.valid ? "tcp.keepalive.probe"
              : b.keep_armed ? "tcp.keepalive.put_off" : "tcp.keepalive.disarmed");
  }
  if (r.timer != Timer::TimerRetransmit) return;
  if (ended) {
    hit(a.user_timeout != 0 ? "tcp.gave_up.user_timeout" : a.syn_acked ? "tcp.gave_up.data" : "tcp.gave_up.handshake");
    if (a.soft_error != Errno::Ok) hit("tcp.gave_up.soft_error");
  } else if (!a.syn_acked) {
    hit("tcp.retransmit.handshake");
  } else {
    hit(a.snd_una != a.snd_nxt && a.snd_wnd > 0 ? "tcp.retransmit.loss" : "tcp.retransmit.probe");
    if (b.rto == kRtoMax) hit("tcp.rto.most");
  }
}

void turn(const TcpRecord& r) {
  const Emit& e = r.emit;
  hit_as("tcp.turn.{}", to_string(r.pre.state));
  if (!e.valid) return hit("tcp.turn.nothing");
  hit(r.pre.resend ? "tcp.turn.resend" : e.seq == r.pre.snd_nxt ? "tcp.turn.new" : "tcp.turn.again");
  if (e.flags.fin) hit(e.length > 0 ? "tcp.turn.fin_with_text" : "tcp.turn.fin_alone");
}

void windows(const TcpRecord& r) {
  const Tcb &a = r.pre, &b = r.post;
  if (b.state < TcpState::Established || a.state < TcpState::Established) return;
  if (b.rcv_adv == b.rcv_nxt) hit("tcp.window.ours_closed");
  if (a.rcv_adv == a.rcv_nxt && b.rcv_adv != b.rcv_nxt) hit("tcp.window.ours_opened");
  if (b.snd_wnd == 0) hit("tcp.window.theirs_closed");
  if (a.snd_wnd == 0 && b.snd_wnd != 0) hit("tcp.window.theirs_opened");
  if (b.snd_nxt < a.snd_nxt) hit("tcp.wrap.send");
  if (b.rcv_nxt < a.rcv_nxt) hit("tcp.wrap.receive");
  if (b.ts_ok && b.ts_recent < a.ts_recent) hit("tcp.wrap.timestamp");
}

}  // namespace

void collect(const TcpRecord& r, bool listened) {
  if (r.post.allocated) hit_as("tcp.state.{}", to_string(r.post.state));
  if (r.pre.state != r.post.state) hit_as("tcp.arc.{}.{}", to_string(r.pre.state), to_string(r.post.state));
  switch (r.kind) {
    case EventKind::EventUser: user(r); break;
    case EventKind::EventSegment: segment(r, listened); break;
    case EventKind::EventTimeout: timeout(r); break;
    case EventKind::EventTransmit: turn(r); break;
    case EventKind::EventIcmp: icmp(r); break;
    default: break;
  }
  windows(r);
  if (r.emit.valid) {
    hit_as("tcp.emit.{}", kind(r.emit.flags, r.emit.length));
    options_out(r.emit);
  }
  const Ready& ready = r.ready;
  if (ready.urgent) hit("tcp.ready.urgent");
  if (ready.error) hit("tcp.ready.error");
  if (ready.peer_closed) hit("tcp.ready.peer_closed");
  if (ready.acceptable) hit("tcp.ready.acceptable");
  if (ready.connected) hit("tcp.ready.connected");
  if (ready.writable) hit("tcp.ready.writable");
  if (ready.readable) hit("tcp.ready.readable");
}

}  // namespace sockwire::coverage
