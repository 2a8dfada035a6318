#include "tests/faults/reference_tcp.h"

#include <fmt/format.h>

#include <algorithm>

namespace sockwire {
namespace {

using packet::Tcp;
using enum packet::Flag;

// RFC 9293 3.4: on the circle.
bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }
std::int32_t from(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(b - a); }

constexpr std::uint32_t kTimestampOctets = 12;

}  // namespace

// ---- the user

void ReferenceTcp::connect(double now_us) {
  now_us_ = now_us;
  state_ = State::SynSent;
  una_ = options_.iss;
  nxt_ = max_ = options_.iss + 1;
  rto_us_ = options_.rto_us;
  send_syn();
  arm();
}

void ReferenceTcp::write(std::span<const std::uint8_t> octets, double now_us) {
  now_us_ = now_us;
  out_.insert(out_.end(), octets.begin(), octets.end());
  output();
}

ReferenceTcp::Octets ReferenceTcp::read(std::size_t most, double now_us) {
  now_us_ = now_us;
  const auto count = static_cast<std::ptrdiff_t>(std::min(most, ready_.size()));
  Octets octets(ready_.begin(), ready_.begin() + count);
  ready_.erase(ready_.begin(), ready_.begin() + count);
  // RFC 9293 3.8.6.2.2: told when it is worth telling.
  const bool open = state_ == State::Established || state_ == State::FinWait1 || state_ == State::FinWait2;
  const std::uint32_t gain = std::min<std::uint32_t>(options_.buffer / 2, options_.mss);
  if (open && from(told_edge_, rcv_nxt_ + window()) >= static_cast<std::int32_t>(std::max(gain, 1U << receive_scale_))) {
    send_ack();
  }
  return octets;
}

void ReferenceTcp::close(double now_us) {
  now_us_ = now_us;
  closing_ = true;
  if (state_ == State::Listen || state_ == State::SynSent) return finish(End::Aborted);
  output();
}

void ReferenceTcp::abort() {
  const bool again = state_ == State::Closed && end_ == End::Aborted;
  if (again || (state_ != State::Closed && state_ != State::Listen && state_ != State::SynSent)) {
    emit_(segment(kRst, nxt_));
  }
  finish(End::Aborted);
}

std::size_t ReferenceTcp::unacknowledged() const {
  const std::int32_t left = from(una_, text_end());
  return state_ == State::SynSent || state_ == State::Listen ? out_.size() : static_cast<std::size_t>(std::max(left, 0));
}

// ---- in

void ReferenceTcp::receive(const Tcp& tcp, double now_us) {
  now_us_ = now_us;
  ++counts_.segments_in;
  if (state_ == State::Closed) return;
  if (state_ == State::Listen) return in_listen(tcp);
  if (state_ == State::SynSent) return in_syn_sent(tcp);
  if (!timestamps_let_pass(tcp)) return;
  judge(tcp);
  if (!acceptable(tcp)) {
    if (tcp.has(kRst)) return;
    if (state_ == State::TimeWait && tcp.has(kFin)) time_wait_us_ = now_us_ + options_.time_wait_us;
    return send_ack();
  }
  if (tcp.has(kRst)) return take_reset(tcp);
  if (tcp.has(kSyn)) return send_ack();  // RFC 5961 4
  if (!tcp.has(kAck) || !take_ack(tcp)) return;
  take_text(tcp);
  output();
}

void ReferenceTcp::in_listen(const Tcp& tcp) {
  if (tcp.has(kRst) || tcp.has(kAck) || !tcp.has(kSyn)) return;  // whose host answers for unknown ports
  passive_ = true;
  options_.remote_port = tcp.src_port;
  una_ = options_.iss;
  nxt_ = max_ = options_.iss + 1;
  rto_us_ = options_.rto_us;
  take_syn(tcp);
  state_ = State::SynReceived;
  send_syn();
  arm();
}

void ReferenceTcp::in_syn_sent(const Tcp& tcp) {
  const bool acks = tcp.has(kAck);
  if (acks && tcp.ack != nxt_) {
    if (!tcp.has(kRst)) emit_({.src_port = options_.port, .dst_port = options_.remote_port, .seq = tcp.ack, .flags = kRst});
    return;
  }
  if (tcp.has(kRst)) {
    if (acks) finish(End::Refused);
    return;
  }
  if (!tcp.has(kSyn)) return;
  take_syn(tcp);
  if (acks) {
    una_ = tcp.ack;
    state_ = State::Established;
    timer_us_.reset();
    rto_us_ = options_.rto_us;
    send_ack();
    output();
  } else {  // both have called
    state_ = State::SynReceived;
    send_syn();
    arm();
  }
}

void ReferenceTcp::take_syn(const Tcp& tcp) {
  const TcpOptions theirs = TcpOptions::parse(tcp.options);
  if (theirs.malformed) complain("the options of its SYN are malformed");
  irs_ = tcp.seq;
  rcv_nxt_ = last_ack_sent_ = tcp.seq + 1;
  timestamps_ = options_.timestamps && theirs.timestamps.has_value();
  sack_ = options_.sack && theirs.sack_permitted;
  if (options_.window_scale && theirs.window_scale) {
    receive_scale_ = *options_.window_scale;
    send_scale_ = std::min<unsigned>(*theirs.window_scale, 14);
  }
  if (timestamps_) ts_recent_ = theirs.timestamps->value;
  send_mss_ = std::max<std::uint32_t>(theirs.mss.value_or(536), 64);
  if (timestamps_) send_mss_ -= kTimestampOctets;  // RFC 9293 3.7.1
  send_mss_ = std::min(send_mss_, options_.segment);
  wnd_ = tcp.wnd;  // never scaled in a SYN
  wl1_ = tcp.seq;
  wl2_ = tcp.has(kAck) ? tcp.ack : una_;
  // The window of a SYN is not scaled, RFC 7323 2.2.
  edge_ = told_edge_ = rcv_nxt_ + std::min<std::uint32_t>(options_.buffer, 65535);
}

// RFC 7323 3.2, 5.3.
bool ReferenceTcp::timestamps_let_pass(const Tcp& tcp) {
  if (!timestamps_ || tcp.has(kRst)) return true;
  const auto stamps = TcpOptions::parse(tcp.options).timestamps;
  if (!stamps) {
    if (!tcp.has(kSyn)) complain("a segment without timestamps, though both ends had named them: " + tcp.text());
    return tcp.has(kSyn);
  }
  if (before(stamps->value, ts_recent_)) {
    send_ack();
    return false;
  }
  if (!before(last_ack_sent_, tcp.seq)) ts_recent_ = stamps->value;
  return true;
}

// RFC 9293 3.10.7.4, table 6; an empty segment right at the edge is let pass, who has filled our
// window acknowledges from there.
bool ReferenceTcp::acceptable(const Tcp& tcp) const {
  const auto width = static_cast<std::int32_t>(edge_ - rcv_nxt_);
  const std::int32_t first = from(rcv_nxt_, tcp.seq);
  const auto length = static_cast<std::int32_t>(tcp.length());
  if (length == 0) return first >= 0 && first <= width;
  return width > 0 && first < width && first + length > 0;
}

// What no network can do to a segment that its checksum lets pass.
//
// The window's edge is sharp but for one octet, which may probe it; the network may have lost what we
// told last, so any edge that we ever told counts.
//
// A SYN is not judged: an old one of ours, late, may have opened another connection (RFC 9293 3.5.1).
void ReferenceTcp::judge(const Tcp& tcp) {
  if (tcp.has(kSyn)) return;
  const std::uint32_t end = tcp.seq + tcp.length();
  if (edge_ == rcv_nxt_ && tcp.length() > 0 && tcp.seq == rcv_nxt_) ++counts_.probed;
  const std::int32_t beyond = from(edge_, end);
  if (beyond > 1 && !tcp.has(kRst)) {
    complain(fmt::format("{} octets beyond the window's edge: {}", beyond, tcp.text()));
  }
  if (tcp.payload.size() > options_.mss) complain(fmt::format("more than the MSS of {}: {}", options_.mss, tcp.text()));
  if (tcp.has(kAck) && before(max_, tcp.ack)) complain("acknowledges what was never sent: " + tcp.text());
}

void ReferenceTcp::take_reset(const Tcp& tcp) {
  if (tcp.seq != rcv_nxt_) return send_ack();  // RFC 5961 3
  switch (state_) {
    case State::TimeWait: return;  // RFC 1337
    case State::Closing:
    case State::LastAck: return finish(End::Orderly);
    default: return finish(End::Reset);
  }
}

bool ReferenceTcp::take_ack(const Tcp& tcp) {
  if (state_ == State::SynReceived) {
    if (!before(una_, tcp.ack) || before(max_, tcp.ack)) {
      emit_({.src_port = options_.port, .dst_port = options_.remote_port, .seq = tcp.ack, .flags = kRst});
      return false;
    }
    state_ = State::Established;
    wnd_ = std::uint32_t{tcp.wnd} << send_scale_, wl1_ = tcp.seq, wl2_ = tcp.ack;
  }
  if (before(max_, tcp.ack)) {
    send_ack();
    return false;
  }
  acknowledged(tcp);
  const bool all = una_ == text_end() + 1 && closing_;
  if (state_ == State::FinWait1 && all) state_ = State::FinWait2;
  if (state_ == State::Closing && all) {
    state_ = State::TimeWait;
    timer_us_.reset();
    time_wait_us_ = now_us_ + options_.time_wait_us;
  }
  if (state_ == State::LastAck && all) {
    finish(End::Orderly);
    return false;
  }
  return true;
}

void ReferenceTcp::acknowledged(const Tcp& tcp) {
  const std::uint32_t wnd = std::uint32_t{tcp.wnd} << send_scale_;
  const bool same_window = wnd == wnd_;
  if (!before(tcp.ack, una_) && (before(wl1_, tcp.seq) || (wl1_ == tcp.seq && !before(tcp.ack, wl2_)))) {
    wnd_ = wnd, wl1_ = tcp.seq, wl2_ = tcp.ack;
  }
  if (before(una_, tcp.ack)) {
    if (una_ > tcp.ack) counts_.wrapped_out = true;
    una_ = tcp.ack;
    if (before(nxt_, una_)) nxt_ = una_;
    rto_us_ = options_.rto_us;
    duplicate_acks_ = 0;
    if (una_ == max_) {
      timer_us_.reset();
    } else {
      arm();
    }
  } else if (tcp.ack == una_ && una_ != max_ && tcp.length() == 0 && same_window) {
    if (++duplicate_acks_ == 3) resend();  // RFC 5681 3.2
  }
}

void ReferenceTcp::take_text(const Tcp& tcp) {
  const bool takes = state_ == State::Established || state_ == State::FinWait1 || state_ == State::FinWait2;
  if (tcp.length() == 0) return;
  if (!takes) {  // its FIN has come: this is old
    if (state_ == State::TimeWait && tcp.has(kFin)) time_wait_us_ = now_us_ + options_.time_wait_us;
    return send_ack();
  }
  const std::int32_t first = from(rcv_nxt_, tcp.seq);
  const auto skip = static_cast<std::size_t>(std::max(-first, 0));
  const std::uint32_t start = rcv_nxt_ + static_cast<std::uint32_t>(std::max(first, 0));
  const auto room = static_cast<std::size_t>(std::max(from(start, edge_), 0));
  if (skip < tcp.payload.size() && room > 0) {
    const std::size_t count = std::min(tcp.payload.size() - skip, room);
    const auto text = tcp.payload.begin() + static_cast<std::ptrdiff_t>(skip);
    auto& held = waiting_[start - irs_];
    if (held.size() < count) held.assign(text, text + static_cast<std::ptrdiff_t>(count));
    last_came_ = start - irs_;
  }
  if (tcp.has(kFin) && !before(edge_, tcp.seq + static_cast<std::uint32_t>(tcp.payload.size()) + 1)) {
    fin_at_ = tcp.seq + static_cast<std::uint32_t>(tcp.payload.size());
  }
  const std::uint32_t was = rcv_nxt_;
  put_in_order();
  const bool in_order = rcv_nxt_ != was && waiting_.empty();
  if (!in_order) ++counts_.out_of_order;
  if (options_.ack_delay_us <= 0 || !in_order || fin_taken_ || ++unacked_segments_ >= 2) {
    send_ack();
  } else if (!ack_due_us_) {
    ack_due_us_ = now_us_ + options_.ack_delay_us;
  }
}

void ReferenceTcp::put_in_order() {
  const std::uint32_t was = rcv_nxt_;
  while (!waiting_.empty()) {
    // The first by distance; the distances of one window do not wrap within a connection of a test.
    const auto head = waiting_.begin();
    const std::int32_t gap = from(rcv_nxt_, irs_ + head->first);
    if (gap > 0) break;
    const auto skip = static_cast<std::size_t>(-gap);
    if (skip < head->second.size()) {
      ready_.insert(ready_.end(), head->second.begin() + static_cast<std::ptrdiff_t>(skip), head->second.end());
      rcv_nxt_ += static_cast<std::uint32_t>(head->second.size() - skip);
    }
    waiting_.erase(head);
  }
  if (fin_at_ && *fin_at_ == rcv_nxt_ && !fin_taken_) {
    fin_taken_ = true;
    ++rcv_nxt_;
    if (before(edge_, rcv_nxt_)) edge_ = rcv_nxt_;
    if (state_ == State::Established) state_ = State::CloseWait;
    if (state_ == State::FinWait1) state_ = State::Closing;
    if (state_ == State::FinWait2) {
      state_ = State::TimeWait;
      timer_us_.reset();
      time_wait_us_ = now_us_ + options_.time_wait_us;
    }
  }
  if (rcv_nxt_ < was) counts_.wrapped_in = true;
}

void ReferenceTcp::finish(End end) {
  state_ = State::Closed;
  end_ = end;
  timer_us_.reset(), ack_due_us_.reset(), time_wait_us_.reset();
}

void ReferenceTcp::complain(const std::string& sentence) {
  if (complaint_.empty()) complaint_ = fmt::format("port {}: {}", options_.port, sentence);
}

}  // namespace sockwire
