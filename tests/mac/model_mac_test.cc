// The model's MAC, judged by IEEE 802.3 clause 3.
#include <gtest/gtest.h>

#include <vector>

#include "model/mac/crc32.h"
#include "model/mac/mac_rx.h"
#include "model/mac/mac_tx.h"

namespace sockwire::model {
namespace {

std::vector<std::uint8_t> frame_to_us(std::size_t length, std::uint8_t fill = 0xA7) {
  std::vector<std::uint8_t> frame(length, fill);
  const std::vector<std::uint8_t> address{0x02, 0, 0, 0, 0, 1};
  std::copy(address.begin(), address.end(), frame.begin());
  for (std::size_t i = 14; i < length; ++i) frame[i] = static_cast<std::uint8_t>(i * 7 + fill);
  return frame;
}

TEST(ModelMac, LoopBackOverGmiiWithTheGapBetweenFrames) {
  MacTx tx(8);
  MacRx rx(8, 0x020000000001);
  for (std::size_t length = 14; length <= 1514; length += 75) tx.push(frame_to_us(length));
  std::vector<MacRx::Frame> frames;
  unsigned gap = 0;
  bool seen = false;
  for (int i = 0; i < 40000; ++i) {
    const auto pins = tx.clock();
    if (pins.en && seen && gap > 0) {
      EXPECT_EQ(gap, 12U);
    }
    gap = pins.en ? 0 : gap + 1;
    seen |= pins.en;
    if (auto frame = rx.clock({.dv = pins.en, .data = pins.data, .er = pins.er})) frames.push_back(*frame);
    if (!pins.en && gap > 12) break;
  }
  ASSERT_EQ(frames.size(), 21U);
  for (const auto& frame : frames) EXPECT_EQ(frame.status, FrameStatus::FrameGood);
  EXPECT_EQ(frames.front().octets.size(), 60U);
  EXPECT_EQ(frames.back().octets, frame_to_us(1514));
}

TEST(ModelMac, EveryFlippedBitIsFound) {
  for (std::size_t flipped = 0; flipped < 64 * 8; flipped += 7) {
    MacTx tx(8);
    MacRx rx(8, 0x020000000001);
    tx.push(frame_to_us(60));
    for (std::size_t i = 0; i < 80; ++i) {
      auto pins = tx.clock();
      if (pins.en && i >= 8 && (i - 8) == flipped / 8) pins.data ^= static_cast<std::uint8_t>(1U << (flipped % 8));
      if (auto frame = rx.clock({.dv = pins.en, .data = pins.data, .er = pins.er})) {
        EXPECT_EQ(frame->status, FrameStatus::FrameFcs) << flipped;
      }
    }
  }
}

TEST(ModelMac, Crc32CheckValue) {
  Crc32 crc;
  for (const char c : {'1', '2', '3', '4', '5', '6', '7', '8', '9'}) crc.add(static_cast<std::uint8_t>(c));
  EXPECT_EQ(crc.fcs(), 0xCBF43926U);
}

}  // namespace
}  // namespace sockwire::model
