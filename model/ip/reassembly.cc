#include "model/ip/reassembly.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace sockwire::model {

// RFC 791 3.2: source, destination, protocol and identification.
bool Reassembly::same_datagram(const IpHeader& a, const IpHeader& b) {
  return a.src == b.src && a.dst == b.dst && a.protocol == b.protocol &&
         a.identification == b.identification;
}

std::size_t Reassembly::find(const IpHeader& header) const {
  const auto place = [&](const auto& wanted) {
    return static_cast<std::size_t>(std::ranges::find_if(slots_, wanted) - slots_.begin());
  };
  const std::size_t known =
      place([&](const Slot& slot) { return slot.used && same_datagram(slot.key, header); });
  return known < slots_.size() ? known : place([](const Slot& slot) { return !slot.used; });
}

// What the octets left..right are to what is held.
IpVerdict Reassembly::judge(const Slot& slot, std::uint32_t left, std::uint32_t right, bool more) {
  // The end is where a last fragment has said, and nothing lies beyond it.
  if (slot.end && right > *slot.end) return IpVerdict::IpOverlap;
  const bool beyond = !slot.held.empty() && slot.held.rbegin()->second > right;
  if (!more && ((slot.end && *slot.end != right) || beyond)) return IpVerdict::IpOverlap;
  // RFC 5722, RFC 1858: fragments that overlap are an attack; one that came twice is none.
  for (const auto& [from, to] : slot.held) {
    if (left >= to || right <= from) continue;
    return from <= left && right <= to ? IpVerdict::IpDuplicate : IpVerdict::IpOverlap;
  }
  return IpVerdict::IpFragment;
}

bool Reassembly::touches(const Slot& slot, std::uint32_t left, std::uint32_t right) {
  return std::ranges::any_of(
      slot.held, [&](const auto& range) { return range.second == left || range.first == right; });
}

void Reassembly::hold(Slot& slot, std::uint32_t left, std::uint32_t right) {
  for (auto range = slot.held.begin(); range != slot.held.end();) {
    const bool touched = range->second == left || range->first == right;
    left = touched ? std::min(left, range->first) : left;
    right = touched ? std::max(right, range->second) : right;
    range = touched ? slot.held.erase(range) : std::next(range);
  }
  slot.held[left] = right;
}

Reassembly::Outcome Reassembly::fragment(const Datagram& fragment, std::uint32_t tick,
                                         bool no_room) {
  const IpHeader& header = fragment.header;
  const std::uint32_t left = header.at;
  const std::uint32_t right = left + fragment.length();

  // RFC 791 3.2: all but the last are a multiple of eight octets.
  if (left == right || (header.more && (right - left) % 8 != 0) || right > largest_)
    return {IpVerdict::IpRefused, {}};

  const std::size_t place = find(header);
  if (place == slots_.size()) return {IpVerdict::IpNoRoom, {}};
  Slot& slot = slots_[place];

  const IpVerdict verdict = judge(slot, left, right, header.more);
  if (verdict == IpVerdict::IpOverlap) slot = {};
  if (verdict != IpVerdict::IpFragment) return {verdict, {}};

  const bool apart = !touches(slot, left, right);
  if (no_room || (apart && slot.held.size() == kReasmRanges)) return {IpVerdict::IpNoRoom, {}};

  if (!slot.used) {
    slot.used = true;
    slot.key = header;
    slot.deadline = tick + kReasmTicks;
  }
  if (left == 0) slot.first = header;
  if (!header.more) slot.end = right;
  hold(slot, left, right);
  slot.octets.resize(std::max<std::size_t>(slot.octets.size(), right));
  std::ranges::copy(fragment.octets, slot.octets.begin() + left);
  const bool complete = slot.end && slot.held.begin()->first == 0 &&
                        slot.held.begin()->second == *slot.end;
  if (!complete) return {IpVerdict::IpFragment, {}};

  Outcome outcome = {IpVerdict::IpComplete,
                     Datagram{*slot.first, std::move(slot.octets), /*whole=*/false}};
  slot = {};
  return outcome;
}

// ---------------------------------------------------------------- time

std::size_t Reassembly::due(std::uint32_t tick) const {
  const auto over = [&](const Slot& slot) {
    return slot.used && static_cast<std::int32_t>(tick - slot.deadline) >= 0;
  };
  return static_cast<std::size_t>(std::ranges::find_if(slots_, over) - slots_.begin());
}

bool Reassembly::timeout_due(std::uint32_t tick) const { return due(tick) < slots_.size(); }

Reassembly::GivenUp Reassembly::give_up(std::uint32_t tick) {
  const std::size_t place = due(tick);
  if (place == slots_.size()) throw std::logic_error("no datagram is to be given up yet");
  Slot& slot = slots_[place];
  GivenUp given_up{slot.key, {}};
  if (slot.first) {
    slot.octets.resize(slot.held.at(0));
    given_up.first = Datagram{*slot.first, std::move(slot.octets), /*whole=*/false};
  }
  slot = {};
  return given_up;
}

// ---------------------------------------------------------------- memory

std::vector<bool> Reassembly::pages_of(const Slot& slot) {
  std::vector<bool> pages(slot.octets.size() / kPageBytes + 1);
  for (const auto& [left, right] : slot.held)
    for (std::uint32_t page = left / kPageBytes; page <= (right - 1) / kPageBytes; ++page)
      pages[page] = true;
  return pages;
}

unsigned Reassembly::pages() const {
  std::ptrdiff_t sum = 0;
  for (const Slot& slot : slots_) sum += std::ranges::count(pages_of(slot), true);
  return static_cast<unsigned>(sum);
}

unsigned Reassembly::pages_wanted(const Datagram& fragment) const {
  if (fragment.octets.empty()) return 0;
  const std::size_t place = find(fragment.header);
  const auto held = place < slots_.size() ? pages_of(slots_[place]) : std::vector<bool>{};
  const std::uint32_t last = fragment.header.at + fragment.length() - 1u;
  unsigned wanted = 0;
  for (std::uint32_t page = fragment.header.at / kPageBytes; page <= last / kPageBytes; ++page)
    wanted += page >= held.size() || !held[page];
  return wanted;
}

std::size_t Reassembly::open() const {
  return static_cast<std::size_t>(std::ranges::count_if(slots_, &Slot::used));
}

}  // namespace sockwire::model
