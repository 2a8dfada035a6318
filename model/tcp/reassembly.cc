#include "model/tcp/reassembly.h"

#include <algorithm>
#include <vector>

namespace sockwire::model {

namespace {

bool is_empty(const Range& range) { return range.left == range.right; }

// Do they overlap, or lie side by side?
bool touch(const Range& a, const Range& b) {
  return at_or_before(a.left, b.right) && at_or_before(b.left, a.right);
}

Range join(const Range& a, const Range& b) {
  return {.left = before(a.left, b.left) ? a.left : b.left, .right = later(a.right, b.right)};
}

std::vector<Range> list(const Tcb& t) {
  const HeldRanges ranges = held(t);
  return {ranges.begin(), std::ranges::find_if(ranges, is_empty)};
}

void set(Tcb& t, const std::vector<Range>& ranges) {
  Range* const places[] = {&t.held0, &t.held1, &t.held2, &t.held3};
  for (std::size_t i = 0; i < std::size(places); ++i)
    *places[i] = i < ranges.size() ? ranges[i] : Range{};
}

}  // namespace

HeldRanges held(const Tcb& t) { return {t.held0, t.held1, t.held2, t.held3}; }

unsigned held_count(const Tcb& t) { return static_cast<unsigned>(list(t).size()); }

void forget_held(Tcb& t) { set(t, {}); }

unsigned sack_blocks(const Tcb& t) {
  const unsigned room = t.ts_ok ? 3 : 4;  // in 40 octets of options, RFC 2018 section 3
  return t.sack_ok ? std::min(held_count(t), room) : 0;
}

void receive_in_order(Tcb& t, const Range& text) {
  t.rcv_nxt = text.right;
  std::vector<Range> ranges = list(t);
  std::erase_if(ranges, [&](const Range& range) {
    const bool reached = at_or_before(range.left, text.right);
    if (reached) t.rcv_nxt = later(t.rcv_nxt, range.right);
    return reached;
  });
  set(t, ranges);
}

bool receive_beyond_gap(Tcb& t, const Range& text) {
  Range joined = text;
  std::vector<Range> ranges = list(t);
  std::erase_if(ranges, [&](const Range& range) {
    if (!touch(range, text)) return false;
    joined = join(joined, range);
    return true;
  });
  if (ranges.size() == HeldRanges{}.size()) return false;
  ranges.insert(ranges.begin(), joined);
  set(t, ranges);
  return true;
}

}  // namespace sockwire::model
