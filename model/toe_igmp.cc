// IGMP: what sockets join and leave, what routers ask, and what we say of it.
#include "model/igmp/message.h"
#include "model/ip/address.h"
#include "model/ip/tx.h"
#include "model/toe.h"

namespace sockwire::model {

const IgmpRecord& Toe::finish(const IgmpRecord& r) {
  if (r.send == IgmpSend::IgmpSendNone) return r;
  const std::uint32_t to = igmp_destination(r.send, r.group);
  const IpSent header = ip_header(to, kProtocolIgmp, kIgmpTtl, kIgmpTos, true);
  const Octets message = igmp_message(r.send, r.group, r.record_type);
  frames(FrameKind::Igmp)
      .push_back({.frame = ip_frame(shared_mac(to), header, network_, message, kRouterAlert)});
  return r;
}

IgmpRecord Toe::igmp_join_event(std::uint32_t group, std::uint64_t now) {
  return finish(igmp_.join_event(group, now));
}
IgmpRecord Toe::igmp_leave_event(std::uint32_t group, std::uint64_t now) {
  return finish(igmp_.leave_event(group, now));
}
IgmpRecord Toe::igmp_message_event(std::uint64_t now, std::optional<bool> busy) {
  return finish(igmp_.message_event(now, busy));
}
IgmpRecord Toe::igmp_timer_event(unsigned entry, std::uint64_t now) {
  return finish(igmp_.timer_event(entry, now));
}
IgmpRecord Toe::igmp_mode_event(std::uint64_t now) { return finish(igmp_.mode_event(now)); }

}  // namespace sockwire::model
