#include "model/tcp/outbox.h"

#include <algorithm>
#include <utility>

#include "model/icmp/message.h"
#include "model/queue.h"

namespace sockwire::model {

namespace {

// RFC 1122 2.3.2.2, 3.2.2.1: what a router would tell of this segment, told by ourselves.
IcmpError unreachable(const Emit& emit) {
  constexpr std::uint8_t kCodeHost = 1;
  return {.addr = emit.addr,
          .remote_port = emit.dst_port,
          .local_port = emit.src_port,
          .seq = emit.seq,
          .msg_type = kTypeUnreachable,
          .code = kCodeHost,
          .from_arp = true};
}

}  // namespace

bool Outbox::waits() const {
  return !queue_.empty() || std::ranges::any_of(parked_, &Item::resolved);
}

Outbox::Item Outbox::take() {
  const auto parked = std::ranges::find_if(parked_, &Item::resolved);
  if (parked == parked_.end()) return pop(queue_, "no segment waits for its neighbour");
  Item item = std::move(*parked);
  parked_.erase(parked);
  return item;
}

bool Outbox::park(Item item, bool asked) {
  if (parked_.size() == kParks || !asked) return false;
  item.resolved = false;
  parked_.push_back(std::move(item));
  return true;
}

void Outbox::resolved(std::uint32_t hop) {
  for (Item& item : parked_)
    if (item.hop == hop) item.resolved = true;
}

std::uint32_t Outbox::failed(std::uint32_t hop) {
  const auto first = std::ranges::find(parked_, hop, &Item::hop);
  if (first == parked_.end()) return 0;
  errors_.push_back({unreachable(first->emit), errors_.size() < kErrors});
  return static_cast<std::uint32_t>(
      std::erase_if(parked_, [&](const Item& item) { return item.hop == hop; }));
}

IcmpError Outbox::take_error() { return pop(errors_, "no error of ARP waits for TCP").error; }

std::size_t Outbox::certain_errors() const {
  return static_cast<std::size_t>(std::ranges::count_if(errors_, &Error::certain));
}

void Outbox::forget_uncertain_errors() {
  std::erase_if(errors_, [](const Error& error) { return !error.certain; });
}

void Outbox::note(const BlockChange& change) {
  for (Item& item : queue_) item.source.note(change);
  for (Item& item : parked_) item.source.note(change);
}

}  // namespace sockwire::model
