// ICMP records: one for each message, one for each kept reply that found no neighbour.
#pragma once

#include "verif/cosim/checks/context.h"

namespace sockwire {

class IcmpCheck {
 public:
  explicit IcmpCheck(CheckContext& context) : context_{context} {}
  void check(const IcmpRecord& rtl);

 private:
  CheckContext& context_;
};

}  // namespace sockwire
