// Data both ways: windows, acknowledgments, what is sent again, sequence numbers that wrap.
// RFC 9293 3.4, 3.8, 3.10.7.4; RFC 6298; docs/rules/tcp.md sections 1, 4, 5 and 6.
#include "tests/tcp/tcp_peer.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

class TcpTransfer : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  std::vector<Emit> texts(std::size_t from) const { return test::texts(bench, from); }
};

TEST_F(TcpTransfer, TextIsSentInSegmentsOfTheMssAndPushedAtItsEnd) {
  proves("9293-MUST-60 9293-MUST-61 9293-SHLD-27 9293-SHLD-28");
  Connection c = accept(bench, listener);
  no_delay(bench, c);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 2000).answer.value, 2000u);
  bench.quiet();
  const std::vector<Emit> sent = texts(0);
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].length, 1460);
  EXPECT_EQ(sent[0].seq, c.iss + 1);
  EXPECT_EQ(sent[0].flags, flags("."));
  EXPECT_EQ(sent[1].length, 540);
  EXPECT_EQ(sent[1].seq, c.iss + 1461);
  EXPECT_EQ(sent[1].flags, flags(".P"));
  EXPECT_EQ(bench.sent.back().offset, 1460);
  EXPECT_EQ(bench.sent.back().move_tag, bench.moves.size());
  EXPECT_TRUE(bench.tcb(c.desc).rtx_armed);
}

TEST_F(TcpTransfer, AcknowledgmentFreesTheBufferAndRaisesWritable) {
  proves("6298-5.2 6298-5.3");
  Connection c = accept(bench, listener);
  no_delay(bench, c);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 2048).answer.value, 2048u);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 2049).answer.error, Errno::Einval);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 2048).answer.value, 2048u);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 1).answer.error, Errno::Eagain);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 0).answer.error, Errno::Ok);
  bench.quiet();
  const TcpRecord partial = c.peer.acknowledge(c.iss + 1 + 1460);
  EXPECT_TRUE(partial.ready.writable);
  EXPECT_TRUE(partial.post.rtx_armed);
  EXPECT_EQ(partial.post.rtx_deadline, std::uint32_t(bench.now + 1'000'000));
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 2000).answer.value, 1460u);
  bench.quiet();
  EXPECT_FALSE(c.peer.acknowledge(c.iss + 1 + 4096 + 1460).post.rtx_armed);
}

TEST_F(TcpTransfer, ReceivedTextIsTakenAcknowledgedAndRead) {
  Connection c = accept(bench, listener);
  const TcpRecord text = c.peer.send(".P", 100);
  EXPECT_EQ(text.take, (Take{5001, 0, 100}));
  EXPECT_TRUE(text.ready.readable);
  bench.after(40'000);  // the acknowledgment was delayed
  EXPECT_EQ(bench.last().emit.flags, flags("."));
  EXPECT_EQ(bench.last().emit.ack, 5101u);
  EXPECT_EQ(bench.last().emit.wnd, 4096 - 100);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 0).answer.value, 0u);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 40).answer.value, 40u);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 4000).answer.value, 60u);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 4000).answer.error, Errno::Eagain);
}

TEST_F(TcpTransfer, WindowClosesAndIsOpenedByReading) {
  proves("9293-MUST-39 9293-SHLD-14 T16");
  Connection c = accept(bench, listener);
  for (int i = 0; i < 4; ++i) c.peer.send(".", 1024);
  EXPECT_EQ(bench.last().emit.wnd, 0);
  const TcpRecord probe = c.peer.send_at(c.peer.seq, ".", 1);
  EXPECT_EQ(probe.drop, Drop::DropUnacceptable);
  EXPECT_EQ(probe.emit.wnd, 0);
  EXPECT_FALSE(bench.call(Call::CallRecv, c.desc, 1459).emit.valid) << "a silly window";
  const TcpRecord update = bench.call(Call::CallRecv, c.desc, 1);
  EXPECT_EQ(update.emit.wnd, 1460);
  EXPECT_EQ(update.emit.flags, flags("."));
}

TEST_F(TcpTransfer, AcksFromTheEdgeOfAFullWindowAreHeard) {
  proves("T37");
  Connection c = accept(bench, listener);
  EXPECT_EQ(bench.call(Call::CallSend, c.desc, 100).answer.value, 100u);
  bench.quiet();
  for (int i = 0; i < 4; ++i) c.peer.send(".", 1024);
  c.peer.ack = c.iss + 51;
  EXPECT_EQ(c.peer.send(".").post.snd_una, c.iss + 51);
  c.peer.ack = c.iss + 101;  // after a probe of one octet
  EXPECT_EQ(c.peer.send_at(c.peer.seq + 1, ".").post.snd_una, c.iss + 101);
  const TcpRecord beyond = c.peer.send_at(c.peer.seq + 2, ".");
  EXPECT_EQ(beyond.drop, Drop::DropUnacceptable);
  EXPECT_FALSE(beyond.emit.valid) << "an answer that would be answered for ever";
  EXPECT_TRUE(c.peer.send_at(c.peer.seq - 1, ".").emit.valid) << "a keep-alive";
  EXPECT_EQ(c.peer.send_at(c.peer.seq + 1, "R").drop, Drop::DropUnacceptable);
}

TEST_F(TcpTransfer, FinBeyondTheWindowIsNotTaken) {
  proves("9293-SEC-11");
  Connection c = accept(bench, listener);
  for (int i = 0; i < 3; ++i) c.peer.send(".", 1024);
  const TcpRecord last = c.peer.send_at(c.peer.seq, ".F", 1024);
  EXPECT_EQ(last.take.length, 1024);
  EXPECT_EQ(last.post.state, TcpState::Established);
  EXPECT_EQ(last.emit.wnd, 0);
  EXPECT_EQ(last.emit.ack, c.peer.seq + 1024);
  bench.call(Call::CallRecv, c.desc, 2048);
  EXPECT_EQ(c.peer.send_at(c.peer.seq + 1024, ".F").post.state, TcpState::CloseWait);
}

TEST_F(TcpTransfer, OnlyNewOctetsOfAnOverlapAreTaken) {
  proves("9293-SEC-04 T18");
  Connection c = accept(bench, listener);
  c.peer.send(".", 100);
  const TcpRecord overlap = c.peer.send_at(c.peer.seq - 60, ".", 100);
  EXPECT_EQ(overlap.take, (Take{5101, 60, 40}));
  EXPECT_EQ(overlap.emit.ack, 5001u + 140);
  const TcpRecord gap = c.peer.send_at(5001 + 150, ".", 100);
  EXPECT_EQ(gap.take, (Take{5151, 0, 100}));
  EXPECT_EQ(gap.drop, Drop::DropNone);
  EXPECT_FALSE(gap.ready.readable) << "nobody can read beyond a gap";
  EXPECT_EQ(gap.emit.ack, 5001u + 140);
  EXPECT_EQ(c.peer.send_at(5001, ".", 100).drop, Drop::DropUnacceptable);
  EXPECT_EQ(c.peer.send_at(5001 + 140 + 4096, ".", 1).drop, Drop::DropUnacceptable);
  const TcpRecord long_one = c.peer.send_at(5001 + 140, ".", 1460);
  EXPECT_EQ(long_one.take, (Take{5141, 0, 1460}));
  EXPECT_EQ(long_one.post.rcv_nxt, 5141u + 1460);
}

TEST_F(TcpTransfer, OldSegmentsDoNotMoveTheWindow) {
  proves("9293-SEC-10");
  Connection c = accept(bench, listener);
  c.peer.send(".", 10);
  c.peer.send(".", 10);
  c.peer.wnd = 77;
  EXPECT_EQ(c.peer.send_at(c.peer.seq - 15, ".", 20).post.snd_wnd, 8192u);
  EXPECT_EQ(c.peer.send_at(c.peer.seq - 10, ".", 20).post.snd_wnd, 77u);
}

TEST_F(TcpTransfer, HandshakeAckMayBringText) {
  Peer peer(bench, 4000, 80);
  const TcpRecord syn = peer.send("S");
  peer.ack = syn.post.iss + 1;
  const TcpRecord text = peer.send(".P", 10);
  EXPECT_EQ(text.take.length, 10);
  EXPECT_EQ(text.ready, (Ready{.acceptable = true}));
  EXPECT_EQ(text.ready_desc, listener);
  const TcpRecord accepted = bench.call(Call::CallAccept, listener);
  EXPECT_EQ(bench.call(Call::CallRecv, std::uint16_t(accepted.answer.value), 100).answer.value,
            10u);
}

TEST_F(TcpTransfer, SegmentWithoutAckOrWithSynIsDropped) {
  proves("9293-SEC-07 9293-SEC-08");
  Connection c = accept(bench, listener);
  EXPECT_EQ(c.peer.send_at(c.peer.seq, "P", 10).drop, Drop::DropNoAck);
  const TcpRecord syn = c.peer.send_at(c.peer.seq, "S");
  EXPECT_EQ(syn.drop, Drop::DropChallenge);
  EXPECT_EQ(syn.emit.flags, flags("."));
  EXPECT_EQ(c.peer.send_at(c.peer.seq, ".U", 10).take.length, 10);
}

// Lessons, TCP 2: plain comparison of sequence numbers fails after the wrap.
TEST_F(TcpTransfer, SequenceNumbersWrapOnBothSides) {
  proves("9293-SEC-14 T17");
  const std::uint16_t desc = bench.socket();
  // The clock part of the initial sequence number is ours to choose: ISS becomes 2^32 - 700.
  const TcpRecord trial = bench.call(Call::CallConnect, desc, 0, kPeer, 81);
  bench.call(Call::CallAbort, desc);
  const std::uint32_t missing = std::uint32_t(-700) - trial.post.iss;
  bench.now += std::uint64_t{missing} * 4;
  const std::uint16_t again = bench.socket();
  bench.call(Call::CallBind, again, 0, 0, trial.post.local_port);
  const TcpRecord open = bench.call(Call::CallConnect, again, 0, kPeer, 81);
  ASSERT_EQ(open.post.iss, std::uint32_t(-700));
  Peer peer(bench, 81, open.post.local_port, std::uint32_t(-900));
  peer.ack = open.post.iss + 1;
  peer.send("S.");
  no_delay(bench, {again, open.post.iss, peer});
  EXPECT_EQ(bench.call(Call::CallSend, again, 2000).answer.value, 2000u);
  bench.quiet();
  EXPECT_EQ(texts(0).size(), 2u);
  EXPECT_EQ(peer.acknowledge(open.post.iss + 1 + 1460).post.snd_una, 761u);
  EXPECT_FALSE(peer.acknowledge(open.post.iss + 1 + 2000).post.rtx_armed);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(peer.send(".", 600).take.length, 600);
  EXPECT_EQ(bench.last().post.rcv_nxt, 1501u);
  EXPECT_EQ(peer.send_at(std::uint32_t(-100), ".", 600).drop, Drop::DropUnacceptable);
  EXPECT_EQ(peer.send_at(1501, "R").post.state, TcpState::Closed);
}

TEST_F(TcpTransfer, TurnsAreFairBetweenSockets) {
  Connection a = accept(bench, listener, 80, 4000), b = accept(bench, listener, 80, 4001);
  // Both have much to send when their windows open.
  for (const Connection& c : {a, b}) no_delay(bench, c);
  a.peer.wnd = b.peer.wnd = 0;
  for (Connection* c : {&a, &b}) {
    c->peer.send(".", 1);
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(bench.call(Call::CallSend, c->desc, 2048).answer.value, 2048u);
  }
  a.peer.wnd = b.peer.wnd = 8192;
  a.peer.send(".");
  b.peer.send(".");
  bench.quiet();
  int turns_a = 0, turns_b = 0;
  for (const Emit& text : texts(0)) {
    (text.dst_port == 4000 ? turns_a : turns_b) += 1;
    EXPECT_LE(std::abs(turns_a - turns_b), 2);
  }
  EXPECT_EQ(turns_a, 3);
  EXPECT_EQ(turns_b, 3);
}

}  // namespace
}  // namespace sockwire::test
