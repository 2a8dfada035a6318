#include "verif/cosim/checks/properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace sockwire {
namespace {

bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

bool synchronized(TcpState state) { return state >= TcpState::Established; }

bool takes_text(TcpState state) {
  return state == TcpState::Established || state == TcpState::FinWait1 || state == TcpState::FinWait2;
}

std::array<Range, 4> held(const Tcb& t) { return {t.held0, t.held1, t.held2, t.held3}; }

std::array<Range, 4> sacked(const Tcb& t) {
  return {t.sacked0, t.sacked1, t.sacked2, t.sacked3};
}

bool is_range(const Range& range) { return range.left != range.right; }

// RFC 6675 section 4, SetPipe, piece by piece: within a piece all octets have the same fate.
std::uint32_t pipe(const Tcb& t) {
  std::vector<std::uint32_t> cuts{0, t.snd_rtx - t.snd_una, t.snd_nxt - t.snd_una};
  for (const Range& range : sacked(t)) {
    if (is_range(range)) cuts.insert(cuts.end(), {range.left - t.snd_una, range.right - t.snd_una});
  }
  std::ranges::sort(cuts);
  std::uint32_t count = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const std::uint32_t at = cuts[i], length = cuts[i + 1] - at;
    bool held_by_peer = false;
    std::uint32_t islands = 0, octets = 0;
    for (const Range& range : sacked(t)) {
      if (!is_range(range)) continue;
      const std::uint32_t left = range.left - t.snd_una, right = range.right - t.snd_una;
      held_by_peer = held_by_peer || (left <= at && at < right);
      if (left > at) ++islands, octets += right - left;
    }
    if (held_by_peer) continue;
    const bool is_lost = islands >= 3 || octets > 2U * t.snd_mss;
    if (!is_lost) count += length;
    if (at < t.snd_rtx - t.snd_una) count += length;
  }
  return count;
}

bool has_connection(const Tcb& t) {
  return t.state != TcpState::Closed && t.state != TcpState::Listen;
}

}  // namespace

bool is_arc(TcpState from, TcpState to) {
  using enum TcpState;
  if (from == to || to == Closed) return true;  // RST, ABORT, time-out
  switch (from) {
    // Established: a SYN cookie that comes back stands for LISTEN and SYN-RECEIVED (RFC 4987).
    case Closed: return to == Listen || to == SynSent || to == SynReceived || to == Established;
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
  if (auto wrong = check_board(r)) return wrong;
  if (auto wrong = check_congestion(r)) return wrong;
  if (auto wrong = check_sent(r)) return wrong;
  if (auto wrong = check_text(r)) return wrong;
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
  const bool limited = b.state == TcpState::FinWait2 && !b.attached;
  if ((b.state == TcpState::TimeWait || limited) != b.tw_armed) {
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

// RFC 2018: what the peer has told to hold, in order, apart from each other, in flight.
std::optional<std::string> Properties::check_board(const TcpRecord& r) const {
  const Tcb& b = r.post;
  if (!has_connection(b)) return {};
  const auto ranges = sacked(b);
  std::uint32_t last = b.snd_una;
  bool ended = false;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const auto say = [&](const char* what) {
      return fmt::format("event {}: socket {}: field post.sacked{} {}", r.order, r.conn, i, what);
    };
    if (!is_range(ranges[i])) {
      if (ranges[i] != Range{}) return say("is empty and not zero");
      ended = true;
      continue;
    }
    if (ended) return say("lies behind a free place");
    if (!b.sack_ok) return say("is used, but SACK was not agreed upon");
    if (!before(ranges[i].left, ranges[i].right)) return say("ends before it begins");
    if (!before(last, ranges[i].left)) return say("touches what is before it, or is out of order");
    last = ranges[i].right;
  }
  if (before(b.snd_nxt, last)) {
    return fmt::format("event {}: socket {}: octets up to {} were told to be held, but none from {} on "
                       "were sent", r.order, r.conn, last, b.snd_nxt);
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
  if (e.length > a.snd_mss) return say("length is more than a segment");
  if (e.flags.syn) return {};
  if (e.has_mss || e.has_wscale || e.has_sackok) return say("has_mss, has_wscale or has_sackok without SYN");
  if (has_connection(a) && a.state != TcpState::SynSent && e.has_ts != a.ts_ok) {
    return say("has_ts is not what was agreed upon");
  }
  if (e.sacks > (a.ts_ok ? 3 : 4) || (e.sacks > 0 && !a.sack_ok)) return say("sacks are too many");
  const std::array<Range, 4> blocks{e.sack0, e.sack1, e.sack2, e.sack3};
  const auto ranges = held(b);
  const auto shows = [&](std::size_t from) {  // the held ranges, in their order, from this block on
    for (std::size_t i = from; i < blocks.size(); ++i) {
      if (blocks[i] != (i < e.sacks ? ranges[i - from] : Range{})) return false;
    }
    return true;
  };
  // RFC 2883: in front of them what came twice.
  const bool twice = e.sacks > 0 && r.kind == EventKind::EventSegment && r.segment.length > 0 &&
                     !before(blocks[0].left, r.segment.seq) &&
                     !before(r.segment.seq + r.segment.length, blocks[0].right);
  if (!shows(0) && !(twice && shows(1))) return say("sack blocks are not what is held");
  const bool urgent = e.flags.ack && !e.flags.rst && b.snd_urgent && before(e.seq, b.snd_up);
  if (r.conn != kNoDesc && b.allocated && (e.flags.urg != urgent || e.urgent != (urgent ? b.snd_up - e.seq : 0))) {
    return say("urgent does not point behind the urgent octets");
  }
  return {};
}

// Text within both windows; in recovery by SACK what RFC 6675 counts as under way, and nothing that
// the peer has told to hold.
std::optional<std::string> Properties::check_text(const TcpRecord& r) const {
  const Tcb& a = r.pre;
  const Emit& e = r.emit;
  if (!e.valid || e.length == 0 || r.kind != EventKind::EventTransmit) return {};
  const auto say = [&](const char* what) {
    return fmt::format("event {}: socket {}: field emit.{}", r.order, r.conn, what);
  };
  const std::uint32_t end = e.seq + e.length;
  const std::uint32_t reach = end - a.snd_una;
  if (reach > a.snd_wnd) return say("length reaches beyond the peer's window");
  for (const Range& range : sacked(a)) {
    if (is_range(range) && before(e.seq, range.right) && before(range.left, end)) {
      return say("length covers octets that the peer holds");
    }
  }
  if (a.resend) return {};
  if (a.recovering && a.sack_ok) {
    if (pipe(a) + a.snd_mss > a.cwnd) return say("length: the pipe is full");
  } else if (reach > a.cwnd + 2U * a.snd_mss) {  // limited transmit: two segments more (RFC 3042)
    return say("length reaches beyond the congestion window");
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
