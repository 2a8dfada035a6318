// What is not acknowledged goes again: time-out, back-off, probes of a closed window, giving up.
// RFC 9293 3.8.1, 3.8.3, 3.8.6.1; RFC 6298 section 5; docs/rules/tcp.md sections 4 and 5.
#include "tests/requirement.h"
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpRetransmit : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  std::vector<Emit> texts(std::size_t from) const { return test::texts(bench, from); }
};

TEST_F(TcpRetransmit, PeersWindowHoldsUsBackAndIsProbed) {
  proves("9293-MUST-36 9293-MUST-37 9293-SHLD-29 9293-SHLD-30 T15");
  Connection c = accept(bench, listener);
  c.peer.wnd = 0;
  c.peer.send(".", 1);
  const TcpRecord give = bench.call(Call::CallSend, c.desc, 2000);
  EXPECT_FALSE(give.post.active);
  EXPECT_TRUE(give.post.rtx_armed) << "the timer that probes";
  std::size_t before = bench.sent.size();
  bench.after(1'000'000);
  ASSERT_EQ(bench.sent.size(), before + 1);
  EXPECT_EQ(bench.sent.back().emit.length, 1);
  EXPECT_EQ(bench.sent.back().emit.seq, c.iss + 1);
  // The probe is refused, then lost for ever: it goes on, and each answer keeps the connection.
  std::uint64_t rto = 2'000'000;
  for (int i = 0; i < 15; ++i) {
    EXPECT_EQ(c.peer.send(".").post.retries, 0);
    bench.after(rto);
    EXPECT_EQ(bench.sent.back().emit.length, 1);
    rto = std::min<std::uint64_t>(2 * rto, 60'000'000);
  }
  c.peer.wnd = 500;
  before = bench.sent.size();
  EXPECT_EQ(c.peer.acknowledge(c.iss + 2).post.rto, 1'000'000u) << "the window opened";
  bench.quiet();
  ASSERT_EQ(texts(before).size(), 0u) << "a silly window: less than half of the largest";
  bench.after(1'000'000);
  ASSERT_EQ(texts(before).size(), 1u) << "but not for ever";
  EXPECT_EQ(texts(before)[0].length, 500);
  EXPECT_EQ(texts(before)[0].seq, c.iss + 2);
}

TEST_F(TcpRetransmit, TimeoutGoesBackToTheOldestOctet) {
  Connection c = accept(bench, listener);
  no_delay(bench, c);
  bench.call(Call::CallSend, c.desc, 2048);
  bench.call(Call::CallSend, c.desc, 2048);
  bench.quiet();
  ASSERT_EQ(texts(0).size(), 3u);
  std::size_t before = bench.sent.size();
  bench.after(1'000'000);
  std::vector<Emit> again = texts(before);
  ASSERT_EQ(again.size(), 1u) << "the congestion window is one segment";
  EXPECT_EQ(again[0].seq, c.iss + 1);
  EXPECT_EQ(again[0].length, 1460);
  EXPECT_EQ(bench.tcb(c.desc).retries, 1);
  before = bench.sent.size();
  EXPECT_EQ(c.peer.acknowledge(c.iss + 1461).post.retries, 0);
  bench.quiet();
  again = texts(before);
  ASSERT_EQ(again.size(), 2u) << "the rest of what was sent before, by turns";
  EXPECT_EQ(again[0].seq, c.iss + 1461);
  EXPECT_EQ(again[1].seq, c.iss + 2921);
  EXPECT_EQ(again[1].length, 1176);
  // An acknowledgment of everything that was sent before the time-out.
  const TcpRecord ack = c.peer.acknowledge(c.iss + 1 + 4096);
  EXPECT_EQ(ack.post.snd_rtx, ack.post.snd_nxt);
  EXPECT_FALSE(ack.post.rtx_armed);
  EXPECT_EQ(ack.post.rto, 2'000'000u) << "backed off until a round trip is measured";
}

TEST_F(TcpRetransmit, OnlyAcceptableAcksRearmTheTimer) {
  proves("9293-SEC-10");
  Connection c = accept(bench, listener);
  bench.call(Call::CallSend, c.desc, 100);
  bench.quiet();
  bench.after(1'000'000);
  const Tcb before = bench.tcb(c.desc);
  bench.now += 10;
  c.peer.send(".");              // a duplicate
  c.peer.ack = c.iss + 1 + 101;  // never sent
  EXPECT_EQ(c.peer.send(".").drop, Drop::DropBadAck);
  c.peer.ack = c.iss - 5;
  EXPECT_EQ(c.peer.send(".").drop, Drop::DropNone);  // old
  const Tcb now = bench.tcb(c.desc);
  EXPECT_EQ(now.rtx_deadline, before.rtx_deadline);
  EXPECT_EQ(now.retries, 1);
  EXPECT_EQ(now.snd_una, c.iss + 1);
}

TEST_F(TcpRetransmit, TextIsGivenUpAfterTenRetries) {
  proves("9293-MUST-20 T30");
  Connection c = accept(bench, listener);
  bench.call(Call::CallSend, c.desc, 100);
  bench.quiet();
  for (int i = 0; i < 10; ++i) bench.after(60'000'000);
  EXPECT_EQ(bench.last().post.retries, 10);
  bench.after(60'000'000);
  EXPECT_EQ(bench.last().post.state, TcpState::Closed);
  EXPECT_TRUE(bench.last().ready.error);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 1).answer.error, Errno::Etimedout);
}

}  // namespace
}  // namespace sockwire::test
