// `sockwire live`: the RTL as a host on a real network interface.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/link_far_end.h"

namespace sockwire {

struct LiveOptions {
  std::string tap;
  std::string ip;                  // empty with dhcp
  bool dhcp = false;
  std::string gateway;
  std::vector<std::string> apps{"echo"};
  std::uint16_t udp_echo_port = 0;  // of the echo in the RTL itself; 0: none
  std::vector<std::string> groups;  // that the servers by UDP are in
  std::string mac = "02:53:57:00:00:01";
  std::filesystem::path out = "out/live";
  std::uint64_t seed = 1;
  unsigned time_shift = 6;
  double seconds = 0;              // of wall time; 0: until interrupted
  std::uint64_t connections = 0;   // closed ones to stop after; 0: no limit
  LinkOptions link;                // faults between us and the interface
  bool lockstep = true;
  bool quiet = false;
  std::string command;
};

// To be called within sc_main. The exit code of the program; throws Failure.
int run_live(const LiveOptions& options);

}  // namespace sockwire
