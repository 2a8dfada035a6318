// The names in an FST dump: its header and its hierarchy, not its values.
//
// Format: blocks of {type, length, content}, all numbers big-endian; the hierarchy is a stream of
// tags, LZ4 or gzip compressed, as GTKWave's fstapi writes it. Only what Verilator writes is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sockwire {

struct WaveSignal {
  std::string path;   // "TOP.toe_wave.tcb.state", without a range
  std::string range;  // "[3:0]", empty for a single bit
  unsigned width = 1;
  bool is_enum = false;  // the dump knows the names of its values

  bool operator==(const WaveSignal&) const = default;
};

struct WaveDump {
  std::uint64_t begin = 0, end = 0;  // in units of the dump
  int unit_exponent = -12;           // a unit is 10^this seconds
  std::vector<WaveSignal> signals;   // in the order of the dump; a name once
};

// Throws Failure (exit 2) where the file cannot be read or is no finished FST.
WaveDump read_fst_names(const std::filesystem::path& fst);

}  // namespace sockwire
