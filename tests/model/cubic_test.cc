// CUBIC against the formulas of RFC 9438, in double precision: segments, seconds, C = 0.4, beta =
// 0.7. Rules alone, without segments: cubic_event_test.cc has what makes them act.
#include "model/tcp/cubic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/tcp/congestion.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

constexpr double kTickSeconds = 1024e-6, kC = 0.4, kBeta = 0.7;
constexpr double kAlpha = 3 * (1 - kBeta) / (1 + kBeta);
constexpr std::uint32_t kMss = 1448;

// A sender whose path has a constant round trip, and acknowledges each segment by itself.
class Path {
 public:
  explicit Path(double round_trip, std::uint32_t first_tick = 5000)
      : round_trip_(round_trip), first_tick_(first_tick) {
    t.cubic = true;
    t.snd_mss = kMss;
    t.ssthresh = 2 * kMss;
    t.snd_una = 1000;
    t.srtt = static_cast<std::uint32_t>(round_trip * 8e6);
  }
  // A loss with so many segments under way, repaired at once.
  void lose(std::uint32_t segments) {
    t.cwnd = segments * kMss;
    t.snd_nxt = t.snd_una + t.cwnd;
    Cubic().reduce(t);
    t.cwnd = t.ssthresh;
    since_ = time_;
  }
  void ack() {
    (void)congestion_control(t).new_ack(t, kMss, tick());
    time_ += round_trip_ / segments();
  }
  template <class Look>
  void run(double seconds, Look look) {
    for (const double end = time_ + seconds; time_ < end; look()) ack();
  }
  void run(double seconds) {
    run(seconds, [] {});
  }

  double segments() const { return double(t.cwnd) / kMss; }
  double since_loss() const { return time_ - since_; }
  std::uint32_t tick() const {
    return first_tick_ + static_cast<std::uint32_t>(time_ / kTickSeconds);
  }

  Tcb t;

 private:
  double round_trip_, time_ = 0, since_ = 0;
  std::uint32_t first_tick_;
};

// Equation (2). A hundredth for the logarithms of eight bits, and the tick that is cut off.
TEST(Cubic, TheTimeToClimbIsTheCubeRoot) {
  proves("9438-01");
  for (const std::uint32_t mss : {36u, 64u, 536u, 1448u, 1460u}) {
    for (double octets = 1; octets < kWindowLimit; octets = std::ceil(octets * 1.03)) {
      const double exact = std::cbrt(octets / mss / kC) / kTickSeconds;
      const double climb = cubic_climb(static_cast<std::uint32_t>(octets), mss);
      if (exact < 16200)
        ASSERT_NEAR(climb, exact, 1 + exact / 100) << octets << " octets of " << mss;
      else
        ASSERT_GE(climb, 16000);
      ASSERT_LE(climb, 16383);
    }
  }
}
// Equation (1). C in 2^-40 is exact to 0.06 per cent; the octet that is cut off.
TEST(Cubic, TheCurveIsTheCube) {
  proves("9438-01");
  for (const std::uint32_t mss : {36u, 536u, 1460u}) {
    for (std::uint32_t ticks = 0; ticks < 16384; ticks += 7) {
      const double exact = kC * std::pow(ticks * kTickSeconds, 3) * mss;
      ASSERT_NEAR(cubic_distance(ticks, mss), exact, 1 + exact * 6e-4) << ticks;
    }
    EXPECT_EQ(cubic_distance(16383, mss), cubic_distance(16384, mss));
    EXPECT_EQ(cubic_distance(16383, mss), cubic_distance(0x7FFF'FFFF, mss));
  }
}

// 4.6: beta is 0.7. In 256ths: 0.1 per cent less.
TEST(Cubic, ALossTakesThreeTenths) {
  proves("9438-02 9438-03");
  for (const std::uint32_t segments : {3u, 10u, 100u, 700'000u}) {
    Path path(0.1);
    path.lose(segments);
    const double window = double(segments) * kMss;
    EXPECT_NEAR(path.t.ssthresh, kBeta * window, 1 + 0.001 * window);
    EXPECT_EQ(path.t.w_max, segments * kMss);
    EXPECT_EQ(path.t.cwnd_prior, segments * kMss);
  }
  Path path(0.1);
  path.lose(1);
  EXPECT_EQ(path.t.ssthresh, 2 * kMss) << "two segments at least";
}
TEST(Cubic, WhatWasNotUsedDoesNotCount) {
  proves("9438-04");
  Path path(0.1);
  path.t.cwnd = 100 * kMss;
  path.t.snd_nxt = path.t.snd_una + 10 * kMss;
  Cubic().reduce(path.t);
  EXPECT_EQ(path.t.w_max, 10 * kMss);
  path.t.snd_nxt = path.t.snd_una + 300 * kMss;  // limited transmit
  Cubic().reduce(path.t);
  EXPECT_EQ(path.t.w_max, 100 * kMss);
}
// 4.7: who has not come back to w_max gives way: (1 + beta) / 2.
TEST(Cubic, FastConvergence) {
  proves("9438-10");
  Path path(0.1);
  path.lose(100);
  path.lose(80);
  EXPECT_NEAR(path.t.w_max, 80 * kMss * (1 + kBeta) / 2, 0.002 * 80 * kMss);
  EXPECT_EQ(path.t.cwnd_prior, 80 * kMss);
  const std::uint32_t before = path.t.w_max;
  path.t.cwnd = before;
  path.t.snd_nxt = path.t.snd_una + before;
  Cubic().reduce(path.t);
  EXPECT_EQ(path.t.w_max, before) << "reached again";
}

// 4.2: concave up to w_max, flat there after K, convex beyond. cwnd is what the curve says, but for
// the segment that is not complete yet, and a hundredth of K where it is steepest.
TEST(Cubic, TheWindowFollowsTheCurve) {
  proves("9438-06");
  for (const std::uint32_t segments : {40u, 100u, 400u}) {
    Path path(0.2);
    path.lose(segments);
    const double low = path.segments(), k = std::cbrt((segments - low) / kC);
    const double tolerance = 1.5 + 3 * kC * k * k * (k / 100);
    const auto growth = [&](double seconds) {
      const double from = path.segments();
      path.run(seconds, [&] {
        const double at = path.since_loss();
        ASSERT_NEAR(path.segments(), segments + kC * std::pow(at - k, 3), tolerance) << at;
      });
      return path.segments() - from;
    };
    const double early = growth(k / 2), late = growth(k / 2);
    EXPECT_GT(early, 4 * late) << "7/8 of the way in the first half";
    EXPECT_NEAR(path.segments(), segments, 1.5) << "flat at w_max";
    const double soon = growth(k / 2), later = growth(k / 2);
    EXPECT_GT(later, 3 * soon) << "and beyond it ever faster";
  }
}
// 4.8: after a time-out, and when slow start ends without a loss: flat at once; and first it is
// Reno that is faster.
TEST(Cubic, WithoutAPastTheCurveBeginsFlat) {
  proves("9438-11 9438-15");
  for (const bool timed_out : {false, true}) {
    Path path(0.2);
    if (timed_out) {
      path.lose(100);
      Cubic().time_out(path.t);
    }
    path.t.cwnd = path.t.ssthresh = 50 * kMss;
    double reno = 50;
    path.run(8, [&] {
      reno += (timed_out && reno < 100 ? kAlpha : 1) / path.segments();
      const double curve = 50 + kC * std::pow(path.since_loss(), 3);
      ASSERT_NEAR(path.segments(), std::max(curve, reno), 3) << path.since_loss();
    });
    EXPECT_EQ(path.t.cubic_k, 0);
    EXPECT_EQ(path.t.w_max, 50 * kMss);
    EXPECT_GT(path.segments(), 200) << "0.4 * 8^3 more";
  }
}
// 4.3, equation (4): on a short path Reno is faster, and the window is what it would have.
TEST(Cubic, OnAShortPathItDoesAsReno) {
  proves("9438-08 9438-09");
  Path path(0.01);
  path.lose(20);
  double reno = path.segments();
  path.run(0.5, [&] {
    reno += (reno < 20 ? kAlpha : 1) / path.segments();
    ASSERT_NEAR(path.segments(), reno, 2) << path.since_loss();
  });
  EXPECT_GT(path.segments(), 20 + 25) << "50 round trips, half of them beyond w_max";
}
// 4.2: no more than half as much again in a round trip, however late it is.
TEST(Cubic, TheTargetIsBounded) {
  proves("9438-05");
  Path path(0.2);
  path.lose(100);
  path.ack();
  path.t.epoch_at -= 0x4000'0000;
  const double from = path.segments();
  for (unsigned acks = 2; acks <= from; ++acks) path.ack();
  EXPECT_GT(path.segments(), from * 1.25);
  EXPECT_LE(path.segments(), from * 1.5);
}
TEST(Cubic, TheWindowHasALimit) {
  Path path(0.2);
  path.t.cwnd = kWindowLimit - kMss / 2;
  path.t.w_max = kWindowLimit;
  path.t.srtt = 0xFFFF'FFFF;
  for (unsigned i = 0; i < 10; ++i)
    (void)congestion_control(path.t).new_ack(path.t, kWindowLimit / 4, path.tick());
  EXPECT_EQ(path.t.cwnd, kWindowLimit);
}
TEST(Cubic, TheClockMayWrap) {
  Path early(0.1), late(0.1, 0xFFFF'FF00);
  early.lose(100);
  late.lose(100);
  for (unsigned i = 0; i < 5000; ++i) {
    early.ack();
    late.ack();
    ASSERT_EQ(early.t.cwnd, late.t.cwnd) << i;
  }
  ASSERT_LT(late.tick(), 0x1000'0000u);
}

}  // namespace
}  // namespace sockwire::model
