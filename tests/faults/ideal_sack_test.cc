// The prediction of ideal SACK against cases computed by hand. A segment takes 10 us on the line and 100 us
// each way; so its answer is back 210 us after its first bit left, if the line was free.
#include "sim/ideal_sack.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace sockwire {
namespace {

constexpr IdealPath kPath{.there_us = 100, .back_us = 100, .segment_us = 10, .mss = 1000, .window = 8,
                          .initial_window = 10'000, .rto_us = 1000};

IdealOutcome run(const IdealPath& path, std::uint32_t segments, const std::set<std::pair<std::uint32_t, std::uint32_t>>& lost) {
  return ideal_sack(path, segments, [&](std::uint32_t segment, std::uint32_t attempt) { return lost.contains({segment, attempt}); });
}

void expect(const IdealOutcome& outcome, double us, std::uint32_t lost, std::uint32_t again, std::uint32_t timeouts) {
  EXPECT_DOUBLE_EQ(outcome.us, us);
  EXPECT_EQ(outcome.lost, lost);
  EXPECT_EQ(outcome.again, again);
  EXPECT_EQ(outcome.timeouts, timeouts);
}

TEST(IdealSack, NoLossIsLineAndWindow) {
  expect(run(kPath, 5, {}), 5 * 10 + 100, 0, 0, 0);
  IdealPath narrow = kPath;
  narrow.window = 2;  // 0 and 1; at 210 and 220 their answers, and 2 and 3
  expect(run(narrow, 4, {}), 230 + 100, 0, 0, 0);
}

TEST(IdealSack, TheInitialWindowOpensByASegmentForEach) {
  IdealPath slow = kPath;
  slow.initial_window = 2000;
  // 0, 1 | at 210 2, 3 (to 230), at 220 4, 5 (to 250)
  expect(run(slow, 6, {}), 250 + 100, 0, 0, 0);
}

TEST(IdealSack, OneInTheMiddleGoesAgainWithTheThirdAnswer) {
  // Answers of 0, 1, 3, 4, 5 at 210, 220, 240, 250, 260; with the last one 2 is known to be lost.
  expect(run(kPath, 8, {{2, 0}}), 260 + 10 + 100, 1, 1, 0);
}

TEST(IdealSack, TwoOfOneWindowGoAgainInOneRoundTrip) {
  // Answers of 3, 5, 6 at 240, 260, 270: 2 is lost; that of 7 at 280: 4 is too.
  expect(run(kPath, 8, {{2, 0}, {4, 0}}), 280 + 10 + 100, 2, 2, 0);
}

TEST(IdealSack, TheWindowIsHalvedOnceAndGrowsByOneARoundTrip) {
  IdealPath six = kPath;
  six.window = 6;
  // 0..5 leave, 0 is lost. Answers of 1, 2, 3 at 220, 230, 240: six outstanding, so three segments from
  // now on, and 0 again, answered at 450. Then 6, 7, 8; answers at 660, 670, 680: 9, 10, and four segments now: 11.
  expect(run(six, 12, {{0, 0}}), 690 + 100, 1, 1, 0);
  // With 2 lost too: 0 is known at 250 (1, 3, 4), 2 at 260 (3, 4, 5), and the window is halved no further. At 460
  // 1 is the last without a gap, and 6 and 7 go; at 470 the answer of 2 comes, and 8 goes when the line is free, at
  // 480. Answers at 670, 680, 690: 9, 10, and, the window being four segments now, 11.
  expect(run(six, 12, {{0, 0}, {2, 0}}), 700 + 100, 2, 2, 0);
}

TEST(IdealSack, TheLastSegmentCostsATimeOut) {
  // The last new answer is that of 2, at 230.
  expect(run(kPath, 4, {{3, 0}}), 230 + 1000 + 10 + 100, 1, 1, 1);
  // And twice as long when it is lost again.
  expect(run(kPath, 4, {{3, 0}, {3, 1}}), 230 + 1000 + 2000 + 10 + 100, 2, 2, 2);
}

TEST(IdealSack, AfterATimeOutOnlyWhatIsLostGoesAgain) {
  // 2 and 4 of five: only one answer tells. At 1220 2 goes, at 1430 its answer comes and 4 goes.
  expect(run(kPath, 5, {{2, 0}, {4, 0}}), 1430 + 10 + 100, 2, 2, 1);
}

TEST(IdealSack, ALostRetransmissionIsToldByWhatFollowsIt) {
  // 2 again at 260 is lost too, but new segments follow it, and three answers of theirs tell.
  IdealPath wide = kPath;
  wide.window = 20;
  const auto outcome = run(wide, 40, {{2, 0}, {2, 1}});
  EXPECT_EQ(outcome.again, 2U);
  EXPECT_EQ(outcome.timeouts, 0U);
}

TEST(IdealSack, LossesFollowTheSeed) {
  const Losses losses = seeded_losses(7, 0.01), same = seeded_losses(7, 0.01), other = seeded_losses(8, 0.01);
  unsigned lost = 0, different = 0;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    EXPECT_EQ(losses(i, 0), same(i, 0));
    lost += losses(i, 0);
    different += losses(i, 0) != other(i, 0) || losses(i, 0) != losses(i, 1);
  }
  EXPECT_NEAR(lost, 1000, 100);  // three times its deviation
  EXPECT_GT(different, 1500U);
}

}  // namespace
}  // namespace sockwire
