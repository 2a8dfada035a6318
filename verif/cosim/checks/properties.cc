#include "verif/cosim/checks/properties.h"

#include <fmt/format.h>

#include <algorithm>

namespace sockwire {
namespace {

bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

bool synchronized(TcpState state) { return state >= TcpState::Established; }

}  // namespace

bool is_arc(TcpState from, TcpState to) {
  using enum TcpState;
  if (from == to || to == Closed) return true;  // RST, ABORT, time-out
  switch (from) {
    case Closed: return to == Listen || to == SynSent || to == SynReceived;
    case Listen: return false;  // it never turns into the connection
    case SynSent: return to == Established || to == SynReceived;
    case SynReceived:
      // With the FIN that comes along with the last ACK of the handshake.
      return to == Established || to == FinWait1 || to == CloseWait;
    case Established: return to == FinWait1 || to == CloseWait;
    // A segment may acknowledge our FIN and bring the peer's.
    case FinWait1: return to == FinWait2 || to == Closing || to == TimeWait;
    case FinWait2: return to == TimeWait;
    case CloseWait: return to == LastAck;
    case Closing: return to == TimeWait;
    case LastAck:
    case TimeWait: return false;
  }
  return false;
}

std::optional<std::string> Properties::check(const TcpRecord& r) {
  if (r.order != order_) {
    return fmt::format("event {}: field order should be {}, one after the last", r.order, order_);
  }
  ++order_;
  if (r.now < now_) return fmt::format("event {}: field now goes back from {} to {}", r.order, now_, r.now);
  now_ = r.now;
  if (r.conn == kNoDesc) {
    if (r.pre != Tcb{} || r.post != Tcb{}) {
      return fmt::format("event {}: field conn is no socket, but a control block is shown", r.order);
    }
    return {};
  }
  if (r.conn >= tcbs_.size()) {
    return fmt::format("event {}: field conn is {}, and there is no such socket", r.order, r.conn);
  }
  Tcb& last = tcbs_[r.conn];
  if (r.pre != last) {
    std::string which;
    std::vector<std::uint64_t> values;
    last.for_each_field([&](const std::string&, std::uint64_t v, int) { values.push_back(v); });
    std::size_t i = 0;
    r.pre.for_each_field([&](const std::string& name, std::uint64_t v, int) {
      if (which.empty() && v != values[i]) {
        which = fmt::format("field pre.{} of socket {} is {}, but its last record left {}", name,
                            r.conn, v, values[i]);
      }
      ++i;
    });
    return fmt::format("event {}: {}", r.order, which);
  }
  last = r.post;
  if (!r.post.allocated && r.post != Tcb{}) {
    return fmt::format("event {}: socket {} is free, but field post is not all zero", r.order, r.conn);
  }
  if (!is_arc(r.pre.state, r.post.state)) {
    return fmt::format("event {}: field post.state: {} does not follow {} in RFC 9293", r.order,
                       to_string(r.post.state), to_string(r.pre.state));
  }
  if (auto wrong = check_sequence(r)) return wrong;
  return check_received(r);
}

std::optional<std::string> Properties::check_sequence(const TcpRecord& r) const {
  const Tcb &a = r.pre, &b = r.post;
  const auto say = [&](const char* what) {
    return fmt::format("event {}: socket {}: {}", r.order, r.conn, what);
  };
  if (b.state == TcpState::Closed || b.state == TcpState::Listen) return {};
  if (before(b.snd_nxt, b.snd_una)) return say("field post.snd_una is beyond snd_nxt");
  if (before(b.snd_rtx, b.snd_una)) return say("field post.snd_rtx is before snd_una");
  if (before(b.snd_nxt, b.snd_rtx)) return say("field post.snd_rtx is beyond snd_nxt");
  if (before(b.rcv_nxt, b.rcv_user)) return say("field post.rcv_user is beyond rcv_nxt");
  if (synchronized(b.state) && before(b.rcv_adv, b.rcv_nxt)) {
    return say("field post.rcv_nxt is beyond the window that we have advertised");
  }
  if (b.snd_una != b.snd_nxt && !b.rtx_armed) {
    return say("field post.rtx_armed is 0 although something is not acknowledged");
  }
  if ((b.state == TcpState::TimeWait) != b.tw_armed) {
    return say("field post.tw_armed does not agree with the state");
  }
  const bool same = a.allocated && a.state != TcpState::Closed && a.iss == b.iss;
  if (!same) return {};
  if (before(b.snd_una, a.snd_una)) return say("field post.snd_una goes back");
  if (before(b.snd_nxt, a.snd_nxt)) return say("field post.snd_nxt goes back");
  if (before(b.snd_end, a.snd_end)) return say("field post.snd_end goes back");
  if (a.irs != b.irs) return {};
  if (before(b.rcv_nxt, a.rcv_nxt)) return say("field post.rcv_nxt goes back");
  if (before(b.rcv_adv, a.rcv_adv)) return say("field post.rcv_adv goes back: the window shrinks");
  return {};
}

std::optional<std::string> Properties::check_received(const TcpRecord& r) const {
  const Tcb &a = r.pre, &b = r.post;
  if (b.rcv_nxt != a.rcv_nxt && b.allocated) {
    if (r.kind != EventKind::EventSegment) {
      if (r.kind == EventKind::EventUser && r.call.call == Call::CallConnect) return {};  // forgotten
      return fmt::format("event {}: field post.rcv_nxt moves without a segment", r.order);
    }
    const std::uint32_t end =
        r.segment.seq + r.segment.length + r.segment.flags.syn + r.segment.flags.fin;
    if (before(end, b.rcv_nxt)) {
      return fmt::format("event {}: field post.rcv_nxt is {}, but the segment ends at {}", r.order,
                         b.rcv_nxt, end);
    }
  }
  // Nothing is acknowledged that was not received.
  if (r.emit.valid && r.emit.flags.ack && b.allocated && synchronized(b.state) &&
      r.emit.ack != b.rcv_nxt) {
    return fmt::format("event {}: field emit.ack is {}, but rcv_nxt is {}", r.order, r.emit.ack,
                       b.rcv_nxt);
  }
  return {};
}

}  // namespace sockwire
