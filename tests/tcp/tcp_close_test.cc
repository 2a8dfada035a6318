// Closing: FIN in every order, TIME-WAIT, resets, and who gets what back.
// RFC 9293 3.6, 3.10.4 to 3.10.8; RFC 5961; RFC 1337; RFC 1122 4.2.2.13; docs/rules/tcp.md.
#include "tests/tcp/tcp_peer.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

class TcpClose : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  Connection c = accept(bench, listener);

  TcpState state() { return bench.tcb(c.desc).state; }
  // The host closes; our FIN goes out.
  void close() {
    bench.call(Call::CallClose, c.desc);
    bench.quiet();
    EXPECT_TRUE(bench.sent.back().emit.flags.fin);
    EXPECT_EQ(bench.sent.back().emit.length, 0);
  }
  void expect_free() {
    EXPECT_EQ(bench.tcb(c.desc), Tcb{});
    EXPECT_EQ(bench.free_resources(), std::make_pair(7, 4));
  }
};

TEST_F(TcpClose, WeCloseFirst) {
  proves("9293-MUST-13");
  close();
  EXPECT_EQ(state(), TcpState::FinWait1);
  EXPECT_EQ(c.peer.acknowledge(c.iss + 2).post.state, TcpState::FinWait2);
  const TcpRecord fin = c.peer.send(".F");
  EXPECT_EQ(fin.post.state, TcpState::TimeWait);
  EXPECT_EQ(fin.emit.ack, c.peer.seq);
  EXPECT_EQ(fin.post.tw_deadline, std::uint32_t(bench.now + 2 * kMsl));
  bench.after(2 * kMsl - 1);
  EXPECT_EQ(state(), TcpState::TimeWait);
  bench.after(1);
  EXPECT_EQ(bench.last().timer, Timer::TimerTimeWait);
  expect_free();
}

TEST_F(TcpClose, PeerClosesFirst) {
  proves("9293-MUST-12");
  c.peer.send(".P", 10);
  const TcpRecord fin = c.peer.send(".F");
  EXPECT_EQ(fin.post.state, TcpState::CloseWait);
  EXPECT_TRUE(fin.ready.peer_closed && fin.ready.readable);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 100).answer.value, 10u);
  const TcpRecord end = bench.call(Call::CallRecv, c.desc, 100);
  EXPECT_EQ(end.answer.error, Errno::Ok);
  EXPECT_EQ(end.answer.value, 0u);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 5).answer.value, 5u);  // half closed
  bench.quiet();
  c.peer.acknowledge(c.iss + 6);
  close();
  EXPECT_EQ(state(), TcpState::LastAck);
  const TcpRecord last = c.peer.acknowledge(c.iss + 7);
  EXPECT_EQ(last.post, Tcb{});
  EXPECT_FALSE(last.emit.valid);
  expect_free();
}

TEST_F(TcpClose, BothCloseAtOnce) {
  proves("T21");
  close();
  EXPECT_EQ(c.peer.send(".F").post.state, TcpState::Closing);
  const TcpRecord ack = c.peer.acknowledge(c.iss + 2);
  EXPECT_EQ(ack.post.state, TcpState::TimeWait);
  EXPECT_FALSE(ack.post.rtx_armed);
  bench.after(2 * kMsl);
  expect_free();
}

TEST_F(TcpClose, PeersFinAcknowledgesOurs) {
  close();
  c.peer.ack = c.iss + 2;
  EXPECT_EQ(c.peer.send(".F").post.state, TcpState::TimeWait);
}

TEST_F(TcpClose, FinRidesOnTheLastText) {
  bench.call(Call::CallSend, c.desc, 2000);
  bench.call(Call::CallClose, c.desc);
  bench.quiet();
  const Emit fin = bench.sent.back().emit;
  EXPECT_EQ(fin.flags, flags(".PF"));
  EXPECT_EQ(fin.length, 540);
  // FIN and last text are lost together.
  c.peer.acknowledge(c.iss + 1461);
  bench.after(1'000'000);
  EXPECT_EQ(bench.sent.back().emit, fin);
  EXPECT_EQ(c.peer.acknowledge(c.iss + 2002).post.state, TcpState::FinWait2);
}

TEST_F(TcpClose, FinNeedsRoomInThePeersWindow) {
  c.peer.wnd = 10;
  c.peer.send(".", 1);
  bench.call(Call::CallSend, c.desc, 10);
  bench.call(Call::CallShutdown, c.desc, 1);
  bench.quiet();
  EXPECT_EQ(bench.sent.back().emit.length, 10);
  EXPECT_FALSE(bench.sent.back().emit.flags.fin);
  c.peer.wnd = 0;
  EXPECT_TRUE(c.peer.acknowledge(c.iss + 11).post.rtx_armed) << "to probe";
  bench.quiet();
  EXPECT_EQ(bench.tcb(c.desc).snd_nxt, c.iss + 11);
  bench.after(1'000'000);
  EXPECT_EQ(bench.sent.back().emit.flags, flags(".F")) << "the FIN itself is the probe";
  EXPECT_EQ(c.peer.acknowledge(c.iss + 12).post.state, TcpState::FinWait2);
}

TEST_F(TcpClose, LostFinIsSentAgain) {
  close();
  const Emit fin = bench.sent.back().emit;
  bench.after(1'000'000);
  EXPECT_EQ(bench.sent.back().emit, fin);
  EXPECT_EQ(state(), TcpState::FinWait1);
  c.peer.acknowledge(c.iss + 2);
  EXPECT_EQ(state(), TcpState::FinWait2);
}

TEST_F(TcpClose, FinWaitsForTheGapBeforeIt) {
  proves("9293-SEC-11 T20");
  const TcpRecord early = c.peer.send_at(c.peer.seq + 10, ".F", 10);
  EXPECT_EQ(early.post.state, TcpState::Established);
  EXPECT_EQ(early.take, (Take{c.peer.seq + 10, 0, 10}));
  EXPECT_EQ(early.emit.ack, c.peer.seq);
  const TcpRecord filled = c.peer.send(".", 10);
  EXPECT_EQ(filled.post.state, TcpState::CloseWait);
  EXPECT_EQ(filled.emit.ack, c.peer.seq + 11);
  EXPECT_TRUE(filled.ready.peer_closed && filled.ready.readable);
}

TEST_F(TcpClose, TimeWaitAnswersAFinAndIgnoresResets) {
  proves("9293-SEC-12 1337-01 T22");
  close();
  c.peer.ack = c.iss + 2;
  c.peer.send(".F");
  bench.now += 100;
  const TcpRecord again = c.peer.send_at(c.peer.seq - 1, ".F");
  EXPECT_EQ(again.drop, Drop::DropUnacceptable);
  EXPECT_EQ(again.emit.flags, flags("."));
  EXPECT_EQ(again.post.tw_deadline, std::uint32_t(bench.now + 2 * kMsl));
  EXPECT_EQ(c.peer.send("R").drop, Drop::DropIgnored);
  EXPECT_EQ(state(), TcpState::TimeWait);
}

TEST_F(TcpClose, ResetMustHitTheNextOctetExactly) {
  proves("5961-01 5961-02 5961-03 T07");
  EXPECT_EQ(c.peer.send_at(c.peer.seq + 4096, "R").drop, Drop::DropUnacceptable);
  EXPECT_FALSE(bench.last().emit.valid);
  const TcpRecord near = c.peer.send_at(c.peer.seq + 1, "R");
  EXPECT_EQ(near.drop, Drop::DropChallenge);
  EXPECT_EQ(near.emit.flags, flags("."));
  const TcpRecord hit = c.peer.send("R");
  EXPECT_EQ(hit.post.state, TcpState::Closed);
  EXPECT_TRUE(hit.ready.error);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 1).answer.error, Errno::Econnreset);
  bench.call(Call::CallClose, c.desc);
  expect_free();
}

TEST_F(TcpClose, TextBeforeAResetCanStillBeRead) {
  c.peer.send(".", 10);
  c.peer.send("R");
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 100).answer.value, 10u);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 100).answer.error, Errno::Econnreset);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 100).answer.error, Errno::Enotconn);
}

TEST_F(TcpClose, ClosingWithUnreadTextResets) {
  proves("9293-SHLD-3");
  c.peer.send(".", 10);
  const TcpRecord record = bench.call(Call::CallClose, c.desc);
  EXPECT_EQ(record.emit.flags, flags("R"));
  EXPECT_EQ(record.emit.seq, c.iss + 1);
  expect_free();
}

TEST_F(TcpClose, TextForAClosedSocketResets) {
  proves("9293-SHLD-3");
  close();
  const TcpRecord text = c.peer.send(".", 10);
  EXPECT_EQ(text.emit.flags, flags("R"));
  EXPECT_EQ(text.take, Take{});
  expect_free();
}

TEST_F(TcpClose, ShutdownLeavesReadingOpen) {
  bench.call(Call::CallShutdown, c.desc, 1);
  bench.quiet();
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 1).answer.error, Errno::Epipe);
  EXPECT_EQ(c.peer.acknowledge(c.iss + 2).post.state, TcpState::FinWait2);
  EXPECT_EQ(c.peer.send(".", 10).take.length, 10);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 100).answer.value, 10u);
  EXPECT_EQ(c.peer.send(".F").post.state, TcpState::TimeWait);
  bench.call(Call::CallClose, c.desc);
  EXPECT_EQ(state(), TcpState::TimeWait);
  bench.after(2 * kMsl);
  expect_free();
}

TEST_F(TcpClose, CloseInSynReceivedSendsFinAfterTheHandshake) {
  const std::uint16_t desc = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 90);
  Peer peer(bench, 90, open.post.local_port);
  peer.send("S");
  const TcpRecord close = bench.call(Call::CallClose, desc);
  EXPECT_EQ(close.post.state, TcpState::FinWait1);
  EXPECT_EQ(close.post.snd_una, open.post.iss);
  bench.after(1'000'000);
  EXPECT_EQ(bench.last().emit.flags, flags("S.")) << "the SYN is still what was not acknowledged";
  EXPECT_EQ(bench.last().post.snd_rtx, bench.last().post.snd_nxt);
  const std::size_t before = bench.sent.size();
  EXPECT_EQ(peer.acknowledge(open.post.iss + 1).post.state, TcpState::FinWait1);
  bench.quiet();
  ASSERT_EQ(bench.sent.size(), before + 1);
  EXPECT_EQ(bench.sent.back().emit.flags, flags(".F"));
  EXPECT_EQ(peer.acknowledge(open.post.iss + 2).post.state, TcpState::FinWait2);
}

TEST_F(TcpClose, AbortResetsWhereThePeerMustKnow) {
  EXPECT_EQ(bench.call(Call::CallAbort, c.desc).emit.flags, flags("R"));
  expect_free();
  const std::uint16_t desc = bench.socket();
  bench.call(Call::CallConnect, desc, 0, kPeer, 90);
  EXPECT_FALSE(bench.call(Call::CallAbort, desc).emit.valid);
}

TEST_F(TcpClose, QueuedConnectionThatWasResetIsStillAccepted) {
  Peer peer(bench, 4001, 80);
  const TcpRecord syn = peer.send("S");
  peer.acknowledge(syn.post.iss + 1);
  const TcpRecord reset = peer.send("R");
  EXPECT_EQ(reset.post.state, TcpState::Closed);
  EXPECT_TRUE(reset.post.allocated && reset.post.queued);
  const TcpRecord accepted = bench.call(Call::CallAccept, listener);
  EXPECT_EQ(accepted.conn, syn.conn);
  EXPECT_EQ(bench.call(Call::CallRecv, syn.conn, 1).answer.error, Errno::Econnreset);
  bench.call(Call::CallClose, syn.conn);
  EXPECT_EQ(bench.tcb(syn.conn), Tcb{});
}

}  // namespace
}  // namespace sockwire::test
