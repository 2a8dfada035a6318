// SystemC modules of the line: a pair of the cable, and a station (MAC and transceiver) at its end.
//
// A symbol on the line is +1, -1 or 0 (idle). Everything moves in steps of the transceiver's clock,
// 12.5 ns; each station has a phase of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>
#include <utility>
#include <vector>

#include "model/mac/mac_rx.h"
#include "model/mac/mac_tx.h"
#include "model/phy/cable.h"
#include "model/phy/phy_10baset.h"

namespace sockwire::model {

inline int to_symbol(Line line) { return (line.p ? 1 : 0) - (line.n ? 1 : 0); }
inline Line from_symbol(int symbol) { return {.p = symbol > 0, .n = symbol < 0}; }

// One twisted pair: symbols in, volts, and what the far end's comparators say.
class ScPair : public sc_core::sc_module {
 public:
  sc_core::sc_in<int> driven{"driven"};
  sc_core::sc_out<int> seen{"seen"};
  sc_core::sc_out<double> driver_volts{"driver_volts"};
  sc_core::sc_out<double> receiver_volts{"receiver_volts"};

  ScPair(const sc_core::sc_module_name& name, const Cable::Config& config);

  // Shown each step, at its end.
  void on_step(std::function<void(const Cable&)> viewer) { viewer_ = std::move(viewer); }

 private:
  void step();

  Cable cable_;
  std::function<void(const Cable&)> viewer_;
};

// A 10BASE-T station: frames on one side, the line on the other.
class ScStation : public sc_core::sc_module {
 public:
  sc_core::sc_in<int> line_in{"line_in"};
  sc_core::sc_out<int> line_out{"line_out"};

  // phase: of its clock, less than 12.5 ns. address: whose frames are good; 0 takes all addresses.
  ScStation(const sc_core::sc_module_name& name, sc_core::sc_time phase);

  // A frame from destination address to the last octet of data; the MAC pads it and adds the FCS.
  void send(std::vector<std::uint8_t> frame) { mac_tx_.push(std::move(frame)); }
  [[nodiscard]] std::size_t waiting() const { return mac_tx_.waiting(); }
  // Told each frame whose SFD was seen, whatever its status.
  void on_frame(std::function<void(const MacRx::Frame&)> taker) { taker_ = std::move(taker); }
  void set_address(std::uint64_t address) { mac_rx_.set_address(address); }
  void set_time_shift(std::uint8_t shift) { time_shift_ = shift; }
  [[nodiscard]] bool link_up() const { return phy_.outputs().link_up; }

 private:
  void step();

  Phy10BaseT phy_;
  MacTx mac_tx_{4};
  MacRx mac_rx_{4, kSmall.Mtu};
  MiiTxPins tx_pins_;
  std::uint8_t time_shift_ = 0;
  std::function<void(const MacRx::Frame&)> taker_;
};

}  // namespace sockwire::model
