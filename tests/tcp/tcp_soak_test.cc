// Long runs: nothing leaks, nothing starves, and no event takes more than ten cycles (which the
// engine asserts, with its other invariants, on every event of every test).
#include <random>

#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

// Lessons, TCP 12: after N connections nothing opens any more. Every way a connection can end.
TEST(TcpSoak, EveryResourceComesBackHoweverAConnectionEnds) {
  TcpBench bench;
  const std::uint16_t listener = bench.listener(80);
  const auto all = std::make_pair(7, 4);
  const std::vector<std::function<void(Connection&)>> endings = {
      [&](Connection& c) {  // we first
        bench.call(Call::CallClose, c.desc), bench.quiet();
        c.peer.acknowledge(c.iss + 2), c.peer.send(".F"), bench.after(2 * kMsl);
      },
      [&](Connection& c) {  // the peer first
        c.peer.send(".F"), bench.call(Call::CallClose, c.desc), bench.quiet(),
            c.peer.acknowledge(c.iss + 2);
      },
      [&](Connection& c) { c.peer.send("R"), bench.call(Call::CallClose, c.desc); },
      [&](Connection& c) { bench.call(Call::CallAbort, c.desc); },
      [&](Connection& c) { c.peer.send(".", 5), bench.call(Call::CallClose, c.desc); },
      [&](Connection& c) { bench.call(Call::CallClose, c.desc), c.peer.send(".", 5); },
      [&](Connection& c) {  // nobody answers
        bench.call(Call::CallSend, c.desc, 9), bench.call(Call::CallClose, c.desc);
        for (int i = 0; i < 12; ++i) bench.after(60'000'000);
      },
      [&](Connection& c) {  // reset while it sends, bound and connected anew by the host
        bench.call(Call::CallSend, c.desc, 2000), c.peer.send("R"),
            bench.call(Call::CallBind, c.desc, 0, 0, 99);
        bench.call(Call::CallConnect, c.desc, 0, kPeer, 99), bench.call(Call::CallRecv, c.desc, 1);
        bench.call(Call::CallAbort, c.desc), bench.quiet();
      },
  };
  for (int round = 0; round < 20; ++round) {
    for (std::size_t way = 0; way < endings.size(); ++way) {
      Connection passive = accept(bench, listener, 80, std::uint16_t(4000 + way));
      endings[way](passive);
      Connection active = connect(bench);
      endings[way](active);
      ASSERT_EQ(bench.free_resources(), all) << "ending " << way << ", round " << round;
    }
    Peer half_open(bench, 3999, 80);  // never finishes its handshake
    half_open.send("S");
    for (int i = 0; i < 10; ++i) bench.after(60'000'000);
    ASSERT_EQ(bench.free_resources(), all) << "half open, round " << round;
    ASSERT_EQ(bench.ports, std::set<std::uint16_t>{80});
  }
}

// Whatever comes, the engine's assertions hold and the host gets its answers; outputs stall at
// random.
class TcpNoise : public ::testing::TestWithParam<unsigned> {};
TEST_P(TcpNoise, RandomCallsAndSegments) {
  TcpBench bench;
  std::mt19937 random(GetParam());
  const auto below = [&](std::uint32_t n) { return std::uint32_t(random() % n); };
  std::map<std::uint32_t, Tcb> known;  // by descriptor, as the last record left it
  std::set<TcpState> seen;
  std::set<Drop> drops;
  std::set<Timer> timers;
  int recoveries = 0, fast = 0, full = 0, blocks = 0, samples = 0;
  std::size_t done = 0;
  const char* const shapes[] = {".",  ".P", ".F", ".PF", "S", "S.", "R",
                                "R.", ".",  ".",  ".",   "P", "SF", ".U"};

  bench.listener(80, 3);
  for (int step = 0; step < 30000; ++step) {
    for (; done < bench.records.size(); ++done) {
      const TcpRecord& record = bench.records[done];
      if (record.conn != kNoDesc) known[record.conn] = record.post;
      seen.insert(record.post.state), drops.insert(record.drop), timers.insert(record.timer);
      recoveries += !record.pre.recovering && record.post.recovering;
      fast += record.kind == EventKind::EventTransmit && record.pre.resend && record.emit.length;
      full += record.post.held3 != Range{};
      blocks += record.emit.sacks >= 3;
      samples += record.pre.srtt != record.post.srtt && record.pre.rtt_valid;
    }
    const std::uint16_t desc = std::uint16_t(below(8));
    const Tcb& socket = known[desc];
    if (below(10) < 6 && socket.remote_port) {
      // A segment near what is right for this socket.
      const auto near = [&](std::uint32_t right) {
        return below(8) ? right : right + below(5000) - 2500;
      };
      Segment segment{.addr = socket.remote_addr,
                      .src_port = socket.remote_port,
                      .dst_port = socket.local_port,
                      .seq = near(socket.rcv_nxt),
                      .flags = flags(shapes[below(std::size(shapes))]),
                      .wnd = std::uint16_t(below(16) ? 4000 : below(3)),
                      .length = std::uint16_t(below(2) ? 0 : below(below(2) ? 1461 : 50))};
      if (socket.ts_ok && below(30)) {
        segment.has_ts = true;
        segment.tsval = socket.ts_recent + below(4) - (below(8) == 0);
        segment.tsecr =
            std::uint32_t(bench.now >> 10) + socket.ts_offset - below(below(9) ? 99 : ~0);
      }
      if (segment.flags.rst && below(8)) segment.flags.rst = false;
      if (segment.flags.fin && socket.state != TcpState::FinWait1 && below(3))
        segment.flags.fin = false;
      if (segment.flags.ack) {
        segment.ack = near(socket.snd_una + (below(3) ? below(400) * below(2) : 0));
        if (below(4) == 0) segment.ack = socket.snd_nxt;
      }
      if (segment.flags.syn && below(2)) segment.has_ts = true, segment.tsval = below(~0);
      if (below(2)) segment.seq += below(2500);
      bench.segment(segment);
    } else if (below(10) < 2) {
      Peer peer(bench, std::uint16_t(4000 + below(6)), 80, below(~0));
      peer.mss = std::uint16_t(below(2) ? 1460 : below(300));
      peer.sack = below(3), peer.wnd = 4000;
      if (below(3)) peer.wscale = std::uint8_t(below(15));
      if (below(2)) peer.tsval = below(~0);
      peer.send(below(4) ? "S" : ".");
    } else if (below(40) == 0) {
      bench.now += below(3) ? below(3000) : below(4'000'000);
    } else {
      const Call calls[] = {Call::CallSocket, Call::CallBind,     Call::CallListen,
                            Call::CallAccept, Call::CallConnect,  Call::CallSend,
                            Call::CallSend,   Call::CallRecv,     Call::CallRecv,
                            Call::CallRecv,   Call::CallShutdown, Call::CallClose,
                            Call::CallAbort,  Call::CallOption};
      Call call = calls[below(std::size(calls))];
      if ((call == Call::CallAbort || call == Call::CallClose) && below(6)) call = Call::CallAccept;
      const std::uint16_t port = std::uint16_t(call == Call::CallBind     ? 80 + below(3)
                                               : call == Call::CallOption ? below(5)
                                                                          : 4000 + below(6));
      bench.call(call, desc, call == Call::CallShutdown ? below(4) : below(2100), kPeer, port);
    }
    bench.dut().emit_ready_i = below(4) != 0;
    bench.dut().move_ready_i = below(4) != 0;
    for (std::uint32_t i = below(12); i > 0; --i) bench.tick();
    bench.dut().emit_ready_i = bench.dut().move_ready_i = 1;
  }
  for (int state = 0; state <= int(TcpState::TimeWait); ++state)
    EXPECT_TRUE(seen.contains(TcpState(state)))
        << to_string(TcpState(state)) << " was never reached";
  // The noise is worth something: it has found the corners.
  for (const Drop drop : {Drop::DropUnacceptable, Drop::DropChallenge, Drop::DropNoAck,
                          Drop::DropBadAck, Drop::DropPaws, Drop::DropNoTimestamp})
    EXPECT_TRUE(drops.contains(drop)) << to_string(drop);
  for (const Timer timer : {Timer::TimerRetransmit, Timer::TimerTimeWait, Timer::TimerDelayedAck,
                            Timer::TimerKeepalive})
    EXPECT_TRUE(timers.contains(timer)) << to_string(timer);
  EXPECT_GT(recoveries, 0);
  EXPECT_GT(fast, 0);
  EXPECT_GT(full, 0);
  EXPECT_GT(blocks, 0);
  EXPECT_GT(samples, 0);
  for (std::uint16_t desc = 0; desc < 8; ++desc) {
    bench.call(Call::CallAbort, desc);
    const Tcb left = bench.tcb(desc);  // FIN-WAIT-2 has no timer
    if (left.allocated && left.remote_port)
      bench.segment({.addr = left.remote_addr,
                     .src_port = left.remote_port,
                     .dst_port = left.local_port,
                     .seq = left.rcv_nxt,
                     .flags = flags("R")});
  }
  for (int i = 0; i < 14; ++i) bench.after(60'000'000);
  EXPECT_EQ(bench.free_resources(), std::make_pair(8, 4));
  EXPECT_TRUE(bench.ports.empty());
}
INSTANTIATE_TEST_SUITE_P(Seeds, TcpNoise, ::testing::Range(1u, 7u));

// Calls, segments, turns and timeouts all wait at once; each is served in its turn.
TEST(TcpSoak, NoKindOfEventStarves) {
  TcpBench bench;
  const std::uint16_t listener = bench.listener(80);
  Connection a = accept(bench, listener, 80, 4000), b = accept(bench, listener, 80, 4001);
  no_delay(bench, a);
  bench.quiet();
  const std::size_t before = bench.records.size();
  std::uint64_t start = bench.cycles;
  for (int i = 0; i < 500; ++i) {
    a.peer.send(".");
    b.peer.send(".", 1);  // its acknowledgment waits for a timer
    if (bench.call(Call::CallSend, a.desc, 100).answer.error == Errno::Eagain)
      a.peer.acknowledge(bench.tcb(a.desc).snd_nxt);
    bench.now += 100'000;
  }
  int timeouts = 0, turns = 0;
  for (std::size_t i = before; i < bench.records.size(); ++i) {
    timeouts += bench.records[i].kind == EventKind::EventTimeout;
    turns += bench.records[i].kind == EventKind::EventTransmit;
  }
  EXPECT_GE(timeouts, 250);
  EXPECT_GE(turns, 250);
  const std::uint64_t events = bench.records.size() - before;
  EXPECT_LE(bench.cycles - start, 16 * events) << "cycles an event, with the bench's own delays";
}

}  // namespace
}  // namespace sockwire::test
