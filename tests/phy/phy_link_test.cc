// toe_phy_10baset: link pulses and the link test (IEEE 802.3 14.2.1.1, 14.2.1.7).
#include "tests/phy/phy_bench.h"

namespace sockwire::test {
namespace {

constexpr std::uint64_t nlp_period = 1'280'000, link_loss = 8'000'000;

class PhyLink : public ::testing::Test {
 protected:
  // Clocks at which the line becomes active, and for how long it is.
  struct Pulse {
    std::uint64_t at;
    unsigned width;
    bool operator==(const Pulse&) const = default;
  };
  std::vector<Pulse> pulses() const {
    std::vector<Pulse> all;
    for (std::size_t i = 0; i < bench.line_out.size(); ++i) {
      if (bench.line_out[i] == 0) continue;
      EXPECT_EQ(bench.line_out[i], 1);
      if (i > 0 && bench.line_out[i - 1] != 0)
        ++all.back().width;
      else
        all.push_back({i, 1});
    }
    return all;
  }
  void shift(unsigned value) {
    bench.top->time_shift_i = static_cast<CData>(value);
    bench.steps(4);
  }
  void pulse(int polarity, unsigned width, unsigned silence = 200) {
    bench.line_in.insert(bench.line_in.end(), width, polarity);
    bench.line_in.insert(bench.line_in.end(), silence, 0);
    while (!bench.line_in.empty()) bench.step();
  }
  PhyBench bench;
  std::mt19937 random{5};
};

TEST_F(PhyLink, APulseOf100nsEvery16ms) {
  bench.steps(3 * nlp_period + 100);
  const auto all = pulses();
  ASSERT_EQ(all.size(), 3u);
  for (unsigned i = 0; i < 3; ++i) {
    EXPECT_EQ(all[i].width, 8u);
    EXPECT_EQ(all[i].at, (i + 1) * nlp_period) << i;  // index 0 is the line after the first clock
  }
}

TEST_F(PhyLink, TimeShiftDividesThePeriodDownTo64Clocks) {
  for (unsigned value = 6; value < 16; ++value) {
    shift(value);
    bench.line_out.clear();
    const std::uint64_t period = std::max<std::uint64_t>(nlp_period >> value, 64);
    bench.steps(5 * period);
    const auto all = pulses();
    ASSERT_GE(all.size(), 4u);
    for (std::size_t i = 2; i < all.size(); ++i)
      EXPECT_EQ(all[i].at - all[i - 1].at, period) << value;
  }
}

TEST_F(PhyLink, AFrameStartsThePeriodAnew) {
  shift(8);
  const std::uint64_t period = nlp_period >> 8;
  const Nibbles nibbles = frame_of(200, random);
  bench.send(nibbles);
  const std::size_t active = manchester(nibbles).size();
  bench.line_out.clear();
  bench.steps(active + 2 * period);
  const auto& line = bench.line_out;
  std::size_t start = 0;
  while (line[start] == 0) ++start;
  const std::size_t end = start + active - 24;  // the first sample of the start of idle
  for (std::size_t i = end + 24; i < end + period; ++i) ASSERT_EQ(line[i], 0) << i - end;
  EXPECT_EQ(line[end + period], 1);
}

TEST_F(PhyLink, UpWithTheThirdPulseAndDownAfterTheLoss) {
  shift(10);
  bench.loop = false;
  for (unsigned round = 0; round < 3; ++round) {
    for (unsigned i = 0; i < 3; ++i) {
      EXPECT_FALSE(bench.top->link_up_o) << i;
      pulse(1, 8);
    }
    EXPECT_TRUE(bench.top->link_up_o);
    bench.steps((link_loss >> 10) - 400);
    EXPECT_TRUE(bench.top->link_up_o);
    bench.steps(401);
    EXPECT_FALSE(bench.top->link_up_o);
  }
  EXPECT_TRUE(bench.frames.empty()) << "a link pulse is no frame";
}

TEST_F(PhyLink, TimeShiftDividesTheLossToo) {
  bench.loop = false;
  for (unsigned value = 5; value < 16; ++value) {
    shift(value);
    bench.link_changes.clear();
    const std::uint64_t loss = link_loss >> value;
    for (unsigned i = 0; i < 3; ++i) pulse(1, 8, 40);
    bench.steps(loss + 10);
    ASSERT_EQ(bench.link_changes.size(), 2u) << value;
    EXPECT_EQ(bench.link_changes[1] - bench.link_changes[0], loss) << value;
  }
}

TEST_F(PhyLink, OnlyPositivePulsesOf4To12SamplesCount) {
  shift(9);
  bench.loop = false;
  for (unsigned width = 1; width < 30; ++width) {
    for (int polarity : {1, -1}) {
      for (unsigned i = 0; i < 4; ++i) pulse(polarity, width);
      EXPECT_EQ(bench.top->link_up_o, polarity == 1 && width >= 4 && width <= 12)
          << polarity * width;
      bench.steps((link_loss >> 9) + 10);
      EXPECT_FALSE(bench.top->link_up_o);
    }
  }
}

TEST_F(PhyLink, AFrameBringsTheLinkUpAtOnce) {
  shift(8);
  bench.send(frame_of(64, random));
  bench.settle();
  EXPECT_TRUE(bench.top->link_up_o);
  ASSERT_EQ(bench.frames.size(), 1u);
}

TEST_F(PhyLink, OwnPulsesKeepALoopUpForEver) {
  shift(6);
  bench.steps(4 * (nlp_period >> 6));
  EXPECT_TRUE(bench.top->link_up_o);
  bench.link_changes.clear();
  bench.steps(20 * (nlp_period >> 6));
  EXPECT_TRUE(bench.link_changes.empty());
}

TEST_F(PhyLink, DownAfter100msOfRealTime) {
  bench.loop = false;
  for (unsigned i = 0; i < 3; ++i) pulse(1, 8);
  ASSERT_EQ(bench.link_changes.size(), 1u);
  bench.steps(link_loss - 1000);
  EXPECT_TRUE(bench.top->link_up_o);
  bench.steps(2000);
  ASSERT_EQ(bench.link_changes.size(), 2u);
  EXPECT_EQ(bench.link_changes[1] - bench.link_changes[0], link_loss);
}

}  // namespace
}  // namespace sockwire::test
