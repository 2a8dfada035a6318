// One TCP endpoint for tests, written from RFC 9293 apart from model and RTL: a go-back-N sender with
// a timer of its own, a receiver that puts segments in order, flow control both ways, all eleven
// states. It has no congestion control. Times are microseconds of the caller's clock.
//
// What the other end must never do (RFC 2119's sense) is kept in `complaint`, one sentence; empty for
// a correct peer, whatever the network does.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/faults/reference_options.h"
#include "verif/cosim/packet.h"

namespace sockwire {

class ReferenceTcp {
 public:
  using Octets = std::vector<std::uint8_t>;
  enum class State { Closed, Listen, SynSent, SynReceived, Established, FinWait1, FinWait2, CloseWait,
                     Closing, LastAck, TimeWait };
  enum class End { None, Orderly, Refused, Reset, Aborted };

  struct Options {
    std::uint16_t port = 0, remote_port = 0;
    std::uint32_t iss = 1000;
    std::uint16_t mss = 1460;       // of what it takes, and says so
    std::uint32_t segment = 1460;   // the largest that it sends
    std::uint32_t buffer = 65535;   // octets that its user need not have read
    std::optional<std::uint8_t> window_scale{};
    bool sack = false, timestamps = false;
    std::uint32_t timestamp_start = 0;
    double rto_us = 200, rto_max_us = 1600;
    double ack_delay_us = 0;        // 0: every segment is acknowledged at once
    double time_wait_us = 500;
  };
  struct Counts {
    std::uint64_t segments_in = 0, segments_out = 0, sent_again = 0, out_of_order = 0;
    std::uint64_t probes = 0, probed = 0;  // of a closed window: the other end's, its own
    bool wrapped_in = false, wrapped_out = false;  // the sequence numbers have passed 2^32
  };

  using Emit = std::function<void(const packet::Tcp&)>;
  ReferenceTcp(const Options& options, Emit emit) : options_{options}, emit_{std::move(emit)} {}

  // ---- the user
  void connect(double now_us);
  void listen() { state_ = State::Listen; }
  void write(std::span<const std::uint8_t> octets, double now_us);
  Octets read(std::size_t most, double now_us);  // in order; gives the room back
  void close(double now_us);                     // no more is written
  void abort();                                  // again: its RST once more
  [[nodiscard]] std::size_t readable() const { return ready_.size(); }
  [[nodiscard]] bool at_end() const { return fin_taken_ && ready_.empty(); }
  [[nodiscard]] std::size_t unacknowledged() const;  // octets written that the other end has not

  // ---- the network
  void receive(const packet::Tcp& segment, double now_us);
  void tick(double now_us);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] End end() const { return end_; }
  [[nodiscard]] bool gone() const { return state_ == State::Closed; }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  // ---- in: RFC 9293 3.10.7, a function a step
  void in_syn_sent(const packet::Tcp& segment);
  void in_listen(const packet::Tcp& segment);
  void take_syn(const packet::Tcp& segment);
  bool timestamps_let_pass(const packet::Tcp& segment);
  [[nodiscard]] bool acceptable(const packet::Tcp& segment) const;
  void take_reset(const packet::Tcp& segment);
  bool take_ack(const packet::Tcp& segment);
  void acknowledged(const packet::Tcp& segment);
  void take_text(const packet::Tcp& segment);
  void put_in_order();
  void judge(const packet::Tcp& segment);

  // ---- out
  packet::Tcp segment(std::uint8_t flags, std::uint32_t seq, std::span<const std::uint8_t> text = {});
  void send_syn();
  void send_ack();
  void send_from(std::uint32_t seq, std::size_t octets, bool fin);
  void output();
  void resend();
  [[nodiscard]] std::uint32_t window() const;  // from rcv_nxt, as the buffer has it
  [[nodiscard]] std::uint32_t text_end() const { return options_.iss + 1 + static_cast<std::uint32_t>(out_.size()); }
  [[nodiscard]] bool may_send() const;
  void arm() { timer_us_ = now_us_ + rto_us_; }
  void finish(End end);
  void complain(const std::string& sentence);

  Options options_;
  Emit emit_;
  Counts counts_;
  std::string complaint_;
  State state_ = State::Closed;
  End end_ = End::None;
  bool passive_ = false;
  double now_us_ = 0;

  // Sending: out_[0] has the sequence number iss + 1.
  Octets out_;
  bool closing_ = false;
  std::uint32_t una_ = 0, nxt_ = 0, max_ = 0, wnd_ = 0, wl1_ = 0, wl2_ = 0;
  std::uint32_t send_mss_ = 536;
  unsigned duplicate_acks_ = 0;
  double rto_us_ = 0;
  std::optional<double> timer_us_, ack_due_us_, time_wait_us_;

  // Receiving.
  std::uint32_t irs_ = 0, rcv_nxt_ = 0, edge_ = 0;  // edge: the end of the largest window advertised
  std::uint32_t told_edge_ = 0;                     // of the last window advertised
  std::map<std::uint32_t, Octets> waiting_;         // behind a gap, by the distance from irs
  std::uint32_t last_came_ = 0;                     // the distance of the last of them
  std::optional<std::uint32_t> fin_at_;             // sequence number
  bool fin_taken_ = false;
  Octets ready_;
  unsigned unacked_segments_ = 0;

  // Options that both ends have named.
  unsigned send_scale_ = 0, receive_scale_ = 0;
  bool sack_ = false, timestamps_ = false;
  std::uint32_t ts_recent_ = 0, last_ack_sent_ = 0;
};

}  // namespace sockwire
