// Everything below and beside TCP: UDP, IGMP, ICMP, IPv4, ARP, MAC.
#include <fmt/format.h>

#include "verif/coverage/collector.h"
#include "verif/coverage/sink.h"

namespace sockwire::coverage {
namespace {

template <class... Args>
void hit_as(fmt::format_string<Args...> name, Args&&... args) {
  hit(fmt::format(name, std::forward<Args>(args)...));
}

std::string_view protocol(unsigned number) {
  switch (number) {
    case 1: return "icmp";
    case 2: return "igmp";
    case 6: return "tcp";
    case 17: return "udp";
    default: return "other";
  }
}

std::string_view piece(unsigned at, bool more) { return at == 0 ? "first" : more ? "middle" : "last"; }

bool is_group(std::uint32_t address) { return address >> 28 == 0xE; }

std::string_view size(unsigned length) {
  if (length == 0) return "empty";
  if (length == kMaxPayload) return "largest";
  return length > 1472 ? "fragments" : "frame";
}

void udp_call(const UdpRecord& r) {
  const Call call = r.call.call;
  const bool ok = r.answer.error == Errno::Ok;
  hit_as("udp.answer.{}.{}", to_string(call), to_string(r.answer.error));
  if (call == Call::CallOption && ok) hit_as("udp.sockopt.{}", to_string(static_cast<Option>(r.call.port)));
  if (call == Call::CallConnect && ok && r.call.addr == 0) hit("udp.connect.undone");
  if (r.no_room) hit("udp.send.no_room");
  if (call == Call::CallSend && ok && r.call.length >> kMoreBit != 0) hit("udp.send.piece");
  if (call == Call::CallSend && !ok && r.pre.composed != 0 && r.post.composed == 0) hit("udp.send.forgotten");
  if (call == Call::CallRecv && ok) {
    hit(r.pre.queued == r.post.queued ? "udp.recv.peek" : "udp.recv.taken");
    if (r.call.addr != 0) hit("udp.recv.later_piece");
    if (r.call.addr == 0 && r.answer.value > r.call.length) hit("udp.recv.truncated");
  }
}

}  // namespace

void collect(const UdpRecord& r) {
  switch (r.kind) {
    case UdpEvent::UdpUser: udp_call(r); break;
    case UdpEvent::UdpArrival:
      hit_as("udp.arrival.{}", to_string(r.drop));
      if (r.drop != UdpDrop::UdpDropNone) break;
      hit_as("udp.in.{}", size(r.arrival.length));
      hit(is_group(r.arrival.dst) ? "udp.in.group" : r.arrival.dst == 0xFFFFFFFF ? "udp.in.broadcast" : "udp.in.unicast");
      hit(r.pre.connected ? "udp.in.connected" : "udp.in.open");
      break;
    case UdpEvent::UdpIcmp:
      hit_as("udp.icmp.{}", r.conn == kNoDesc ? "nobody" : to_string(r.post.error));
      break;
    case UdpEvent::UdpDone:
      hit(r.pre.sending == 0 ? "udp.done.closed" : r.failed ? "udp.done.failed" : "udp.done.sent");
      break;
    default: break;
  }
  if (r.emit.valid) {
    hit_as("udp.out.{}", size(r.emit.length));
    hit(is_group(r.emit.dst) ? "udp.out.group" : r.emit.dst == 0xFFFFFFFF ? "udp.out.broadcast" : "udp.out.unicast");
    if (r.emit.dont_fragment) hit("udp.out.dont_fragment");
  }
  if (r.ready.error) hit("udp.ready.error");
  if (r.ready.writable) hit("udp.ready.writable");
  if (r.ready.readable) hit("udp.ready.readable");
}

void collect(const UdpEchoRecord& r) {
  hit_as("echo.{}", to_string(r.verdict));
  if (r.verdict == UdpEchoVerdict::EchoAnswered) hit_as("echo.size.{}", size(r.length));
}

void collect(const IgmpRecord& r, IgmpMode before) {
  hit_as("igmp.event.{}", to_string(r.kind));
  if (r.kind == IgmpEvent::IgmpMessage) hit_as("igmp.message.{}", to_string(r.verdict));
  if (r.verdict == IgmpVerdict::IgmpQuery) hit(r.group == 0 ? "igmp.query.general" : "igmp.query.group");
  if (r.send != IgmpSend::IgmpSendNone) hit_as("igmp.send.{}", to_string(r.send));
  if (r.send == IgmpSend::IgmpSendV3) hit_as("igmp.record.{}", unsigned{r.record_type});
  if (r.mode != before) hit_as("igmp.mode.{}.{}", to_string(before), to_string(r.mode));
  if (r.post.repeats) hit("igmp.repeats");
  if (r.post.state != IgmpState::EntryFree) hit_as("igmp.entry.{}", to_string(r.post.state));
}

void collect(const IcmpRecord& r) {
  hit_as("icmp.{}", to_string(r.verdict));
  if (r.datagram) hit_as("icmp.datagram.{}", to_string(r.verdict));
  if (r.verdict == IcmpVerdict::IcmpFault) hit_as("icmp.fault.{}.{}", unsigned{r.msg_type}, unsigned{r.code});
}

void collect(const IpRecord& r) {
  hit_as("ip.{}", to_string(r.verdict));
  if (r.verdict == IpVerdict::IpDelivered || r.verdict == IpVerdict::IpComplete) {
    hit_as("ip.{}.{}", to_string(r.verdict), protocol(r.protocol));
  }
  if (r.verdict == IpVerdict::IpFragment) hit_as("ip.fragment.{}", piece(r.at, r.more));
}

void collect(const IpSent& r) {
  hit_as("ip.sent.{}", protocol(r.protocol));
  if (r.at != 0 || r.more) hit_as("ip.sent.{}_fragment", piece(r.at, r.more));
  hit(r.dont_fragment ? "ip.sent.dont_fragment" : "ip.sent.may_fragment");
  if (r.ttl != kDefaultTtl) hit("ip.sent.ttl");
  if (r.tos != 0) hit("ip.sent.tos");
}

void collect(const ArpRecord& r) {
  hit_as("arp.event.{}", to_string(r.kind));
  if (r.kind == ArpEvent::ArpPacket) {
    const char* operation = r.packet.operation == kOpRequest ? "request" : r.packet.operation == kOpReply ? "reply" : "other";
    hit_as("arp.packet.{}.{}", operation, r.learned ? "learned" : "not_learned");
  }
  if (r.kind == ArpEvent::ArpResolve) hit_as("arp.resolve.{}.{}", to_string(r.client), r.hit ? "hit" : "miss");
  if (r.send != ArpSend::SendNone) hit_as("arp.send.{}", to_string(r.send));
  if (r.pending != ArpPending::PendingNone) hit_as("arp.pending.{}", to_string(r.pending));
  if (r.conflict) hit(r.send == ArpSend::SendAnnounce ? "arp.conflict.defended" : "arp.conflict.suffered");
  if (r.probe_conflict) hit("arp.probe_conflict");
  if (r.kind == ArpEvent::ArpAdvise) hit(r.forgotten ? "arp.advise.forgotten" : "arp.advise.not_known");
}

void collect(const MacRxRecord& r) {
  hit_as("mac.{}", to_string(r.status));
  if (r.status == FrameStatus::FrameGood && r.length == kMinFrame) hit("mac.good.shortest");
  if (r.status == FrameStatus::FrameGood && r.length >= 1518) hit("mac.good.longest");
}

}  // namespace sockwire::coverage
