// The receive side of the MAC, clock by clock (IEEE 802.3 clauses 3, 4, 22, 35; docs/rules/mac.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/generated/toe_types.h"
#include "model/mac/crc32.h"

namespace sockwire::model {

// The receive pins of MII (low four data lines) or GMII at a rising edge of rx_clk.
struct MiiRxPins {
  bool dv = false;
  std::uint8_t data = 0;
  bool er = false;
  bool operator==(const MiiRxPins&) const = default;
};

class MacRx {
 public:
  struct Frame {
    FrameStatus status = FrameStatus::FrameGood;
    std::uint16_t length = 0;          // octets after the SFD with FCS, at most 65535
    std::vector<std::uint8_t> octets;  // destination address to the last octet before the FCS
    std::uint16_t quanta = 0;          // of FramePause: how long the far end asks us to wait
  };

  // mii_bits: 4 for MII, 8 for GMII. mtu: octets of data of the longest frame. address: ours, in
  // the low 48 bits, first octet highest.
  MacRx(unsigned mii_bits, unsigned mtu, std::uint64_t address = 0);
  void set_address(std::uint64_t address) { address_ = address; }
  // Whether the Ethernet addresses of IPv4 groups (RFC 1112 6.4) are ours too.
  void set_groups(bool taken) { groups_ = taken; }

  // One rising edge of rx_clk. A frame is told at the edge that first sees dv low; a burst without
  // SFD is not told. The model always has room: there is no FrameOverflow.
  std::optional<Frame> clock(const MiiRxPins& pins);

 private:
  enum class Hunt : std::uint8_t { Silence, Preamble, Lost, Inside };

  void hunt(std::uint8_t data);
  void take(const MiiRxPins& pins);
  [[nodiscard]] FrameStatus judge() const;
  [[nodiscard]] std::uint64_t field(std::size_t at, std::size_t octets) const;
  [[nodiscard]] std::size_t longest() const;
  [[nodiscard]] bool is_pause() const;
  [[nodiscard]] bool for_us() const;

  unsigned mii_bits_;
  std::size_t max_frame_;  // octets of the longest frame without a tag, with its FCS
  std::uint64_t address_;
  bool groups_ = false;
  Hunt hunt_ = Hunt::Silence;
  bool error_ = false;                 // RX_ER was seen inside the frame
  std::optional<std::uint8_t> nibble_; // the low nibble of an octet that is not complete
  std::size_t count_ = 0;
  Crc32 crc_;
  std::vector<std::uint8_t> octets_;
};

}  // namespace sockwire::model
