// The transceiver against its model, pin for pin in every clock of the PHY.
//
// When the RTL's two flops take over a new time scale is not known to the clock: set TIME_SCALE
// before the first link pulse (16 ms >> shift after reset), as the bench does.
#pragma once

#include "model/phy/phy_10baset.h"
#include "verif/cosim/checks/context.h"

namespace sockwire {

class PhyCheck {
 public:
  explicit PhyCheck(CheckContext& context) : context_{context} {}
  void clock(const PhyClock& rtl);

 private:
  CheckContext& context_;
  model::Phy10BaseT phy_;
};

}  // namespace sockwire
