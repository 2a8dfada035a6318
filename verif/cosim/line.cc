#include "verif/cosim/line.h"

#include <fmt/format.h>

namespace sockwire {
namespace {

constexpr unsigned kHalfBit = 4;    // clocks
constexpr unsigned kPulse = 8;      // a link pulse lasts 100 ns
constexpr unsigned kEndOfFrame = 24;  // start of idle: 300 ns above zero

}  // namespace

void LineDriver::load(const WireFrame& frame) {
  const auto half = [&](bool high) {
    symbols_.insert(symbols_.end(), kHalfBit, LinePins{.p = high, .n = !high});
  };
  const auto bits = [&](unsigned value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      const bool bit = (value >> i & 1) != 0;
      half(!bit);
      half(bit);  // a 1 rises in the middle
    }
  };
  for (unsigned i = 0; i < frame.preamble; ++i) bits(0x55, 8);
  if (frame.sfd) bits(0xD5, 8);
  for (const std::uint8_t octet : frame.octets) bits(octet, 8);
  if (frame.odd_nibble) bits(0x3, 4);
  symbols_.insert(symbols_.end(), kEndOfFrame, LinePins{.p = true});
}

LinePins LineDriver::clock() {
  if (symbols_.empty()) {
    ++silence_;
    if (!queue_.empty() && silence_ > queue_.front().gap * 64) {
      load(queue_.front());
      queue_.pop_front();
    } else if (silence_ >= kPulsePeriod) {
      symbols_.insert(symbols_.end(), kPulse, LinePins{.p = true});
    }
    if (symbols_.empty()) return {};
  }
  const LinePins now = symbols_.front();
  symbols_.pop_front();
  if (symbols_.empty()) silence_ = 0;
  return now;
}

void LineReceiver::clock(LinePins line, std::uint64_t ps) {
  if (line.p != line.n) {
    if (levels_.empty()) {
      start_ps_ = ps;
      gap_ = silence_;
    }
    levels_.push_back(line.p);
  } else if (!levels_.empty()) {
    const bool pulse = levels_.size() <= 2 * kPulse;  // part of the silence, for a MAC
    silence_ = pulse ? gap_ + levels_.size() + 1 : 1;
    pulses_ += pulse;
    if (!pulse) finish(ps);
    levels_.clear();
  } else {
    ++silence_;
  }
}

void LineReceiver::finish(std::uint64_t ps) {
  // On the MII the start of idle was silence already.
  SeenFrame frame{.gap_clocks = (gap_ + kEndOfFrame) / 32, .start_ps = start_ps_, .end_ps = ps};
  std::string problem;
  std::vector<bool> bits;
  std::size_t at = 0;
  for (; at + 2 * kHalfBit <= levels_.size(); at += 2 * kHalfBit) {
    bool steady = true;
    for (unsigned i = 1; i < kHalfBit; ++i) {
      steady &= levels_[at + i] == levels_[at] && levels_[at + kHalfBit + i] == levels_[at + kHalfBit];
    }
    if (!steady) problem = fmt::format("bit {} changes within a half", bits.size());
    if (levels_[at] == levels_[at + kHalfBit]) break;  // no transition: start of idle
    bits.push_back(levels_[at + kHalfBit]);
  }
  const std::size_t rest = levels_.size() - at;
  // After a 1 the line is already above zero: its second half is not part of the 300 ns.
  if (rest != kEndOfFrame || !levels_.back()) {
    problem = fmt::format("the start of idle lasts {} clocks instead of {}", rest, kEndOfFrame);
  }
  std::size_t bit = 0;
  while (bit < bits.size() && bits[bit] == (bit % 2 == 0)) ++bit;  // 1010...
  // The second 1 in a row ends the delimiter.
  frame.preamble_clocks = static_cast<unsigned>((bit - 1) / 4);
  frame.sfd = bit < bits.size() && bits[bit] && bit >= 8;
  if (bit != 63) problem = fmt::format("{} bits of preamble instead of 63", bit);
  ++bit;
  for (; bit + 8 <= bits.size(); bit += 8) {
    unsigned octet = 0;
    for (unsigned i = 0; i < 8; ++i) octet |= static_cast<unsigned>(bits[bit + i]) << i;
    frame.octets.push_back(static_cast<std::uint8_t>(octet));
  }
  frame.odd_nibble = bit != bits.size();
  done_(frame, problem);
}

}  // namespace sockwire
