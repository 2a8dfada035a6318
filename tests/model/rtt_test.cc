// Round trips and the retransmission time-out: RFC 6298, its formulae worked out by hand; RFC
// 7323 4.
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

constexpr std::uint64_t kMs = 1000;

// A connection whose SYN took so long.
void established_after(Script& s, std::uint64_t us, More syn_ack = {}) {
  s.syn_sent();
  s.now += us;
  s.in("S.", 0, 1, syn_ack);
}
// One octet goes out and is acknowledged after so long.
void round_trip(Script& s, std::uint64_t us) {
  s.send("x");
  s.turn();
  s.now += us;
  s.in(".", 1, s.ours(s.tcb().snd_nxt));
}

// 2.2: SRTT = R, RTTVAR = R/2, RTO = SRTT + 4*RTTVAR = 2 + 4*1 s.
TEST(ModelRtt, TheFirstMeasurement) {
  Script s;
  EXPECT_EQ((s.syn_sent(), s.tcb().rto), 1000 * kMs);  // 2.1
  s.now += 2000 * kMs;
  s.in("S.", 0, 1);
  EXPECT_EQ(s.tcb().srtt, 8 * 2000 * kMs);
  EXPECT_EQ(s.tcb().rttvar, 4 * 1000 * kMs);
  EXPECT_EQ(s.tcb().rto, 6000 * kMs);
}
// 2.3: R' = 1 s: RTTVAR = 3/4*1 + 1/4*|2 - 1| = 1 s, SRTT = 7/8*2 + 1/8*1 = 1.875 s; then R'
// = 3.875 s: RTTVAR = 3/4*1 + 1/4*2 = 1.25 s, SRTT = 7/8*1.875 + 1/8*3.875 = 2.125 s.
TEST(ModelRtt, TheNextMeasurements) {
  Script s;
  established_after(s, 2000 * kMs);
  round_trip(s, 1000 * kMs);
  EXPECT_EQ(s.tcb().rto, 1875 * kMs + 4 * 1000 * kMs);
  round_trip(s, 3875 * kMs);
  EXPECT_EQ(s.tcb().rto, 2125 * kMs + 4 * 1250 * kMs);
}
// With a steady round trip the variance decays by a quarter each time, and SRTT stays.
TEST(ModelRtt, ASteadyRoundTripLeavesNoVariance) {
  Script s;
  established_after(s, 1600 * kMs);
  std::uint32_t rttvar = 4 * 800 * kMs;
  for (int i = 0; i < 20; ++i) {
    round_trip(s, 1600 * kMs);
    rttvar -= rttvar / 4;
    EXPECT_EQ(s.tcb().srtt, 8 * 1600 * kMs);
    EXPECT_EQ(s.tcb().rttvar, rttvar);
  }
}
// 2.4, 2.5: at least a second, at most a minute.
TEST(ModelRtt, BoundsOfTheTimeOut) {
  Script quick;
  established_after(quick, 10 * kMs);
  EXPECT_EQ(quick.tcb().srtt, 8 * 10 * kMs);
  EXPECT_EQ(quick.tcb().rto, 1000 * kMs);
  Script slow;
  established_after(slow, 100'000 * kMs);
  EXPECT_EQ(slow.tcb().srtt, 8 * kRttMax);
  EXPECT_EQ(slow.tcb().rto, 60'000 * kMs);
}
// 3 (Karn): which copy is acknowledged cannot be told. 5.7: then the data begins with three
// seconds.
TEST(ModelRtt, ALostSynMeasuresNothing) {
  Script s;
  s.syn_sent();
  s.timeout();
  s.in("S.", 0, 1);
  EXPECT_FALSE(s.tcb().rtt_valid);
  EXPECT_EQ(s.tcb().rto, 3000 * kMs);
}
TEST(ModelRtt, WhatWasSentAgainMeasuresNothing) {
  Script s;
  established_after(s, 2000 * kMs);
  const Tcb first = s.tcb();
  s.send("x");
  s.turn();
  s.timeout();
  s.in(".", 1, 2);
  EXPECT_EQ(s.tcb().srtt, first.srtt);
  EXPECT_EQ(s.tcb().rto, 2 * first.rto) << "5.5: it stays backed off";
  round_trip(s, 2000 * kMs);
  EXPECT_EQ(s.tcb().rto, 2000 * kMs + 4 * 750 * kMs) << "until something is measured";
}
// One segment at a time: later ones do not move the beginning of the measurement.
TEST(ModelRtt, TheFirstOfSeveralIsMeasured) {
  Script s;
  established_after(s, 2000 * kMs, {.mss = 1000});
  s.send(text(2000));
  s.turn();
  s.now += 500 * kMs;
  s.turn();
  s.now += 500 * kMs;
  s.in(".", 1, 1001);
  EXPECT_EQ(s.tcb().rto, 1875 * kMs + 4 * 1000 * kMs) << "1 s";
  EXPECT_FALSE(s.tcb().rtt_timing);
}
TEST(ModelRtt, AnAckThatDoesNotReachTheMeasuredSegmentDoesNotEndIt) {
  Script s;
  established_after(s, 2000 * kMs, {.mss = 1000});
  s.send(text(1000));
  s.turn();
  s.in(".", 1, 501);
  EXPECT_TRUE(s.tcb().rtt_timing);
}
// RFC 7323 4: TSecr tells which copy it was, so Karn's problem is gone. 2,000 ticks: 2.048 s.
TEST(ModelRtt, WithTimestampsARepeatedSegmentIsMeasuredToo) {
  Script s;
  established_after(s, 0, {.tsval = 7});
  s.send("x");
  s.turn();
  s.timeout();
  const std::uint32_t sent = s.r.emit.tsval;
  s.now += 2000 << 10;
  s.in(".", 1, 2, {.tsval = 8, .tsecr = sent});
  EXPECT_EQ(s.tcb().srtt, 2000u << 10);    // 7/8*0 + 1/8*R, times 8
  EXPECT_EQ(s.tcb().rttvar, 2000u << 10);  // 3/4*0 + 1/4*R, times 4
  EXPECT_EQ(s.tcb().rto, (2000u << 10) / 8 + (2000u << 10));
}
TEST(ModelRtt, AnEchoThatCannotBeIsALongRoundTrip) {
  Script s;
  established_after(s, 0, {.tsval = 7});
  s.send("x");
  s.turn();
  s.in(".", 1, 2, {.tsval = 8, .tsecr = s.r.emit.tsval + 1});
  EXPECT_EQ(s.tcb().srtt, kRttMax);
}

}  // namespace
}  // namespace sockwire::model
