// What makes CUBIC act (RFC 9438): the option, losses found by duplicate ACKs and by SACK,
// time-outs, silence. Segments of 200 octets, and an initial window of ten of them.
#include "model/tcp/cubic.h"
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

constexpr std::uint32_t kMss = 200, kReduced = 2000 * 179 / 256;

class ModelCubic : public ::testing::TestWithParam<bool> {
 protected:
  ModelCubic() {
    s.established({.wnd = 60'000, .mss = kMss, .sack = GetParam()});
    EXPECT_EQ(s.option(Option::OptionCongestion, 1), Errno::Ok);
  }
  void fill() {
    while (s.send(text(2048)).value > 0) {
    }
    s.turns();
  }
  void ack(std::uint32_t number, std::vector<Range> blocks = {}) {
    s.in(".", 1, number, {.wnd = 60'000, .blocks = std::move(blocks)});
    s.turns();
  }
  void duplicates(std::uint32_t count) {
    const std::uint32_t una = s.ours(t().snd_una);
    for (std::uint32_t i = 1; i <= count; ++i) {
      if (GetParam())
        ack(una, {{una + kMss, una + kMss + i * kMss}});
      else
        ack(una);
    }
  }
  // After a time-out at 2,000 octets, up to ssthresh by slow start.
  void avoid_congestion() {
    fill();
    s.timeout();
    while (t().cwnd < t().ssthresh) ack(s.ours(t().snd_una) + kMss);
    ASSERT_FALSE(t().epoch);
  }
  const Tcb& t() const { return s.tcb(); }

  Script s;
};
INSTANTIATE_TEST_SUITE_P(Recovery, ModelCubic, testing::Bool(),
                         [](const auto& kind) { return kind.param ? "Sack" : "NewReno"; });

// 4.6. The loss is repaired as ever: only by how much the window falls is CUBIC's.
TEST_P(ModelCubic, ALossIsRepairedAsEver) {
  proves("9438-03");
  fill();
  duplicates(3);
  EXPECT_TRUE(t().recovering);
  EXPECT_EQ(t().ssthresh, kReduced);
  EXPECT_EQ(t().cwnd, GetParam() ? kReduced : kReduced + 3 * kMss);
  EXPECT_EQ(t().w_max, 2000u);
  EXPECT_EQ(t().cwnd_prior, 2000u);
  duplicates(6);
  EXPECT_EQ(t().w_max, 2000u) << "once a window";
  ack(s.ours(t().recover) + 1);
  EXPECT_FALSE(t().recovering);
  EXPECT_LE(t().cwnd, kReduced);
}
// The epoch begins with the first ACK of congestion avoidance, not with the loss.
TEST_P(ModelCubic, AnEpochBeginsWithCongestionAvoidance) {
  proves("9438-13");
  fill();
  duplicates(3);
  ack(s.ours(t().recover) + 1);
  while (t().cwnd < t().ssthresh) {
    EXPECT_FALSE(t().epoch) << "slow start";
    ack(s.ours(t().snd_una) + kMss);
  }
  s.now += 123'456;
  const std::uint32_t from = t().cwnd;
  ack(s.ours(t().snd_una) + kMss);
  EXPECT_TRUE(t().epoch);
  EXPECT_EQ(t().epoch_at, s.tick());
  EXPECT_EQ(t().cubic_k, cubic_climb(2000 - from, kMss));
  EXPECT_EQ(t().w_est, from);
  fill();
  duplicates(3);
  EXPECT_FALSE(t().epoch) << "the next loss ends it";
}
// 4.8
TEST_P(ModelCubic, AfterATimeOutThereIsNoPast) {
  proves("9438-11");
  fill();
  s.timeout();
  EXPECT_EQ(t().cwnd, kMss);
  EXPECT_EQ(t().ssthresh, kReduced);
  EXPECT_EQ(t().w_max, 0u);
  EXPECT_EQ(t().cwnd_prior, 2000u);
  s.timeout();
  EXPECT_EQ(t().ssthresh, kReduced) << "the first one only";
  while (!t().epoch) ack(s.ours(t().snd_una) + kMss);
  EXPECT_EQ(t().cubic_k, 0);
  EXPECT_EQ(t().w_max, 1400u) << "seven segments: the first cwnd from ssthresh on";
}
// The round trip that an ACK measures counts from the next ACK on.
TEST_P(ModelCubic, TheRoundTripIsThatOfBefore) {
  avoid_congestion();
  ASSERT_TRUE(t().rtt_timing);
  ASSERT_EQ(t().srtt >> 13, 0u);
  const std::uint32_t from = t().cwnd;
  s.now += 40 * Script::kSecond;
  ack(s.ours(t().snd_nxt));
  ASSERT_GT(t().srtt >> 13, 4000u);
  EXPECT_EQ(t().w_max, from);
  EXPECT_EQ(t().cwnd, from) << "flat, now";
  ack(s.ours(t().snd_nxt));
  EXPECT_EQ(t().cwnd, from + kMss) << "in a round trip much higher";
}
// RFC 5681 4.1; time without anything to send is no time on the curve.
TEST_P(ModelCubic, ASilenceEndsTheEpoch) {
  proves("9438-07");
  avoid_congestion();
  while (t().snd_una != t().snd_end) ack(s.ours(t().snd_nxt));
  ASSERT_TRUE(t().epoch);
  s.now += t().rto + 1;
  s.send("x");
  s.turn();
  EXPECT_FALSE(t().epoch);
  EXPECT_GT(t().w_max, 0u) << "but not what was learnt";
}

TEST(ModelCubicOption, ZeroAndOne) {
  Script s;
  s.established();
  EXPECT_FALSE(s.tcb().cubic) << "NewReno unless set";
  EXPECT_EQ(s.option(Option::OptionCongestion, 2), Errno::Einval);
  EXPECT_EQ(s.option(Option::OptionCongestion, 3), Errno::Einval);
  EXPECT_EQ(s.r.post, s.r.pre);
  EXPECT_EQ(s.option(Option::OptionCongestion, 1), Errno::Ok);
  EXPECT_TRUE(s.tcb().cubic);
  EXPECT_EQ(s.option(Option::OptionCongestion, 0), Errno::Ok);
  EXPECT_FALSE(s.tcb().cubic);
}
TEST_P(ModelCubic, ChosenAnewItHasNoPast) {
  fill();
  duplicates(3);
  ASSERT_EQ(t().w_max, 2000u);
  const std::uint32_t cwnd = t().cwnd;
  EXPECT_EQ(s.option(Option::OptionCongestion, 1), Errno::Ok);
  EXPECT_EQ(t().w_max, 0u);
  EXPECT_FALSE(t().epoch);
  EXPECT_EQ(t().cwnd, cwnd);
  EXPECT_TRUE(t().recovering) << "the repair goes on";
}
TEST(ModelCubicOption, AConnectionThatIsAcceptedBeginsWithNewReno) {
  Script s;
  s.listening();
  s.desc = s.listener;
  EXPECT_EQ(s.option(Option::OptionCongestion, 1), Errno::Einval);
  s.in("S", 0, 0);
  EXPECT_FALSE(s.r.post.cubic);
}

}  // namespace
}  // namespace sockwire::model
