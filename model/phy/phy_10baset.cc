#include "model/phy/phy_10baset.h"

#include <algorithm>
#include <cstddef>

namespace sockwire::model {

namespace {
constexpr std::uint32_t kNlpPeriod = 1'280'000;  // 16 ms
constexpr std::uint32_t kLinkLoss = 8'000'000;   // 100 ms
constexpr std::uint32_t kShortest = 64;          // no link timer is shorter, however fast time runs
constexpr unsigned kStartOfIdle = 24;            // 300 ns
constexpr unsigned kLinkPulse = 8;               // 100 ns
constexpr unsigned kMidBit = 6;                  // earlier transitions are bit boundaries
constexpr unsigned kNoTransition = 12;           // a bit and a half: the carrier has ended
constexpr unsigned kPulseMin = 4;
constexpr unsigned kPulseMax = 12;
constexpr unsigned kPulsesForLink = 3;
constexpr std::size_t kFifoDepth = 8;
constexpr std::uint8_t kSfdBits = 0b1010'1011;   // in the order of arrival
constexpr std::uint8_t kSfdNibble = 0xD;
constexpr std::uint8_t kPreambleNibble = 0x5;

std::uint32_t scaled(std::uint32_t clocks, unsigned shift) {
  return std::max(clocks >> shift, kShortest);
}
}  // namespace

Phy10BaseT::Outputs Phy10BaseT::clock(const Inputs& in) {
  const bool nibble_edge = cnt_ == 31;
  const unsigned shift = shift_sync_[1];
  shift_sync_ = {in.time_shift, shift_sync_[0]};

  transmit(in, nibble_edge, scaled(kNlpPeriod, shift));
  if (nibble_edge) drain();  // sees the FIFO as it was before this edge's push
  saw_sfd_ = saw_pulse_ = false;
  receive();
  watch_link(scaled(kLinkLoss, shift));

  line_sync_ = {in.line, line_sync_[0]};
  cnt_ = (cnt_ + 1) % 32;
  out_.mii_clk = (cnt_ & 16U) != 0;
  return out_;
}

// Data, then start of idle, then link pulses, then silence.
void Phy10BaseT::transmit(const Inputs& in, bool nibble_edge, std::uint32_t nlp_period) {
  const bool was_active = tx_act_;
  if (was_active) {
    const bool bit = ((tx_nib_ >> (cnt_ >> 3)) & 1U) != 0;
    const bool second_half = (cnt_ & 4U) != 0;
    const bool level = second_half ? bit : !bit;
    out_.line = {.p = level, .n = !level};
  } else if (soi_ > 0) {
    out_.line = {.p = true, .n = false};
    --soi_;
  } else if (pulse_ > 0) {
    out_.line = {.p = true, .n = false};
    --pulse_;
  } else {
    out_.line = {};
  }

  if (was_active) {
    nlp_ = 0;
  } else if (nlp_ >= nlp_period - 1) {
    nlp_ = 0;
    pulse_ = kLinkPulse;
  } else {
    ++nlp_;
  }

  if (nibble_edge) {
    if (was_active && !in.tx_en) soi_ = kStartOfIdle;
    tx_act_ = in.tx_en;
    tx_nib_ = in.txd & 0xFU;
  }
}

// Finds the transition in the middle of each bit; a bit is the level after it.
void Phy10BaseT::receive() {
  const Line line = line_sync_[1];
  const bool active = line.p || line.n;
  const bool level = line.p || (!line.n && last_);
  const bool transition = level != last_;
  const unsigned c = c_ + 1;

  switch (receive_) {
    case Receive::Idle:
      if (!active) return;  // last_ keeps its value
      receive_ = Receive::Carrier;
      c_ = 0;
      width_ = 1;
      bits_ = 0;
      in_frame_ = false;
      break;

    case Receive::Carrier: {
      const unsigned width = width_ + (active ? 1U : 0U);
      width_ = width;
      if (transition) {
        take_bit(level);
        c_ = 0;
        receive_ = Receive::Data;
      } else if (c == kNoTransition) {
        saw_pulse_ = last_ && width >= kPulseMin && width <= kPulseMax;
        receive_ = Receive::Wait;
      } else {
        c_ = c;
      }
      break;
    }

    case Receive::Data:
      if (transition && c >= kMidBit) {
        take_bit(level);
        c_ = 0;
      } else if (c == kNoTransition) {
        if (in_frame_) push({.end = true, .value = 0});
        receive_ = Receive::Wait;
      } else {
        c_ = c;
      }
      break;

    case Receive::Wait:
      if (!active) receive_ = Receive::Idle;
      break;
  }
  last_ = level;
}

void Phy10BaseT::take_bit(bool bit) {
  bits_ = static_cast<std::uint8_t>((bits_ << 1) | (bit ? 1U : 0U));
  if (!in_frame_) {
    if (bits_ != kSfdBits) return;
    in_frame_ = true;
    saw_sfd_ = true;
    assembly_ = 0;
    assembled_ = 0;
    push({.end = false, .value = kSfdNibble});
    return;
  }
  assembly_ = static_cast<std::uint8_t>(assembly_ | ((bit ? 1U : 0U) << assembled_));
  if (++assembled_ == 4) {
    push({.end = false, .value = assembly_});
    assembly_ = 0;
    assembled_ = 0;
  }
}

void Phy10BaseT::push(Nibble nibble) {
  if (fifo_.size() < kFifoDepth) fifo_.push_back(nibble);
}

// Towards MII: one nibble each 32 clocks, the preamble shortened to one nibble.
void Phy10BaseT::drain() {
  const bool has_end = !fifo_.empty() && fifo_.front().end;
  if (!in_output_) {
    if (has_end) {
      fifo_.pop_front();
    } else if (!fifo_.empty()) {
      in_output_ = true;
      out_.rx_dv = true;
      out_.rxd = kPreambleNibble;
    }
    return;
  }
  if (fifo_.empty() || has_end) {
    if (has_end) fifo_.pop_front();
    in_output_ = false;
    out_.rx_dv = false;
    out_.rxd = 0;
    return;
  }
  out_.rxd = fifo_.front().value;
  fifo_.pop_front();
}

void Phy10BaseT::watch_link(std::uint32_t loss) {
  if (saw_sfd_) out_.link_up = true;
  if (saw_pulse_) {
    good_ = std::min(good_ + 1, kPulsesForLink);
    if (good_ == kPulsesForLink) out_.link_up = true;
  }
  if (saw_sfd_ || saw_pulse_) {
    quiet_ = 0;
  } else if (++quiet_ >= loss) {
    out_.link_up = false;
    good_ = 0;
    quiet_ = 0;
  }
}

}  // namespace sockwire::model
