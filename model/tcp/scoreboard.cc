#include "model/tcp/scoreboard.h"

#include <algorithm>

namespace sockwire::model {

namespace {

constexpr std::size_t kDupThresh = 3;  // RFC 6675 section 2

void store(Tcb& t, const std::vector<Range>& ranges) {
  const RangePlaces places = places_of(ranges);
  t.sacked0 = places[0];
  t.sacked1 = places[1];
  t.sacked2 = places[2];
  t.sacked3 = places[3];
}

// A block counts if it lies wholly in what is under way behind `una`: D-SACKs (RFC 2883) and
// forgeries do not.
bool counts(const Range& block, Seq una, Seq nxt) {
  return before(una, block.left) && before(block.left, block.right) &&
         at_or_before(block.right, nxt);
}

// One that touches nothing finds no place behind four others: a SACK is advice (RFC 2018 5).
void mark(std::vector<Range>& ranges, const Range& block) {
  const Range joined = join_with(ranges, block);
  if (ranges.size() == RangePlaces{}.size()) return;
  const auto behind = std::ranges::find_if(
      ranges, [&](const Range& range) { return before(joined.left, range.left); });
  ranges.insert(behind, joined);
}

}  // namespace

Seq Scoreboard::next() const {
  const auto around = std::ranges::find_if(ranges_, [this](const Range& range) {
    return at_or_before(range.left, t_.snd_rtx) && before(t_.snd_rtx, range.right);
  });
  return around == ranges_.end() ? t_.snd_rtx : around->right;
}

std::uint32_t Scoreboard::hole(Seq octet) const {
  const auto behind =
      std::ranges::find_if(ranges_, [&](const Range& range) { return before(octet, range.left); });
  return behind == ranges_.end() ? kNoBound : behind->left - octet;
}

bool Scoreboard::is_lost(Seq octet) const {
  std::size_t ranges = 0;
  std::uint32_t octets = 0;
  for (const Range& range : ranges_) {
    if (!before(octet, range.left)) continue;
    ++ranges;
    octets += octets_of(range);
  }
  return ranges >= kDupThresh || octets > (kDupThresh - 1) * t_.snd_mss;
}

std::uint32_t Scoreboard::not_held(Seq left, Seq right) const {
  std::uint32_t octets = right - left;
  for (const Range& range : ranges_) {
    const Seq from = later(left, range.left);
    const Seq to = before(right, range.right) ? right : range.right;
    if (before(from, to)) octets -= to - from;
  }
  return octets;
}

// What was sent once and is not lost; and what was sent again, up to snd_rtx.
std::uint32_t Scoreboard::pipe() const {
  std::uint32_t octets = not_held(t_.snd_una, t_.snd_rtx);
  Seq hole_begin = t_.snd_una;
  for (const Range& range : ranges_) {
    if (!is_lost(hole_begin)) octets += range.left - hole_begin;
    hole_begin = range.right;
  }
  return octets + (t_.snd_nxt - hole_begin);
}

bool update_scoreboard(Tcb& t, Seq una, std::span<const Range> blocks) {
  std::vector<Range> ranges = ranges_in(Scoreboard::places(t));
  std::erase_if(ranges, [&](const Range& range) { return at_or_before(range.left, una); });
  const std::vector<Range> pruned = ranges;
  for (const Range& block : blocks)
    if (counts(block, una, t.snd_nxt)) mark(ranges, block);
  store(t, ranges);
  return ranges != pruned;
}

void clear_scoreboard(Tcb& t) { store(t, {}); }

}  // namespace sockwire::model
