// toe_mac, transmit: pins clock by clock, and the loop into its own receiver.
#include "tests/mac/mac_variants.h"

namespace sockwire::test {
namespace {

template <typename Bench>
class MacTx : public ::testing::Test {
 protected:
  void SetUp() override { bench.reset(); }

  static Octets on_the_wire(Octets octets, std::uint32_t flip = 0) {
    if (octets.size() < 60) octets.resize(60);
    Octets wire(7, 0x55);
    wire.push_back(0xD5);
    const Octets body = with_fcs(octets, flip);
    wire.insert(wire.end(), body.begin(), body.end());
    return wire;
  }
  Octets frame(std::size_t octets) {
    Octets made = random_octets(octets, random);
    for (std::size_t i = 0; i < 6 && i < octets; ++i)
      made[i] = static_cast<std::uint8_t>(Bench::our_mac >> (40 - 8 * i));
    return made;
  }

  Bench bench;
  Random random{7};
};
TYPED_TEST_SUITE(MacTx, MacVariants);

TYPED_TEST(MacTx, EveryLengthWithPaddingFcsAndExactGap) {
  std::vector<Octets> frames;
  for (unsigned length = 1; length <= 1514; length += length < 300 || length > 1490 ? 1 : 17) {
    frames.push_back(this->frame(length));
    this->bench.source.push({frames.back(), false, length % 2 == 0});
  }
  this->bench.settle();
  this->bench.cycles(200000);
  ASSERT_EQ(this->bench.bursts.size(), frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& burst = this->bench.bursts[i];
    ASSERT_EQ(burst.octets, this->on_the_wire(frames[i])) << frames[i].size();
    ASSERT_EQ(i > 0 ? burst.gap : 12 * TypeParam::units, 12 * TypeParam::units) << frames[i].size();
  }
  EXPECT_EQ(this->bench.stats[1], frames.size());
}

TYPED_TEST(MacTx, AFrameAfterSilenceStartsAtOnce) {
  for (unsigned pause = 0; pause < 80; ++pause) {
    const std::uint64_t before = this->bench.tx_clock();
    this->bench.source.push({this->frame(60)});
    ASSERT_TRUE(this->bench.run([&] { return this->bench.top.mii_tx_en_o; }));
    EXPECT_LE(this->bench.tx_clock() - before, 6u);
    const std::size_t sent = this->bench.bursts.size();
    ASSERT_TRUE(this->bench.run([&] { return this->bench.bursts.size() > sent; }));
    this->bench.cycles((TypeParam::mii_bits == 8 ? 14 : 140) + pause);
  }
}

TYPED_TEST(MacTx, AFrameMarkedErrGetsAWrongFcs) {
  const Octets first = this->frame(100), second = this->frame(33);
  for (const bool tail : {false, true}) {
    this->bench.source.push({first, true, tail});
    this->bench.source.push({second});
  }
  this->bench.settle();
  this->bench.cycles(20000);
  ASSERT_EQ(this->bench.bursts.size(), 4u);
  for (unsigned i = 0; i < 4; i += 2) {
    EXPECT_EQ(this->bench.bursts[i].octets, this->on_the_wire(first, ~0u));
    EXPECT_EQ(this->bench.bursts[i + 1].octets, this->on_the_wire(second));
  }
  EXPECT_EQ(this->bench.stats[1], 2u);
}

// The core breaks its promise. Nobody must take what was sent for a frame, and the next one is
// good.
TYPED_TEST(MacTx, ACoreThatPausesSpoilsItsFrameOnly) {
  this->bench.context.assertOn(false);
  for (unsigned at = 1; at < 40; ++at) {
    const Octets broken = this->frame(400), whole = this->frame(64 + at);
    const std::size_t sent = this->bench.bursts.size();
    this->bench.source.push({broken});
    this->bench.source.push({whole});
    this->bench.cycles(at);
    this->bench.source.idle = 100;
    this->bench.cycles(TypeParam::mii_bits == 8 ? 500 : 5000);
    this->bench.source.idle = 0;
    this->bench.settle();
    this->bench.cycles(20000);
    ASSERT_EQ(this->bench.bursts.size(), sent + 2);
    EXPECT_EQ(this->bench.bursts[sent + 1].octets, this->on_the_wire(whole)) << at;
    const Octets& first = this->bench.bursts[sent].octets;
    if (first == this->on_the_wire(broken)) continue;  // it was all in the FIFO
    const Octets body(first.begin() + 8, first.end());
    EXPECT_NE(crc32_of(body), 0x2144DF1Cu) << at;
    EXPECT_GE(body.size(), 64u);
  }
}

TYPED_TEST(MacTx, LoopBackOfEveryLength) {
  this->bench.loop = true;
  std::vector<Octets> expected;
  for (unsigned length = 14; length <= 1514; length += length < 200 || length > 1500 ? 1 : 13) {
    Octets octets = this->frame(length);
    this->bench.source.push({octets});
    if (octets.size() < 60) octets.resize(60);
    expected.push_back(octets);
  }
  this->bench.settle();
  this->bench.cycles(200000);
  ASSERT_EQ(this->bench.sink.packets.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_FALSE(this->bench.sink.packets[i].err) << i;
    ASSERT_EQ(this->bench.sink.packets[i].octets, expected[i]);
  }
}

TYPED_TEST(MacTx, AnyRatioOfTheClocks) {
  const std::uint64_t line = TypeParam::mii_bits == 8 ? 8000 : 40000;
  for (const std::uint64_t core : {8002ull, 7998ull, 3000ull, 9500ull, 11000ull}) {
    TypeParam other(core, line, line);
    other.reset();
    other.loop = true;
    std::vector<Octets> expected;
    for (unsigned i = 0; i < 60; ++i) {
      expected.push_back(this->frame(60 + this->random() % 1455));
      other.source.push({expected.back()});
    }
    other.settle();
    other.cycles(200000);
    ASSERT_EQ(other.sink.packets.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_FALSE(other.sink.packets[i].err);
      ASSERT_EQ(other.sink.packets[i].octets, expected[i]);
    }
  }
}

}  // namespace
}  // namespace sockwire::test
