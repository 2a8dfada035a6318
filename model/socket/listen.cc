#include "model/socket/listen.h"

#include <algorithm>
#include <utility>

namespace sockwire::model {

namespace {
constexpr unsigned slot_of(std::uint16_t parent) { return parent & 0xFFu; }
constexpr unsigned generation_of(std::uint16_t parent) { return parent >> 8; }
}  // namespace

std::size_t Listeners::lowest_free() const {
  return static_cast<std::size_t>(
      std::ranges::find_if(slots_, [](const Slot& slot) { return !slot.open; }) - slots_.begin());
}

const Listeners::Slot* Listeners::by_desc(std::uint16_t desc) const {
  const auto slot = std::ranges::find_if(
      slots_, [&](const Slot& candidate) { return candidate.open && candidate.desc == desc; });
  return slot == slots_.end() ? nullptr : &*slot;
}

Listeners::Slot* Listeners::by_desc(std::uint16_t desc) {
  return const_cast<Slot*>(std::as_const(*this).by_desc(desc));
}

Listeners::Slot* Listeners::by_parent(std::uint16_t parent) {
  if (slot_of(parent) >= slots_.size()) return nullptr;
  Slot& slot = slots_[slot_of(parent)];
  return slot.open && slot.generation == generation_of(parent) ? &slot : nullptr;
}

void Listeners::open(std::uint16_t desc, std::uint16_t port, unsigned backlog) {
  if (Slot* slot = by_desc(desc)) {
    slot->backlog = backlog;
    return;
  }
  Slot& slot = slots_[lowest_free()];
  slot.open = true;
  slot.desc = desc;
  slot.port = port;
  slot.backlog = backlog;
  slot.count = 0;
  slot.queue.clear();
}

std::deque<std::uint16_t> Listeners::close(std::uint16_t desc) {
  Slot* slot = by_desc(desc);
  slot->open = false;
  ++slot->generation;
  return std::exchange(slot->queue, {});
}

std::optional<Listeners::Found> Listeners::find(std::uint16_t port) const {
  const auto slot = std::ranges::find_if(
      slots_, [&](const Slot& candidate) { return candidate.open && candidate.port == port; });
  if (slot == slots_.end()) return std::nullopt;
  return Found{
      .parent = static_cast<std::uint16_t>(slot->generation << 8 | (slot - slots_.begin())),
      .full = slot->count >= slot->backlog};
}

std::optional<std::uint16_t> Listeners::alive(std::uint16_t parent) const {
  const Slot* slot = const_cast<Listeners*>(this)->by_parent(parent);
  return slot ? std::optional(slot->desc) : std::nullopt;
}

void Listeners::count_up(std::uint16_t parent) {
  if (Slot* slot = by_parent(parent)) ++slot->count;
}

void Listeners::count_down(std::uint16_t parent) {
  if (Slot* slot = by_parent(parent)) --slot->count;
}

void Listeners::push(std::uint16_t parent, std::uint16_t child) {
  if (Slot* slot = by_parent(parent)) slot->queue.push_back(child);
}

std::optional<std::uint16_t> Listeners::head(std::uint16_t desc) const {
  const Slot* slot = by_desc(desc);
  return slot && !slot->queue.empty() ? std::optional(slot->queue.front()) : std::nullopt;
}

unsigned Listeners::waiting(std::uint16_t desc) const {
  const Slot* slot = by_desc(desc);
  return slot ? static_cast<unsigned>(slot->queue.size()) : 0;
}

void Listeners::pop(std::uint16_t desc) { by_desc(desc)->queue.pop_front(); }

unsigned Listeners::open_slots() const {
  return static_cast<unsigned>(std::ranges::count_if(slots_, &Slot::open));
}

unsigned Listeners::children() const {
  unsigned sum = 0;
  for (const Slot& slot : slots_)
    if (slot.open) sum += slot.count;
  return sum;
}

}  // namespace sockwire::model
