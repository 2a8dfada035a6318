#include "model/mac/mac_rx.h"

#include <algorithm>

namespace sockwire::model {

namespace {
constexpr std::size_t kMinFrame = 64;
constexpr std::size_t kMaxFrame = 1518;
constexpr std::size_t kFcsOctets = 4;
constexpr std::uint64_t kBroadcast = 0xFFFF'FFFF'FFFFU;
}  // namespace

MacRx::MacRx(unsigned mii_bits, std::uint64_t address) : mii_bits_(mii_bits), address_(address) {}

std::optional<MacRx::Frame> MacRx::clock(const MiiRxPins& pins) {
  if (pins.dv) {
    if (hunt_ == Hunt::Inside) {
      take(pins);
    } else {
      hunt(pins.data);
    }
    return std::nullopt;
  }

  const bool had_frame = hunt_ == Hunt::Inside;
  hunt_ = Hunt::Silence;
  if (!had_frame) return std::nullopt;

  Frame frame;
  frame.status = judge();
  frame.length = static_cast<std::uint16_t>(std::min<std::size_t>(count_, 0xFFFF));
  frame.octets = octets_;
  frame.octets.resize(frame.octets.size() - std::min(frame.octets.size(), kFcsOctets));
  return frame;
}

// At least one unit of preamble, then the SFD; anything else loses the burst.
void MacRx::hunt(std::uint8_t data) {
  const bool mii = mii_bits_ == 4;
  const std::uint8_t value = mii ? data & 0xFU : data;
  const std::uint8_t preamble = mii ? 0x5 : 0x55;
  const std::uint8_t sfd = mii ? 0xD : 0xD5;
  if (hunt_ == Hunt::Lost) return;
  if (value == preamble) {
    hunt_ = Hunt::Preamble;
  } else if (value == sfd && hunt_ == Hunt::Preamble) {
    hunt_ = Hunt::Inside;
    error_ = false;
    nibble_.reset();
    count_ = 0;
    crc_ = {};
    octets_.clear();
  } else {
    hunt_ = Hunt::Lost;
  }
}

void MacRx::take(const MiiRxPins& pins) {
  error_ |= pins.er;
  std::uint8_t octet = pins.data;
  if (mii_bits_ == 4) {
    const auto value = static_cast<std::uint8_t>(pins.data & 0xFU);
    if (!nibble_) {
      nibble_ = value;
      return;
    }
    octet = static_cast<std::uint8_t>(*nibble_ | (value << 4));
    nibble_.reset();
  }
  ++count_;
  crc_.add(octet);
  if (octets_.size() < kMaxFrame) octets_.push_back(octet);
}

FrameStatus MacRx::judge() const {
  if (error_) return FrameStatus::FrameError;
  if (nibble_) return FrameStatus::FrameAlignment;
  if (count_ < kMinFrame) return FrameStatus::FrameRunt;
  if (count_ > kMaxFrame) return FrameStatus::FrameGiant;
  if (!crc_.is_residue()) return FrameStatus::FrameFcs;
  if (!for_us()) return FrameStatus::FrameFiltered;
  return FrameStatus::FrameGood;
}

bool MacRx::for_us() const {
  std::uint64_t destination = 0;
  for (std::size_t i = 0; i < 6; ++i) destination = (destination << 8) | octets_[i];
  return destination == address_ || destination == kBroadcast;
}

}  // namespace sockwire::model
