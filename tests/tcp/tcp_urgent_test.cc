// Urgent octets, both ways (RFC 9293 3.8.5); docs/rules/tcp.md sections 1, 3 and 4.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpUrgent : public ::testing::Test {
 protected:
  TcpBench bench;
  Connection c = open();

  Connection open() {
    Peer peer(bench, 4000, 80);
    peer.mss = 100;
    Connection made = accept(bench, bench.listener(80), peer);
    no_delay(bench, made);
    return made;
  }
  Tcb tcb() { return bench.tcb(c.desc); }
  std::vector<Emit> give(std::uint32_t octets, bool urgent) {
    const std::size_t before = bench.sent.size();
    EXPECT_EQ(bench.call(Call::CallSend, c.desc, octets, 0, urgent).answer.value, octets);
    bench.quiet();
    return texts(bench, before);
  }
  // Text of the peer at an offset of its stream, with an urgent pointer.
  TcpRecord urge(std::uint32_t offset, std::uint16_t pointer, std::uint32_t length) {
    Segment segment = c.peer.make(".U", length);
    segment.seq = 5001 + offset, segment.urgent = pointer;
    return bench.segment(segment);
  }
};

TEST_F(TcpUrgent, ThePointerTellsWhereTheyEnd) {
  const std::vector<Emit> sent = give(250, true);
  ASSERT_EQ(sent.size(), 3u);
  const std::uint16_t pointers[] = {250, 150, 50};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(sent[i].flags.urg) << i;
    EXPECT_EQ(sent[i].urgent, pointers[i]) << i;
  }
  EXPECT_TRUE(tcb().snd_urgent);
  EXPECT_EQ(tcb().snd_up, c.iss + 251);
}

TEST_F(TcpUrgent, WhatFollowsThemIsNotUrgent) {
  give(50, true);
  const std::vector<Emit> after = give(50, false);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_FALSE(after[0].flags.urg);
  EXPECT_EQ(after[0].urgent, 0);
  EXPECT_FALSE(c.peer.send(".P", 1).emit.flags.urg);
  EXPECT_FALSE(c.peer.send(".P", 1).emit.flags.urg) << "an ACK stands beyond them";
  // But they are when they go again.
  const std::size_t before = bench.sent.size();
  bench.after(1'000'000);
  ASSERT_EQ(texts(bench, before).size(), 1u);
  EXPECT_EQ(texts(bench, before)[0].urgent, 50);
}

TEST_F(TcpUrgent, AnAckTellsOfUrgentOctetsThatTheWindowHoldsBack) {
  c.peer.wnd = 100;
  c.peer.send(".", 1), c.peer.send(".", 1);
  EXPECT_EQ(give(250, true).size(), 1u);
  c.peer.send(".", 1);
  const TcpRecord record = c.peer.send(".", 1);
  EXPECT_EQ(record.emit.seq, c.iss + 101);
  EXPECT_TRUE(record.emit.flags.urg);
  EXPECT_EQ(record.emit.urgent, 150);
}

TEST_F(TcpUrgent, AcknowledgedTheyAreForgotten) {
  give(100, true), give(100, false);
  EXPECT_TRUE(c.peer.acknowledge(c.iss + 100).post.snd_urgent);
  EXPECT_FALSE(c.peer.acknowledge(c.iss + 101).post.snd_urgent);
}

TEST_F(TcpUrgent, ALaterOneMovesThePointer) {
  give(100, true);
  const std::vector<Emit> more = give(100, true);
  EXPECT_EQ(more[0].urgent, 100);
  EXPECT_EQ(tcb().snd_up, c.iss + 201);
}

TEST_F(TcpUrgent, TheHostIsToldAndReadsThem) {
  const TcpRecord record = urge(0, 10, 20);
  EXPECT_TRUE(record.ready.urgent && record.ready.readable);
  EXPECT_TRUE(record.post.rcv_urgent);
  EXPECT_EQ(record.post.rcv_up, 5011u);
  EXPECT_TRUE(bench.call(Call::CallRecv, c.desc, 9).post.rcv_urgent);
  EXPECT_FALSE(bench.call(Call::CallRecv, c.desc, 1).post.rcv_urgent);
}

TEST_F(TcpUrgent, ThePointerMayBeAheadOfTheText) {
  const TcpRecord empty = urge(0, 100, 0);
  EXPECT_TRUE(empty.ready.urgent) << "and comes without any";
  EXPECT_EQ(empty.post.rcv_up, 5101u);
  const TcpRecord same = urge(0, 100, 20);
  EXPECT_FALSE(same.ready.urgent) << "known";
  EXPECT_TRUE(same.ready.readable);
  EXPECT_FALSE(urge(20, 79, 1).ready.urgent) << "before the one that is known";
  const TcpRecord further = urge(21, 100, 1);
  EXPECT_TRUE(further.ready.urgent);
  EXPECT_EQ(further.post.rcv_up, 5122u);
  EXPECT_TRUE(bench.call(Call::CallRecv, c.desc, 100).post.rcv_urgent) << "22 were there";
}

TEST_F(TcpUrgent, WhatWasReadIsNotUrgent) {
  c.peer.send(".", 20);
  bench.call(Call::CallRecv, c.desc, 20);
  const TcpRecord record = urge(10, 10, 20);
  EXPECT_FALSE(record.ready.urgent || record.post.rcv_urgent);
  Segment without = c.peer.make(".", 1);
  without.seq = 5031, without.urgent = 9;
  EXPECT_FALSE(bench.segment(without).post.rcv_urgent) << "no URG bit";
}

TEST_F(TcpUrgent, NobodyIsToldOfAConnectionThatIsNotAccepted) {
  Peer peer(bench, 4001, 80);
  peer.acknowledge(peer.send("S").post.iss + 1);
  Segment segment = peer.make(".U", 5);
  segment.urgent = 5;
  const TcpRecord record = bench.segment(segment);
  EXPECT_TRUE(record.post.rcv_urgent);
  EXPECT_FALSE(record.ready.urgent);
}

}  // namespace
}  // namespace sockwire::test
