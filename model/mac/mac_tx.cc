#include "model/mac/mac_tx.h"

#include <algorithm>
#include <utility>

#include "model/generated/toe_types.h"
#include "model/mac/crc32.h"

namespace sockwire::model {

namespace {
constexpr std::uint8_t kPreamble = 0x55;
constexpr std::uint8_t kSfd = 0xD5;
constexpr std::size_t kMinData = 60;      // shortest frame without its FCS
}  // namespace

MacTx::MacTx(unsigned mii_bits) : mii_bits_(mii_bits) {}

void MacTx::push(std::vector<std::uint8_t> frame) { queue_.push_back(std::move(frame)); }

void MacTx::pause(std::uint16_t quanta) { pause_ = quanta * kQuantumOctets * (8 / mii_bits_); }

void MacTx::load(const std::vector<std::uint8_t>& frame) {
  burst_.assign(kPreambleOctets, kPreamble);
  burst_.push_back(kSfd);
  burst_.insert(burst_.end(), frame.begin(), frame.end());
  burst_.resize(std::max(burst_.size(), kPreambleOctets + 1 + kMinData), 0);

  Crc32 crc;
  crc.add(std::span(burst_).subspan(kPreambleOctets + 1));
  for (unsigned shift = 0; shift < 32; shift += 8) {
    burst_.push_back(static_cast<std::uint8_t>(crc.fcs() >> shift));
  }
  position_ = 0;
}

MiiTxPins MacTx::clock(bool may_start) {
  const bool paused = pause_ > 0;
  if (paused) --pause_;
  if (burst_.empty()) {
    if (gap_ > 0) {
      --gap_;
      return {};
    }
    if (!may_start || paused || queue_.empty()) return {};
    load(queue_.front());
    queue_.pop_front();
  }

  const std::size_t per_octet = 8 / mii_bits_;
  const std::uint8_t octet = burst_[position_ / per_octet];
  const unsigned shift = static_cast<unsigned>(position_ % per_octet) * mii_bits_;
  const auto data = static_cast<std::uint8_t>((octet >> shift) & ((1U << mii_bits_) - 1U));
  if (++position_ == burst_.size() * per_octet) {
    burst_.clear();
    gap_ = kIfgOctets * static_cast<unsigned>(per_octet);
  }
  return {.en = true, .data = data, .er = false};
}

}  // namespace sockwire::model
