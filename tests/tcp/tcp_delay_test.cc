// What waits and what does not: delayed acknowledgments, Nagle, silly windows; scaled windows and
// the place of a segment without text. RFC 9293 3.7.4, 3.8.6; RFC 7323 section 2;
// docs/rules/tcp.md.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpDelay : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  Connection c = accept(bench, listener);

  Tcb tcb() { return bench.tcb(c.desc); }
  // The host gives `octets`; the lengths of the segments that leave then.
  std::vector<unsigned> give(std::uint32_t octets) {
    const std::size_t before = bench.sent.size();
    bench.call(Call::CallSend, c.desc, octets);
    return lengths(before);
  }
  std::vector<unsigned> lengths(std::size_t before) {
    bench.quiet();
    std::vector<unsigned> all;
    for (const Emit& text : texts(bench, before)) all.push_back(text.length);
    return all;
  }
  using Lengths = std::vector<unsigned>;
};

TEST_F(TcpDelay, AcknowledgmentWaitsFortyMilliseconds) {
  const TcpRecord text = c.peer.send(".", 100);
  EXPECT_FALSE(text.emit.valid);
  EXPECT_TRUE(text.post.delack_armed);
  const std::size_t before = bench.records.size();
  bench.after(39'999);
  ASSERT_EQ(bench.records.size(), before);
  bench.after(1);
  ASSERT_EQ(bench.records.size(), before + 1);
  EXPECT_EQ(bench.last().timer, Timer::TimerDelayedAck);
  EXPECT_EQ(bench.last().emit.flags, flags("."));
  EXPECT_EQ(bench.last().emit.ack, c.peer.seq);
  EXPECT_FALSE(bench.last().post.delack_armed);
}

TEST_F(TcpDelay, SecondSegmentIsAcknowledgedAtOnce) {
  c.peer.send(".", 100);
  const TcpRecord second = c.peer.send(".", 100);
  EXPECT_EQ(second.emit.ack, c.peer.seq);
  EXPECT_FALSE(second.post.delack_armed);
  EXPECT_FALSE(c.peer.send(".", 100).emit.valid);
}

TEST_F(TcpDelay, TextAndWindowUpdatesCarryIt) {
  c.peer.send(".", 100);
  EXPECT_EQ(give(10), Lengths{10});
  EXPECT_EQ(bench.sent.back().emit.ack, c.peer.seq);
  EXPECT_FALSE(tcb().delack_armed);
  c.peer.send(".", 1360);
  EXPECT_TRUE(tcb().delack_armed);
  EXPECT_TRUE(bench.call(Call::CallRecv, c.desc, 1460).emit.valid);
  EXPECT_FALSE(tcb().delack_armed);
}

TEST_F(TcpDelay, OldTextAndFinsAreAcknowledgedAtOnce) {
  c.peer.send(".", 100);
  bench.after(40'000);
  EXPECT_TRUE(c.peer.send_at(c.peer.seq - 50, ".", 60).emit.valid) << "not all of it is new";
  c.peer.seq += 10;
  const TcpRecord fin = c.peer.send(".F", 5);
  EXPECT_EQ(fin.emit.ack, c.peer.seq);
  EXPECT_FALSE(fin.post.delack_armed);
}

TEST_F(TcpDelay, ResetEndsIt) {
  c.peer.send(".", 100);
  EXPECT_FALSE(c.peer.send("R").post.delack_armed);
}

TEST_F(TcpDelay, NagleHoldsASmallSegmentUntilTheAcknowledgment) {
  EXPECT_EQ(give(10), Lengths{10}) << "nothing is in flight";
  EXPECT_EQ(give(20), Lengths{});
  EXPECT_EQ(give(30), Lengths{});
  const std::size_t before = bench.sent.size();
  c.peer.acknowledge(c.iss + 11);
  EXPECT_EQ(lengths(before), Lengths{50});
  EXPECT_TRUE(bench.sent.back().emit.flags.psh);
  EXPECT_EQ(give(1500), Lengths{1460}) << "a full segment never waits";
}

TEST_F(TcpDelay, NoDelayAndFinOvertakeNagle) {
  give(10);
  EXPECT_EQ(give(20), Lengths{});
  std::size_t before = bench.sent.size();
  const TcpRecord set = option(bench, c.desc, Option::OptionNoDelay, 1);
  EXPECT_EQ(set.answer, (Answer{true, Errno::Ok, 0}));
  EXPECT_EQ(lengths(before), Lengths{20}) << "what waited goes";
  EXPECT_EQ(give(30), Lengths{30});
  option(bench, c.desc, Option::OptionNoDelay, 2);  // bit 0 counts
  EXPECT_EQ(give(40), Lengths{});
  before = bench.sent.size();
  bench.call(Call::CallShutdown, c.desc, 1);
  EXPECT_EQ(lengths(before), Lengths{40});
  EXPECT_TRUE(bench.sent.back().emit.flags.fin);
}

TEST_F(TcpDelay, HalfOfTheLargestWindowIsWorthSending) {
  c.peer.wnd = 600;  // the largest was 8192
  c.peer.send(".", 1);
  EXPECT_EQ(give(1000), Lengths{}) << "less than the half, and not all of it";
  EXPECT_TRUE(tcb().rtx_armed) << "the override";
  Peer small(bench, 4001, 80);
  small.wnd = 1000;
  c = accept(bench, listener, small);
  c.peer.wnd = 500;
  c.peer.send(".", 1);
  EXPECT_EQ(give(1000), Lengths{500});
}

TEST_F(TcpDelay, SackBlocksTakeRoomFromTheText) {
  Peer peer(bench, 4001, 80);
  peer.sack = true;
  c = accept(bench, listener, peer);
  c.peer.send_at(c.peer.seq + 10, ".", 10);
  EXPECT_EQ(give(2000), (Lengths{1448}));
  c.peer.send_at(c.peer.seq + 30, ".", 10);
  c.peer.acknowledge(c.iss + 1449);
  EXPECT_EQ(give(2048), (Lengths{552, 1440})) << "two blocks";
  EXPECT_EQ(bench.sent.back().emit.sacks, 2);
}

TEST_F(TcpDelay, WindowsAreScaledAfterTheHandshake) {
  Peer peer(bench, 4001, 80);
  peer.wscale = 3, peer.wnd = 1000;
  const TcpRecord syn = peer.send("S");
  EXPECT_EQ(syn.post.snd_wnd, 1000u) << "never in a SYN";
  EXPECT_TRUE(syn.emit.has_wscale);
  EXPECT_EQ(syn.emit.wscale, 0);
  const TcpRecord ack = peer.acknowledge(syn.post.iss + 1);
  EXPECT_EQ(ack.post.snd_wnd, 8000u);
  EXPECT_EQ(ack.post.snd_wnd_max, 8000u);
  bench.after(1'000'000);
  Peer plain(bench, 4002, 80);
  EXPECT_FALSE(plain.send("S").emit.has_wscale) << "the peer has not offered it";
  bench.after(1'000'000);
  EXPECT_FALSE(bench.last().emit.has_wscale) << "nor when it goes again";
}

TEST_F(TcpDelay, AcknowledgmentsStayInsideAShrunkenWindow) {
  no_delay(bench, c);
  give(2000);
  c.peer.wnd = 500;
  c.peer.send(".");
  EXPECT_EQ(c.peer.send_at(c.peer.seq - 1, ".").emit.seq, c.iss + 501);
  c.peer.wnd = 2000;
  c.peer.send(".");
  EXPECT_EQ(c.peer.send_at(c.peer.seq - 1, ".").emit.seq, c.iss + 2001);
}

}  // namespace
}  // namespace sockwire::test
