// Joins an RtlSim to a far end: at the MII, or through transceiver, cable and volts in SystemC.
// To be made before SystemC's elaboration ends; the RtlSim then runs in an SC_THREAD, where its steps
// wait for SystemC's time.
#pragma once

#include <functional>
#include <memory>

#include "model/phy/cable.h"
#include "sim/far_end.h"
#include "verif/cosim/rtl_sim.h"

namespace sockwire {

class Wire {
 public:
  virtual ~Wire() = default;
  virtual void set_time_shift(unsigned shift) = 0;
};

// Frames pass at the MII pins.
std::unique_ptr<Wire> make_mii_wire(RtlSim& sim, FarEnd& far);

struct LineViewer {
  // The pair that our RTL drives: nanoseconds at the end of a step, and the cable with its waveform.
  std::function<void(double t_ns, const model::Cable&)> transmit;
  // Millivolts at our transceiver: what it drives and what reaches it.
  std::function<void(int tx_mv, int rx_mv)> pins;
};

// Two pairs and a station.
std::unique_ptr<Wire> make_line_wire(RtlSim& sim, FarEnd& far, const model::Cable::Config& cable, LineViewer viewer);

}  // namespace sockwire
