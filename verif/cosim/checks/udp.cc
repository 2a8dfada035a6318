#include "verif/cosim/checks/udp.h"

namespace sockwire {

UdpRecord UdpCheck::check(const UdpRecord& rtl) {
  const std::string socket = rtl.conn == kNoDesc ? "no socket" : fmt::format("socket {}", rtl.conn);
  const std::string event = fmt::format("udp event {} ({}, {})", rtl.order, to_string(rtl.kind), socket);
  context_.rtl_history.add(to_text(rtl));
  context_.check_now(event, rtl.now);
  UdpRecord mine;
  try {
    mine = step(rtl, event);
  } catch (const std::logic_error& error) {
    context_.fail(fmt::format("{}: field kind is {} in the RTL, and the model has no such event: {}",
                              event, value_text(rtl.kind), error.what()));
  }
  context_.model_history.add(to_text(mine));
  compare(context_, event, rtl, mine);
  return mine;
}

UdpRecord UdpCheck::step(const UdpRecord& rtl, const std::string& event) {
  switch (rtl.kind) {
    case UdpEvent::UdpUser:
      if (rtl.no_room) ++context_.counts.discards;
      return context_.model.udp_call_event(rtl.now, rtl.no_room);
    case UdpEvent::UdpArrival: return context_.model.udp_arrival_event(rtl.now);
    case UdpEvent::UdpIcmp: return context_.model.udp_icmp_event(rtl.now);
    case UdpEvent::UdpDone: return context_.model.udp_done_event(rtl.now, rtl.failed, rtl.conn);
    case UdpEvent::UdpNone: break;
  }
  context_.fail(fmt::format("{}: field kind is {} in the RTL, which is no event", event, value_text(rtl.kind)));
}

}  // namespace sockwire
