// A FIN-WAIT-2 that nobody holds, the window of an ACK that does not update it, and what is counted
// for a socket; docs/rules/tcp.md sections 1, 3, 4 and 7.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpUpkeep : public ::testing::Test {
 protected:
  static constexpr std::uint32_t kLimit = 60'000'000;
  TcpBench bench;
  Connection c = connect(bench);
  Tcb tcb() { return bench.tcb(c.desc); }
  TcpRecord acknowledge_fin() {
    bench.quiet();
    return c.peer.acknowledge(c.iss + 2);
  }
};

TEST_F(TcpUpkeep, AFinWait2ThatNobodyHoldsEnds) {
  bench.call(Call::CallClose, c.desc);
  const TcpRecord ack = acknowledge_fin();
  EXPECT_EQ(ack.post.state, TcpState::FinWait2);
  EXPECT_TRUE(ack.post.tw_armed);
  EXPECT_EQ(ack.post.tw_deadline, std::uint32_t(bench.now + kLimit));
  bench.after(kLimit - 1);
  EXPECT_EQ(tcb().state, TcpState::FinWait2);
  bench.after(1);
  EXPECT_EQ(tcb(), Tcb{});
  EXPECT_EQ(bench.last().timer, Timer::TimerTimeWait);
  EXPECT_EQ(bench.free_resources(), std::make_pair(8, 4));
}

TEST_F(TcpUpkeep, AFinWait2ThatIsHeldStays) {
  bench.call(Call::CallShutdown, c.desc, 1);
  EXPECT_FALSE(acknowledge_fin().post.tw_armed);
  bench.after(2 * kLimit);
  EXPECT_EQ(tcb().state, TcpState::FinWait2);
  const TcpRecord close = bench.call(Call::CallClose, c.desc);
  EXPECT_EQ(close.post.state, TcpState::FinWait2);
  EXPECT_EQ(close.post.tw_deadline, std::uint32_t(bench.now + kLimit));
  bench.after(kLimit);
  EXPECT_EQ(tcb(), Tcb{});
}

TEST_F(TcpUpkeep, TheFinOfThePeerSetsTheTimerAnew) {
  bench.call(Call::CallClose, c.desc);
  acknowledge_fin();
  const TcpRecord fin = c.peer.send(".F");
  EXPECT_EQ(fin.post.state, TcpState::TimeWait);
  EXPECT_EQ(fin.post.tw_deadline, std::uint32_t(bench.now + 2 * kMsl));
}

// Text beyond a gap updates the window (its sequence number is later); the ACK that comes after it
// from before the gap does not.
TEST_F(TcpUpkeep, AnAckThatDoesNotUpdateTheWindowKeepsItsEdge) {
  no_delay(bench, c);
  bench.call(Call::CallSend, c.desc, 600);
  bench.quiet();
  c.peer.wnd = 1000;
  EXPECT_EQ(c.peer.send_at(c.peer.seq + 100, ".", 10).post.snd_wnd, 1000u);
  c.peer.wnd = 5000;
  const TcpRecord old = c.peer.acknowledge(c.iss + 1 + 100);
  EXPECT_EQ(old.post.snd_una, c.iss + 101);
  EXPECT_EQ(old.post.snd_wnd, 900u);
  EXPECT_EQ(old.post.snd_wl1, c.peer.seq + 100);
  c.peer.wnd = 50;
  EXPECT_EQ(c.peer.send_at(c.peer.seq + 110, ".", 10).post.snd_wnd, 50u);
  EXPECT_EQ(c.peer.acknowledge(c.iss + 1 + 300).post.snd_wnd, 0u) << "never below zero";
}

TEST_F(TcpUpkeep, ASocketCountsItsSegments) {
  no_delay(bench, c);
  EXPECT_EQ(tcb().segs_out, 2u);  // SYN, ACK
  EXPECT_EQ(tcb().segs_in, 1u);
  bench.call(Call::CallSend, c.desc, 100);
  bench.after(1'000'000);
  EXPECT_EQ(tcb().segs_out, 4u);
  EXPECT_EQ(tcb().segs_again, 1u);
  c.peer.send_at(c.peer.seq - 1, ".", 1);  // old: acknowledged and dropped
  c.peer.send_at(c.peer.seq, "P", 1);      // without ACK
  c.peer.acknowledge(c.iss + 101);
  const Tcb post = tcb();
  EXPECT_EQ(post.segs_in, 4u);
  EXPECT_EQ(post.drops, 2u);
  EXPECT_EQ(post.segs_out, 5u);
  EXPECT_EQ(post.segs_again, 1u);
}

TEST_F(TcpUpkeep, AChildCountsItsSynAndConnectBeginsAnew) {
  bench.listener(81);
  const TcpRecord syn = Peer(bench, 4000, 81).send("S");
  EXPECT_EQ(syn.post.segs_in, 1u);
  EXPECT_EQ(syn.post.segs_out, 1u);
  bench.now += 1'000'000;
  bench.quiet();
  EXPECT_EQ(bench.tcb(syn.conn).segs_again, 1u);
  EXPECT_EQ(c.peer.send("R").post.segs_in, 2u) << "the reset is counted, and the count stays";
  const TcpRecord again = bench.call(Call::CallConnect, c.desc, 0, kPeer, 80);
  EXPECT_EQ(again.post.segs_in, 0u);
  EXPECT_EQ(again.post.segs_out, 1u);
}

TEST_F(TcpUpkeep, DropsArePulses) {
  bench.counted = {};
  c.peer.send_at(c.peer.seq - 1, ".", 1);
  c.peer.send_at(c.peer.seq, "P", 1);
  c.peer.send_at(c.peer.seq + 1, "R");
  c.peer.ack = c.iss + 2;
  c.peer.send(".");
  Peer(bench, 9, 9).send(".");
  bench.quiet();
  std::array<int, 22> expected{};
  expected[11] = expected[10] = expected[9] = expected[8] = expected[7] = 1;
  expected[15] = 1;  // tcpOutRsts
  expected[17] = 4;  // tcpOutSegs: an ACK, two challenges, a RST
  EXPECT_EQ(bench.counted, expected);
}

}  // namespace
}  // namespace sockwire::test
