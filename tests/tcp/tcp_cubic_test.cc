// CUBIC: K, the curve, Reno's estimate, what a loss, a time-out and a rest leave. RFC 9438;
// docs/rules/tcp.md section 1. A segment holds 100 octets. Expected values are the RFC's formulas
// in floating point; the fixed point may differ by what each test says.
#include <cmath>

#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

constexpr double kC = 0.4, kBeta = 0.7, kAlpha = 3 * (1 - kBeta) / (1 + kBeta);
constexpr double kTick = 1.024e-3;

// A connection under CUBIC; nothing is in flight between the steps.
class Flow {
 public:
  explicit Flow(std::uint32_t smss = 100, std::uint64_t start = 1'000'000, bool sack = false)
      : smss_(smss), connection_(open(start, sack)) {
    no_delay(bench, connection_);
    EXPECT_EQ(congestion(1).answer.error, Errno::Ok);
  }

  TcpBench bench;
  TcpRecord congestion(std::uint32_t value) {
    return option(bench, connection_.desc, Option::OptionCongestion, value);
  }
  Tcb tcb() { return bench.tcb(connection_.desc); }
  void give(std::uint32_t octets) {
    for (; octets != 0; octets -= std::min(octets, 2000u)) {
      const std::uint32_t piece = std::min(octets, 2000u);
      EXPECT_EQ(bench.call(Call::CallSend, connection_.desc, piece).answer.value, piece);
    }
    bench.quiet();
  }
  Tcb acknowledge(std::uint32_t octets) {
    acked_ += octets;
    const Tcb post = connection_.peer.acknowledge(connection_.iss + 1 + acked_).post;
    bench.quiet();
    return post;
  }
  // Segments, each sent and acknowledged at once.
  Tcb segments(int count) {
    Tcb post{};
    for (int i = 0; i < count; ++i) give(smss_), post = acknowledge(smss_);
    return post;
  }
  // Up to a window.
  Tcb grow(std::uint32_t cwnd) {
    for (int i = 0; i < 100 && tcb().cwnd < cwnd; ++i) segments(1);
    return tcb();
  }
  // So many octets are in flight when a loss is noticed; then all of them arrive.
  Tcb lose(std::uint32_t flight) {
    give(flight);
    Tcb noticed{};
    for (int i = 0; i < 3; ++i) noticed = connection_.peer.send(".").post;
    bench.quiet();
    EXPECT_TRUE(noticed.recovering);
    EXPECT_FALSE(acknowledge(flight).recovering);
    return noticed;
  }
  // Slow start once more, to the threshold; the acknowledgment from which on the curve counts.
  Tcb avoid() { return grow(tcb().ssthresh), segments(1); }

  Peer& peer() { return connection_.peer; }

 private:
  Connection open(std::uint64_t start, bool sack) {
    bench.now = start;
    Peer peer(bench, 4000, 80);
    peer.mss = std::uint16_t(smss_), peer.sack = sack;
    return accept(bench, bench.listener(80), peer);
  }

  std::uint32_t smss_, acked_ = 0;
  Connection connection_;
};

TEST(TcpCubic, ALossLowersTheWindowByThreeTenths) {
  Flow flow;
  const Tcb lost = flow.lose(1000);
  EXPECT_NEAR(lost.ssthresh, kBeta * 1000, 1000 / 256.0 + 1);
  EXPECT_EQ(lost.cwnd, lost.ssthresh + 300);
  EXPECT_EQ(lost.w_max, 1000u);
  EXPECT_EQ(lost.cwnd_prior, 1000u);
  EXPECT_FALSE(lost.epoch);
  EXPECT_EQ(Flow().lose(200).ssthresh, 200u) << "two segments at least";
}

TEST(TcpCubic, FastConvergenceIfTheWindowWasNotReachedAgain) {
  Flow flow;
  flow.lose(1000);
  flow.avoid();
  const Tcb again = flow.lose(600);  // of a window of 700
  EXPECT_NEAR(again.w_max, 600 * (1 + kBeta) / 2, 600 / 256.0 + 1);
  EXPECT_EQ(again.cwnd_prior, 600u);
  Flow other;
  other.lose(600);
  other.grow(1000);
  EXPECT_EQ(other.lose(600).w_max, 600u) << "as far as before";
}

TEST(TcpCubic, KIsTheCubeRootOfWhatWasLost) {
  for (const std::uint32_t smss : {64u, 100u, 333u}) {
    for (const std::uint32_t flight : {4u, 5u, 7u, 10u, 12u}) {
      Flow flow(smss);
      flow.grow(flight * smss);
      flow.lose(flight * smss);
      const std::uint32_t before = flow.grow(flow.tcb().ssthresh).cwnd;
      const Tcb post = flow.segments(1);
      const double lost = double(post.w_max - before) / smss;
      ASSERT_GT(lost, 0) << "of " << flight << " segments";
      EXPECT_TRUE(post.epoch);
      EXPECT_EQ(post.w_max, flight * smss);
      EXPECT_EQ(post.epoch_at, std::uint32_t(flow.bench.now >> 10));
      const double k = std::cbrt(lost / kC) / kTick;
      EXPECT_NEAR(post.cubic_k, k, k / 100) << flight << " segments of " << smss;
    }
  }
}

TEST(TcpCubic, WithoutAnOlderMaximumTheCurveBeginsWhereTheWindowStands) {
  Flow flow;
  flow.give(1000);
  flow.bench.after(1'000'000);
  const Tcb lost = flow.tcb();
  EXPECT_EQ(lost.w_max, 0u) << "RFC 9438 4.8";
  EXPECT_EQ(lost.cwnd, 100u);
  EXPECT_NEAR(lost.ssthresh, 700, 5);
  flow.bench.after(2'000'000);
  EXPECT_EQ(flow.tcb().ssthresh, lost.ssthresh);
  flow.acknowledge(1000);
  const Tcb post = flow.avoid();
  EXPECT_TRUE(post.epoch);
  EXPECT_EQ(post.w_max, 700u);
  EXPECT_EQ(post.cubic_k, 0);
}

// The round trip is next to nothing, thus the curve stands still: all growth is Reno's.
TEST(TcpCubic, RenoFriendly) {
  Flow flow;
  flow.lose(1000);
  const Tcb begun = flow.avoid();
  ASSERT_EQ(begun.cwnd, 700u);
  int acks = 1;
  double window = 7, expected = 7 + kAlpha / 7;  // of segments; the first ACK has begun the epoch
  for (; flow.tcb().cwnd < 1300 && acks < 200; ++acks) {
    window = flow.segments(1).cwnd / 100.0;
    expected += (expected < 10 ? kAlpha : 1) / window;
    // It grows by whole segments, of which the first are 1 per cent too early.
    ASSERT_NEAR(window, expected - 0.5, 0.65) << "after " << acks << " acknowledgments";
  }
  EXPECT_EQ(window, 13) << "as Reno has it above the old window";
}

// Round trips of half a second: 28 segments become 40 again on the flat part of the curve, and
// more.
std::vector<std::uint32_t> follow_the_curve(std::uint64_t start) {
  std::vector<std::uint32_t> windows;
  Flow flow(100, start);
  flow.grow(4000);
  flow.lose(4000);
  const std::uint64_t origin = flow.bench.now;
  const Tcb begun = flow.avoid();
  EXPECT_EQ(begun.cwnd, 2800u);
  const double w_max = 40, k = std::cbrt((w_max - 28) / kC);
  double cwnd = 28, estimate = 28;
  for (int round = 0; round < 12; ++round) {
    const int count = int(std::min(flow.tcb().cwnd, 4000u) / 100);
    flow.give(std::uint32_t(count) * 100);
    flow.bench.now += 500'000;
    for (int i = 0; i < count; ++i) {
      const std::uint32_t srtt = flow.tcb().srtt;  // as before the event
      const Tcb post = flow.acknowledge(100);
      const double t = double(flow.bench.now - origin) / 1e6 + srtt / 8e6;
      const double w = kC * std::pow(t - k, 3) + w_max;
      estimate += (estimate < w_max ? kAlpha : 1) / cwnd;
      cwnd = w < estimate ? std::max(cwnd, estimate)
                          : cwnd + (std::clamp(w, cwnd, 1.5 * cwnd) - cwnd) / cwnd;
      // It steps by whole segments, and what was acknowledged while the curve was flat counts at
      // once when it rises.
      EXPECT_NEAR(post.cwnd / 100.0, cwnd, 1.5) << "round " << round << ", ACK " << i;
      windows.push_back(post.cwnd);
    }
  }
  EXPECT_GT(windows.back(), 4600u) << "beyond the old maximum";
  return windows;
}
TEST(TcpCubic, ConcaveThenConvex) { follow_the_curve(1'000'000); }
TEST(TcpCubic, TicksWrapInAnEpoch) {
  const auto usual = follow_the_curve(1'000'000);
  EXPECT_EQ(follow_the_curve((std::uint64_t{1} << 42) - 4000 * 1024 + 1'000'000), usual);
}

// Long after K: half a window a round trip and no more, thus a segment for each two.
TEST(TcpCubic, TheTargetIsAtMostHalfAWindowAhead) {
  Flow flow;
  flow.lose(1000);
  flow.avoid();
  for (int i = 0; i < 30; ++i)
    flow.bench.now += 900'000, flow.give(100), flow.acknowledge(1), flow.acknowledge(99);
  Tcb post = flow.segments(2);
  EXPECT_TRUE(post.epoch) << "it did not rest";
  while (post.ca_acked != 0) post = flow.segments(1);
  EXPECT_EQ(flow.segments(1).cwnd, post.cwnd);
  EXPECT_EQ(flow.segments(1).cwnd, post.cwnd + 100);
  EXPECT_EQ(flow.segments(4).cwnd, post.cwnd + 300);
}

TEST(TcpCubic, ARestEndsTheEpoch) {
  Flow flow;
  flow.lose(1000);
  EXPECT_TRUE(flow.avoid().epoch);
  flow.bench.now += 1'000'001;
  flow.give(100);
  EXPECT_FALSE(flow.tcb().epoch);
  EXPECT_EQ(flow.tcb().w_max, 1000u);
}

TEST(TcpCubic, WithSackToo) {
  Flow flow(100, 1'000'000, true);
  flow.give(1000);
  const std::uint32_t una = flow.tcb().snd_una;
  const Tcb lost = flow.peer().acknowledge(una, {{una + 100, una + 400}}).post;
  EXPECT_TRUE(lost.recovering);
  EXPECT_NEAR(lost.ssthresh, 700, 5);
  EXPECT_EQ(lost.cwnd, lost.ssthresh);
  EXPECT_EQ(lost.w_max, 1000u);
}

TEST(TcpCubic, AnOptionChoosesAndForgets) {
  Flow flow;
  flow.lose(1000);
  EXPECT_TRUE(flow.avoid().epoch);
  EXPECT_EQ(flow.congestion(2).answer.error, Errno::Einval);
  EXPECT_EQ(flow.congestion(0x80000001).answer.error, Errno::Einval);
  EXPECT_TRUE(flow.tcb().cubic && flow.tcb().epoch);
  const Tcb reno = flow.congestion(0).post;
  EXPECT_FALSE(reno.cubic || reno.epoch);
  EXPECT_EQ(reno.w_max, 0u);
  EXPECT_EQ(reno.cwnd, 700u);
  flow.grow(1000);
  EXPECT_EQ(flow.lose(1000).ssthresh, 500u);
}

}  // namespace
}  // namespace sockwire::test
