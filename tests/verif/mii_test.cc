// Driver and monitor of MII and GMII agree with each other and with clause 3.
#include <gtest/gtest.h>

#include "tests/system/engine_test.h"
#include "verif/cosim/checks/mac.h"
#include "verif/cosim/mii.h"

namespace sockwire {
namespace {

class Mii : public testing::TestWithParam<unsigned> {
 protected:
  std::vector<SeenFrame> pass(std::vector<WireFrame> frames) {
    std::vector<SeenFrame> seen;
    MiiDriver driver{GetParam()};
    MiiMonitor monitor{GetParam(), [&](const SeenFrame& f) { seen.push_back(f); }};
    for (auto& frame : frames) driver.push(std::move(frame));
    std::uint8_t valid = 0, data = 0, error = 0;
    for (std::uint64_t ps = 0; ps < 20000; ++ps) {
      monitor.clock(valid != 0, data, error != 0, ps);
      driver.clock(valid, data, error);
    }
    EXPECT_TRUE(driver.idle());
    return seen;
  }
};
INSTANTIATE_TEST_SUITE_P(Bits, Mii, testing::Values(4U, 8U));

TEST_P(Mii, GoodFramesPassWithTheShortestGap) {
  const auto seen = pass({good_frame(pattern(14)), good_frame(pattern(1514)), good_frame(pattern(61))});
  ASSERT_EQ(seen.size(), 3U);
  for (const auto& frame : seen) EXPECT_EQ(frame.problem(GetParam()), "");
  EXPECT_EQ(seen[0].octets.size(), 64U);
  EXPECT_EQ(seen[1].octets.size(), 1518U);
  EXPECT_EQ(seen[1].gap_clocks, 12U * 8 / GetParam());
}

TEST_P(Mii, WhatIsWrongIsTold) {
  WireFrame fcs = good_frame(pattern(60)), error = fcs, preamble = fcs, gap = fcs, runt = fcs;
  fcs.octets.back() ^= 0x80;
  error.error_at = 5;
  preamble.preamble = 6;
  gap.gap = 11;
  runt.octets.pop_back();
  const auto seen = pass({fcs, error, preamble, gap, runt});
  ASSERT_EQ(seen.size(), 5U);
  EXPECT_NE(seen[0].problem(GetParam()).find("fcs"), std::string::npos);
  EXPECT_NE(seen[1].problem(GetParam()).find("error pin"), std::string::npos);
  EXPECT_NE(seen[2].problem(GetParam()).find("preamble"), std::string::npos);
  EXPECT_NE(seen[3].problem(GetParam()).find("silence"), std::string::npos);
  EXPECT_NE(seen[4].problem(GetParam()).find("63 octets"), std::string::npos);
}

TEST(Verdict, FollowsTheOrderOfTheRules) {
  Octets ours = pattern(60);
  for (int i = 0; i < 6; ++i) ours[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i);
  SeenFrame frame{.octets = good_frame(ours).octets, .sfd = true};
  EXPECT_EQ(verdict_on(frame, 0x000102030405), FrameStatus::FrameGood);
  EXPECT_EQ(verdict_on(frame, 0x000102030406), FrameStatus::FrameFiltered);
  frame.octets.back() ^= 1;
  EXPECT_EQ(verdict_on(frame, 0x000102030406), FrameStatus::FrameFcs);
  frame.octets.pop_back();
  EXPECT_EQ(verdict_on(frame, 0x000102030406), FrameStatus::FrameRunt);
  frame.odd_nibble = true;
  EXPECT_EQ(verdict_on(frame, 0x000102030406), FrameStatus::FrameAlignment);
  frame.error = true;
  EXPECT_EQ(verdict_on(frame, 0x000102030406), FrameStatus::FrameError);
}

}  // namespace
}  // namespace sockwire
