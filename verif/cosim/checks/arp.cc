#include "verif/cosim/checks/arp.h"

namespace sockwire {

void ArpCheck::check(const ArpRecord& rtl) {
  const std::string event = fmt::format("arp event {} ({})", rtl.order, to_string(rtl.kind));
  context_.rtl_history.add(to_text(rtl));
  ArpRecord mine;
  try {
    switch (rtl.kind) {
      case ArpEvent::ArpPacket: mine = context_.model.arp_packet_event(); break;
      case ArpEvent::ArpResolve: mine = context_.model.arp_resolve_event(rtl.client); break;
      case ArpEvent::ArpTick:
        ++ticks_;
        if (ticks_ > context_.sim.now_us() >> kTickBit) {
          context_.fail(fmt::format("{}: field kind: tick {} comes at microsecond {}, too early", event,
                                    ticks_, context_.sim.now_us()));
        }
        mine = context_.model.arp_tick_event();
        break;
      case ArpEvent::ArpWait: mine = context_.model.arp_wait_event(); break;
      case ArpEvent::ArpAdvise: mine = context_.model.arp_advise_event(rtl.ip); break;
      case ArpEvent::ArpClaim: mine = context_.model.arp_claim_event(); break;
      case ArpEvent::ArpNone:
        context_.fail(event + ": field kind is 0 in the RTL, which is no event");
    }
  } catch (const std::logic_error& error) {
    context_.fail(fmt::format("{}: field kind is {} in the RTL, and the model has no such event: {}",
                              event, value_text(rtl.kind), error.what()));
  }
  context_.model_history.add(to_text(mine));
  compare(context_, event, rtl, mine);
}

void ArpCheck::check_ticks(std::uint64_t slack_us) const {
  const std::uint64_t now = context_.sim.now_us();
  const std::uint64_t due = (now > slack_us ? now - slack_us : 0) >> kTickBit;
  if (ticks_ < due) {
    context_.fail(fmt::format("arp: field kind: only {} ticks have come until microsecond {}", ticks_, now));
  }
}

}  // namespace sockwire
