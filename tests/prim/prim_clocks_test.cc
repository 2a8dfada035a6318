// toe_prim_fifo_async, toe_prim_pulse_sync, toe_prim_pulse_word, toe_prim_reset_bridge at many ratios of the clocks,
// from flops that power up at random.
#include <gtest/gtest.h>
#include <verilated.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>

#include "Vprim_clocks_tb.h"

namespace sockwire::test {
namespace {

struct Clocks {
  VerilatedContext context;
  Vprim_clocks_tb top;
  std::mt19937 random;
  unsigned idle = 0, stall = 0, pulse_gap = 8;
  bool far_runs = true, traffic = false, words = false;
  std::array<std::deque<std::uint32_t>, 3> inside;
  std::array<std::size_t, 3> most{};
  std::array<unsigned, 3> passed{};
  unsigned pulses_in = 0, pulses_out = 0;
  std::deque<std::uint32_t> crossing;  // words whose pulse has not arrived

  Clocks(std::uint64_t near_half, std::uint64_t far_half, unsigned seed)
      : top(prepare(context, seed), ""), random(seed), half_{near_half, far_half}, next_{5, 7} {
    top.rst_ni = 0;
    top.valid_i = 0;
    top.far_ready_i = 0;
    top.pulse_i = 0;
    top.word_pulse_i = 0;
  }
  ~Clocks() { top.final(); }

  void near_cycles(unsigned count) {
    for (const unsigned end = cycle_ + count; cycle_ < end;) event();
  }
  void start() {
    near_cycles(3);
    top.rst_ni = 1;
    for (unsigned i = 0; i < 2000 && !top.rst_no; ++i) near_cycles(1);
    ASSERT_TRUE(top.rst_no);
    traffic = true;
  }

 private:
  static VerilatedContext* prepare(VerilatedContext& context, unsigned seed) {
    context.randReset(2);
    context.randSeed(static_cast<int>(seed));
    return &context;
  }

  void event() {
    const std::uint64_t now = std::min(next_[0], next_[1]);
    const bool near = next_[0] == now, far = next_[1] == now && far_runs;
    if (near && !top.clk_i) near_edge();
    if (far && !top.far_clk_i) far_edge();
    if (near) top.clk_i = !top.clk_i;
    if (far) top.far_clk_i = !top.far_clk_i;
    for (unsigned i = 0; i < 2; ++i)
      if (next_[i] == now) next_[i] += half_[i];
    if (near && !top.clk_i) near_drive();
    if (far && !top.far_clk_i)
      for (unsigned i = 0; i < 3; ++i) set(top.far_ready_i, i, random() % 100 >= stall);
    top.eval();
  }
  static void set(CData& bits, unsigned bit, bool value) {
    bits = static_cast<CData>((bits & ~(1u << bit)) | (unsigned{value} << bit));
  }
  void near_drive() {
    // A FIFO offers one word; what is not taken stays.
    if (held_ == 0) {
      top.data_i = static_cast<IData>(random());
      top.valid_i = traffic && random() % 100 >= idle ? 7 : 0;
    } else {
      top.valid_i = static_cast<CData>(held_);
    }
    top.pulse_i = traffic && cycle_ % pulse_gap == 0;
    top.word_pulse_i = words && top.pulse_i;
  }
  void near_edge() {
    ++cycle_;
    if (!traffic) return;
    held_ = top.valid_i & ~top.ready_o & 7u;
    for (unsigned i = 0; i < 3; ++i) {
      if (top.valid_i >> i & top.ready_o >> i & 1) inside[i].push_back(top.data_i);
      most[i] = std::max(most[i], inside[i].size());
    }
    pulses_in += top.pulse_i;
    if (top.word_pulse_i) crossing.push_back(top.data_i);
  }
  void far_edge() {
    if (!traffic) return;
    pulses_out += top.far_pulse_o;
    if (top.far_word_pulse_o) {
      ASSERT_FALSE(crossing.empty());
      EXPECT_EQ(top.far_word_o, crossing.front());
      crossing.pop_front();
    }
    for (unsigned i = 0; i < 3; ++i) {
      if (!(top.far_valid_o >> i & top.far_ready_i >> i & 1)) continue;
      ASSERT_FALSE(inside[i].empty());
      EXPECT_EQ(top.far_data_o[i], inside[i].front());
      inside[i].pop_front();
      ++passed[i];
    }
  }

  std::array<std::uint64_t, 2> half_, next_;
  unsigned cycle_ = 0, held_ = 0;
};

constexpr std::array<std::array<std::uint64_t, 2>, 8> ratios{{{4000, 4000},
                                                              {4000, 4001},
                                                              {4001, 4000},
                                                              {4000, 20000},
                                                              {20000, 4000},
                                                              {4000, 200000},
                                                              {3000, 4700},
                                                              {1000, 1999}}};

constexpr std::array depths{2u, 4u, 16u};

TEST(PrimClocks, WordsCrossInOrderAtEveryRatioAndPace) {
  unsigned seed = 1;
  for (const auto& ratio : ratios) {
    for (const auto& pace : {std::array{0u, 0u}, {60u, 0u}, {0u, 60u}, {40u, 40u}}) {
      Clocks dut(ratio[0], ratio[1], seed++);
      dut.start();
      dut.idle = pace[0];
      dut.stall = pace[1];
      dut.near_cycles(20000);
      dut.traffic = true, dut.idle = 100, dut.stall = 0;
      dut.pulse_gap = 1u << 31;
      dut.near_cycles(60 * static_cast<unsigned>(ratio[1] / ratio[0] + 1));
      for (unsigned i = 0; i < 3; ++i) {
        EXPECT_TRUE(dut.inside[i].empty()) << i;
        EXPECT_GT(dut.passed[i], 100u);
        EXPECT_LE(dut.most[i], depths[i]);
      }
    }
  }
}

TEST(PrimClocks, EachPulseArrivesOnceAndWithItsWord) {
  unsigned seed = 100;
  for (const auto& ratio : ratios) {
    Clocks dut(ratio[0], ratio[1], seed++);
    dut.start();
    dut.idle = 100;
    dut.words = true;
    dut.pulse_gap = 3 * static_cast<unsigned>(ratio[1] / ratio[0] + 1);
    dut.near_cycles(100 * dut.pulse_gap);
    dut.pulse_gap = 1u << 31;
    dut.near_cycles(20 * static_cast<unsigned>(ratio[1] / ratio[0] + 1));
    EXPECT_GE(dut.pulses_in, 99u);
    EXPECT_EQ(dut.pulses_in, dut.pulses_out) << ratio[0] << " to " << ratio[1];
    EXPECT_TRUE(dut.crossing.empty());
  }
}

TEST(PrimClocks, ResetWaitsForAClockThatStartsLate) {
  for (unsigned seed = 1; seed < 60; ++seed) {
    Clocks dut(4000, 4000 + seed * 300, seed);
    dut.far_runs = false;
    dut.near_cycles(3);
    dut.top.rst_ni = 1;
    dut.near_cycles(300);
    EXPECT_FALSE(dut.top.rst_no) << seed;
    dut.far_runs = true;
    dut.start();
    dut.near_cycles(2000);
    EXPECT_GT(dut.passed[2], 50u);
  }
}

TEST(PrimClocks, ResetAgainUnderTraffic) {
  for (unsigned seed = 1; seed < 40; ++seed) {
    Clocks dut(4000, 1000 + seed * 700, seed);
    dut.start();
    dut.near_cycles(500 + seed);
    dut.traffic = false;
    dut.top.rst_ni = 0;
    dut.near_cycles(1);  // near_drive sees it
    for (auto& words : dut.inside) words.clear();
    dut.pulses_in = dut.pulses_out = 0;
    dut.start();
    dut.near_cycles(2000);
    EXPECT_GT(dut.passed[2], 100u);
  }
}

}  // namespace
}  // namespace sockwire::test
