#include "sim/waves/waves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "sim/failure.h"
#include "sim/waves/wave_layout.h"

namespace sockwire {

namespace {
// GTKWave's trace flags.
constexpr unsigned kHexFlag = 0x2, kDecimalFlag = 0x4, kBinaryFlag = 0x8, kRightAligned = 0x20,
                   kGroupFlag = 0x200;
constexpr unsigned kGroupBegin = 0x800000, kGroupEnd = 0x1000000, kClosed = 0x400000,
                   kCollapsed = 0x1000;
constexpr unsigned kAnalogSigned = 0x98420;  // interpolated steps at full scale, signed decimal
constexpr unsigned kBlankRow = 0x20000;      // carries the analog trace above it on
constexpr int kVoltRows = 5;
constexpr double kPixels = 1200;

unsigned gtkwave_flags(const WaveItem& item) {
  if (item.format == WaveFormat::Volts) return kAnalogSigned;
  if (item.signal.is_enum) return kRightAligned;  // anything but a number: the names are shown
  if (item.format == WaveFormat::Bits) return kRightAligned | kBinaryFlag;
  return kRightAligned | (item.format == WaveFormat::Hex ? kHexFlag : kDecimalFlag);
}

void write_whole(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text << std::flush;
  if (!out) {
    throw usage_failure(
        fmt::format("cannot write {}: check the directory and its permissions", path.string()));
  }
}

// Surfer names the rows a, b, ..., z, ba, bb, ...: numbers to the base of 26.
std::string row_name(std::size_t row) {
  std::string name;
  do {
    name.insert(name.begin(), static_cast<char>('a' + row % 26));
    row /= 26;
  } while (row != 0);
  return name;
}
}  // namespace

std::string gtkwave_view(const WaveDump& dump, const std::filesystem::path& fst,
                         const std::filesystem::path& gtkw) {
  const double units =
      std::max(1.0, static_cast<double>(dump.end - std::min(dump.begin, dump.end)));
  std::string unset;  // cursor and 26 markers
  for (int i = 0; i < 27; ++i) unset += " -1";
  std::string text = fmt::format(
      "[*] Written by sockwire for GTKWave 3.3\n"
      "[dumpfile] \"{}\"\n[savefile] \"{}\"\n[timestart] {}\n[size] 1680 1050\n[pos] -1 -1\n"
      "*{:.6f}{}\n[sst_width] 220\n[signals_width] 250\n[sst_expanded] 0\n[sst_vpaned_height] "
      "300\n",
      std::filesystem::absolute(fst).string(), std::filesystem::absolute(gtkw).string(), dump.begin,
      -std::log2(std::max(1.0, units / kPixels)), unset);
  for (const auto& group : wave_layout(dump.signals)) {
    const unsigned closed = group.folded ? kClosed : 0;
    text += fmt::format("@{:x}\n-{}\n", kGroupBegin | kGroupFlag | closed, group.name);
    for (const auto& item : group.items) {
      text += fmt::format("@{:x}\n+{{{}}} {}{}\n", gtkwave_flags(item), item.label,
                          item.signal.path, item.signal.range);
      if (item.format != WaveFormat::Volts) continue;
      text += fmt::format("@{:x}\n", kBlankRow);
      for (int row = 1; row < kVoltRows; ++row) text += "-\n";
    }
    text +=
        fmt::format("@{:x}\n-{}\n",
                    kGroupEnd | kGroupFlag | closed | (group.folded ? kCollapsed : 0), group.name);
  }
  return text + "[pattern_trace] 1\n[pattern_trace] 0\n";
}

std::string surfer_view(const WaveDump& dump) {
  std::string rows;
  std::string formats;
  std::size_t row = 0;
  for (const auto& group : wave_layout(dump.signals)) {
    rows += fmt::format("divider_add {}\n", group.name);
    ++row;
    for (const auto& item : group.items) {
      rows += fmt::format("variable_add {}\n", item.signal.path);
      if (item.format == WaveFormat::Volts) {
        formats += fmt::format(
            "item_focus {}\nitem_set_format Signed\nitem_set_height 4\nitem_set_analog "
            "interpolated\n",
            row_name(row));
      } else if (item.format == WaveFormat::Unsigned && !item.signal.is_enum) {
        formats += fmt::format("item_focus {}\nitem_set_format Unsigned\n", row_name(row));
      }
      ++row;
    }
  }
  return rows + formats + "item_unfocus\nzoom_fit\n";
}

void write_wave_views(const std::filesystem::path& fst, const std::filesystem::path& gtkw,
                      const std::filesystem::path& sucl) {
  const auto dump = read_fst_names(fst);
  write_whole(gtkw, gtkwave_view(dump, fst, gtkw));
  write_whole(sucl, surfer_view(dump));
}

}  // namespace sockwire
