#include "model/tcp/reassembly.h"

#include <algorithm>
#include <vector>

namespace sockwire::model {

namespace {

std::vector<Range> list(const Tcb& t) { return ranges_in(held(t)); }

void set(Tcb& t, const std::vector<Range>& ranges) {
  const RangePlaces places = places_of(ranges);
  t.held0 = places[0];
  t.held1 = places[1];
  t.held2 = places[2];
  t.held3 = places[3];
}

}  // namespace

RangePlaces held(const Tcb& t) { return {t.held0, t.held1, t.held2, t.held3}; }

unsigned held_count(const Tcb& t) { return static_cast<unsigned>(list(t).size()); }

void forget_held(Tcb& t) { set(t, {}); }

unsigned sack_room(const Tcb& t) {
  if (!t.sack_ok) return 0;
  return t.ts_ok ? 3 : 4;  // in 40 octets of options, RFC 2018 section 3
}

unsigned sack_blocks(const Tcb& t) { return std::min(held_count(t), sack_room(t)); }

// Either it lies in front of rcv_nxt, at least in part, or wholly in one range.
Range came_twice(const Tcb& t, const Segment& segment) {
  const Range text = {.left = segment.seq, .right = segment.seq + segment.length};
  if (is_empty(text)) return {};
  if (before(text.left, t.rcv_nxt))
    return {.left = text.left, .right = before(text.right, t.rcv_nxt) ? text.right : t.rcv_nxt};
  const bool held_already = std::ranges::any_of(list(t), [&](const Range& range) {
    return at_or_before(range.left, text.left) && at_or_before(text.right, range.right);
  });
  return held_already ? text : Range{};
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
  std::vector<Range> ranges = list(t);
  const Range joined = join_with(ranges, text);
  if (ranges.size() == RangePlaces{}.size()) return false;
  ranges.insert(ranges.begin(), joined);
  set(t, ranges);
  return true;
}

}  // namespace sockwire::model
