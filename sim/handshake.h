// `sockwire handshake`: one connection from socket() to close(), from the register write to the line,
// in lockstep with the model, and everything that can be seen of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/link_far_end.h"

namespace sockwire {

struct HandshakeOptions {
  std::string peer = "model";  // model, rtl, tap:IF
  std::string phy = "10base-t";  // 10base-t, mii, gmii
  std::filesystem::path out = "out/handshake";
  std::string ip = "10.0.0.1/24";
  std::string gateway;
  std::string connect = "10.0.0.2:7";
  std::string request;          // what is sent; empty: by the port
  std::string save;             // file for what is received
  LinkOptions link;             // faults between us and the peer
  unsigned time_shift = 6;      // link pulses each 250 us instead of 16 ms
  std::uint64_t seed = 1;
  bool waves = true;
  bool lockstep = true;
  bool quiet = false;
  double limit_s = 600;         // of wall time
  std::string command;          // the command line, for messages and the report
};

// To be called within sc_main. The exit code of the program; throws Failure.
int run_handshake(const HandshakeOptions& options);

}  // namespace sockwire
