// Captures in the pcapng format (draft-ietf-opsawg-pcapng): Ethernet, nanosecond stamps, a comment
// on each frame. (libpcap reads this format but does not write it.)
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

namespace sockwire {

class PcapngWriter {
 public:
  // One file, one interface. Throws Failure (exit 2) where the file cannot be written.
  PcapngWriter(const std::filesystem::path& file, const std::string& interface, const std::string& application);

  // A frame without preamble; fcs: its last four octets are the FCS. inbound: towards our RTL.
  // nanoseconds: of simulated time, when its first octet passed.
  void add(std::span<const std::uint8_t> frame, std::uint64_t nanoseconds, bool inbound,
           const std::string& comment = {});

 private:
  void block(std::uint32_t type, const std::string& body);

  std::ofstream out_;
};

}  // namespace sockwire
