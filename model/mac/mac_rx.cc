#include "model/mac/mac_rx.h"

#include <algorithm>

namespace sockwire::model {

namespace {
constexpr std::size_t kHeaderOctets = 14;
constexpr std::size_t kFcsOctets = 4;
constexpr std::uint64_t kBroadcast = 0xFFFF'FFFF'FFFFU;
constexpr unsigned kGroupOctetBits = 23;  // of a group's Ethernet address, that the group chooses
constexpr std::size_t kEtherTypeAt = 12;
}  // namespace

MacRx::MacRx(unsigned mii_bits, unsigned mtu, std::uint64_t address)
    : mii_bits_(mii_bits), max_frame_(kHeaderOctets + mtu + kFcsOctets), address_(address) {}

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
  if (frame.status == FrameStatus::FramePause) {
    frame.quanta = static_cast<std::uint16_t>(field(kEtherTypeAt + 4, 2));
  }
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
  if (octets_.size() < max_frame_ + kTagOctets) octets_.push_back(octet);
}

FrameStatus MacRx::judge() const {
  if (error_) return FrameStatus::FrameError;
  if (nibble_) return FrameStatus::FrameAlignment;
  if (count_ < kMinFrame) return FrameStatus::FrameRunt;
  if (count_ > longest()) return FrameStatus::FrameGiant;
  if (!crc_.is_residue()) return FrameStatus::FrameFcs;
  if (is_pause()) return FrameStatus::FramePause;
  if (!for_us()) return FrameStatus::FrameFiltered;
  return FrameStatus::FrameGood;
}

std::uint64_t MacRx::field(std::size_t at, std::size_t octets) const {
  std::uint64_t value = 0;
  for (std::size_t i = at; i < at + octets; ++i) value = (value << 8) | octets_[i];
  return value;
}

// IEEE 802.1Q: a tag makes the frame longer, not its data shorter.
std::size_t MacRx::longest() const {
  return max_frame_ + (field(kEtherTypeAt, 2) == kEtherTypeVlan ? kTagOctets : 0);
}

bool MacRx::is_pause() const {
  const std::uint64_t destination = field(0, 6);
  return (destination == kPauseAddress || destination == address_) &&
         field(kEtherTypeAt, 2) == kEtherTypePause && field(kEtherTypeAt + 2, 2) == kOpPause;
}

bool MacRx::for_us() const {
  const std::uint64_t destination = field(0, 6);
  const bool to_group = destination >> kGroupOctetBits == kGroupPrefix;
  return destination == address_ || destination == kBroadcast || (groups_ && to_group);
}

}  // namespace sockwire::model
