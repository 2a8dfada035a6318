// The transmit side of the MAC, clock by clock (IEEE 802.3 clauses 3, 4, 22, 35; docs/rules/mac.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace sockwire::model {

// The transmit pins of MII (low four data lines) or GMII after a rising edge of tx_clk.
struct MiiTxPins {
  bool en = false;
  std::uint8_t data = 0;
  bool er = false;
  bool operator==(const MiiTxPins&) const = default;
};

class MacTx {
 public:
  // mii_bits: 4 for MII, 8 for GMII.
  explicit MacTx(unsigned mii_bits);

  // Queues a frame: destination address to the last octet of data, 14 octets or more. Padding and
  // FCS are the MAC's business.
  void push(std::vector<std::uint8_t> frame);

  // IEEE 802.3 annex 31B: at the next edge, and for quanta times 512 bit times from it on, no frame
  // begins. Takes the place of what is left of an earlier pause; 0 ends it. What runs goes on.
  void pause(std::uint16_t quanta);

  // One rising edge of tx_clk. may_start: whether a waiting frame may begin at this edge; what runs
  // is never held up.
  MiiTxPins clock(bool may_start = true);

  // A frame waits, the gap after the last one and a pause are over: the next edge may start it.
  [[nodiscard]] bool can_start() const { return !queue_.empty() && idle() && pause_ == 0; }
  // Nothing is on the pins and the gap is over.
  [[nodiscard]] bool idle() const { return burst_.empty() && gap_ == 0; }
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

 private:
  void load(const std::vector<std::uint8_t>& frame);

  unsigned mii_bits_;
  std::deque<std::vector<std::uint8_t>> queue_;
  std::vector<std::uint8_t> burst_;  // preamble to FCS of the frame that is being sent
  std::size_t position_ = 0;         // next nibble or octet of it
  unsigned gap_ = 0;                 // clocks until the next frame may start
  std::uint32_t pause_ = 0;          // likewise, as the far end has asked for
};

}  // namespace sockwire::model
