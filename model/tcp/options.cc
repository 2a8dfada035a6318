#include "model/tcp/options.h"

#include <algorithm>

#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::uint8_t kEnd = 0, kNoOperation = 1, kMss = 2, kWindowScale = 3, kSackPermitted = 4,
                       kSack = 5, kTimestamps = 8;
constexpr std::uint8_t kMaxShift = 14;  // RFC 7323 2.3: a larger shift is taken for this one

constexpr std::size_t kBlockOctets = 8;  // RFC 2018 section 3
constexpr bool has_whole_blocks(std::size_t option_octets) {
  return option_octets >= 2 + kBlockOctets && (option_octets - 2) % kBlockOctets == 0 &&
         option_octets <= 2 + 4 * kBlockOctets;
}

// One option with its kind and length octets. One of another length than its kind has is passed
// over, as is a kind that we do not know (RFC 9293 MUST-6).
void take(Options& found, std::span<const std::uint8_t> option) {
  const auto is = [&](std::uint8_t kind, std::size_t length) {
    return option[0] == kind && option.size() == length;
  };
  if (is(kMss, 4) && !found.mss) {
    found.mss = number16(option, 2);
  } else if (is(kWindowScale, 3) && !found.window_scale) {
    found.window_scale = std::min(option[2], kMaxShift);
  } else if (is(kSackPermitted, 2)) {
    found.sack_permitted = true;
  } else if (is(kTimestamps, 10) && !found.timestamps) {
    found.timestamps = {.value = number32(option, 2), .echo_reply = number32(option, 6)};
  } else if (option[0] == kSack && has_whole_blocks(option.size()) && found.sack_blocks.empty()) {
    for (std::size_t at = 2; at < option.size(); at += kBlockOctets)
      found.sack_blocks.push_back(
          {.left = number32(option, at), .right = number32(option, at + 4)});
  }
}

void pad(Octets& octets, unsigned count) { octets.insert(octets.end(), count, kNoOperation); }

}  // namespace

// An option whose length cannot be right ends the list: nothing behind it can be found (MUST-7),
// and what was found stays.
Options parse_options(std::span<const std::uint8_t> list) {
  Options found;
  while (!list.empty() && list[0] != kEnd) {
    if (list[0] == kNoOperation) {
      list = list.subspan(1);
      continue;
    }
    if (list.size() < 2 || list[1] < 2 || list[1] > list.size()) break;
    take(found, list.first(list[1]));
    list = list.subspan(list[1]);
  }
  return found;
}

Octets build_options(const Emit& e) {
  Octets octets;
  const auto option = [&](std::uint8_t kind, std::uint8_t length) {
    append(octets, kind, 1);
    append(octets, length, 1);
  };
  if (e.has_mss) {
    option(kMss, 4);
    append(octets, e.mss, 2);
  }
  if (e.has_sackok != e.has_ts) pad(octets, 2);
  if (e.has_sackok) option(kSackPermitted, 2);
  if (e.has_ts) {
    option(kTimestamps, 10);
    append(octets, e.tsval, 4);
    append(octets, e.tsecr, 4);
  }
  if (e.has_wscale) {
    pad(octets, 1);
    option(kWindowScale, 3);
    append(octets, e.wscale, 1);
  }
  if (e.sacks > 0) {
    pad(octets, 2);
    option(kSack, static_cast<std::uint8_t>(2 + 8 * e.sacks));
    const Range blocks[] = {e.sack0, e.sack1, e.sack2, e.sack3};
    for (const Range& block : std::span(blocks).first(e.sacks)) {
      append(octets, block.left, 4);
      append(octets, block.right, 4);
    }
  }
  return octets;
}

}  // namespace sockwire::model
