#include "verif/cosim/checks/properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sockwire {
namespace {

bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

bool synchronized(TcpState state) { return state >= TcpState::Established; }

bool takes_text(TcpState state) {
  return state == TcpState::Established || state == TcpState::FinWait1 || state == TcpState::FinWait2;
}

std::array<Range, 4> held(const Tcb& t) { return {t.held0, t.held1, t.held2, t.held3}; }

bool has_connection(const Tcb& t) {
  return t.state != TcpState::Closed && t.state != TcpState::Listen;
}

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
  if (auto wrong = check_held(r)) return wrong;
  if (auto wrong = check_congestion(r)) return wrong;
  if (auto wrong = check_sent(r)) return wrong;
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

// What waits beyond a gap: in front of the free places, apart from each other and from rcv_nxt, and
// inside of the window that we have advertised.
std::optional<std::string> Properties::check_held(const TcpRecord& r) const {
  const Tcb& b = r.post;
  if (!has_connection(b)) return {};
  const auto ranges = held(b);
  const auto say = [&](std::size_t i, const char* what) {
    return fmt::format("event {}: socket {}: field post.held{} {}", r.order, r.conn, i, what);
  };
  bool ended = false;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const Range& range = ranges[i];
    if (range.left == range.right) {
      if (range != Range{}) return say(i, "is empty and not zero");
      ended = true;
      continue;
    }
    if (ended) return say(i, "lies behind a free place");
    if (!before(range.left, range.right)) return say(i, "ends before it begins");
    if (!before(b.rcv_nxt, range.left)) return say(i, "is not beyond a gap");
    if (before(b.rcv_adv, range.right)) return say(i, "reaches beyond the window");
    for (std::size_t k = 0; k < i; ++k) {
      if (!before(ranges[k].right, range.left) && !before(range.right, ranges[k].left)) {
        return say(i, "touches another one");
      }
    }
  }
  if (b.fin_held && (b.fin_rcvd || !before(b.rcv_nxt, b.fin_seq))) {
    return fmt::format("event {}: socket {}: field post.fin_held: the FIN at {} is not beyond a gap",
                       r.order, r.conn, b.fin_seq);
  }
  if (b.delack_armed && !takes_text(b.state)) {
    return fmt::format("event {}: socket {}: field post.delack_armed in {}", r.order, r.conn,
                       to_string(b.state));
  }
  return {};
}

// RFC 5681, 6298, 6582: the bounds that hold whatever the algorithm is.
std::optional<std::string> Properties::check_congestion(const TcpRecord& r) const {
  const Tcb& b = r.post;
  if (!has_connection(b)) return {};
  const auto say = [&](const char* field, std::uint32_t value) {
    return fmt::format("event {}: socket {}: field post.{} is {}", r.order, r.conn, field, value);
  };
  if (b.cwnd < b.snd_mss || b.cwnd > kWindowLimit) return say("cwnd", b.cwnd);
  if (b.ssthresh < 2U * b.snd_mss || b.ssthresh > kWindowLimit) return say("ssthresh", b.ssthresh);
  if (b.rto < kRtoMin || b.rto > kRtoMax) return say("rto", b.rto);
  if (b.recovering && (before(b.recover, b.snd_una) || !before(b.recover, b.snd_nxt))) {
    return say("recover", b.recover) + ", in recovery, and not in flight";
  }
  if (b.resend && b.snd_una == b.snd_nxt) return say("resend", 1) + ", and nothing is in flight";
  if (b.snd_wnd > b.snd_wnd_max) return say("snd_wnd_max", b.snd_wnd_max) + ", below snd_wnd";
  return {};
}

// What leaves: text within both windows, options that were agreed upon.
std::optional<std::string> Properties::check_sent(const TcpRecord& r) const {
  const Tcb &a = r.pre, &b = r.post;
  const Emit& e = r.emit;
  if (!e.valid) return {};
  const auto say = [&](const char* what) {
    return fmt::format("event {}: socket {}: field emit.{}", r.order, r.conn, what);
  };
  if (e.length > 0 && r.kind == EventKind::EventTransmit) {
    const std::uint32_t reach = e.seq + e.length - a.snd_una;
    if (reach > a.snd_wnd) return say("length reaches beyond the peer's window");
    // Limited transmit: two segments more (RFC 3042).
    if (reach > a.cwnd + 2U * a.snd_mss) return say("length reaches beyond the congestion window");
  }
  if (e.length > a.snd_mss) return say("length is more than a segment");
  if (e.flags.syn) return {};
  if (e.has_mss || e.has_wscale || e.has_sackok) return say("has_mss, has_wscale or has_sackok without SYN");
  if (has_connection(a) && a.state != TcpState::SynSent && e.has_ts != a.ts_ok) {
    return say("has_ts is not what was agreed upon");
  }
  if (e.sacks > (a.ts_ok ? 3 : 4) || (e.sacks > 0 && !a.sack_ok)) return say("sacks are too many");
  const Range blocks[] = {e.sack0, e.sack1, e.sack2, e.sack3};
  const auto ranges = held(b);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (blocks[i] != (i < e.sacks ? ranges[i] : Range{})) return say("sack blocks are not what is held");
  }
  return {};
}

std::optional<std::string> Properties::check_received(const TcpRecord& r) const {
  const Tcb &a = r.pre, &b = r.post;
  if (b.rcv_nxt != a.rcv_nxt && b.allocated) {
    if (r.kind != EventKind::EventSegment) {
      if (r.kind == EventKind::EventUser && r.call.call == Call::CallConnect) return {};  // forgotten
      return fmt::format("event {}: field post.rcv_nxt moves without a segment", r.order);
    }
    // As far as this segment reaches, or what was held before it.
    std::uint32_t end = r.segment.seq + r.segment.length + r.segment.flags.syn + r.segment.flags.fin;
    const auto reach = [&](std::uint32_t to) { end = before(end, to) ? to : end; };
    for (const Range& range : held(a)) {
      if (range.left != range.right) reach(range.right);
    }
    if (a.fin_held) reach(a.fin_seq + 1);
    if (before(end, b.rcv_nxt)) {
      return fmt::format("event {}: field post.rcv_nxt is {}, but only octets before {} have come",
                         r.order, b.rcv_nxt, end);
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
