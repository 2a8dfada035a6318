// toe_mac: groups, VLAN tags and pauses (RFC 1112 6.4, IEEE 802.1Q, 802.3 annex 31B).
#include "tests/mac/mac_variants.h"

namespace sockwire::test {
namespace {

constexpr std::uint64_t pause_address = 0x0180C2'000001;

template <typename Bench>
class MacControl : public ::testing::Test {
 protected:
  void SetUp() override { bench.reset(); }

  Octets frame(std::uint64_t mac, std::size_t octets, unsigned type = 0x0800) {
    Octets made = random_octets(octets, random);
    for (std::size_t i = 0; i < 6; ++i) made[i] = static_cast<std::uint8_t>(mac >> (40 - 8 * i));
    made[12] = static_cast<std::uint8_t>(type >> 8), made[13] = static_cast<std::uint8_t>(type);
    return made;
  }
  Octets pause_frame(std::uint64_t mac, unsigned quanta, unsigned operation = 1) {
    Octets made = frame(mac, 60, 0x8808);
    made[14] = static_cast<std::uint8_t>(operation >> 8), made[15] = static_cast<std::uint8_t>(operation);
    made[16] = static_cast<std::uint8_t>(quanta >> 8), made[17] = static_cast<std::uint8_t>(quanta);
    return made;
  }
  unsigned status_of(const Octets& octets, std::uint32_t flip = 0) {
    bench.records.clear();
    bench.receive(with_fcs(octets, flip));
    bench.settle();
    EXPECT_EQ(bench.records.size(), 1u);
    return bench.records.empty() ? 99 : bench.records[0].status;
  }
  std::size_t passed() const {
    return static_cast<std::size_t>(std::ranges::count_if(bench.sink.packets, [](auto& p) { return !p.err; }));
  }
  // Octet times from now until the next frame that is given now begins.
  std::uint64_t wait_of_a_frame() { return wait_of_a_frame(bench); }
  std::uint64_t wait_of_a_frame(Bench& of) {
    const std::uint64_t before = of.tx_clock();
    of.source.push({frame(Bench::our_mac, 60)});
    EXPECT_TRUE(of.run([&] { return of.top.mii_tx_en_o; }, 100000000));
    const std::uint64_t clocks = of.tx_clock() - before;
    const std::size_t sent = of.bursts.size();
    EXPECT_TRUE(of.run([&] { return of.bursts.size() > sent; }));
    return clocks / Bench::units;
  }

  Bench bench;
  Random random{5};
};
TYPED_TEST_SUITE(MacControl, MacVariants);

TYPED_TEST(MacControl, GroupsAreOursOnlyWhenAsked) {
  constexpr std::uint64_t group = 0x01005E'7FFFFF, no_group = 0x01005E'800000, other = 0x01005F'000001;
  for (const bool groups : {false, true}) {
    this->bench.top.groups_i = groups;
    this->bench.cycles(200);
    EXPECT_EQ(this->status_of(this->frame(group, 100)), groups ? good : filtered);
    EXPECT_EQ(this->status_of(this->frame(0x01005E'000001, 100)), groups ? good : filtered);
    EXPECT_EQ(this->status_of(this->frame(no_group, 100)), filtered);
    EXPECT_EQ(this->status_of(this->frame(other, 100)), filtered);
    EXPECT_EQ(this->status_of(this->frame(TypeParam::our_mac, 100)), good);
  }
}

TYPED_TEST(MacControl, ATaggedFrameMayBeFourOctetsLonger) {
  for (unsigned octets = 1513; octets <= 1520; ++octets) {
    EXPECT_EQ(this->status_of(this->frame(TypeParam::our_mac, octets)), octets <= 1514 ? good : giant);
    EXPECT_EQ(this->status_of(this->frame(TypeParam::our_mac, octets, 0x8100)), octets <= 1518 ? good : giant);
    EXPECT_EQ(this->status_of(this->frame(TypeParam::our_mac, octets, 0x8101)), octets <= 1514 ? good : giant);
  }
}

TYPED_TEST(MacControl, APauseIsTakenAndGoesNoFurther) {
  EXPECT_EQ(this->status_of(this->pause_frame(pause_address, 0)), pause);
  EXPECT_EQ(this->status_of(this->pause_frame(TypeParam::our_mac, 0)), pause);
  EXPECT_EQ(this->bench.stats[9], 2u);
  EXPECT_EQ(this->status_of(this->pause_frame(pause_address, 0xFFFF), 1), fcs);
  EXPECT_EQ(this->status_of(this->pause_frame(0xFFFF'FFFF'FFFF, 0xFFFF)), good) << "nobody's to send";
  EXPECT_EQ(this->status_of(this->pause_frame(pause_address, 0xFFFF, 2)), filtered);
  EXPECT_EQ(this->status_of(this->pause_frame(pause_address, 0xFFFF, 0x101)), filtered);
  EXPECT_EQ(this->status_of(this->frame(pause_address, 60, 0x8809)), filtered);
  EXPECT_EQ(this->passed(), 1u);
  EXPECT_LE(this->wait_of_a_frame(), 12u) << "none of these may hold us back";
}

TYPED_TEST(MacControl, APauseHoldsTheNextFrameForItsQuanta) {
  for (const unsigned quanta : {1u, 2u, 9u, 40u}) {
    // The record comes with the pause; the clock crossing and the frame's own way take a few octets.
    this->bench.records.clear();
    this->bench.receive(with_fcs(this->pause_frame(pause_address, quanta)));
    ASSERT_TRUE(this->bench.run([&] { return this->bench.records.size() == 1; }));
    const std::uint64_t waited = this->wait_of_a_frame();
    EXPECT_GE(waited, quanta * 64);
    EXPECT_LE(waited, quanta * 64 + 16);
    EXPECT_LE(this->wait_of_a_frame(), 16u) << "the pause is over";
  }
}

TYPED_TEST(MacControl, ANewPauseReplacesTheOldAndZeroEndsIt) {
  EXPECT_EQ(this->status_of(this->pause_frame(pause_address, 0xFFFF)), pause);
  this->bench.source.push({this->frame(TypeParam::our_mac, 60)});
  this->bench.cycles(20000);
  EXPECT_EQ(this->bench.top.mii_tx_en_o, 0) << "still held";
  EXPECT_EQ(this->status_of(this->pause_frame(pause_address, 0)), pause);
  EXPECT_TRUE(this->bench.run([&] { return this->bench.bursts.size() == 1; }, 20000));
}

TYPED_TEST(MacControl, AFrameThatRunsIsNotTouched) {
  const Octets long_frame = this->frame(TypeParam::our_mac, 1514);
  this->bench.source.push({long_frame});
  ASSERT_TRUE(this->bench.run([&] { return this->bench.top.mii_tx_en_o; }));
  this->bench.receive(with_fcs(this->pause_frame(pause_address, 50)));
  ASSERT_TRUE(this->bench.run([&] { return this->bench.bursts.size() == 1; }, 1000000));
  EXPECT_EQ(this->bench.bursts[0].octets.size(), 8u + 1514 + 4);
}

TYPED_TEST(MacControl, WhatTheReceiverHeldAtPowerUpIsNoPause) {
  constexpr std::uint64_t pins = TypeParam::mii_bits == 8 ? 8000 : 40000;
  for (int seed = 1; seed <= 40; ++seed) {
    TypeParam late(8000, pins, pins, seed);
    late.rx_clock_runs = false;
    late.reset();
    EXPECT_LE(this->wait_of_a_frame(late), 16u) << seed;
    late.rx_clock_runs = true;
    late.cycles(600);
    EXPECT_LE(this->wait_of_a_frame(late), 16u) << seed;
  }
}

}  // namespace
}  // namespace sockwire::test
