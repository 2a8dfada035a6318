// Frames on MII or GMII pins (IEEE 802.3 clauses 3, 22, 35): a driver that can also do it wrong,
// and a monitor that turns pins back into frames and says what is wrong with them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "model/generated/toe_types.h"

namespace sockwire {

using Octets = std::vector<std::uint8_t>;

// The frame check sequence, by zlib; sent low octet first.
std::uint32_t fcs_of(std::span<const std::uint8_t> octets);

// Octets of the tag of a VLAN in a frame of 14 octets or more (IEEE 802.1Q); its EtherType is behind it.
constexpr std::size_t tag_octets(std::span<const std::uint8_t> frame) {
  return (frame[12] << 8 | frame[13]) == kEtherTypeVlan ? kTagOctets : 0;
}

// Octets of the longest frame, FCS included, on a link of this MTU (IEEE 802.3 3.2.7, 802.1Q); of 14
// octets or more.
constexpr std::size_t longest(std::span<const std::uint8_t> frame, unsigned mtu) {
  return 14 + tag_octets(frame) + mtu + 4;
}

// What a sender puts on the wire, and how.
struct WireFrame {
  Octets octets{};          // after the SFD, FCS included
  unsigned preamble = 7;    // octets of 0x55 before the SFD
  bool sfd = true;
  unsigned gap = 12;        // octet times of silence in front
  int error_at = -1;        // rx_er beside this octet
  bool odd_nibble = false;  // MII: half an octet more at the end
};

// A frame as it ought to be: padded to 60 octets, with FCS.
WireFrame good_frame(std::span<const std::uint8_t> frame);

// A frame as it was seen.
struct SeenFrame {
  Octets octets{};            // after the SFD, FCS included
  bool sfd = false;           // without one, octets is empty
  bool error = false;         // er beside an octet after the SFD
  bool odd_nibble = false;
  unsigned preamble_clocks = 0;  // before the octet or nibble that ends it
  std::uint64_t gap_clocks = 0;  // of silence in front
  std::uint64_t start_ps = 0, end_ps = 0;  // of the first clock with dv, of the first one without

  // What a correct sender never does, in words; empty for a correct frame (docs/rules/mac.md).
  [[nodiscard]] std::string problem(unsigned mii_bits, unsigned mtu) const;
  // Without FCS.
  [[nodiscard]] std::span<const std::uint8_t> body() const;
};

class MiiDriver {
 public:
  explicit MiiDriver(unsigned mii_bits) : bits_{mii_bits} {}
  void push(WireFrame frame) { queue_.push_back(std::move(frame)); }
  [[nodiscard]] bool idle() const { return queue_.empty(); }
  // Pins for the next rising edge.
  void clock(std::uint8_t& valid, std::uint8_t& data, std::uint8_t& error);

 private:
  void load();

  unsigned bits_;
  std::deque<WireFrame> queue_;
  std::vector<std::uint16_t> symbols_;  // data, bit 8: error; of the frame at the head
  std::size_t position_ = 0;
  std::uint64_t silence_ = 1000;        // clocks since the last frame
};

class MiiMonitor {
 public:
  explicit MiiMonitor(unsigned mii_bits, std::function<void(const SeenFrame&)> done)
      : bits_{mii_bits}, done_{std::move(done)} {}
  void clock(bool valid, std::uint8_t data, bool error, std::uint64_t ps) {
    if (!valid && !inside_) {
      ++silence_;
    } else {
      take(valid, data, error, ps);
    }
  }
  [[nodiscard]] bool idle() const { return !inside_; }

 private:
  void take(bool valid, std::uint8_t data, bool error, std::uint64_t ps);

  unsigned bits_;
  std::function<void(const SeenFrame&)> done_;
  SeenFrame frame_;
  std::uint64_t silence_ = 1000;
  bool inside_ = false;
  bool lost_ = false;
  int low_nibble_ = -1;
};

}  // namespace sockwire
