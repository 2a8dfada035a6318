// UDP's echo application in lockstep: what became of each datagram, and of each kept reply that found no
// neighbour.
#pragma once

#include <cstddef>

#include "verif/cosim/checks/context.h"

namespace sockwire {

class UdpEchoCheck {
 public:
  explicit UdpEchoCheck(CheckContext& context) : context_{context} {}
  void check(const UdpEchoRecord& rtl);

 private:
  // Where there was room is the RTL's to know, but for so many replies there always is.
  static constexpr std::size_t kAlwaysKept = 2;
  CheckContext& context_;
};

}  // namespace sockwire
