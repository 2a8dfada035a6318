// The half of the reference endpoint that sends: segments, windows, timers.
#include <algorithm>

#include "tests/faults/reference_tcp.h"

namespace sockwire {
namespace {

using packet::Tcp;
using enum packet::Flag;

bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }
std::int32_t from(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(b - a); }

constexpr std::size_t kSackBlocks = 3;  // beside timestamps there is room for no more

}  // namespace

void ReferenceTcp::tick(double now_us) {
  now_us_ = now_us;
  if (time_wait_us_ && now_us_ >= *time_wait_us_) return finish(End::Orderly);
  if (ack_due_us_ && now_us_ >= *ack_due_us_) send_ack();
  if (!timer_us_ || now_us_ < *timer_us_) return;
  rto_us_ = std::min(2 * rto_us_, options_.rto_max_us);  // RFC 6298 5.5
  if (state_ == State::SynSent || state_ == State::SynReceived) {
    send_syn();
    arm();
    return;
  }
  nxt_ = una_;  // all of it again
  duplicate_acks_ = 0;
  resend();
  output();
  arm();
}

Tcp ReferenceTcp::segment(std::uint8_t flags, std::uint32_t seq, std::span<const std::uint8_t> text) {
  Tcp tcp{.src_port = options_.port, .dst_port = options_.remote_port, .seq = seq, .flags = flags,
          .payload = Octets(text.begin(), text.end())};
  TcpOptions options;
  if (tcp.has(kAck)) {
    tcp.ack = rcv_nxt_;
    const std::uint32_t field = std::min(window() >> (tcp.has(kSyn) ? 0 : receive_scale_), 65535U);
    tcp.wnd = static_cast<std::uint16_t>(field);
    told_edge_ = rcv_nxt_ + (field << (tcp.has(kSyn) ? 0 : receive_scale_));
    if (before(edge_, told_edge_)) edge_ = told_edge_;
    last_ack_sent_ = rcv_nxt_;
    ack_due_us_.reset();
    unacked_segments_ = 0;
    // RFC 2018 4: the newest first. Not beside text, which fills the MSS.
    if (sack_ && !tcp.has(kSyn) && text.empty() && !waiting_.empty()) {
      const auto newest = waiting_.find(last_came_);
      const auto add = [&](const auto& block) {
        const std::uint32_t left = irs_ + block.first;
        options.sack.emplace_back(left, left + static_cast<std::uint32_t>(block.second.size()));
      };
      if (newest != waiting_.end()) add(*newest);
      for (auto i = waiting_.begin(); i != waiting_.end() && options.sack.size() < kSackBlocks; ++i) {
        if (i != newest) add(*i);
      }
    }
  } else {
    tcp.wnd = static_cast<std::uint16_t>(std::min<std::uint32_t>(options_.buffer, 65535));
  }
  const bool syn = tcp.has(kSyn), answers = tcp.has(kAck);
  if (syn) {
    options.mss = options_.mss;
    // Who answers a SYN names only what it named.
    if (options_.window_scale && (!answers || receive_scale_ == *options_.window_scale)) {
      options.window_scale = options_.window_scale;
    }
    options.sack_permitted = options_.sack && (!answers || sack_);
  }
  if ((syn && !answers) ? options_.timestamps : timestamps_ && !tcp.has(kRst)) {
    options.timestamps = TcpOptions::Timestamps{
        .value = options_.timestamp_start + static_cast<std::uint32_t>(now_us_), .echo = answers ? ts_recent_ : 0};
  }
  tcp.options = options.build();
  ++counts_.segments_out;
  return tcp;
}

void ReferenceTcp::send_syn() {
  emit_(segment(state_ == State::SynSent ? kSyn : kSyn | kAck, options_.iss));
}

void ReferenceTcp::send_ack() { emit_(segment(kAck, max_)); }

// Never less than was told before (RFC 9293 3.8.6), and more only when it is worth it (3.8.6.2.2).
std::uint32_t ReferenceTcp::window() const {
  const auto held = static_cast<std::uint32_t>(ready_.size());
  const std::uint32_t room = options_.buffer > held ? options_.buffer - held : 0;
  const auto promised = static_cast<std::uint32_t>(std::max(from(rcv_nxt_, edge_), 0));
  const std::uint32_t gain = std::min<std::uint32_t>(options_.buffer / 2, options_.mss);
  return room >= promised + gain ? room : promised;
}

bool ReferenceTcp::may_send() const {
  switch (state_) {
    case State::Established:
    case State::CloseWait:
    case State::FinWait1:
    case State::Closing:
    case State::LastAck: return true;
    default: return false;
  }
}

void ReferenceTcp::send_from(std::uint32_t seq, std::size_t octets, bool fin) {
  const std::size_t at = seq - options_.iss - 1;
  const bool last = at + octets == out_.size();
  const auto flags = static_cast<std::uint8_t>(kAck | (last && octets > 0 ? kPsh : 0) | (fin ? kFin : 0));
  const std::uint32_t end = seq + static_cast<std::uint32_t>(octets) + fin;
  if (before(seq, max_)) ++counts_.sent_again;
  if (before(max_, end)) max_ = end;
  if (fin && state_ == State::Established) state_ = State::FinWait1;
  if (fin && state_ == State::CloseWait) state_ = State::LastAck;
  emit_(segment(flags, seq, std::span(out_).subspan(at, octets)));
}

void ReferenceTcp::output() {
  if (!may_send()) return;
  while (true) {
    const std::int32_t left = from(nxt_, text_end());
    const std::int32_t room = from(nxt_, una_ + wnd_);
    if (left < 0) break;  // the FIN is out
    const std::int32_t most = std::min(left, static_cast<std::int32_t>(send_mss_));
    const std::int32_t count = std::min(most, room);
    const bool fin = closing_ && count == left && room > count;
    if (count <= 0 && !fin) break;
    if (count < most && nxt_ != una_) break;  // RFC 9293 3.8.6.2.1: wait for a larger window
    send_from(nxt_, static_cast<std::size_t>(count), fin);
    nxt_ += static_cast<std::uint32_t>(count) + fin;
    if (!timer_us_) arm();
  }
  // The window is closed: the timer probes it, RFC 9293 3.8.6.1.
  const bool wants = before(una_, max_) || from(nxt_, text_end()) > 0 || (closing_ && from(nxt_, text_end()) == 0);
  if (wants && !timer_us_) arm();
}

// The oldest segment again; one octet, or the FIN, if the window is closed.
void ReferenceTcp::resend() {
  if (!may_send()) return;
  const std::int32_t left = from(una_, text_end());
  if (left < 0) return;
  const std::int32_t room = std::max<std::int32_t>(static_cast<std::int32_t>(wnd_), 1);
  if (wnd_ == 0) ++counts_.probes;
  const std::int32_t count = std::min({left, static_cast<std::int32_t>(send_mss_), room});
  const bool fin = closing_ && count == left && room > count;
  if (count <= 0 && !fin) return;
  send_from(una_, static_cast<std::size_t>(count), fin);
  const std::uint32_t end = una_ + static_cast<std::uint32_t>(count) + fin;
  if (before(nxt_, end)) nxt_ = end;
}

}  // namespace sockwire
