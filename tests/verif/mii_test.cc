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
  for (const auto& frame : seen) EXPECT_EQ(frame.problem(GetParam(), kBase.Mtu), "");
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
  EXPECT_NE(seen[0].problem(GetParam(), kBase.Mtu).find("fcs"), std::string::npos);
  EXPECT_NE(seen[1].problem(GetParam(), kBase.Mtu).find("error pin"), std::string::npos);
  EXPECT_NE(seen[2].problem(GetParam(), kBase.Mtu).find("preamble"), std::string::npos);
  EXPECT_NE(seen[3].problem(GetParam(), kBase.Mtu).find("silence"), std::string::npos);
  EXPECT_NE(seen[4].problem(GetParam(), kBase.Mtu).find("63 octets"), std::string::npos);
}

TEST(Verdict, FollowsTheOrderOfTheRules) {
  Octets ours = pattern(60);
  for (int i = 0; i < 6; ++i) ours[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i);
  SeenFrame frame{.octets = good_frame(ours).octets, .sfd = true};
  EXPECT_EQ(verdict_on(frame, 0x000102030405, false, kBase.Mtu), FrameStatus::FrameGood);
  EXPECT_EQ(verdict_on(frame, 0x000102030406, false, kBase.Mtu), FrameStatus::FrameFiltered);
  frame.octets.back() ^= 1;
  EXPECT_EQ(verdict_on(frame, 0x000102030406, false, kBase.Mtu), FrameStatus::FrameFcs);
  frame.octets.pop_back();
  EXPECT_EQ(verdict_on(frame, 0x000102030406, false, kBase.Mtu), FrameStatus::FrameRunt);
  frame.odd_nibble = true;
  EXPECT_EQ(verdict_on(frame, 0x000102030406, false, kBase.Mtu), FrameStatus::FrameAlignment);
  frame.error = true;
  EXPECT_EQ(verdict_on(frame, 0x000102030406, false, kBase.Mtu), FrameStatus::FrameError);
}

SeenFrame seen_with(std::uint64_t destination, std::uint16_t type, std::size_t octets) {
  Octets frame = pattern(octets);
  for (std::size_t i = 0; i < 6; ++i) frame[i] = static_cast<std::uint8_t>(destination >> (40 - 8 * i));
  frame[12] = static_cast<std::uint8_t>(type >> 8), frame[13] = static_cast<std::uint8_t>(type);
  frame[14] = 0, frame[15] = 1, frame[16] = 0x12, frame[17] = 0x34;
  return {.octets = good_frame(frame).octets, .sfd = true};
}

TEST(Verdict, GroupsTagsAndPauses) {
  constexpr std::uint64_t kOurs = 0x020000000001;
  const auto verdict = [](const SeenFrame& frame, bool groups = false) { return verdict_on(frame, kOurs, groups, kBase.Mtu); };
  EXPECT_EQ(verdict(seen_with(0x01005E000001, 0x0800, 60)), FrameStatus::FrameFiltered);
  EXPECT_EQ(verdict(seen_with(0x01005E000001, 0x0800, 60), true), FrameStatus::FrameGood);
  EXPECT_EQ(verdict(seen_with(0x01005E800001, 0x0800, 60), true), FrameStatus::FrameFiltered);
  EXPECT_EQ(verdict(seen_with(kOurs, 0x0800, 1515)), FrameStatus::FrameGiant);
  EXPECT_EQ(verdict(seen_with(kOurs, 0x8100, 1518)), FrameStatus::FrameGood);
  EXPECT_EQ(verdict(seen_with(kOurs, 0x8100, 1519)), FrameStatus::FrameGiant);
  const SeenFrame pause = seen_with(0x0180C2000001, 0x8808, 60);
  EXPECT_EQ(verdict(pause), FrameStatus::FramePause);
  EXPECT_EQ(quanta_of(pause), 0x1234U);
  EXPECT_EQ(verdict(seen_with(kOurs, 0x8808, 60)), FrameStatus::FramePause);
  EXPECT_EQ(verdict(seen_with(0x020000000002, 0x8808, 60)), FrameStatus::FrameFiltered);
}

// A gigabit: a quantum is 512 ns, the crossing 256 ns at the most.
TEST(PauseCheck, NoFrameBeginsInAPause) {
  PauseCheck check{8, 1000};
  const auto ends = [](std::uint64_t ns) { return SeenFrame{.end_ps = ns * 1000}; };
  const auto begins = [&](std::uint64_t ns) { return check.problem({.start_ps = ns * 1000}).empty(); };
  EXPECT_TRUE(begins(500));
  check.paused(ends(1000), 2);
  EXPECT_TRUE(begins(999));
  EXPECT_TRUE(begins(1255));
  EXPECT_FALSE(begins(1256));
  EXPECT_FALSE(begins(2015));
  EXPECT_TRUE(begins(2024));
  check.paused(ends(3000), 100);
  check.paused(ends(4000), 1);  // replaces it
  EXPECT_FALSE(begins(3999));
  EXPECT_FALSE(begins(4300));
  EXPECT_TRUE(begins(4512));
  check.paused(ends(5000), 0xFFFF);
  check.paused(ends(6000), 0);
  EXPECT_FALSE(begins(5999));
  EXPECT_TRUE(begins(6000));
}

}  // namespace
}  // namespace sockwire
