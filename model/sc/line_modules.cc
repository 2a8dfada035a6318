#include "model/sc/line_modules.h"

#include <utility>

namespace sockwire::model {

namespace {
sc_core::sc_time clock_period() { return {Cable::kStepNs, sc_core::SC_NS}; }
}  // namespace

ScPair::ScPair(const sc_core::sc_module_name& name, const Cable::Config& config)
    : sc_module(name), cable_(config) {
  SC_HAS_PROCESS(ScPair);
  SC_METHOD(step);
}

void ScPair::step() {
  cable_.drive(from_symbol(driven.read()));
  seen.write(to_symbol(cable_.comparators()));
  driver_volts.write(cable_.driver_volts());
  receiver_volts.write(cable_.receiver_volts());
  if (viewer_) viewer_(cable_);
  next_trigger(clock_period());
}

ScStation::ScStation(const sc_core::sc_module_name& name, sc_core::sc_time phase) : sc_module(name) {
  sc_core::sc_spawn_options options;
  options.spawn_method();
  sc_core::sc_spawn(
      [this, phase, started = false]() mutable {
        if (!started) {
          started = true;
          sc_core::next_trigger(phase + clock_period());
          return;
        }
        step();
        sc_core::next_trigger(clock_period());
      },
      "clock", &options);
}

// One clock of the transceiver; the MAC's edges are the rises of its MII clock.
void ScStation::step() {
  const auto before = phy_.outputs();
  const auto after = phy_.clock({.tx_en = tx_pins_.en,
                                 .txd = tx_pins_.data,
                                 .line = from_symbol(line_in.read()),
                                 .time_shift = time_shift_});
  line_out.write(to_symbol(after.line));
  if (after.mii_clk && !before.mii_clk) {
    const MiiRxPins pins{.dv = before.rx_dv, .data = before.rxd, .er = before.rx_er};
    if (const auto frame = mac_rx_.clock(pins)) {
      if (frame->status == FrameStatus::FramePause) mac_tx_.pause(frame->quanta);
      if (taker_) taker_(*frame);
    }
    tx_pins_ = mac_tx_.clock();
  }
}

}  // namespace sockwire::model
