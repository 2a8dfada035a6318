// Round trips and the time-out that they give: RFC 6298 (numbers by hand), RFC 7323 section 4,
// docs/rules/tcp.md sections 1 and 4. Times in microseconds; srtt is kept eightfold, rttvar
// fourfold.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpRtt : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);

  Connection open(std::uint64_t round_trip, std::optional<std::uint32_t> tsval = {}) {
    Peer peer(bench, 4000, 80);
    peer.tsval = tsval;
    Connection made = accept(bench, listener, peer, round_trip);
    no_delay(bench, made);
    return made;
  }
  void give(const Connection& c, std::uint32_t octets) {
    EXPECT_EQ(bench.call(Call::CallSend, c.desc, octets).answer.value, octets);
    bench.quiet();
  }
};

TEST_F(TcpRtt, FirstAndSecondMeasurement) {
  Connection c = open(500'000);
  Tcb tcb = bench.tcb(c.desc);
  EXPECT_TRUE(tcb.rtt_valid);
  EXPECT_EQ(tcb.srtt, 8 * 500'000u);
  EXPECT_EQ(tcb.rttvar, 4 * 250'000u);
  EXPECT_EQ(tcb.rto, 500'000u + 4 * 250'000u);
  give(c, 100);
  bench.now += 300'000;
  // RTTVAR = 3/4 * 250,000 + 1/4 * 200,000 = 237,500; SRTT = 7/8 * 500,000 + 1/8 * 300,000 =
  // 475,000
  tcb = c.peer.acknowledge(c.iss + 101).post;
  EXPECT_EQ(tcb.rttvar, 4 * 237'500u);
  EXPECT_EQ(tcb.srtt, 8 * 475'000u);
  EXPECT_EQ(tcb.rto, 475'000u + 950'000u);
  give(c, 100);
  bench.now += 875'000;
  // RTTVAR = 3/4 * 237,500 + 1/4 * 400,000 = 278,125; SRTT = 7/8 * 475,000 + 1/8 * 875,000 =
  // 525,000
  tcb = c.peer.acknowledge(c.iss + 201).post;
  EXPECT_EQ(tcb.rttvar, 4 * 278'125u);
  EXPECT_EQ(tcb.srtt, 8 * 525'000u);
  EXPECT_EQ(tcb.rto, 525'000u + 1'112'500u);
}

TEST_F(TcpRtt, TimeoutIsAtLeastASecond) { EXPECT_EQ(bench.tcb(open(1000).desc).rto, 1'000'000u); }

TEST_F(TcpRtt, TimeoutIsAtMostAMinute) {
  const TcpRecord syn = bench.call(Call::CallConnect, bench.socket(), 0, kPeer, 80);
  Peer peer(bench, 80, syn.post.local_port);
  peer.ack = syn.post.iss + 1;
  bench.now += 900'000;
  EXPECT_EQ(peer.send("S.").post.rto, 900'000u + 1'800'000u);
  Connection c{syn.conn, syn.post.iss, peer};
  give(c, 100);
  bench.now += 2'699'999;  // just before it is sent again
  const Tcb tcb = c.peer.acknowledge(c.iss + 101).post;
  // RTTVAR = 3/4 * 450,000 + 1/4 * 1,799,999; SRTT = 7/8 * 900,000 + 1/8 * 2,699,999
  EXPECT_EQ(tcb.rttvar, 1'350'000u + 1'799'999u);
  EXPECT_EQ(tcb.srtt, 7 * 900'000u + 2'699'999u);
  for (int i = 0; i < 9; ++i) give(c, 1), bench.after(60'000'000);
  EXPECT_EQ(bench.tcb(c.desc).rto, 60'000'000u);
}

TEST_F(TcpRtt, LostSynIsNotMeasured) {
  const TcpRecord syn = bench.call(Call::CallConnect, bench.socket(), 0, kPeer, 80);
  bench.after(1'000'000);
  Peer peer(bench, 80, syn.post.local_port);
  peer.ack = syn.post.iss + 1;
  const Tcb tcb = peer.send("S.").post;
  EXPECT_FALSE(tcb.rtt_valid);
  EXPECT_EQ(tcb.rto, 3'000'000u) << "RFC 6298 5.7";
}

TEST_F(TcpRtt, OneSegmentIsMeasuredAtATime) {
  Connection c = open(500'000);
  give(c, 100);
  bench.now += 100'000;
  give(c, 100);
  bench.now += 100'000;
  EXPECT_EQ(c.peer.acknowledge(c.iss + 51).post.srtt, 8 * 500'000u) << "not all of the first";
  const Tcb tcb = c.peer.acknowledge(c.iss + 201).post;
  EXPECT_EQ(tcb.srtt, 8 * 500'000u - 300'000) << "200,000 since the first";
  EXPECT_FALSE(tcb.rtt_timing);
}

TEST_F(TcpRtt, WhatWasSentTwiceIsNotMeasured) {
  Connection c = open(500'000);
  give(c, 100);
  bench.after(1'500'000);
  Tcb tcb = c.peer.acknowledge(c.iss + 101).post;
  EXPECT_EQ(tcb.srtt, 8 * 500'000u) << "Karn";
  EXPECT_EQ(tcb.rto, 3'000'000u) << "backed off until there is a measurement";
  EXPECT_EQ(tcb.retries, 0);
  give(c, 100);
  bench.now += 500'000;
  tcb = c.peer.acknowledge(c.iss + 201).post;
  EXPECT_EQ(tcb.srtt, 8 * 500'000u);
  EXPECT_EQ(tcb.rto, 500'000u + 750'000u);  // RTTVAR 3/4 of what it was
}

TEST_F(TcpRtt, TimestampsMeasureWhatWasSentTwice) {
  Connection c = open(500'000, 77);
  const std::uint32_t offset = bench.tcb(c.desc).ts_offset;
  give(c, 100);
  bench.after(1'500'000);
  ASSERT_EQ(bench.sent.back().emit.seq, c.iss + 1);
  const std::uint32_t sent = std::uint32_t(bench.now >> 10);
  EXPECT_EQ(bench.sent.back().emit.tsval, sent + offset);
  bench.now += 250 * 1024;
  c.peer.tsecr = sent + offset;
  // d = 256,000 - 500,000
  const Tcb tcb = c.peer.acknowledge(c.iss + 101).post;
  EXPECT_EQ(tcb.srtt, 8 * 500'000u - 244'000);
  EXPECT_EQ(tcb.rttvar, 750'000u + 244'000);
}

TEST_F(TcpRtt, ForgedTimestampIsBounded) {
  Connection c = open(500'000, 77);
  give(c, 100);
  c.peer.tsecr = 0x12345678;
  const Tcb tcb = c.peer.acknowledge(c.iss + 101).post;
  EXPECT_EQ(tcb.srtt, 8 * 500'000u + (0x0400'0000 - 500'000));
  EXPECT_EQ(tcb.rto, 60'000'000u);
}

}  // namespace
}  // namespace sockwire::test
