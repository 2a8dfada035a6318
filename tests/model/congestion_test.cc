// Congestion control: RFC 5681, 6582, 3042, 6928. Segments of 200 octets, so that twenty fit into
// the buffer: IW = min(10*200, max(2*200, 14600)) = 2000.
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

class ModelCongestion : public ::testing::Test {
 protected:
  ModelCongestion() { s.established({.wnd = 60'000, .mss = 200}); }
  // The send buffer is filled, and what may leave has left.
  void fill() {
    while (s.send(text(2048)).value > 0) {
    }
    s.turns();
  }
  // Octets beyond snd_una that were sent.
  std::uint32_t in_flight() const { return flight(s.tcb()); }
  std::string ack(std::uint32_t number) { return s.in(".", 1, number, {.wnd = 60'000}); }
  std::string duplicates(int count) {
    std::string sent;
    for (int i = 0; i < count; ++i) {
      ack(s.ours(s.tcb().snd_una));
      sent += s.turns();
    }
    return sent;
  }
  const Tcb& t() const { return s.tcb(); }

  Script s;
};

TEST_F(ModelCongestion, TheInitialWindow) {
  fill();
  EXPECT_EQ(t().cwnd, 2000u);
  EXPECT_EQ(in_flight(), 2000u);
  for (const auto& [mss, window] : {std::pair(1460, 14'600u), {1000, 10'000u}, {64, 640u}}) {
    Script one;
    one.established({.mss = mss});
    EXPECT_EQ(one.tcb().cwnd, window);
  }
}
// RFC 5681 3.1: who has lost its SYN begins with one segment.
TEST_F(ModelCongestion, ALostSynCostsTheInitialWindow) {
  Script one;
  one.syn_sent();
  one.timeout();
  one.in("S.", 0, 1, {.mss = 200});
  EXPECT_EQ(one.tcb().cwnd, 200u);
}
// (2): cwnd += min(N, SMSS).
TEST_F(ModelCongestion, SlowStart) {
  fill();
  ack(201);
  EXPECT_EQ(t().cwnd, 2200u);
  ack(601);
  EXPECT_EQ(t().cwnd, 2400u) << "an ACK of two segments opens by one";
  ack(651);
  EXPECT_EQ(t().cwnd, 2450u);
  s.turns();
  EXPECT_EQ(in_flight(), 2350u) << "whole segments: up to 3,001 of 3,101";
}
// (4): ssthresh = max(FlightSize/2, 2*SMSS) at the first time-out only; cwnd = LW = 1 segment.
TEST_F(ModelCongestion, ATimeOutCollapsesTheWindow) {
  fill();
  EXPECT_EQ(s.timeout(), ". 1(200) ack 1 win 4096");
  EXPECT_EQ(t().cwnd, 200u);
  EXPECT_EQ(t().ssthresh, 1000u);
  EXPECT_EQ(s.turns(), "");
  s.timeout();
  EXPECT_EQ(t().ssthresh, 1000u);
}
TEST_F(ModelCongestion, SsthreshIsTwoSegmentsAtLeast) {
  s.send(text(200));
  s.turn();
  s.timeout();
  EXPECT_EQ(t().ssthresh, 400u);
}
// 3.1: beyond ssthresh one segment for each window of octets acknowledged.
TEST_F(ModelCongestion, CongestionAvoidance) {
  fill();
  s.timeout();
  for (std::uint32_t i = 1; i <= 4; ++i) {
    ack(1 + 200 * i);
    EXPECT_EQ(t().cwnd, 200 + 200 * i);
  }
  for (std::uint32_t i = 5; i <= 8; ++i) ack(1 + 200 * i);
  EXPECT_EQ(t().cwnd, 1000u);
  ack(1 + 200 * 9);
  EXPECT_EQ(t().cwnd, 1200u) << "1,000 octets were acknowledged at cwnd 1,000";
}

// RFC 3042: the first two duplicates let one new segment go each; RFC 5681 3.2: the third repeats
// the lost one. What limited transmit has sent does not count: ssthresh = 2000/2.
TEST_F(ModelCongestion, FastRetransmit) {
  fill();
  EXPECT_EQ(duplicates(1), ". 2001(200) ack 1 win 4096\n");
  EXPECT_EQ(duplicates(1), ". 2201(200) ack 1 win 4096\n");
  EXPECT_EQ(t().cwnd, 2000u);
  EXPECT_EQ(duplicates(1), ". 1(200) ack 1 win 4096\n");
  EXPECT_TRUE(t().recovering);
  EXPECT_EQ(t().ssthresh, 1000u);
  EXPECT_EQ(t().cwnd, 1000u + 3 * 200);
  EXPECT_EQ(t().retries, 0);
  EXPECT_EQ(s.toe.counters().tcp_retrans_segs, 1u);
}
// Step 4 and 5: each further duplicate inflates; new segments leave when the window passes what is
// in flight (2,400).
TEST_F(ModelCongestion, FastRecoverySendsNewSegments) {
  fill();
  duplicates(3);
  EXPECT_EQ(duplicates(4), "");
  EXPECT_EQ(t().cwnd, 2400u);
  EXPECT_EQ(duplicates(1), ". 2401(200) ack 1 win 4096\n");
}
// RFC 6582 3.2 step 3, full: cwnd = min(ssthresh, max(FlightSize, SMSS) + SMSS).
TEST_F(ModelCongestion, AFullAcknowledgmentEndsRecovery) {
  fill();
  duplicates(3);
  ack(2401);
  EXPECT_FALSE(t().recovering);
  EXPECT_EQ(t().cwnd, 400u) << "nothing is in flight: 200 + 200";
  EXPECT_EQ(t().dup_acks, 0);
}
TEST_F(ModelCongestion, AFullAcknowledgmentWithMuchInFlightLeavesSsthresh) {
  fill();
  duplicates(13);  // 2,401 to 3,601 were sent in recovery
  ASSERT_EQ(s.ours(t().snd_nxt), 3601u);
  ack(2401);
  EXPECT_EQ(t().cwnd, 1000u);
}
// Step 3, partial: the next hole is repaired at once, cwnd shrinks by what was acknowledged and
// grows by a segment; the timer starts anew for the first one only.
TEST_F(ModelCongestion, APartialAcknowledgmentRepairsTheNextHole) {
  fill();
  duplicates(3);
  s.now += 1000;
  ack(601);
  const std::uint32_t deadline = t().rtx_deadline;
  EXPECT_EQ(deadline, static_cast<std::uint32_t>(s.now) + t().rto);
  EXPECT_TRUE(t().recovering);
  EXPECT_EQ(t().cwnd, 1600u - 600 + 200);
  EXPECT_EQ(s.turn(), ". 601(200) ack 1 win 4096");
  s.now += 1000;
  ack(701);
  EXPECT_EQ(t().rtx_deadline, deadline);
  EXPECT_EQ(t().cwnd, 1200u - 100) << "less than a segment: nothing is added";
  EXPECT_EQ(s.turn(), ". 701(200) ack 1 win 4096");
}
TEST_F(ModelCongestion, ATimeOutEndsRecovery) {
  fill();
  duplicates(3);
  s.timeout();
  EXPECT_FALSE(t().recovering);
  EXPECT_EQ(t().cwnd, 200u);
  EXPECT_EQ(t().ssthresh, 800u) << "half of cwnd 1,600, which is below what is in flight";
}
// RFC 6582 3.2 steps 2 and 4: duplicates of a window that has timed out are no new loss.
TEST_F(ModelCongestion, DuplicatesOfAnOldWindowDoNotHalveAgain) {
  fill();
  s.timeout();
  ack(201);
  s.turns();
  EXPECT_EQ(duplicates(5), "");
  EXPECT_FALSE(t().recovering);
  EXPECT_EQ(t().ssthresh, 1000u);
}
// RFC 5681 section 2: what is no duplicate.
TEST_F(ModelCongestion, AWindowUpdateOrTextIsNoDuplicate) {
  fill();
  for (int wnd = 60'001; wnd < 60'005; ++wnd) s.in(".", 1, 1, {.wnd = wnd});
  for (std::uint32_t at = 1; at < 5; ++at) s.in("P.", at, 1, {.wnd = 60'004, .payload = "x"});
  EXPECT_EQ(t().dup_acks, 0);
}
TEST_F(ModelCongestion, WithNothingInFlightNoAckIsADuplicate) {
  duplicates(5);
  EXPECT_EQ(t().dup_acks, 0);
}
// RFC 5681 4.1: the restart window.
TEST_F(ModelCongestion, AfterASilenceTheWindowIsTheInitialOne) {
  fill();
  for (std::uint32_t at = 201; at <= 2001; at += 200) ack(at);
  s.turns();
  ack(s.ours(t().snd_nxt));
  ASSERT_GT(t().cwnd, 4000u);
  s.now += t().rto;
  s.send("x");
  s.turn();
  ASSERT_GT(t().cwnd, 4000u) << "not longer than an RTO";
  ack(s.ours(t().snd_nxt));
  s.now += t().rto + 1;
  s.send("x");
  s.turn();
  EXPECT_EQ(t().cwnd, 2000u);
}
// RFC 9293 3.8.6.1: that a probe goes unheard says nothing about the network.
TEST_F(ModelCongestion, AProbeOfAClosedWindowIsNoLoss) {
  s.in(".", 1, 1, {.wnd = 0});
  s.send("x");
  for (int i = 0; i < 3; ++i) s.timeout();
  EXPECT_EQ(t().cwnd, 2000u);
  EXPECT_EQ(t().ssthresh, kWindowLimit);
}

}  // namespace
}  // namespace sockwire::model
