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
  MacRx rx(8, kBase.Mtu, 0x020000000001);
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
    MacRx rx(8, kBase.Mtu, 0x020000000001);
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

constexpr std::uint64_t kOurs = 0x020000000001;

// A frame with this destination and EtherType, and what the receiver makes of it.
std::vector<std::uint8_t> frame_to(std::uint64_t destination, std::uint16_t type, std::size_t length) {
  auto frame = frame_to_us(length);
  for (std::size_t i = 0; i < 6; ++i) frame[i] = static_cast<std::uint8_t>(destination >> (40 - 8 * i));
  frame[12] = static_cast<std::uint8_t>(type >> 8), frame[13] = static_cast<std::uint8_t>(type);
  return frame;
}
MacRx::Frame received(MacRx& rx, const std::vector<std::uint8_t>& frame, unsigned mii_bits = 8) {
  MacTx tx(mii_bits);
  tx.push(frame);
  for (;;) {
    const auto pins = tx.clock();
    if (auto seen = rx.clock({.dv = pins.en, .data = pins.data, .er = pins.er})) return *seen;
  }
}

// RFC 1112 6.4.
TEST(ModelMac, FramesToGroupsAreOursWhileAskedFor) {
  MacRx rx(8, kBase.Mtu, kOurs);
  for (const bool asked : {false, true, false}) {
    rx.set_groups(asked);
    const auto to_group = asked ? FrameStatus::FrameGood : FrameStatus::FrameFiltered;
    EXPECT_EQ(received(rx, frame_to(0x01005E000001, 0x0800, 60)).status, to_group);
    EXPECT_EQ(received(rx, frame_to(0x01005E7FFFFF, 0x0800, 60)).status, to_group);
    EXPECT_EQ(received(rx, frame_to(0x01005E800000, 0x0800, 60)).status, FrameStatus::FrameFiltered);
    EXPECT_EQ(received(rx, frame_to(0x01005F000001, 0x0800, 60)).status, FrameStatus::FrameFiltered);
    EXPECT_EQ(received(rx, frame_to(0xFFFFFFFFFFFF, 0x0800, 60)).status, FrameStatus::FrameGood);
    EXPECT_EQ(received(rx, frame_to(kOurs, 0x0800, 60)).status, FrameStatus::FrameGood);
  }
}

// IEEE 802.1Q: four octets more.
TEST(ModelMac, ATaggedFrameMayBeLonger) {
  MacRx rx(8, kBase.Mtu, kOurs);
  EXPECT_EQ(received(rx, frame_to(kOurs, 0x0800, 1514)).status, FrameStatus::FrameGood);
  EXPECT_EQ(received(rx, frame_to(kOurs, 0x0800, 1515)).status, FrameStatus::FrameGiant);
  const auto tagged = frame_to(kOurs, 0x8100, 1518);
  const auto seen = received(rx, tagged);
  EXPECT_EQ(seen.status, FrameStatus::FrameGood);
  EXPECT_EQ(seen.octets, tagged);
  EXPECT_EQ(received(rx, frame_to(kOurs, 0x8100, 1519)).status, FrameStatus::FrameGiant);
}

TEST(ModelMac, TheLongestFrameIsTheConfigurations) {
  for (const unsigned mtu : {576U, 1500U, 9000U}) {
    MacRx rx(8, mtu, kOurs);
    for (const auto& [type, longest] : {std::pair{0x0800, mtu + 14}, {0x8100, mtu + 18}}) {
      const auto right = frame_to(kOurs, static_cast<std::uint16_t>(type), longest);
      const auto seen = received(rx, right);
      EXPECT_EQ(seen.status, FrameStatus::FrameGood) << mtu;
      EXPECT_EQ(seen.octets, right);
      const auto giant = frame_to(kOurs, static_cast<std::uint16_t>(type), longest + 1);
      EXPECT_EQ(received(rx, giant).status, FrameStatus::FrameGiant) << mtu;
    }
  }
}

std::vector<std::uint8_t> pause_frame(std::uint64_t destination, std::uint16_t quanta, std::uint16_t operation = 1) {
  auto frame = frame_to(destination, 0x8808, 60);
  frame[14] = static_cast<std::uint8_t>(operation >> 8), frame[15] = static_cast<std::uint8_t>(operation);
  frame[16] = static_cast<std::uint8_t>(quanta >> 8), frame[17] = static_cast<std::uint8_t>(quanta);
  return frame;
}

// IEEE 802.3 annex 31B.
TEST(ModelMac, PausesAreToldWithTheirQuanta) {
  for (const unsigned mii_bits : {4U, 8U}) {
    MacRx rx(mii_bits, kBase.Mtu, kOurs);
    for (const std::uint64_t to : {std::uint64_t{0x0180C2000001}, kOurs}) {
      for (const unsigned quanta : {0U, 1U, 0x1234U, 0xFFFFU}) {
        const auto seen = received(rx, pause_frame(to, static_cast<std::uint16_t>(quanta)), mii_bits);
        EXPECT_EQ(seen.status, FrameStatus::FramePause);
        EXPECT_EQ(seen.quanta, quanta);
      }
    }
    EXPECT_EQ(received(rx, pause_frame(0x020000000002, 1), mii_bits).status, FrameStatus::FrameFiltered);
    EXPECT_EQ(received(rx, pause_frame(0x0180C2000001, 1, 2), mii_bits).status, FrameStatus::FrameFiltered);
    EXPECT_EQ(received(rx, pause_frame(kOurs, 1, 2), mii_bits).status, FrameStatus::FrameGood);
    EXPECT_EQ(received(rx, pause_frame(0xFFFFFFFFFFFF, 1), mii_bits).status, FrameStatus::FrameGood);
  }
}

// Edges until the next frame begins, this one not counted.
unsigned edges_until_start(MacTx& tx) {
  unsigned edges = 0;
  while (!tx.clock().en) ++edges;
  return edges;
}

TEST(ModelMac, APauseHoldsBackWhatWouldBegin) {
  for (const unsigned mii_bits : {4U, 8U}) {
    const unsigned octet = 8 / mii_bits;
    for (const unsigned quanta : {0U, 1U, 2U, 300U}) {
      MacTx tx(mii_bits);
      tx.push(frame_to_us(60));
      tx.pause(static_cast<std::uint16_t>(quanta));
      EXPECT_EQ(tx.can_start(), quanta == 0);
      EXPECT_EQ(edges_until_start(tx), quanta * 64 * octet);
    }
  }
}

TEST(ModelMac, ANewPauseReplacesTheOldAndZeroEndsIt) {
  for (const unsigned later : {5U, 1U, 0U}) {
    MacTx tx(8);
    tx.push(frame_to_us(60));
    tx.pause(3);
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(tx.clock().en);
    tx.pause(static_cast<std::uint16_t>(later));
    EXPECT_EQ(edges_until_start(tx), later * 64);
  }
}

// 72 octets and a gap of 12 are longer than one quantum, shorter than two.
TEST(ModelMac, WhatRunsIsNotTouched) {
  for (const unsigned quanta : {1U, 2U}) {
    MacTx tx(8);
    tx.push(frame_to_us(60));
    tx.push(frame_to_us(60));
    EXPECT_TRUE(tx.clock().en);
    tx.pause(static_cast<std::uint16_t>(quanta));
    for (int i = 1; i < 72; ++i) EXPECT_TRUE(tx.clock().en) << i;
    EXPECT_EQ(edges_until_start(tx), quanta == 1 ? 12U : 128U - 71U);
  }
}

TEST(ModelMac, Crc32CheckValue) {
  Crc32 crc;
  for (const char c : {'1', '2', '3', '4', '5', '6', '7', '8', '9'}) crc.add(static_cast<std::uint8_t>(c));
  EXPECT_EQ(crc.fcs(), 0xCBF43926U);
}

}  // namespace
}  // namespace sockwire::model
