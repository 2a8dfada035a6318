#include "verif/cosim/mii.h"

#include <fmt/format.h>
#include <zlib.h>

namespace sockwire {

std::uint32_t fcs_of(std::span<const std::uint8_t> octets) {
  return static_cast<std::uint32_t>(
      crc32_z(crc32_z(0, nullptr, 0), octets.data(), octets.size()));
}

WireFrame good_frame(std::span<const std::uint8_t> frame) {
  WireFrame wire{.octets = Octets(frame.begin(), frame.end())};
  if (wire.octets.size() < kMinFrame - 4) wire.octets.resize(kMinFrame - 4);
  const std::uint32_t fcs = fcs_of(wire.octets);
  for (unsigned shift = 0; shift < 32; shift += 8) {
    wire.octets.push_back(static_cast<std::uint8_t>(fcs >> shift));
  }
  return wire;
}

std::span<const std::uint8_t> SeenFrame::body() const {
  return std::span(octets).first(octets.size() < 4 ? 0 : octets.size() - 4);
}

std::string SeenFrame::problem(unsigned mii_bits, unsigned mtu) const {
  const unsigned clocks_an_octet = 8 / mii_bits;
  // The last nibble of the SFD octet's first half belongs to the preamble on MII.
  const unsigned preamble = mii_bits == 4 ? 2 * kPreambleOctets + 1 : kPreambleOctets;
  if (!sfd) return "it has no start frame delimiter";
  if (preamble_clocks != preamble) {
    return fmt::format("its preamble lasts {} clocks instead of {}", preamble_clocks, preamble);
  }
  if (gap_clocks < kIfgOctets * clocks_an_octet) {
    return fmt::format("only {} clocks of silence are in front of it", gap_clocks);
  }
  if (error) return "the error pin was raised in it";
  if (odd_nibble) return "it ends in the middle of an octet";
  if (octets.size() < kMinFrame || octets.size() > longest(octets, mtu)) {
    return fmt::format("it is {} octets long", octets.size());
  }
  const std::uint32_t right = fcs_of(body());
  std::uint32_t sent = 0;
  for (unsigned i = 0; i < 4; ++i) sent |= std::uint32_t{octets[octets.size() - 4 + i]} << (8 * i);
  if (sent != right) return fmt::format("its fcs is {:08x} and should be {:08x}", sent, right);
  return {};
}

void MiiDriver::load() {
  const WireFrame& frame = queue_.front();
  Octets octets(frame.preamble, 0x55);
  if (frame.sfd) octets.push_back(0xD5);
  const std::size_t header = octets.size();
  octets.insert(octets.end(), frame.octets.begin(), frame.octets.end());
  symbols_.clear();
  position_ = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const bool error = frame.error_at >= 0 && i == header + static_cast<std::size_t>(frame.error_at);
    const std::uint16_t mark = error ? 0x100 : 0;
    if (bits_ == 4) {
      symbols_.push_back(static_cast<std::uint16_t>(mark | (octets[i] & 0xF)));
      symbols_.push_back(static_cast<std::uint16_t>(mark | (octets[i] >> 4)));
    } else {
      symbols_.push_back(static_cast<std::uint16_t>(mark | octets[i]));
    }
  }
  if (frame.odd_nibble && bits_ == 4) symbols_.push_back(0x3);
}

void MiiDriver::clock(std::uint8_t& valid, std::uint8_t& data, std::uint8_t& error) {
  if (symbols_.empty()) {
    ++silence_;
    if (queue_.empty() || silence_ <= std::uint64_t{queue_.front().gap} * (8 / bits_)) return;
    load();
    if (symbols_.empty()) {  // nothing at all to send
      queue_.pop_front();
      return;
    }
  } else if (position_ == symbols_.size()) {
    valid = data = error = 0;
    symbols_.clear();
    queue_.pop_front();
    silence_ = 1;
    return;
  }
  valid = 1;
  data = static_cast<std::uint8_t>(symbols_[position_]);
  error = static_cast<std::uint8_t>(symbols_[position_] >> 8);
  ++position_;
}

void MiiMonitor::take(bool valid, std::uint8_t data, bool error, std::uint64_t ps) {
  if (!inside_) {
    inside_ = true;
    lost_ = false;
    low_nibble_ = -1;
    frame_ = {};
    frame_.gap_clocks = silence_;
    frame_.start_ps = ps;
  }
  if (!valid) {
    inside_ = false;
    silence_ = 1;
    frame_.end_ps = ps;
    frame_.odd_nibble = low_nibble_ >= 0;
    done_(frame_);
    return;
  }
  if (bits_ == 4) data &= 0xF;
  if (lost_) return;
  if (!frame_.sfd) {
    if (data == (bits_ == 4 ? 0x5 : 0x55)) {
      ++frame_.preamble_clocks;
    } else if (data == (bits_ == 4 ? 0xD : 0xD5) && frame_.preamble_clocks > 0) {
      frame_.sfd = true;
    } else {
      lost_ = true;
    }
    return;
  }
  frame_.error |= error;
  if (bits_ == 8) {
    frame_.octets.push_back(data);
  } else if (low_nibble_ < 0) {
    low_nibble_ = data;
  } else {
    frame_.octets.push_back(static_cast<std::uint8_t>(low_nibble_ | data << 4));
    low_nibble_ = -1;
  }
}

}  // namespace sockwire
