#include "verif/cosim/checks/icmp.h"

namespace sockwire {

void IcmpCheck::check(const IcmpRecord& rtl) {
  const std::string event = fmt::format("icmp event {} ({})", rtl.order, to_string(rtl.verdict));
  context_.rtl_history.add(to_text(rtl));
  IcmpRecord mine;
  try {
    switch (rtl.verdict) {
      case IcmpVerdict::IcmpBusy:  // that there was no room is the RTL's to know; it counts it
        mine = rtl.datagram ? context_.model.icmp_datagram_event(true) : context_.model.discard_echo();
        ++context_.counts.discards;
        break;
      case IcmpVerdict::IcmpNoRoute: mine = context_.model.icmp_no_route_event(); break;
      case IcmpVerdict::IcmpFault:
      case IcmpVerdict::IcmpLimited:  // a port that nobody has is UDP's to tell, all else IP's
        mine = context_.model.icmp_fault_event(
            rtl.now, rtl.msg_type == kTypeUnreachable && rtl.code == kCodePort ? model::FaultSource::Udp
                                                                               : model::FaultSource::Ip);
        break;
      case IcmpVerdict::IcmpLost: mine = context_.model.icmp_lost_event(); break;
      case IcmpVerdict::IcmpNone:
      case IcmpVerdict::IcmpAnswered:
      case IcmpVerdict::IcmpChecksum:
      case IcmpVerdict::IcmpIgnored:
      case IcmpVerdict::IcmpError:
      case IcmpVerdict::IcmpUdpError:
        mine = rtl.datagram ? context_.model.icmp_datagram_event(false) : context_.model.icmp_event();
        break;
    }
  } catch (const std::logic_error& error) {
    context_.fail(fmt::format("{}: field verdict is {} in the RTL, and the model has no such event: {}",
                              event, value_text(rtl.verdict), error.what()));
  }
  context_.model_history.add(to_text(mine));
  compare(context_, event, rtl, mine);
}

}  // namespace sockwire
