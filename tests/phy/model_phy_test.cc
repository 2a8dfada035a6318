// The model's 10BASE-T transceiver and cable, judged by what IEEE 802.3 clause 14 says of the line.
#include <gtest/gtest.h>

#include <vector>

#include "model/mac/mac_rx.h"
#include "model/mac/mac_tx.h"
#include "model/phy/cable.h"
#include "model/phy/phy_10baset.h"

namespace sockwire::model {
namespace {

// A MAC on a transceiver: the MAC's edges are those of mii_clk.
struct Station {
  Phy10BaseT phy;
  MacTx mac_tx{4};
  MacRx mac_rx{4, kSmall.Mtu, 0x020000000001};
  MiiTxPins tx;
  bool last_clk = false;
  std::vector<MacRx::Frame> frames;

  Line step(Line line, std::uint8_t time_shift = 0) {
    const auto before = phy.outputs();
    const auto after = phy.clock({.tx_en = tx.en, .txd = tx.data, .line = line, .time_shift = time_shift});
    if (after.mii_clk && !before.mii_clk) {
      if (auto frame = mac_rx.clock({.dv = before.rx_dv, .data = before.rxd, .er = before.rx_er})) {
        frames.push_back(*frame);
      }
      tx = mac_tx.clock();
    }
    return after.line;
  }
};

std::vector<std::uint8_t> frame_to_us(std::size_t length, std::uint8_t fill = 0xA7) {
  std::vector<std::uint8_t> frame(length, fill);
  const std::vector<std::uint8_t> address{0x02, 0, 0, 0, 0, 1};
  std::copy(address.begin(), address.end(), frame.begin());
  for (std::size_t i = 14; i < length; ++i) frame[i] = static_cast<std::uint8_t>(i * 7 + fill);
  return frame;
}

TEST(ModelPhy, ManchesterOfTheFirstOctetAndStartOfIdle) {
  Station station;
  station.mac_tx.push(frame_to_us(60));
  std::vector<Line> line;
  for (int i = 0; i < 80000; ++i) line.push_back(station.step({}));
  std::size_t first = 0;
  while (line[first] == Line{}) ++first;
  // 0x55, low bit first: 1,0,1,0; a 1 is low then high, four clocks each.
  for (unsigned bit = 0; bit < 8; ++bit) {
    const bool one = bit % 2 == 0;
    for (unsigned clock = 0; clock < 8; ++clock) {
      const bool high = (clock >= 4) == one;
      EXPECT_EQ(line[first + bit * 8 + clock], (Line{high, !high})) << bit << ' ' << clock;
    }
  }
  const std::size_t end = first + (8 + 64) * 64;
  for (std::size_t i = 0; i < 24; ++i) EXPECT_EQ(line[end + i], (Line{true, false}));
  EXPECT_EQ(line[end + 24], Line{});
}

TEST(ModelPhy, FramesSurviveTheCable) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Station a;
    Station b;
    Cable cable({.length_m = 100, .attenuation_db = 6, .noise_volts = 0.04, .jitter_ns = 4, .seed = seed});
    for (unsigned skew = 0; skew < seed * 5; ++skew) b.step({});  // the clocks have no common phase
    for (std::size_t length : {60U, 61U, 1514U}) a.mac_tx.push(frame_to_us(length));
    for (int i = 0; i < 160000; ++i) {
      cable.drive(a.step({}));
      b.step(cable.comparators());
    }
    ASSERT_EQ(b.frames.size(), 3U) << "seed " << seed;
    for (const auto& frame : b.frames) EXPECT_EQ(frame.status, FrameStatus::FrameGood);
    EXPECT_EQ(b.frames[2].octets, frame_to_us(1514));
  }
}

TEST(ModelPhy, LinkPulsesBringTheLinkUpAndSilenceTakesItDown) {
  Station a;
  Station b;
  constexpr std::uint8_t kShift = 6;
  unsigned pulses = 0;
  bool was = false;
  for (int i = 0; i < 5 * 20000 + 100; ++i) {
    const Line line = a.step({}, kShift);
    pulses += line.p && !was;
    was = line.p;
    b.step(line, kShift);
  }
  EXPECT_EQ(pulses, 5U);  // 16 ms / 64 = 20,000 clocks
  EXPECT_TRUE(b.phy.outputs().link_up);
  for (int i = 0; i < 8'000'000 / 64; ++i) b.step({}, kShift);
  EXPECT_FALSE(b.phy.outputs().link_up);
}

TEST(ModelPhy, TooLittleSignalIsSilence) {
  Cable cable({.amplitude_volts = 0.35, .attenuation_db = 0, .noise_volts = 0});
  Station a;
  Station b;
  a.mac_tx.push(frame_to_us(60));
  for (int i = 0; i < 10000; ++i) {
    cable.drive(a.step({}));
    b.step(cable.comparators());
  }
  EXPECT_TRUE(b.frames.empty());
}

}  // namespace
}  // namespace sockwire::model
