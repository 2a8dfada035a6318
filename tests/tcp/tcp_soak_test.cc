// Long runs: nothing leaks, nothing starves, and no event takes more than ten cycles (which the
// engine asserts, with its other invariants, on every event of every test).
#include "tests/tcp/tcp_noise.h"

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
  bench.listener(80, 3);
  Noise noise(bench, GetParam());
  for (int step = 0; step < 25000; ++step) noise.step();
  noise.expect_corners();
  noise.end();
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
