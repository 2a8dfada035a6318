// Ranges of the sequence space, and the four places that a control block has for a list of them.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "model/config.h"
#include "model/tcp/seq.h"

namespace sockwire::model {

using RangePlaces = std::array<Range, 4>;

constexpr bool is_empty(const Range& range) { return range.left == range.right; }
constexpr std::uint32_t octets_of(const Range& range) { return range.right - range.left; }

// Do they overlap, or lie side by side?
constexpr bool touch(const Range& a, const Range& b) {
  return at_or_before(a.left, b.right) && at_or_before(b.left, a.right);
}

constexpr Range join(const Range& a, const Range& b) {
  return {.left = before(a.left, b.left) ? a.left : b.left, .right = later(a.right, b.right)};
}

// The places in use come first, the others are zero.
inline std::vector<Range> ranges_in(const RangePlaces& places) {
  return {places.begin(), std::ranges::find_if(places, is_empty)};
}
inline RangePlaces places_of(const std::vector<Range>& ranges) {
  RangePlaces places{};
  std::ranges::copy(ranges, places.begin());
  return places;
}

// Takes all ranges that `range` touches out of the list; what it makes together with them.
inline Range join_with(std::vector<Range>& ranges, const Range& range) {
  Range joined = range;
  std::erase_if(ranges, [&](const Range& other) {
    if (!touch(other, range)) return false;
    joined = join(joined, other);
    return true;
  });
  return joined;
}

}  // namespace sockwire::model
