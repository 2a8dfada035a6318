// toe_phy_10baset: the line symbol by symbol, and frames through a line that is not ideal.
#include "tests/phy/phy_bench.h"

#include <algorithm>
#include <utility>

namespace sockwire::test {
namespace {

// The bursts of activity on the line, as they are.
std::vector<Line> bursts(const Line& line) {
  std::vector<Line> all;
  bool active = false;
  for (int sample : line) {
    if (sample == 0) {
      active = false;
      continue;
    }
    if (!active) all.emplace_back();
    active = true;
    all.back().push_back(sample);
  }
  return all;
}

class Phy : public ::testing::Test {
 protected:
  // Sends frames of all sizes; each must arrive whole.
  void frames_arrive(unsigned count) {
    std::vector<Nibbles> expected;
    for (unsigned i = 0; i < count; ++i) {
      const Nibbles nibbles = frame_of(i % 4 == 0 ? 1518 : 1 + bench_->random() % 200, random);
      bench_->send(nibbles, 24 + i % 5);
      expected.push_back(received(nibbles));
    }
    bench_->settle();
    ASSERT_EQ(bench_->frames.size(), expected.size()) << bench_->channel.delay;
    const auto got = std::exchange(bench_->frames, {});
    for (unsigned i = 0; i < count; ++i) {
      const auto differ =
          std::mismatch(got[i].begin(), got[i].end(), expected[i].begin(), expected[i].end());
      ASSERT_EQ(got[i] == expected[i], true)
          << "frame " << i << ": " << got[i].size() << " of " << expected[i].size()
          << " nibbles, the first " << differ.first - got[i].begin() << " agree";
    }
  }
  void script(const Line& line, unsigned silence) {
    bench_->line_in.insert(bench_->line_in.end(), line.begin(), line.end());
    bench_->line_in.insert(bench_->line_in.end(), silence, 0);
  }
  PhyBench& renew() {
    bench_ = std::make_unique<PhyBench>();
    return *bench_;
  }
  std::unique_ptr<PhyBench> bench_ = std::make_unique<PhyBench>();
  std::mt19937 random{3};
};

TEST_F(Phy, SendsManchesterAndAStartOfIdleOf300ns) {
  std::vector<Line> expected;
  for (unsigned i = 0; i < 40; ++i) {
    Nibbles nibbles = frame_of(8 + i, random);
    nibbles.back() = i % 2 ? 0xF : 0x0;  // the last bit is 1: 50 ns of + come before
    bench_->send(nibbles);
    expected.push_back(manchester(nibbles));
  }
  bench_->settle();
  EXPECT_EQ(bursts(bench_->line_out), expected);
}

TEST_F(Phy, AFrameOfOneNibbleAndFramesBackToBack) {
  bench_->send({0x9}, 1);
  bench_->send({0x6}, 1);  // within the start of idle of the first, which goes on after it
  bench_->settle();
  const auto sent = bursts(bench_->line_out);
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].size(), 32u + 24u);
  EXPECT_EQ(sent[1].size(), 32u + 24u);
}

TEST_F(Phy, SilenceIsSilent) {
  bench_->steps(1000);
  EXPECT_TRUE(
      std::all_of(bench_->line_out.begin(), bench_->line_out.end(), [](int s) { return s == 0; }));
}

TEST_F(Phy, EveryPhaseOfTheLine) {
  for (unsigned delay = 0; delay < 32; ++delay) {
    PhyBench& fresh = renew();
    fresh.channel.delay = delay;
    frames_arrive(4);
  }
}

// The clause allows each side 100 ppm.
TEST_F(Phy, ClocksThatDiffer) {
  for (double drift : {100., -100., 200., -200., 250., -250.}) {
    renew().channel = {.delay = 1000, .drift = drift};
    frames_arrive(12);
  }
}

TEST_F(Phy, JitterOfASample) {
  for (unsigned phase = 0; phase < 8; ++phase) {
    renew().channel = {.delay = 20 + phase / 8.0, .jitter = 1.0};
    frames_arrive(8);
  }
  for (double drift : {100., -100.}) {
    renew().channel = {.delay = 300, .drift = drift, .jitter = 0.95};
    frames_arrive(20);
  }
}

// The most that the receiver bears: 6 to 10 samples between two mid-bit changes, 3 to 5 to the
// change between the bits.
TEST_F(Phy, EachMidBitChangeASampleEarlyOrLate) {
  bench_->loop = false;
  std::vector<Nibbles> expected;
  for (unsigned i = 0; i < 60; ++i) {
    const Nibbles nibbles = frame_of(64 + i, random);
    Line line = manchester(nibbles);
    for (std::size_t middle = half_bit; middle + 24 < line.size(); middle += bit_samples) {
      const auto choice = random() % 3;
      if (choice == 0) line[middle - 1] = line[middle];
      if (choice == 1) line[middle] = line[middle - 1];
    }
    script(line, 900);
    expected.push_back(received(nibbles));
  }
  bench_->settle();
  EXPECT_TRUE(bench_->frames == expected);
}

// Dips under both thresholds, in the middle of a half bit or at its edge, change nothing.
TEST_F(Phy, DropoutsBelowTheThresholds) {
  bench_->channel = {.dropouts = 60};
  frames_arrive(40);
}

TEST_F(Phy, AFrameCutAtAnySampleEndsAndTheNextIsServed) {
  bench_->loop = false;
  const Nibbles nibbles = frame_of(3, random);
  const Line line = manchester(nibbles);
  const Nibbles whole = received(nibbles);
  for (std::size_t cut = 1; cut < line.size(); ++cut) {
    bench_->frames.clear();
    script(Line(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(cut)), 40 + cut % 8);
    script(line, 900);
    bench_->settle();
    ASSERT_GE(bench_->frames.size(), 1u) << cut;
    ASSERT_LE(bench_->frames.size(), 2u) << cut;
    EXPECT_EQ(bench_->frames.back(), whole) << cut;
    if (bench_->frames.size() == 1) continue;
    // What arrived of the cut one is how it began, possibly with one more nibble: a line that falls
    // silent holds its level, which can look like the last half bit.
    const auto& first = bench_->frames.front();
    ASSERT_LE(first.size(), whole.size());
    EXPECT_TRUE(std::equal(first.begin(), first.end(), whole.begin())) << cut;
  }
}

TEST_F(Phy, NoiseMakesNoFrameAndTheNextIsServed) {
  bench_->loop = false;
  const Nibbles nibbles = frame_of(20, random);
  for (unsigned i = 0; i < 200; ++i) {
    bench_->frames.clear();
    Line noise;
    for (unsigned n = 0; n < 300; ++n)
      noise.insert(noise.end(), 1 + random() % 5, static_cast<int>(random() % 3) - 1);
    script(noise, 30);
    script(manchester(nibbles), 900);
    bench_->settle();
    ASSERT_GE(bench_->frames.size(), 1u);
    EXPECT_EQ(bench_->frames.back(), received(nibbles));
  }
}

TEST_F(Phy, FramesOneAfterTheOther) {
  bench_->loop = false;
  std::vector<Nibbles> expected;
  for (unsigned i = 0; i < 30; ++i) {
    const Nibbles nibbles = frame_of(64 + i, random);
    script(manchester(nibbles), 12 * 2 * nibble_samples - 24 - i);  // an inter-frame gap, and less
    expected.push_back(received(nibbles));
  }
  bench_->settle();
  EXPECT_EQ(bench_->frames, expected);
}

TEST_F(Phy, OneToThreeBitsTooManyAreDropped) {
  bench_->loop = false;
  const Nibbles nibbles = frame_of(10, random);
  for (unsigned bits = 1; bits < 4; ++bits) {
    Line line = manchester(nibbles);
    line.resize(line.size() - 24);
    const Line extra = manchester({0xA});
    line.insert(line.end(), extra.begin(), extra.begin() + bits * bit_samples);
    line.insert(line.end(), 24, 1);
    script(line, 900);
    bench_->settle();
    EXPECT_EQ(bench_->frames.back(), received(nibbles)) << bits;
  }
  EXPECT_EQ(bench_->frames.size(), 3u);
}

}  // namespace
}  // namespace sockwire::test
