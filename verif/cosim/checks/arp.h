// ARP records: packets, questions and ticks, in the order in which the cache took them.
#pragma once

#include "verif/cosim/checks/context.h"

namespace sockwire {

class ArpCheck {
 public:
  explicit ArpCheck(CheckContext& context) : context_{context} {}
  void check(const ArpRecord& rtl);
  // A tick comes whenever bit kTickBit of the time has changed.
  void check_ticks(std::uint64_t slack_us) const;

 private:
  CheckContext& context_;
  std::uint64_t ticks_ = 0;
};

}  // namespace sockwire
