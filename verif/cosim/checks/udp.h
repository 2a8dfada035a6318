// UDP in lockstep: every event of the engine, field by field.
#pragma once

#include "verif/cosim/checks/context.h"

namespace sockwire {

class UdpCheck {
 public:
  explicit UdpCheck(CheckContext& context) : context_{context} {}
  // The model's record of the same event.
  UdpRecord check(const UdpRecord& rtl);

 private:
  UdpRecord step(const UdpRecord& rtl, const std::string& event);
  CheckContext& context_;
};

}  // namespace sockwire
