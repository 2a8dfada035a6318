#include "tests/faults/reference_options.h"

#include "verif/cosim/packet.h"

namespace sockwire {
namespace {

enum Kind : std::uint8_t { kEnd = 0, kNop = 1, kMss = 2, kScale = 3, kSackPermitted = 4, kSack = 5, kTimestamps = 8 };

}  // namespace

std::vector<std::uint8_t> TcpOptions::build() const {
  std::vector<std::uint8_t> out;
  using packet::put;
  if (mss) {
    put(out, kMss << 8 | 4, 2);
    put(out, *mss, 2);
  }
  if (sack_permitted) put(out, kSackPermitted << 8 | 2, 2);
  if (timestamps) {
    put(out, kTimestamps << 8 | 10, 2);
    put(out, timestamps->value, 4);
    put(out, timestamps->echo, 4);
  }
  if (window_scale) {
    put(out, kScale << 8 | 3, 2);
    put(out, *window_scale, 1);
  }
  if (!sack.empty()) {
    put(out, kNop << 8 | kNop, 2);
    put(out, kSack << 8 | static_cast<unsigned>(2 + 8 * sack.size()), 2);
    for (const auto& [left, right] : sack) {
      put(out, left, 4);
      put(out, right, 4);
    }
  }
  while (out.size() % 4 != 0) out.push_back(kNop);
  return out;
}

TcpOptions TcpOptions::parse(std::span<const std::uint8_t> o) {
  TcpOptions options;
  using packet::get;
  for (std::size_t i = 0; i < o.size() && o[i] != kEnd;) {
    if (o[i] == kNop) {
      ++i;
      continue;
    }
    const std::size_t length = i + 1 < o.size() ? o[i + 1] : 0;
    if (length < 2 || i + length > o.size()) {
      options.malformed = true;
      break;
    }
    if (o[i] == kMss && length == 4) options.mss = static_cast<std::uint16_t>(get(o, i + 2, 2));
    if (o[i] == kScale && length == 3) options.window_scale = o[i + 2];
    if (o[i] == kSackPermitted && length == 2) options.sack_permitted = true;
    if (o[i] == kTimestamps && length == 10) {
      options.timestamps = Timestamps{static_cast<std::uint32_t>(get(o, i + 2, 4)),
                                      static_cast<std::uint32_t>(get(o, i + 6, 4))};
    }
    if (o[i] == kSack && length % 8 == 2) {
      for (std::size_t at = i + 2; at + 8 <= i + length; at += 8) {
        options.sack.emplace_back(static_cast<std::uint32_t>(get(o, at, 4)),
                                  static_cast<std::uint32_t>(get(o, at + 4, 4)));
      }
    }
    i += length;
  }
  return options;
}

}  // namespace sockwire
