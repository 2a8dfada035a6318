#include "verif/cosim/checks/tcp.h"

#include <stdexcept>

namespace sockwire {
namespace {

std::string name_of(const TcpRecord& r) {
  const std::string socket = r.conn == kNoDesc ? "no socket" : fmt::format("socket {}", r.conn);
  return fmt::format("event {} ({}, {})", r.order, to_string(r.kind), socket);
}

std::int64_t past(std::uint64_t now, std::uint32_t deadline) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(now) - deadline);
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
  const std::uint64_t sim_now = context_.sim.now_us();
  if (rtl.now > sim_now || sim_now - rtl.now > (std::uint64_t{2} << context_.time_shift)) {
    context_.fail(fmt::format("{}: field now is {} in the RTL while its clock shows {}", event,
                              rtl.now, sim_now));
  }
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

void TcpCheck::check_timeout(const TcpRecord& rtl, const std::string& event) const {
  if (rtl.conn >= context_.sim.cfg().Sockets ||
      (rtl.timer != Timer::TimerRetransmit && rtl.timer != Timer::TimerTimeWait)) {
    context_.fail(fmt::format("{}: field timer is {} in the RTL, which is none of a socket's", event,
                              value_text(rtl.timer)));
  }
  const Tcb& tcb = context_.model.tcb(rtl.conn);
  const bool retransmit = rtl.timer == Timer::TimerRetransmit;
  const char* deadline_name = retransmit ? "rtx_deadline" : "tw_deadline";
  const std::uint32_t deadline = retransmit ? tcb.rtx_deadline : tcb.tw_deadline;
  if (!(retransmit ? tcb.rtx_armed : tcb.tw_armed)) {
    context_.fail(fmt::format("{}: field pre.{}: {} has fired in the RTL, but it does not run in the "
                              "model", event, retransmit ? "rtx_armed" : "tw_armed",
                              to_string(rtl.timer)));
  }
  if (!context_.model.timer_due(rtl.conn, rtl.timer, rtl.now)) {
    context_.fail(fmt::format("{}: field pre.{}: {} has fired at microsecond {}, but in the model it is "
                              "due at {}", event, deadline_name, to_string(rtl.timer),
                              static_cast<std::uint32_t>(rtl.now), deadline));
  }
}

void TcpCheck::check_overdue() const {
  const std::uint64_t now = context_.sim.now_us();
  for (unsigned i = 0; i < context_.sim.cfg().Sockets; ++i) {
    const Tcb& tcb = context_.model.tcb(static_cast<std::uint16_t>(i));
    const auto check = [&](bool armed, std::uint32_t deadline, const char* field) {
      if (armed && past(now, deadline) > late_limit()) {
        context_.fail(fmt::format("socket {}: field {}: the timer was due at microsecond {} and has "
                                  "not fired at {}", i, field, deadline, static_cast<std::uint32_t>(now)));
      }
    };
    check(tcb.rtx_armed, tcb.rtx_deadline, "rtx_deadline");
    check(tcb.tw_armed, tcb.tw_deadline, "tw_deadline");
  }
}

}  // namespace sockwire
