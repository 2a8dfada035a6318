// A host with one UDP socket.
#pragma once

#include "tests/model/net.h"

namespace sockwire::model {

using enum Errno;

class ModelUdp : public ::testing::Test {
 protected:
  Net n;
  std::uint16_t desc = n.socket();
  const Ucb& ucb() const { return n.toe.udp().ucb(desc); }

  Errno bind(std::uint16_t on, std::uint16_t port) {
    return n.call({.call = Call::CallBind, .desc = on, .port = port});
  }
  Errno connect(std::uint32_t addr, std::uint16_t port = 5000) {
    return n.call({.call = Call::CallConnect, .desc = desc, .addr = addr, .port = port});
  }
};

}  // namespace sockwire::model
