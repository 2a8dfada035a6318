#include "model/igmp/host.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include "model/igmp/message.h"
#include "model/queue.h"
#include "model/tcp/tcb.h"
#include "model/wire.h"

namespace sockwire::model {

IgmpRecord IgmpHost::record(IgmpEvent kind, std::uint64_t now) {
  undone_.clear();
  return {.valid = true, .order = order_++, .now = now, .kind = kind, .mode = mode()};
}

void IgmpHost::send(IgmpRecord& r, IgmpSend what, std::uint8_t record_type) {
  r.send = what;
  r.record_type = record_type;
  ++(what == IgmpSend::IgmpSendLeave ? count_.igmp_out_leaves : count_.igmp_out_reports);
}

// In the words of the querier that is there (RFC 3376 7.2.1).
void IgmpHost::report(IgmpRecord& r, IgmpEntry& entry, std::uint8_t record_type) {
  entry.last_reporter = true;
  switch (mode()) {
    case IgmpMode::ModeV1:
      return send(r, IgmpSend::IgmpSendV1);
    case IgmpMode::ModeV2:
      return send(r, IgmpSend::IgmpSendV2);
    case IgmpMode::ModeV3:
      return send(r, IgmpSend::IgmpSendV3, record_type);
  }
}

void IgmpHost::arm(IgmpEntry& entry, std::uint32_t deadline) {
  entry.armed = true;
  entry.deadline = deadline;
}

namespace {

void disarm(IgmpEntry& entry) {
  entry.armed = false;
  entry.deadline = 0;
  entry.repeats = false;
}

}  // namespace

void IgmpHost::finish(IgmpRecord& r, Entries::iterator entry) {
  r.entry = static_cast<std::uint8_t>(entry - entries_.begin());
  r.post = *entry;
}

// ---------------------------------------------------------------- members

bool IgmpHost::is_member(std::uint32_t group) const {
  return std::ranges::any_of(entries_, [&](const IgmpEntry& entry) {
    return entry.state == IgmpState::EntryMember && entry.group == group;
  });
}

IgmpHost::Entries::iterator IgmpHost::member(std::uint32_t group) {
  return std::ranges::find_if(entries_, [&](const IgmpEntry& entry) {
    return entry.state == IgmpState::EntryMember && entry.group == group;
  });
}

// Is what UDP says of the group another thing than what routers were told?
bool IgmpHost::is_owed(std::uint32_t group) const {
  return groups_.contains(group) != is_member(group);
}

// RFC 3376 6: all systems are in 224.0.0.1, and nobody says so.
void IgmpHost::set_groups(std::set<std::uint32_t> groups) {
  groups.erase(kAllSystems);
  std::vector<std::uint32_t> changed;
  std::ranges::set_symmetric_difference(groups_, groups, std::back_inserter(changed));
  for (const std::uint32_t group : changed) {
    if (is_owed(group)) {
      undone_.insert(group);
    } else {
      undone_.erase(group);
    }
  }
  groups_ = std::move(groups);
}

std::optional<std::uint32_t> IgmpHost::next_leave() const {
  for (const IgmpEntry& entry : entries_)
    if (entry.state == IgmpState::EntryMember && is_owed(entry.group)) return entry.group;
  return std::nullopt;
}

std::optional<std::uint32_t> IgmpHost::next_join() const {
  const auto owed = std::ranges::find_if(groups_, [&](std::uint32_t g) { return is_owed(g); });
  return owed == groups_.end() ? std::nullopt : std::optional(*owed);
}

std::size_t IgmpHost::changes() const {
  const auto joins = std::ranges::count_if(groups_, [&](std::uint32_t g) { return is_owed(g); });
  const auto leaves = std::ranges::count_if(entries_, [&](const IgmpEntry& entry) {
    return entry.state == IgmpState::EntryMember && is_owed(entry.group);
  });
  return static_cast<std::size_t>(joins + leaves);
}

// The entry in which it is being left; else the lowest free one; else the lowest that is being
// left.
IgmpHost::Entries::iterator IgmpHost::place_for(std::uint32_t group) {
  const auto first = [&](IgmpState state) {
    return std::ranges::find(entries_, state, &IgmpEntry::state);
  };
  const auto same = std::ranges::find_if(entries_, [&](const IgmpEntry& entry) {
    return entry.state == IgmpState::EntryLeaving && entry.group == group;
  });
  if (same != entries_.end()) return same;
  const auto free = first(IgmpState::EntryFree);
  return free != entries_.end() ? free : first(IgmpState::EntryLeaving);
}

IgmpRecord IgmpHost::join_event(std::uint32_t group, std::uint64_t now) {
  if (is_member(group) || (!is_owed(group) && !undone_.contains(group)))
    throw std::logic_error("no socket has joined this group");
  const auto entry = place_for(group);
  if (entry == entries_.end())
    throw std::logic_error("a group that was left comes before this one: all entries are members");
  IgmpRecord r = record(IgmpEvent::IgmpJoin, now);
  r.group = group;
  const std::uint32_t longest = mode() == IgmpMode::ModeV3 ? kUnsolicitedV3 : kUnsolicitedV2;
  *entry = {.state = IgmpState::EntryMember, .group = group, .repeats = true};
  arm(*entry, tick_of(now) + chance_.draw(longest));
  report(r, *entry, kToExclude);
  finish(r, entry);
  return r;
}

IgmpRecord IgmpHost::leave_event(std::uint32_t group, std::uint64_t now) {
  const auto entry = member(group);
  if (entry == entries_.end() || (!is_owed(group) && !undone_.contains(group)))
    throw std::logic_error("no group of which routers were told was left by its last socket");
  IgmpRecord r = record(IgmpEvent::IgmpLeave, now);
  r.group = group;
  if (mode() == IgmpMode::ModeV3) {
    *entry = {.state = IgmpState::EntryLeaving, .group = group, .repeats = true};
    arm(*entry, tick_of(now) + chance_.draw(kUnsolicitedV3));
    send(r, IgmpSend::IgmpSendV3, kToInclude);
  } else {
    const bool is_told = mode() == IgmpMode::ModeV2 && entry->last_reporter;  // RFC 2236 3
    if (is_told) send(r, IgmpSend::IgmpSendLeave);
    *entry = {};
  }
  finish(r, entry);
  return r;
}

// ---------------------------------------------------------------- messages

void IgmpHost::receive(const Datagram& datagram) {
  const auto kept = std::ranges::count(messages_, false, &Message::no_room);
  messages_.push_back({.src = datagram.header.src,
                       .octets = datagram.octets,
                       .no_room = kept >= static_cast<std::ptrdiff_t>(kMessageQueue)});
}

IgmpRecord IgmpHost::message_event(std::uint64_t now, std::optional<bool> busy) {
  if (messages_.empty()) throw std::logic_error("no IGMP message waits");
  expect_mode_first(tick_of(now));
  const Message message = pop(messages_, "");
  IgmpRecord r = record(IgmpEvent::IgmpMessage, now);
  r.src = message.src;
  r.length = static_cast<std::uint16_t>(message.octets.size());
  r.verdict =
      busy.value_or(message.no_room) ? IgmpVerdict::IgmpBusy : judge_igmp(message.octets, mode());
  if (r.verdict == IgmpVerdict::IgmpBusy || r.verdict == IgmpVerdict::IgmpChecksum) {
    ++count_.igmp_in_errors;
    return r;
  }
  r.msg_type = message.octets[0];
  r.code = message.octets[1];
  r.group = number32(message.octets, 4);
  if (r.verdict == IgmpVerdict::IgmpQuery) {
    ++count_.igmp_in_queries;
    take_query(message.octets, tick_of(now));
  }
  if (r.verdict == IgmpVerdict::IgmpReport) {
    ++count_.igmp_in_reports;
    take_report(r.group);
  }
  r.mode = mode();
  return r;
}

// An answer that is to come earlier anyway answers this query too (RFC 2236 3, RFC 3376 5.2). Which
// sources it asks for is not looked at: we want all of them.
void IgmpHost::take_query(std::span<const std::uint8_t> message, std::uint32_t tick) {
  const IgmpMode before = mode();
  const MembershipQuery query = parse_query(message);
  if (query.version == 1) v1_deadline_ = tick + kOlderQuerier;
  if (query.version == 2) v2_deadline_ = tick + kOlderQuerier;
  follow_mode(before);
  const std::uint32_t group = number32(message, 4);
  for (IgmpEntry& entry : entries_) {
    if (entry.state != IgmpState::EntryMember || (group != 0 && entry.group != group)) continue;
    const std::uint32_t answer = tick + chance_.draw(query.longest);
    if (!entry.armed || !is_due(entry.deadline, answer)) arm(entry, answer);
  }
}

// RFC 2236 3: another host has said it, and once is enough.
void IgmpHost::take_report(std::uint32_t group) {
  const auto entry = member(group);
  if (entry == entries_.end()) return;
  disarm(*entry);
  entry->last_reporter = false;
}

// ---------------------------------------------------------------- time

IgmpMode IgmpHost::mode() const {
  if (v1_deadline_) return IgmpMode::ModeV1;
  return v2_deadline_ ? IgmpMode::ModeV2 : IgmpMode::ModeV3;
}

// RFC 3376 7.2.1: with another version all pending answers are cancelled.
void IgmpHost::follow_mode(IgmpMode before) {
  if (mode() == before) return;
  for (IgmpEntry& entry : entries_) {
    if (entry.state == IgmpState::EntryLeaving) entry = {};
    if (entry.state == IgmpState::EntryMember) disarm(entry);
  }
}

std::optional<unsigned> IgmpHost::timer_due(std::uint64_t now) const {
  for (unsigned i = 0; i < entries_.size(); ++i)
    if (entries_[i].armed && is_due(entries_[i].deadline, tick_of(now))) return i;
  return std::nullopt;
}

bool IgmpHost::mode_due(std::uint64_t now) const {
  return std::ranges::any_of(std::array{v1_deadline_, v2_deadline_}, [&](const auto& deadline) {
    return deadline && is_due(*deadline, tick_of(now));
  });
}

void IgmpHost::expect_mode_first(std::uint32_t tick) const {
  for (const auto& deadline : {v1_deadline_, v2_deadline_})
    if (deadline && *deadline != tick && is_due(*deadline, tick))
      throw std::logic_error("IgmpMode is due since an earlier tick and comes first");
}

IgmpRecord IgmpHost::timer_event(unsigned place, std::uint64_t now) {
  const auto entry = entries_.begin() + static_cast<std::ptrdiff_t>(place);
  if (place >= entries_.size() || !entry->armed || !is_due(entry->deadline, tick_of(now)))
    throw std::logic_error("no timer of this entry of IGMP is due");
  expect_mode_first(tick_of(now));
  IgmpRecord r = record(IgmpEvent::IgmpTimer, now);
  r.group = entry->group;
  if (entry->state == IgmpState::EntryLeaving) {
    send(r, IgmpSend::IgmpSendV3, kToInclude);
    *entry = {};
  } else {
    report(r, *entry, entry->repeats ? kToExclude : kIsExclude);
    disarm(*entry);
  }
  finish(r, entry);
  return r;
}

IgmpRecord IgmpHost::mode_event(std::uint64_t now) {
  if (!mode_due(now)) throw std::logic_error("no querier of an older version is to be forgotten");
  IgmpRecord r = record(IgmpEvent::IgmpMode, now);
  const IgmpMode before = mode();
  for (auto* deadline : {&v1_deadline_, &v2_deadline_})
    if (*deadline && is_due(**deadline, tick_of(now))) deadline->reset();
  follow_mode(before);
  r.mode = mode();
  return r;
}

std::optional<std::uint32_t> IgmpHost::overdue(std::uint64_t now) const {
  std::optional<std::uint32_t> latest;
  const auto note = [&](std::uint32_t deadline) {
    if (!is_due(deadline, tick_of(now))) return;
    latest = std::max(latest.value_or(0), tick_of(now) - deadline);
  };
  for (const IgmpEntry& entry : entries_)
    if (entry.armed) note(entry.deadline);
  for (const auto& deadline : {v1_deadline_, v2_deadline_})
    if (deadline) note(*deadline);
  return latest;
}

}  // namespace sockwire::model
