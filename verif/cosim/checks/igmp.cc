#include "verif/cosim/checks/igmp.h"

#include <algorithm>

namespace sockwire {
namespace {

constexpr unsigned kTickBits = 10;
constexpr std::uint32_t kLateTicks = 4;
// What wants to send at the same time: TCP, ICMP, faults, the echo application, the datagram memory.
constexpr unsigned kOtherSenders = 5;
constexpr std::size_t kVersionLength = 8;  // of a query of version 1 or 2

std::uint32_t tick_of(std::uint64_t now) { return static_cast<std::uint32_t>(now >> kTickBits); }
bool is_after(std::uint32_t tick, std::uint32_t deadline) {
  return static_cast<std::int32_t>(tick - deadline) > 0;
}

}  // namespace

void IgmpCheck::arrived() { waiting_.push_back(waiting_.size()); }

void IgmpCheck::check(const IgmpRecord& rtl) {
  const std::string event = fmt::format("igmp event {} ({})", rtl.order, to_string(rtl.kind));
  context_.rtl_history.add(to_text(rtl));
  context_.check_now(event, rtl.now);
  check_modes(rtl, event);
  IgmpRecord mine;
  try {
    mine = step(rtl, event);
  } catch (const std::logic_error& error) {
    context_.fail(fmt::format("{}: field kind is {} in the RTL, and the model has no such event: {}",
                              event, value_text(rtl.kind), error.what()));
  }
  context_.model_history.add(to_text(mine));
  compare(context_, event, rtl, mine);
  check_overdue();
}

IgmpRecord IgmpCheck::step(const IgmpRecord& rtl, const std::string& event) {
  model::Toe& model = context_.model;
  switch (rtl.kind) {
    case IgmpEvent::IgmpJoin: return model.igmp_join_event(rtl.group, rtl.now);
    case IgmpEvent::IgmpLeave: return model.igmp_leave_event(rtl.group, rtl.now);
    case IgmpEvent::IgmpTimer: return model.igmp_timer_event(rtl.entry, rtl.now);
    case IgmpEvent::IgmpMode: return model.igmp_mode_event(rtl.now);
    case IgmpEvent::IgmpMessage: {
      const bool busy = rtl.verdict == IgmpVerdict::IgmpBusy;
      if (busy) check_room(event);
      if (!waiting_.empty()) waiting_.pop_front();
      return model.igmp_message_event(rtl.now, busy);
    }
    case IgmpEvent::IgmpNone: break;
  }
  context_.fail(fmt::format("{}: field kind is {} in the RTL, which is no event", event, value_text(rtl.kind)));
}

// That there was no room is the RTL's to know; but one less than the queue holds, and the message that
// is being taken, must have been there.
void IgmpCheck::check_room(const std::string& event) const {
  ++context_.counts.discards;
  if (waiting_.empty() || waiting_.front() + 1 >= kMessageQueue) return;
  context_.fail(fmt::format("{}: field verdict: there was no room in the RTL while {} messages waited", event,
                            waiting_.front()));
}

// The end of an older querier's time comes before what is of a later tick.
void IgmpCheck::check_modes(const IgmpRecord& rtl, const std::string& event) {
  const std::uint32_t tick = tick_of(rtl.now);
  for (auto* until : {&v1_until_, &v2_until_}) {
    if (rtl.kind == IgmpEvent::IgmpMode && *until && !is_after(**until, tick)) until->reset();
    const bool later = rtl.kind == IgmpEvent::IgmpTimer || rtl.kind == IgmpEvent::IgmpMessage;
    if (later && *until && is_after(tick, **until)) {
      context_.fail(fmt::format("{}: field kind: it is of tick {}, and an older querier's time was over at "
                                "{}", event, tick, **until));
    }
  }
  if (rtl.verdict == IgmpVerdict::IgmpQuery && rtl.length == kVersionLength) {
    (rtl.code == 0 ? v1_until_ : v2_until_) = tick + kOlderQuerier;
  }
}

void IgmpCheck::check_overdue() const {
  // Each entry may have a frame to send, and each time the others go first.
  const double line_us = context_.frame_us() * kMemberships * (1 + kOtherSenders);
  const double slack_us = (context_.late_us + line_us) * (1U << context_.time_shift);
  const auto limit = kLateTicks + static_cast<std::uint32_t>(slack_us / (1U << kTickBits));
  const auto late = context_.model.igmp_overdue(context_.sim.now_us());
  if (!late || *late <= limit) return;
  context_.fail(fmt::format("igmp: field kind: a timer or a mode should have come {} ticks ago, at the most {}",
                            *late, limit));
}

}  // namespace sockwire
