#include "tests/matrix/oracle.h"

#include <fmt/format.h>

namespace sockwire::oracle {
namespace {

// RFC 9293 3.4: comparisons on the circle.
bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }
bool within(std::uint32_t low, std::uint32_t x, std::uint32_t end) { return x - low < end - low; }

using Allowed = std::vector<Outcome>;

Outcome unchanged(const Block& t) { return {.block = t}; }

// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>
Outcome acknowledge(Outcome o) {
  o.reply = Reply{.controls = kAck, .seq = o.block.snd_nxt, .ack = o.block.rcv_nxt};
  return o;
}
Outcome challenge(const Block& t) {
  Outcome o = acknowledge(unchanged(t));
  o.challenge = true;
  return o;
}
// <SEQ=SEG.ACK><CTL=RST>
Outcome reset_reply(const Block& t, const Arrival& seg) {
  Outcome o = unchanged(t);
  o.reply = Reply{.controls = kRst, .seq = seg.ack, .ack = 0};
  return o;
}
Outcome closed(const Block& t, Errno told) {
  Outcome o = unchanged(t);
  o.block.state = TcpState::Closed;
  o.told = told;
  return o;
}

// ---------------------------------------------------------------- 3.10.7.1
Allowed in_closed(const Block& t, const Arrival& seg) {
  if (seg.has(kRst)) return {unchanged(t)};
  if (seg.has(kAck)) return {reset_reply(t, seg)};
  Outcome o = unchanged(t);
  o.reply = Reply{.controls = kRst | kAck, .seq = 0, .ack = seg.seq + seg.length()};
  return {o};
}

// ---------------------------------------------------------------- 3.10.7.2
Allowed in_listen(const Block& t, const Arrival& seg) {
  if (seg.has(kRst)) return {unchanged(t)};
  if (seg.has(kAck)) return {reset_reply(t, seg)};
  if (!seg.has(kSyn))
    return {unchanged(t)};  // fourth: "you are unlikely to get here, but if you do, drop"
  // Third. Its own sequence number is not known before it is seen: reply.seq is not judged. Other
  // control or text "should be queued"; docs/rules/tcp.md section 4 (Listener) leaves it to the
  // peer's retransmission instead: it is not acknowledged.
  Outcome o = unchanged(t);
  o.child = true;
  o.reply = Reply{.controls = kSyn | kAck, .seq = 0, .ack = seg.seq + 1};
  return {o};
}

// ---------------------------------------------------------------- 3.10.7.3
Allowed in_syn_sent(const Block& t, const Arrival& seg) {
  // First: SEG.ACK =< ISS or SEG.ACK > SND.NXT.
  const bool acceptable = before(t.snd_una, seg.ack) && !before(t.snd_nxt, seg.ack);
  if (seg.has(kAck) && !acceptable) return {seg.has(kRst) ? unchanged(t) : reset_reply(t, seg)};
  // Second. RFC 5961 3.2: in this state the ACK alone makes a RST valid.
  if (seg.has(kRst)) return {seg.has(kAck) ? closed(t, Errno::Econnrefused) : unchanged(t)};
  // Fourth, and fifth: neither SYN nor RST.
  if (!seg.has(kSyn)) return {unchanged(t)};
  Outcome o = unchanged(t);
  o.block.rcv_nxt = seg.seq + 1;
  // Text and FIN of this segment: the RFC goes on at the sixth step, or queues them in
  // SYN-RECEIVED. docs/rules/tcp.md section 4 (SynSent) leaves them to the peer's retransmission
  // instead.
  if (seg.has(kAck)) {
    o.block.snd_una = seg.ack;
    o.block.state = TcpState::Established;
    return {acknowledge(o)};
  }
  o.block.state = TcpState::SynReceived;
  o.reply = Reply{.controls = kSyn | kAck, .seq = t.iss, .ack = o.block.rcv_nxt};
  return {o};
}

// ---------------------------------------------------------------- 3.10.7.4, first
bool acceptable(const Block& t, const Arrival& seg) {
  const auto in_window = [&](std::uint32_t s) {
    return within(t.rcv_nxt, s, t.rcv_nxt + t.rcv_wnd);
  };
  if (seg.length() == 0) return t.rcv_wnd == 0 ? seg.seq == t.rcv_nxt : in_window(seg.seq);
  return t.rcv_wnd != 0 && (in_window(seg.seq) || in_window(seg.seq + seg.length() - 1));
}

Allowed unacceptable(const Block& t, const Arrival& seg) {
  if (seg.has(kRst)) {
    // MUST-66: a RST counts although the window is zero. The table of the first step refuses one
    // that carries text, 3.4 wants it processed.
    if (t.rcv_wnd == 0 && seg.seq == t.rcv_nxt) return {unchanged(t), closed(t, Errno::Econnreset)};
    return {unchanged(t)};
  }
  // docs/rules/tcp.md section 4 step 1: what is empty and beyond the window is not answered (two
  // peers would answer each other's answers for ever).
  if (seg.length() == 0 && !before(seg.seq, t.rcv_nxt)) return {unchanged(t)};
  return {acknowledge(unchanged(t))};
}

// "Special allowance should be made to accept valid ACKs": docs/rules/tcp.md section 4 step 1 makes
// it at the right edge, and one octet beyond it, of every window.
bool allowance(const Block& t, const Arrival& seg) {
  return seg.length() == 0 && !seg.has(kRst) && seg.seq - t.rcv_nxt <= t.rcv_wnd + 1;
}

// ---------------------------------------------------------------- 3.10.7.4, second; RFC 5961 3.2
Allowed reset(const Block& t, const Arrival& seg) {
  if (t.state == TcpState::TimeWait) return {unchanged(t)};  // RFC 1337 section 3, fix F1
  if (seg.seq != t.rcv_nxt) {
    // A RST with text that begins before the window and ends inside passes the first step. Its
    // sequence number is "outside the current receive window": silence; but trimmed it is inside:
    // a challenge is right too.
    if (!within(t.rcv_nxt, seg.seq, t.rcv_nxt + t.rcv_wnd)) return {challenge(t), unchanged(t)};
    return {challenge(t)};
  }
  switch (t.state) {
    case TcpState::SynReceived: {
      Outcome o = closed(t, t.passive ? Errno::Ok : Errno::Econnrefused);
      o.gone = t.passive;
      return {o};
    }
    case TcpState::Closing:
    case TcpState::LastAck:
      return {closed(t, Errno::Ok)};
    default:
      return {closed(t, Errno::Econnreset)};
  }
}

// 3.6.1, SHLD-3: new data after CLOSE shows that data was lost.
void reset_for_lost_text(Outcome& o) {
  o.reply = Reply{.controls = kRst, .seq = o.block.snd_nxt, .ack = 0};
  o.block.state = TcpState::Closed;
}

// ---------------------------------------------------------------- 3.10.7.4, seventh
// Returns whether an ACK is due at once; `late` says that one is due within half a second.
bool take_text(Outcome& o, const Arrival& seg, bool& late) {
  Block& t = o.block;
  if (seg.text == 0) return false;
  if (t.state != TcpState::Established && t.state != TcpState::FinWait1 &&
      t.state != TcpState::FinWait2) {
    return false;  // "This should not occur": the text is ignored
  }
  if (before(t.rcv_nxt,
             seg.seq)) {  // a gap: held or not (SHLD-31), acknowledged at once (RFC 5681 4.2)
    o.remembers = true;
    return true;
  }
  const std::uint32_t old = t.rcv_nxt - seg.seq;  // trimmed on the left
  const std::uint32_t fresh = seg.text > old ? std::min(seg.text - old, t.rcv_wnd) : 0;
  if (t.user_gone && fresh != 0) {
    reset_for_lost_text(o);
    return false;
  }
  o.delivered = fresh;
  t.rcv_nxt += fresh;
  t.rcv_wnd -= fresh;
  late = true;
  return false;
}

// ---------------------------------------------------------------- 3.10.7.4, eighth
enum class FinAck { No, Yes, Either };

FinAck take_fin(Outcome& o, const Arrival& seg) {
  Block& t = o.block;
  if (!seg.has(kFin)) return FinAck::No;
  const bool in_sequence = seg.seq + seg.text == t.rcv_nxt;
  switch (t.state) {
    case TcpState::Established:
    case TcpState::FinWait1:
    case TcpState::FinWait2:
      break;
    default:
      return in_sequence ? FinAck::Yes : FinAck::Either;  // the peer has sent one before
  }
  if (!in_sequence || t.rcv_wnd == 0) {  // a gap in front of it, or beyond the window
    o.remembers = true;
    return FinAck::Either;
  }
  t.rcv_nxt += 1;
  t.rcv_wnd -= 1;
  o.closing = true;
  const bool fin_acked = t.fin_sent && t.snd_una == t.snd_nxt;
  if (t.state == TcpState::Established) {
    t.state = TcpState::CloseWait;
  } else {
    t.state = t.state == TcpState::FinWait2 || fin_acked ? TcpState::TimeWait : TcpState::Closing;
  }
  return FinAck::Yes;
}

// ---------------------------------------------------------------- 3.10.7.4, fifth and on
Allowed acknowledgment(const Block& block, const Arrival& seg) {
  if (!seg.has(kAck)) return {unchanged(block)};
  Outcome o = unchanged(block);
  Block& t = o.block;
  Allowed allowed;
  if (t.state == TcpState::SynReceived) {
    if (!before(t.snd_una, seg.ack) || before(t.snd_nxt, seg.ack)) return {reset_reply(block, seg)};
    t.state = TcpState::Established;
  } else if (before(seg.ack, t.snd_una - t.max_snd_wnd)) {
    allowed.push_back(challenge(block));  // RFC 5961 5.2, MAY-12
  }
  if (before(t.snd_nxt, seg.ack)) {
    Allowed both{challenge(block)};  // RFC 5961 5.2 and 7: this ACK too
    // "The only thing that can arrive" in these two is something else.
    if (t.state == TcpState::LastAck || t.state == TcpState::TimeWait)
      both.push_back(unchanged(block));
    return both;
  }
  if (seg.ack == t.snd_una && t.snd_una != t.snd_nxt)
    o.remembers = true;  // RFC 5681: a duplicate ACK counts
  if (before(t.snd_una, seg.ack)) t.snd_una = seg.ack;
  const bool fin_acked = t.fin_sent && t.snd_una == t.snd_nxt;
  bool ignored = false;
  if (t.state == TcpState::FinWait1 && fin_acked) t.state = TcpState::FinWait2;
  if (t.state == TcpState::Closing) {
    ignored = !fin_acked;  // "otherwise, ignore the segment"
    if (fin_acked) t.state = TcpState::TimeWait;
  }
  if (t.state == TcpState::LastAck && fin_acked) {
    t.state = TcpState::Closed;
    return {o};
  }
  if (t.user_gone && seg.text != 0 && before(t.rcv_nxt, seg.seq) && t.state != TcpState::TimeWait) {
    allowed.push_back(o);  // beyond a gap: now, or when it is in order
    reset_for_lost_text(allowed.back());
  }
  bool late = false;
  const bool at_once = take_text(o, seg, late);
  if (t.state == TcpState::Closed) {
    allowed.insert(allowed.begin(), o);
    return allowed;
  }
  const FinAck fin = take_fin(o, seg);
  const bool either = fin == FinAck::Either || (fin == FinAck::Yes && ignored);
  if (at_once || fin == FinAck::Yes || late) {
    Outcome answered = acknowledge(o);
    answered.may_delay = late && fin != FinAck::Yes;
    allowed.insert(allowed.begin(), answered);
    if (!at_once && !late && either) allowed.push_back(o);
  } else {
    allowed.insert(allowed.begin(), o);
    if (either) allowed.push_back(acknowledge(o));
  }
  return allowed;
}

// ---------------------------------------------------------------- 3.10.7.4
Allowed otherwise(const Block& t, const Arrival& seg) {
  if (!acceptable(t, seg) && !allowance(t, seg)) return unacceptable(t, seg);
  if (seg.has(kRst)) return reset(t, seg);
  // Fourth; RFC 5961 4.2. In a passive SYN-RECEIVED the RFC would fall back to LISTEN without a
  // word; docs/rules/tcp.md section 4 step 3 answers by a challenge ACK there too, so that a forged
  // SYN ends no half-open connection.
  if (seg.has(kSyn)) return {challenge(t)};
  return acknowledgment(t, seg);
}

}  // namespace

Allowed arrives(const Block& block, const Arrival& arrival) {
  switch (block.state) {
    case TcpState::Closed:
      return in_closed(block, arrival);
    case TcpState::Listen:
      return in_listen(block, arrival);
    case TcpState::SynSent:
      return in_syn_sent(block, arrival);
    default:
      break;
  }
  Allowed allowed = otherwise(block, arrival);
  for (auto& outcome : allowed) {  // nobody is told, nobody keeps what has ended
    if (block.user_gone && outcome.block.state == TcpState::Closed) outcome.gone = true;
  }
  return allowed;
}

std::string Outcome::text() const {
  std::string out{to_string(block.state)};
  if (child) out += " with a new connection in SynReceived";
  if (gone) out += " (deleted)";
  if (reply) {
    out += fmt::format(", reply {}{}{} seq {} ack {}", (reply->controls & kSyn) != 0 ? "S" : "",
                       (reply->controls & kRst) != 0 ? "R" : "",
                       (reply->controls & kAck) != 0 ? "." : "", reply->seq, reply->ack);
    if (may_delay) out += " within 0.5 s";
  } else {
    out += ", no reply";
  }
  if (told != Errno::Ok) out += ", told " + std::string(to_string(told));
  if (delivered != 0) out += fmt::format(", {} octets delivered", delivered);
  if (closing) out += ", told of the FIN";
  return out;
}

}  // namespace sockwire::oracle
