// NewReno: initial window, slow start, congestion avoidance, fast retransmit and recovery,
// time-out. RFC 5681, RFC 6582, RFC 3042, RFC 6928; docs/rules/tcp.md sections 1, 4, 5 and 6. A
// segment holds 100 octets here, so that the initial window is 1,000; all numbers are worked out by
// hand.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpCongestion : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  Connection c = open(100);

  Connection open(std::uint16_t mss, bool timestamps = false, std::uint16_t from = 4000) {
    Peer peer(bench, from, 80);
    peer.mss = mss;
    if (timestamps) peer.tsval = 1;
    Connection made = accept(bench, listener, peer);
    no_delay(bench, made);
    return made;
  }
  Tcb tcb() { return bench.tcb(c.desc); }
  // The host gives `octets`; the number of segments that leave then.
  std::size_t give(std::uint32_t octets) {
    const std::size_t before = bench.sent.size();
    EXPECT_EQ(bench.call(Call::CallSend, c.desc, octets).answer.value, octets);
    bench.quiet();
    return texts(bench, before).size();
  }
  // The first `octets` are acknowledged.
  Tcb acknowledge(std::uint32_t octets) {
    const Tcb post = c.peer.acknowledge(c.iss + 1 + octets).post;
    bench.quiet();
    return post;
  }
  std::vector<Emit> duplicates(int count) {
    const std::size_t before = bench.sent.size();
    for (int i = 0; i < count; ++i) c.peer.send("."), bench.quiet();
    return texts(bench, before);
  }
  std::uint32_t offset(const Emit& emit) const { return emit.seq - c.iss - 1; }
};

TEST_F(TcpCongestion, InitialWindow) {
  EXPECT_EQ(tcb().cwnd, 1000u);
  EXPECT_EQ(tcb().ssthresh, 0x40000000u);
  EXPECT_EQ(bench.tcb(open(1460, false, 4001).desc).cwnd, 14600u);
  EXPECT_EQ(bench.tcb(open(64, false, 4002).desc).cwnd, 640u);
  const Tcb with_timestamps = bench.tcb(open(1460, true, 4003).desc);
  EXPECT_EQ(with_timestamps.snd_mss, 1448u);
  EXPECT_EQ(with_timestamps.cwnd, 14480u);
}

TEST_F(TcpCongestion, LostSynLeavesOneSegment) {
  const TcpRecord open = bench.call(Call::CallConnect, bench.socket(), 0, kPeer, 90);
  bench.after(1'000'000);
  Peer peer(bench, 90, open.post.local_port);
  peer.mss = 100, peer.ack = open.post.iss + 1;
  EXPECT_EQ(peer.send("S.").post.cwnd, 100u);
}

TEST_F(TcpCongestion, SlowStartGrowsByWhatIsAcknowledgedAtMostASegment) {
  EXPECT_EQ(give(2048), 10u);
  EXPECT_EQ(acknowledge(60).cwnd, 1060u);
  EXPECT_EQ(acknowledge(100).cwnd, 1100u);
  EXPECT_EQ(acknowledge(400).cwnd, 1200u);
  EXPECT_EQ(tcb().snd_nxt - tcb().snd_una, 1200u) << "and it is used";
}

TEST_F(TcpCongestion, TimeoutThenSlowStartThenCongestionAvoidance) {
  give(2048);
  std::size_t before = bench.sent.size();
  bench.after(1'000'000);
  Tcb post = tcb();
  EXPECT_EQ(post.ssthresh, 500u);
  EXPECT_EQ(post.cwnd, 100u);
  EXPECT_EQ(post.recover, post.snd_nxt - 1);
  ASSERT_EQ(texts(bench, before).size(), 1u);
  for (std::uint32_t i = 1; i <= 4; ++i) EXPECT_EQ(acknowledge(100 * i).cwnd, 100 + 100 * i);
  // From ssthresh on: a segment more for each window that is acknowledged.
  for (std::uint32_t i = 5; i <= 8; ++i) EXPECT_EQ(acknowledge(100 * i).cwnd, 500u) << i;
  EXPECT_EQ(tcb().ca_acked, 400u);
  post = acknowledge(930);
  EXPECT_EQ(post.cwnd, 600u);
  EXPECT_EQ(post.ca_acked, 30u);
}

TEST_F(TcpCongestion, SecondTimeoutLeavesTheThreshold) {
  give(2048);
  bench.after(1'000'000);
  bench.after(2'000'000);
  EXPECT_EQ(tcb().retries, 2);
  EXPECT_EQ(tcb().ssthresh, 500u);
}

TEST_F(TcpCongestion, FastRetransmitAfterThreeDuplicates) {
  give(2048);
  std::vector<Emit> sent = duplicates(2);
  ASSERT_EQ(sent.size(), 2u) << "limited transmit";
  EXPECT_EQ(offset(sent[0]), 1000u);
  EXPECT_EQ(offset(sent[1]), 1100u);
  EXPECT_EQ(tcb().cwnd, 1000u);
  bench.now += 1000;
  sent = duplicates(1);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(offset(sent[0]), 0u);
  EXPECT_EQ(sent[0].length, 100);
  const Tcb post = tcb();
  EXPECT_TRUE(post.recovering);
  EXPECT_EQ(post.ssthresh, 500u) << "of cwnd: limited transmit does not count";
  EXPECT_EQ(post.cwnd, 800u);
  EXPECT_EQ(post.recover, c.iss + 1200);
  EXPECT_EQ(post.rtx_deadline, std::uint32_t(bench.now + 1'000'000));
  EXPECT_FALSE(post.rtt_timing) << "Karn";
  EXPECT_EQ(duplicates(4).size(), 0u);  // cwnd is 1200, so is what is in flight
  EXPECT_EQ(duplicates(2).size(), 2u);
  EXPECT_EQ(tcb().cwnd, 1400u);
  // All that was sent before the loss is acknowledged: 200 are in flight.
  const Tcb full = acknowledge(1200);
  EXPECT_FALSE(full.recovering);
  EXPECT_EQ(full.cwnd, 300u);
  EXPECT_EQ(full.dup_acks, 0);
}

TEST_F(TcpCongestion, PartialAcksSendTheNextHole) {
  give(2048);
  duplicates(3);
  bench.now += 1000;
  std::size_t before = bench.sent.size();
  Tcb post = acknowledge(300);
  EXPECT_TRUE(post.recovering && post.partial);
  EXPECT_EQ(post.cwnd, 600u);  // 800 - 300 + 100
  EXPECT_EQ(post.rtx_deadline, std::uint32_t(bench.now + 1'000'000));
  ASSERT_EQ(texts(bench, before).size(), 1u);
  EXPECT_EQ(offset(texts(bench, before)[0]), 300u);
  // The second one: the timer is left alone.
  bench.now += 1000, before = bench.sent.size();
  const Tcb second = acknowledge(350);
  EXPECT_EQ(second.cwnd, 550u) << "less than a segment: nothing is added";
  EXPECT_EQ(second.rtx_deadline, post.rtx_deadline);
  ASSERT_EQ(texts(bench, before).size(), 1u);
  EXPECT_EQ(offset(texts(bench, before)[0]), 350u);
  EXPECT_EQ(acknowledge(1100).cwnd, 100u) << "a segment at least";
  EXPECT_TRUE(tcb().recovering);
  EXPECT_FALSE(acknowledge(1200).recovering);
}

TEST_F(TcpCongestion, TimeoutEndsRecoveryAndOldDuplicatesDoNotBeginItAgain) {
  give(2048);
  duplicates(3);
  bench.after(1'000'000);
  Tcb post = tcb();
  EXPECT_FALSE(post.recovering);
  EXPECT_EQ(post.cwnd, 100u);
  EXPECT_EQ(post.dup_acks, 0);
  EXPECT_EQ(post.recover, c.iss + 1200);
  duplicates(4);
  EXPECT_FALSE(tcb().recovering) << "RFC 6582 3.2 (2)";
  EXPECT_EQ(tcb().dup_acks, 4);
}

TEST_F(TcpCongestion, WhatIsNoDuplicate) {
  c.peer.send("."), c.peer.send(".");
  EXPECT_EQ(tcb().dup_acks, 0) << "nothing is in flight";
  give(500);
  c.peer.send(".", 1);
  EXPECT_EQ(tcb().dup_acks, 0) << "it has text";
  c.peer.wnd = 8000, c.peer.send(".");
  EXPECT_EQ(tcb().dup_acks, 0) << "it moves the window";
  c.peer.send(".");
  EXPECT_EQ(tcb().dup_acks, 1);
  c.peer.send(".F");
  EXPECT_EQ(tcb().dup_acks, 1) << "it has a FIN";
  acknowledge(100);
  EXPECT_EQ(tcb().dup_acks, 0) << "progress";
}

TEST_F(TcpCongestion, ProbesAreNoSignOfCongestion) {
  c.peer.wnd = 0;
  c.peer.send(".", 1);
  give(500);
  bench.after(1'000'000);
  bench.after(2'000'000);
  EXPECT_EQ(bench.sent.back().emit.length, 1);
  EXPECT_EQ(tcb().cwnd, 1000u);
  EXPECT_EQ(tcb().ssthresh, 0x40000000u);
}

TEST_F(TcpCongestion, AfterARestTheWindowIsTheInitialOneAtMost) {
  give(1000);
  for (std::uint32_t i = 1; i <= 10; ++i) acknowledge(100 * i);
  EXPECT_EQ(tcb().cwnd, 2000u);
  bench.now += 1'000'000;
  give(100);
  EXPECT_EQ(tcb().cwnd, 2000u) << "not longer than the time-out";
  acknowledge(1100);
  bench.now += 1'000'001;
  EXPECT_EQ(give(1500), 10u);
  EXPECT_EQ(tcb().cwnd, 1000u);
}

}  // namespace
}  // namespace sockwire::test
