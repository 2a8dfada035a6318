#include "verif/cosim/checks/udp_echo.h"

namespace sockwire {

void UdpEchoCheck::check(const UdpEchoRecord& rtl) {
  const std::string event = fmt::format("udp echo event {} ({})", rtl.order, to_string(rtl.verdict));
  context_.rtl_history.add(to_text(rtl));
  UdpEchoRecord mine;
  try {
    switch (rtl.verdict) {
      case UdpEchoVerdict::EchoNoRoute: mine = context_.model.udp_echo_no_route_event(); break;
      case UdpEchoVerdict::EchoBusy:
        if (const auto kept = context_.model.echos_kept(); kept < kAlwaysKept) {
          context_.fail(fmt::format("{}: field verdict: there was no room in the RTL while it kept {} replies",
                                    event, kept));
        }
        mine = context_.model.udp_echo_event(true);
        ++context_.counts.discards;
        break;
      default: mine = context_.model.udp_echo_event(false); break;
    }
  } catch (const std::logic_error& error) {
    context_.fail(fmt::format("{}: field verdict is {} in the RTL, and the model has no such event: {}",
                              event, value_text(rtl.verdict), error.what()));
  }
  context_.model_history.add(to_text(mine));
  compare(context_, event, rtl, mine);
}

}  // namespace sockwire
