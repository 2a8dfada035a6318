// What a waveform viewer is to show, one group a layer in the order of the data path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/waves/fst_names.h"

namespace sockwire {

enum class WaveFormat { Bits, Hex, Unsigned, Volts };  // what has names is always shown by name

struct WaveItem {
  WaveSignal signal;
  std::string label;
  WaveFormat format;
};

struct WaveGroup {
  std::string name;
  bool folded;  // closed when the viewer opens
  std::vector<WaveItem> items;
};

// Signals that the dump does not have are left out, and groups without any.
std::vector<WaveGroup> wave_layout(const std::vector<WaveSignal>& signals);

}  // namespace sockwire
