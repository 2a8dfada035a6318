// Timestamps: agreed upon in the SYNs, echoed, and used against old segments (PAWS).
// RFC 7323 sections 3 to 5; docs/rules/tcp.md sections 1 and 4. What they do for round trips is in
// tcp_rtt_test. A tick is 1,024 microseconds.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpTimestamps : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);

  std::uint32_t tick() const { return std::uint32_t(bench.now >> 10); }
  Connection open(std::uint32_t tsval) {
    Peer peer(bench, 4000, 80);
    peer.tsval = tsval;
    return accept(bench, listener, peer);
  }
};

TEST_F(TcpTimestamps, SynAckOffersWhatTheSynDid) {
  Peer peer(bench, 4000, 80);
  peer.tsval = 1234, peer.sack = true, peer.wscale = 14;
  const TcpRecord all = peer.send("S");
  EXPECT_TRUE(all.emit.has_ts && all.emit.has_sackok && all.emit.has_wscale && all.emit.has_mss);
  EXPECT_EQ(all.emit.tsval, tick() + all.post.ts_offset);
  EXPECT_EQ(all.emit.tsecr, 1234u);
  EXPECT_EQ(all.post.ts_recent, 1234u);
  EXPECT_EQ(all.post.snd_mss, 1448u) << "twelve octets less for text";
  EXPECT_EQ(all.emit.mss, 1460) << "RFC 6691: options are not deducted";
  const Emit none = Peer(bench, 4001, 80).send("S").emit;
  EXPECT_FALSE(none.has_ts || none.has_sackok || none.has_wscale);
  EXPECT_TRUE(none.has_mss);
}

TEST_F(TcpTimestamps, ActiveOpenTakesWhatTheSynAckHas) {
  const TcpRecord syn = bench.call(Call::CallConnect, bench.socket(), 0, kPeer, 90);
  EXPECT_TRUE(syn.emit.has_ts && syn.emit.has_sackok && syn.emit.has_wscale);
  EXPECT_EQ(syn.emit.tsecr, 0u);
  Peer peer(bench, 90, syn.post.local_port);
  peer.ack = syn.post.iss + 1, peer.tsval = 7;
  const TcpRecord ack = peer.send("S.");
  EXPECT_TRUE(ack.post.ts_ok);
  EXPECT_FALSE(ack.post.sack_ok || ack.post.wscale_ok);
  EXPECT_TRUE(ack.emit.has_ts);
  EXPECT_EQ(ack.emit.tsecr, 7u);
  EXPECT_EQ(ack.emit.tsval, tick() + syn.post.ts_offset);
}

TEST_F(TcpTimestamps, EachConnectionHasItsOwnOffset) {
  Peer one(bench, 4000, 80), two(bench, 4001, 80);
  EXPECT_NE(one.send("S").post.ts_offset, two.send("S").post.ts_offset);
}

TEST_F(TcpTimestamps, OldTimestampIsAnsweredAndDropped) {
  Connection c = open(1000);
  c.peer.tsval = 999;
  const TcpRecord old = c.peer.send_at(c.peer.seq, ".", 10);
  EXPECT_EQ(old.drop, Drop::DropPaws);
  EXPECT_EQ(old.emit.flags, flags("."));
  EXPECT_EQ(old.take, Take{});
  EXPECT_EQ(old.post.ts_recent, 1000u);
  c.peer.tsval = 1000;
  EXPECT_EQ(c.peer.send(".", 10).drop, Drop::DropNone);
  c.peer.tsval = 1;
  EXPECT_EQ(c.peer.send("R").post.state, TcpState::Closed) << "a reset is not judged by it";
}

TEST_F(TcpTimestamps, MissingTimestampIsDroppedInSilence) {
  Connection c = open(1000);
  c.peer.tsval.reset();
  const TcpRecord none = c.peer.send_at(c.peer.seq, ".", 10);
  EXPECT_EQ(none.drop, Drop::DropNoTimestamp);
  EXPECT_FALSE(none.emit.valid);
  EXPECT_EQ(c.peer.send("R").post.state, TcpState::Closed);
}

TEST_F(TcpTimestamps, UnexpectedTimestampIsNotEchoed) {
  Connection c = accept(bench, listener);
  c.peer.tsval = 1000;
  EXPECT_EQ(c.peer.send(".", 10).drop, Drop::DropNone);
  bench.after(40'000);
  EXPECT_FALSE(bench.last().emit.has_ts);
}

// RFC 7323 4.3: of segments that wait for one acknowledgment the first is echoed.
TEST_F(TcpTimestamps, DelayedAcknowledgmentEchoesTheFirst) {
  Connection c = open(1000);
  c.peer.tsval = 1010;
  EXPECT_EQ(c.peer.send(".", 10).post.ts_recent, 1010u);
  c.peer.tsval = 1020;
  const TcpRecord second = c.peer.send(".", 10);
  EXPECT_EQ(second.emit.tsecr, 1010u);
  c.peer.tsval = 1030;
  const TcpRecord gap = c.peer.send_at(c.peer.seq + 10, ".", 10);
  EXPECT_EQ(gap.emit.tsecr, 1010u) << "it begins beyond what was acknowledged";
  c.peer.tsval = 1040;
  EXPECT_EQ(c.peer.send(".", 10).emit.tsecr, 1040u) << "it fills the gap";
}

// Lessons, TCP 2: timestamps wrap too.
TEST_F(TcpTimestamps, TimestampsWrap) {
  Connection c = open(0xFFFFFFF0);
  c.peer.tsval = 5;
  EXPECT_EQ(c.peer.send(".", 10).post.ts_recent, 5u);
  c.peer.tsval = 0xFFFFFFFF;
  EXPECT_EQ(c.peer.send_at(c.peer.seq, ".", 10).drop, Drop::DropPaws);
}

TEST_F(TcpTimestamps, AfterTwentyFourDaysNothingIsOld) {
  Connection c = open(1000);
  c.peer.tsval = 999;
  bench.now += std::uint64_t{2'025'000'000} << 10;
  EXPECT_EQ(c.peer.send_at(c.peer.seq, ".", 10).drop, Drop::DropPaws);
  bench.now += 1024;
  const TcpRecord late = c.peer.send(".", 10);
  EXPECT_EQ(late.drop, Drop::DropNone);
  EXPECT_EQ(late.post.ts_recent, 999u);
}

TEST_F(TcpTimestamps, UnacceptableSegmentsTeachNothing) {
  Connection c = open(1000);
  c.peer.tsval = 2000;
  EXPECT_EQ(c.peer.send_at(c.peer.seq - 10, ".", 5).drop, Drop::DropUnacceptable);
  EXPECT_EQ(c.peer.send_at(c.peer.seq, "S").drop, Drop::DropChallenge);
  EXPECT_EQ(bench.last().post.ts_recent, 1000u);
}

TEST_F(TcpTimestamps, ResetsOfAConnectionHaveThemWithoutAnEcho) {
  Connection c = open(1000);
  const Emit reset = bench.call(Call::CallAbort, c.desc).emit;
  EXPECT_EQ(reset.flags, flags("R"));
  EXPECT_TRUE(reset.has_ts);
  EXPECT_EQ(reset.tsecr, 0u);
  EXPECT_FALSE(c.peer.send(".").emit.has_ts) << "and none for no connection";
}

}  // namespace
}  // namespace sockwire::test
