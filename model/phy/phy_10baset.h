// A 10BASE-T transceiver between MII and the line, clock by clock at 80 MHz
// (IEEE 802.3 clauses 7 and 14; docs/rules/phy_10baset.md).
#pragma once

#include <array>
#include <cstdint>
#include <deque>

namespace sockwire::model {

// What drives the line, or what the comparators see: at most one of the two.
struct Line {
  bool p = false;
  bool n = false;
  bool operator==(const Line&) const = default;
};

class Phy10BaseT {
 public:
  static constexpr double kHz = 80e6;

  struct Inputs {
    bool tx_en = false;
    std::uint8_t txd = 0;
    Line line;                    // from the comparators, asynchronous
    std::uint8_t time_shift = 0;  // link timers run 2^time_shift times as quickly
  };
  struct Outputs {
    bool mii_clk = false;  // mii_tx_clk and mii_rx_clk
    Line line;             // to the driver
    bool rx_dv = false;
    std::uint8_t rxd = 0;
    bool rx_er = false;
    bool link_up = false;
    bool operator==(const Outputs&) const = default;
  };

  // One rising edge of the 80 MHz clock: inputs before it, outputs after it.
  Outputs clock(const Inputs& in);

  // The same outputs again, without a clock.
  [[nodiscard]] const Outputs& outputs() const { return out_; }

 private:
  enum class Receive : std::uint8_t { Idle, Carrier, Data, Wait };
  struct Nibble {
    bool end = false;
    std::uint8_t value = 0;
  };

  void transmit(const Inputs& in, bool nibble_edge, std::uint32_t nlp_period);
  void receive();
  void take_bit(bool bit);
  void push(Nibble nibble);
  void drain();
  void watch_link(std::uint32_t loss);

  Outputs out_;
  unsigned cnt_ = 0;
  std::array<std::uint8_t, 2> shift_sync_{};

  // transmit
  bool tx_act_ = false;
  std::uint8_t tx_nib_ = 0;
  unsigned soi_ = 0;
  unsigned pulse_ = 0;
  std::uint32_t nlp_ = 0;

  // receive
  std::array<Line, 2> line_sync_{};
  Receive receive_ = Receive::Idle;
  bool last_ = false;
  unsigned c_ = 0;
  unsigned width_ = 0;
  std::uint8_t bits_ = 0;      // the newest bit is bit 0
  bool in_frame_ = false;      // the SFD was found
  std::uint8_t assembly_ = 0;
  unsigned assembled_ = 0;
  std::deque<Nibble> fifo_;
  bool in_output_ = false;
  bool saw_sfd_ = false;       // at this edge
  bool saw_pulse_ = false;     // at this edge

  // link
  unsigned good_ = 0;
  std::uint32_t quiet_ = 0;
};

}  // namespace sockwire::model
