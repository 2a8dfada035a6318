// How waveform viewers open a dump of `toe_wave`: a save file for GTKWave and a command file for
// Surfer, both made from the names in the dump.
#pragma once

#include <filesystem>
#include <string>

#include "sim/waves/fst_names.h"

namespace sockwire {

// Reads the names in fst and writes both views. Throws Failure (exit 2) where a file cannot be read
// or written. What the dump does not have is left out.
void write_wave_views(const std::filesystem::path& fst, const std::filesystem::path& gtkw,
                      const std::filesystem::path& sucl);

// The two as text; fst is only named in them.
std::string gtkwave_view(const WaveDump& dump, const std::filesystem::path& fst,
                         const std::filesystem::path& gtkw);
std::string surfer_view(const WaveDump& dump);

}  // namespace sockwire
