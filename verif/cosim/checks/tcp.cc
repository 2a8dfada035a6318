#include "verif/cosim/checks/tcp.h"

#include <array>
#include <stdexcept>

namespace sockwire {
namespace {

std::string name_of(const TcpRecord& r) {
  const std::string socket = r.conn == kNoDesc ? "no socket" : fmt::format("socket {}", r.conn);
  return fmt::format("event {} ({}, {})", r.order, to_string(r.kind), socket);
}

// One of a socket's timers, as its control block has it.
struct RunningTimer {
  Timer timer;
  const char *armed_name, *deadline_name;
  bool armed;
  std::uint32_t deadline;
  unsigned unit_bits;  // the deadline's unit is 2^this microseconds

  [[nodiscard]] std::uint32_t time(std::uint64_t now) const {
    return static_cast<std::uint32_t>(now >> unit_bits);
  }
  // Microseconds since it was due.
  [[nodiscard]] std::int64_t past(std::uint64_t now) const {
    return std::int64_t{static_cast<std::int32_t>(time(now) - deadline)} * (1 << unit_bits);
  }
};

std::array<RunningTimer, 4> timers_of(const Tcb& t) {
  constexpr unsigned kTickBits = 10;
  return {{{Timer::TimerRetransmit, "rtx_armed", "rtx_deadline", t.rtx_armed, t.rtx_deadline, 0},
           {Timer::TimerTimeWait, "tw_armed", "tw_deadline", t.tw_armed, t.tw_deadline, 0},
           {Timer::TimerDelayedAck, "delack_armed", "delack_deadline", t.delack_armed,
            t.delack_deadline, 0},
           {Timer::TimerKeepalive, "keep_armed", "keep_deadline", t.keep_armed, t.keep_deadline,
            kTickBits}}};
}

}  // namespace

TcpCheck::TcpCheck(CheckContext& context)
    : context_{context},
      rtl_properties_{context.sim.cfg().Sockets},
      model_properties_{context.sim.cfg().Sockets} {}

std::int64_t TcpCheck::late_limit() const {
  return static_cast<std::int64_t>(context_.late_us * static_cast<double>(1U << context_.time_shift));
}

TcpRecord TcpCheck::check(const TcpRecord& rtl) {
  const std::string event = name_of(rtl);
  context_.rtl_history.add(to_text(rtl));
  context_.check_now(event, rtl.now);
  TcpRecord mine;
  try {
    mine = step(rtl, event);
  } catch (const std::logic_error& error) {
    context_.fail(fmt::format("{}: field kind is {} in the RTL, and the model has no such event: {}",
                              event, value_text(rtl.kind), error.what()));
  }
  context_.model_history.add(to_text(mine));
  compare(context_, event, rtl, mine);
  if (auto wrong = rtl_properties_.check(rtl)) context_.fail("in the RTL's records, " + *wrong);
  if (auto wrong = model_properties_.check(mine)) context_.fail("in the model's records, " + *wrong);
  check_overdue();
  return mine;
}

TcpRecord TcpCheck::step(const TcpRecord& rtl, const std::string& event) {
  switch (rtl.kind) {
    case EventKind::EventSegment: align_segments(rtl); return context_.model.segment_event(rtl.now);
    case EventKind::EventUser: return context_.model.call_event(rtl.now);
    case EventKind::EventTimeout:
      check_timeout(rtl, event);
      return context_.model.timeout_event(rtl.conn, rtl.timer, rtl.now);
    case EventKind::EventTransmit:
      if (rtl.conn >= context_.sim.cfg().Sockets || !context_.model.tcb(rtl.conn).active) {
        context_.fail(fmt::format("{}: field pre.active: a turn to transmit for a socket that does "
                                  "not wait for one in the model", event));
      }
      return context_.model.transmit_event(rtl.conn, rtl.now);
    case EventKind::EventIcmp:
      if (rtl.icmp.from_arp) align_arp_errors(rtl);
      return context_.model.icmp_error_event(rtl.now, rtl.icmp.from_arp);
    case EventKind::EventNone: break;
  }
  context_.fail(fmt::format("{}: field kind is {} in the RTL, which is no event", event,
                            value_text(rtl.kind)));
}

// The receiver may drop a good segment for lack of room, and counts it: those are passed over. The
// count itself is compared with the RTL's at the end of the run.
void TcpCheck::align_segments(const TcpRecord& rtl) {
  model::Toe& model = context_.model;
  const auto first = model.next_segment();
  if (!first || *first == rtl.segment) return;
  std::uint64_t passed = 0;
  while (model.next_segment() && *model.next_segment() != rtl.segment) {
    model.discard_segment();
    ++passed;
  }
  if (model.next_segment()) {
    context_.counts.discards += passed;
    return;
  }
  TcpRecord expected = rtl;
  expected.segment = *first;
  compare(context_, name_of(rtl), rtl, expected);
}

// What ARP tells TCP is forgotten where two others wait, and nothing counts it.
void TcpCheck::align_arp_errors(const TcpRecord& rtl) {
  model::Toe& model = context_.model;
  while (model.arp_error_may_be_forgotten() && *model.next_arp_error() != rtl.icmp) {
    model.discard_arp_error();
  }
}

void TcpCheck::check_timeout(const TcpRecord& rtl, const std::string& event) const {
  const bool known = rtl.timer > Timer::TimerNone && rtl.timer <= Timer::TimerKeepalive;
  if (rtl.conn >= context_.sim.cfg().Sockets || !known) {
    context_.fail(fmt::format("{}: field timer is {} in the RTL, which is none of a socket's", event,
                              value_text(rtl.timer)));
  }
  for (const RunningTimer& mine : timers_of(context_.model.tcb(rtl.conn))) {
    if (mine.timer != rtl.timer) continue;
    if (!mine.armed) {
      context_.fail(fmt::format("{}: field pre.{}: {} has fired in the RTL, but it does not run in the "
                                "model", event, mine.armed_name, to_string(rtl.timer)));
    }
    if (!context_.model.timer_due(rtl.conn, rtl.timer, rtl.now)) {
      context_.fail(fmt::format("{}: field pre.{}: {} has fired at {}, but in the model it is due at {}",
                                event, mine.deadline_name, to_string(rtl.timer), mine.time(rtl.now),
                                mine.deadline));
    }
  }
}

void TcpCheck::check_overdue() const {
  const std::uint64_t now = context_.sim.now_us();
  for (unsigned i = 0; i < context_.sim.cfg().Sockets; ++i) {
    for (const RunningTimer& timer : timers_of(context_.model.tcb(static_cast<std::uint16_t>(i)))) {
      // A deadline in ticks may be as late as its unit is coarse.
      const std::int64_t limit = late_limit() + (1 << timer.unit_bits);
      if (timer.armed && timer.past(now) > limit) {
        context_.fail(fmt::format("socket {}: field {}: the timer was due at {} and has not fired at {}",
                                  i, timer.deadline_name, timer.deadline, timer.time(now)));
      }
    }
  }
}

}  // namespace sockwire
