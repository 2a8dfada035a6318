// Calls, segments and ICMP errors at random, most of them near what is right for some socket, so
// that every corner of the rules is met: all states, out-of-order text, duplicate acknowledgments,
// blocks of SACK, old timestamps, cookies, urgent text.
#pragma once

#include <random>

#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {

class Noise {
 public:
  Noise(TcpBench& bench, unsigned seed) : bench_(bench), random_(seed) {}

  bool explicit_ports = false;  // sockets are bound before they connect

  void step() {
    learn();
    const std::uint16_t desc = std::uint16_t(below(8));
    const Tcb& socket = known_[desc];
    if (below(60) == 0 && socket.remote_port)
      receiver(desc);
    else if (below(10) < 6 && socket.remote_port)
      bench_.segment(segment(socket));
    else if (below(10) < 2)
      stranger();
    else if (below(15) == 0)
      bench_.icmp(error(socket));
    else if (below(20) == 0)
      bench_.now += below(3)    ? below(below(2) ? 3000 : 80'000)
                    : below(10) ? below(4'000'000)
                                : std::uint64_t{below(3)} * 1'100'000'000'000;  // 12.7 days
    else
      call(desc);
    bench_.dut().emit_ready_i = below(4) != 0;
    bench_.dut().move_ready_i = below(4) != 0;
    for (std::uint32_t i = below(12); i > 0; --i) bench_.tick();
    bench_.dut().emit_ready_i = bench_.dut().move_ready_i = 1;
  }

  // The noise is worth something: it has found the corners.
  void expect_corners() {
    learn();
    for (int state = 0; state <= int(TcpState::TimeWait); ++state)
      EXPECT_TRUE(states_.contains(TcpState(state)))
          << to_string(TcpState(state)) << " was never reached";
    for (const Drop drop : {Drop::DropUnacceptable, Drop::DropChallenge, Drop::DropNoAck,
                            Drop::DropBadAck, Drop::DropPaws, Drop::DropNoTimestamp})
      EXPECT_TRUE(drops_.contains(drop)) << to_string(drop);
    for (const Timer timer : {Timer::TimerRetransmit, Timer::TimerTimeWait, Timer::TimerDelayedAck,
                              Timer::TimerKeepalive})
      EXPECT_TRUE(timers_.contains(timer)) << to_string(timer);
    EXPECT_GT(recoveries_, 0);
    EXPECT_GT(sack_recoveries_, 0);
    EXPECT_GT(all_sacked_, 0);
    EXPECT_GT(holes_, 0);
    EXPECT_GT(cookies_taken_, 0);
    EXPECT_GT(smaller_paths_, 0);
    EXPECT_GT(urgent_, 0);
    EXPECT_GT(resent_, 0);
    EXPECT_GT(all_held_, 0);
    EXPECT_GT(blocks_, 0);
    EXPECT_GT(samples_, 0);
    EXPECT_TRUE(epochs_ && roots_ && steps_) << "CUBIC";
  }

  // Every connection is ended.
  void end() {
    for (std::uint16_t desc = 0; desc < 8; ++desc) {
      bench_.call(Call::CallAbort, desc);
    }
    for (int i = 0; i < 14; ++i) bench_.after(60'000'000);
  }

 private:
  std::uint32_t below(std::uint32_t n) { return std::uint32_t(random_() % n); }
  // The window of a peer, known by its port: some have little room.
  static std::uint16_t window(std::uint16_t port) { return port % 3 == 0 ? 700 : 4000; }

  void learn() {
    for (; done_ < bench_.records.size(); ++done_) {
      const TcpRecord& record = bench_.records[done_];
      const Tcb &pre = record.pre, &post = record.post;
      if (record.conn != kNoDesc) known_[record.conn] = post;
      states_.insert(post.state), drops_.insert(record.drop), timers_.insert(record.timer);
      recoveries_ += !pre.recovering && post.recovering;
      resent_ += record.kind == EventKind::EventTransmit && pre.resend && record.emit.length;
      all_held_ += post.held3 != Range{};
      blocks_ += record.emit.sacks >= 3;
      sack_recoveries_ += !pre.recovering && post.recovering && post.sack_ok;
      all_sacked_ += post.sacked3 != Range{};
      holes_ += pre.recovering && post.snd_rtx != pre.snd_rtx && pre.sacked0 != Range{} &&
                record.kind == EventKind::EventTransmit && record.emit.length && !pre.resend;
      cookies_taken_ += record.kind == EventKind::EventSegment && !pre.allocated &&
                        post.state == TcpState::Established;
      smaller_paths_ += record.kind == EventKind::EventIcmp && post.snd_mss < pre.snd_mss;
      urgent_ += record.emit.flags.urg && record.ready.urgent == false;
      if (record.drop == Drop::DropCookie) cookie_ = record;
      samples_ += pre.srtt != post.srtt && pre.rtt_valid;
      epochs_ += !pre.epoch && post.epoch, roots_ += !pre.epoch && post.epoch && post.cubic_k != 0;
      steps_ += pre.epoch && post.epoch && post.cwnd > pre.cwnd;
    }
  }

  // A segment near what is right for this socket.
  Segment segment(const Tcb& socket) {
    const char* const shapes[] = {".",  ".P", ".F", ".PF", "S", "S.", "R",
                                  "R.", ".",  ".",  ".",   "P", "SF", ".U"};
    const auto near = [&](std::uint32_t right) {
      return below(8) ? right : right + below(5000) - 2500;
    };
    Segment made{.addr = socket.remote_addr,
                 .src_port = socket.remote_port,
                 .dst_port = socket.local_port,
                 .seq = near(socket.rcv_nxt),
                 .flags = flags(shapes[below(std::size(shapes))]),
                 .wnd = std::uint16_t(below(16) ? window(socket.remote_port) : below(3)),
                 .length = std::uint16_t(below(2) ? 0 : below(below(2) ? 1461 : 50))};
    if (made.flags.rst && below(8)) made.flags.rst = false;
    if (made.flags.fin && socket.state != TcpState::FinWait1 && below(3)) made.flags.fin = false;
    if (made.flags.ack) {
      made.ack = near(socket.snd_una + (below(3) ? below(400) * below(2) : 0));
      if (below(4) == 0) made.ack = socket.snd_nxt;
    }
    if (below(2)) made.seq += below(2500);
    if (made.flags.urg) made.urgent = std::uint16_t(below(3000));
    if (socket.ts_ok && below(30)) {
      made.has_ts = true;
      made.tsval = socket.ts_recent + below(4) - (below(8) == 0);
      made.tsecr = std::uint32_t(bench_.now >> 10) + socket.ts_offset - below(below(9) ? 99 : ~0u);
    }
    if (made.flags.syn) made.has_sackok = below(2);
    if (made.flags.syn && below(2)) made.has_ts = true, made.tsval = below(~0u);
    if (below(3) == 0) tell(made, socket, 3000);
    return made;
  }

  // Blocks of SACK, most of them among what is in flight.
  void tell(Segment& made, const Tcb& socket, std::uint32_t span) {
    if (made.flags.syn || !made.flags.ack) return;
    Range* const places[] = {&made.sack0, &made.sack1, &made.sack2, &made.sack3};
    made.sacks = std::uint8_t(below(made.has_ts ? 4 : 5));
    for (std::uint32_t i = 0; i < made.sacks; ++i) {
      places[i]->left = socket.snd_una + 20 * below(span / 20 + 1);
      places[i]->right = places[i]->left + 20 * below(below(2) ? 3 : span / 20 + 1) + below(30);
      if (*places[i] == Range{}) places[i]->right = 1;
    }
  }

  IcmpError error(const Tcb& socket) {
    const std::uint8_t types[] = {3, 3, 3, 11, 12};
    IcmpError made{.addr = kPeer,
                   .remote_port = socket.remote_port,
                   .local_port = socket.local_port,
                   .seq = socket.snd_una + (below(4) ? 0 : below(3000) - 1000),
                   .msg_type = types[below(std::size(types))],
                   .code = std::uint8_t(below(3) ? 4 : below(14))};
    if (made.msg_type == 3 && made.code == 4)
      made.mtu = std::uint16_t(below(8) ? 500 + below(1100) : below(2) * 99);
    return made;
  }

  // A peer that reads what we send: duplicates, partial and full acknowledgments, silence; if it
  // likes, blocks of SACK in all that it sends, and few acknowledgments.
  void receiver(std::uint16_t desc) {
    if (below(2)) bench_.call(Call::CallOption, desc, 1, 0, 1);
    if (below(2)) bench_.call(Call::CallOption, desc, below(8) != 0, 0, 4);
    const bool tells = below(3) != 0;
    for (int i = 0; i < 30; ++i) {
      learn();
      const Tcb& socket = known_[desc];
      if (!socket.remote_port) return;
      if (below(4) == 0) bench_.call(Call::CallSend, desc, 1 + below(2048));
      if (below(tells ? 90 : 30) == 0) bench_.now += socket.rto + 1;
      if (below(20) == 0) bench_.icmp(error(socket));
      for (std::uint32_t wait = below(60); wait > 0; --wait) bench_.tick();
      const std::uint32_t flight = socket.snd_nxt - socket.snd_una;
      Segment made{.addr = socket.remote_addr,
                   .src_port = socket.remote_port,
                   .dst_port = socket.local_port,
                   .seq = socket.rcv_nxt,
                   .ack = socket.snd_una,
                   .flags = flags("."),
                   .wnd = std::uint16_t(below(40) ? window(socket.remote_port) : below(4000))};
      if (flight != 0 && below(tells ? 20 : 5) == 0) made.ack += 1 + below(flight);
      if (flight != 0 && below(tells ? 20 : 5) == 0)
        made.ack += std::min<std::uint32_t>(socket.snd_mss, flight);
      if (below(30) == 0) made.ack = socket.snd_una - below(9000u << socket.snd_wscale);
      if (socket.ts_ok) {
        made.has_ts = true, made.tsval = socket.ts_recent;
        made.tsecr = std::uint32_t(bench_.now >> 10) + socket.ts_offset - below(99);
      }
      if (socket.sack_ok && tells) tell(made, socket, flight);
      bench_.segment(made);
    }
  }

  void stranger() {
    if (cookie_ && below(3) == 0) return bring_back(*cookie_);
    const auto from = std::uint16_t(4000 + below(6));
    Peer peer(bench_, from, 80, below(~0u));
    peer.mss = std::uint16_t(below(2) ? 1460 : below(300));
    peer.sack = below(3), peer.wnd = window(from);
    if (below(3)) peer.wscale = std::uint8_t(below(15));
    Segment syn = peer.make(below(4) ? "S" : ".");
    if (below(2)) syn.has_ts = true, syn.tsval = below(~0u);
    bench_.segment(syn);
  }

  // The cookie that was sent last, sometimes not quite.
  void bring_back(const TcpRecord& record) {
    Segment ack{.addr = record.segment.addr,
                .src_port = record.segment.src_port,
                .dst_port = record.segment.dst_port,
                .seq = record.segment.seq + 1,
                .ack = record.emit.seq + 1,
                .flags = flags(below(8) ? "." : "S."),
                .wnd = window(record.segment.src_port),
                .length = std::uint16_t(below(2) * below(100))};
    if (below(4) == 0) (below(2) ? ack.seq : ack.ack) += below(3) - 1;
    bench_.segment(ack);
  }

  void call(std::uint16_t desc) {
    const Call calls[] = {Call::CallSocket,  Call::CallBind,  Call::CallListen,   Call::CallAccept,
                          Call::CallConnect, Call::CallSend,  Call::CallSend,     Call::CallRecv,
                          Call::CallRecv,    Call::CallRecv,  Call::CallShutdown, Call::CallClose,
                          Call::CallAbort,   Call::CallOption};
    Call what = calls[below(std::size(calls))];
    if ((what == Call::CallAbort || what == Call::CallClose) && below(6)) what = Call::CallAccept;
    const std::uint16_t port = std::uint16_t(what == Call::CallBind     ? 80 + below(3)
                                             : what == Call::CallOption ? below(6)
                                                                        : 4000 + below(6));
    if (what == Call::CallConnect && explicit_ports)
      bench_.call(Call::CallBind, desc, 0, 0, std::uint16_t(1000 + below(3000)));
    if (what == Call::CallConnect && explicit_ports && !bench_.tcb(desc).bound) return;
    const bool few = what == Call::CallShutdown || (what == Call::CallOption && (port == 4 || port == 5));
    bench_.call(what, desc, below(few ? 4 : 2100), kPeer, port);
  }

  TcpBench& bench_;
  std::mt19937 random_;
  std::map<std::uint32_t, Tcb> known_;  // by descriptor, as the last record left it
  std::size_t done_ = 0;
  std::set<TcpState> states_;
  std::set<Drop> drops_;
  std::set<Timer> timers_;
  int recoveries_ = 0, resent_ = 0, all_held_ = 0, blocks_ = 0, samples_ = 0;
  int sack_recoveries_ = 0, all_sacked_ = 0, holes_ = 0, cookies_taken_ = 0, smaller_paths_ = 0,
      urgent_ = 0, epochs_ = 0, roots_ = 0, steps_ = 0;
  std::optional<TcpRecord> cookie_;  // the last that was sent
};

}  // namespace sockwire::test
