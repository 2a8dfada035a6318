// IPv4, ARP and ICMP: what arrives finds its layer, what waits for a neighbour finds it or not.
#include <stdexcept>
#include <utility>

#include "model/arp/packet.h"
#include "model/ip/address.h"
#include "model/ip/tx.h"
#include "model/queue.h"
#include "model/tcp/tx.h"
#include "model/toe.h"

namespace sockwire::model {

// ---------------------------------------------------------------- IPv4

LayersAbove Toe::above_ip() const {
  return {
      .is_member = [this](std::uint32_t group) { return udp_.groups().has_member(group); },
      .is_for_echo = [this](const Datagram& datagram) { return echo_.takes(datagram, network_); }};
}

bool Toe::ip_has_no_room() const {
  const unsigned wanted = ip_.pages_wanted(network_, above_ip());
  return wanted > 0 && pages_in_use() + wanted + kSendPages > config_.pages;
}

IpRecord Toe::ip_event(std::uint64_t now, std::optional<bool> no_room) {
  return deliver(ip_.frame_event(now, no_room.value_or(ip_has_no_room()), network_, above_ip()));
}

IpRecord Toe::ip_timeout_event(std::uint64_t now) {
  return deliver(ip_.timeout_event(now, network_));
}

IpRecord Toe::ip_replay_event(std::uint64_t now) { return deliver(ip_.replay_event(now)); }

IpRecord Toe::deliver(IpInput::Outcome outcome) {
  if (outcome.fault) icmp_.ask_for(FaultSource::Ip, *outcome.fault);
  if (!outcome.datagram) return outcome.record;
  Datagram& datagram = *outcome.datagram;
  if (datagram.header.protocol == kProtocolTcp) {
    receive_tcp(datagram);
  } else if (echo_.takes(datagram, network_)) {
    echo_.receive(std::move(datagram));
  } else if (datagram.header.protocol == kProtocolIgmp) {
    igmp_.receive(datagram);
  } else if (datagram.header.protocol == kProtocolUdp) {
    arrivals_.push_back(std::move(datagram));
  } else if (datagram.whole) {
    icmp_.receive(datagram);
  } else {
    icmp_.receive_fragmented(std::move(datagram));
  }
  return outcome.record;
}

void Toe::receive_tcp(const Datagram& datagram) {
  ++count_.tcp_in_segs;
  if (auto segment = parse_segment(datagram.header.src, datagram.header.dst, datagram.octets)) {
    segments_.push_back(std::move(*segment));
  } else {
    ++count_.tcp_in_errs;
  }
}

// ---------------------------------------------------------------- ARP

void Toe::receive_arp(std::span<const std::uint8_t> octets) {
  const auto packet = parse_arp(octets);
  if (packet && arp_.hears(network_)) arp_packets_.push_back(*packet);
}

const ArpRecord& Toe::finish(const ArpRecord& r) {
  if (auto frame = arp_frame_of(r, network_))
    frames(FrameKind::Arp).push_back({.frame = {.octets = std::move(*frame)}});
  if (r.pending == ArpPending::PendingResolved) {
    outbox_.resolved(r.pending_ip);
    sending_.resolved(r.pending_ip);
  }
  if (r.pending == ArpPending::PendingFailed) {
    count_.tcp_out_discards += outbox_.failed(r.pending_ip);
    for (const SendQueue::Job& job : sending_.failed(r.pending_ip)) give_up(job);
  }
  if (arp_sink_) arp_sink_(r);
  return r;
}

ArpRecord Toe::arp_packet_event() {
  return finish(arp_.packet_event(pop(arp_packets_, "no ARP packet waits"), network_));
}
ArpRecord Toe::arp_tick_event() { return finish(arp_.tick_event()); }
ArpRecord Toe::arp_wait_event() { return finish(arp_.wait_event()); }

// Advice is a hint: what the hardware had no room for is lost.
ArpRecord Toe::arp_advise_event(std::uint32_t ip) {
  for (;;) {
    const auto advice = engine_.take_advice();
    if (!advice) throw std::logic_error("no advice about this neighbour waits");
    if (*advice == ip) return finish(arp_.advise_event(ip));
  }
}

ArpRecord Toe::arp_claim_event() {
  if (!claim_) throw std::logic_error("no claim of an address waits");
  const Claim claim = *std::exchange(claim_, std::nullopt);
  return finish(arp_.claim_event(claim.ip, claim.probe));
}

// ---------------------------------------------------------------- who asks for a neighbour

ArpRecord Toe::arp_resolve_event(ArpClient client) {
  switch (client) {
    case ArpClient::ClientIcmp:
      return resolve_icmp();
    case ArpClient::ClientSend:
      return resolve_send();
    case ArpClient::ClientFault:
      return resolve_fault();
    case ArpClient::ClientEcho:
      return resolve_echo();
    default:
      return resolve_tcp();
  }
}

ArpRecord Toe::resolve_icmp() {
  if (!icmp_.reply_waits()) throw std::logic_error("no echo reply waits");
  const ArpRecord r =
      finish(arp_.resolve_event(next_hop(icmp_.reply_to(), network_), ArpClient::ClientIcmp));
  if (!r.hit) {
    icmp_.reply_missed();
    return r;
  }
  const IcmpInbox::Message reply = icmp_.take_reply();
  const IpSent header = ip_header(reply.peer, kProtocolIcmp, kDefaultTtl, reply.tos, true);
  frames(FrameKind::Icmp).push_back({.frame = ip_frame(r.mac, header, network_, reply.octets)});
  return r;
}

ArpRecord Toe::resolve_fault() {
  if (icmp_.faults() == 0) throw std::logic_error("no error of ours waits");
  const ArpRecord r =
      finish(arp_.resolve_event(next_hop(icmp_.fault_to(), network_), ArpClient::ClientFault));
  if (!r.hit) {
    icmp_.fault_missed();
    return r;
  }
  const Fault fault = icmp_.take_fault();
  const IpSent header = ip_header(fault.header.src, kProtocolIcmp, kDefaultTtl, 0, true);
  frames(FrameKind::Fault).push_back({.frame = ip_frame(r.mac, header, network_, fault.message())});
  return r;
}

ArpRecord Toe::resolve_tcp() {
  if (!outbox_.waits()) throw std::logic_error("no segment waits for its neighbour");
  const Outbox::Item item = outbox_.take();
  const ArpRecord r = finish(arp_.resolve_event(item.hop, ArpClient::ClientTcp));
  if (!r.hit) {
    if (!outbox_.park(item, arp_.asks_for(item.hop))) ++count_.tcp_out_discards;
    return r;
  }
  // The octets are those in the buffer now: a block is read when the segment is built.
  const Octets payload = !item.source.has_payload ? Octets{}
                                                  : buffers_.send[item.source.block].read(
                                                        item.offset, item.emit.length);
  const Octets segment = build_segment(network_.ip, item.emit, payload);
  const IpSent header =
      ip_header(item.emit.addr, kProtocolTcp, item.emit.ttl, item.emit.tos, true);
  frames(FrameKind::Tcp)
      .push_back({.frame = ip_frame(r.mac, header, network_, segment), .source = item.source});
  return r;
}

ArpRecord Toe::resolve_send() {
  if (!sending_.asks_in_time(network_))
    throw std::logic_error("no datagram waits for its neighbour");
  while (!sending_.asks(network_)) send_unasked();
  SendQueue::Job job = sending_.take();
  const std::uint32_t hop = next_hop(job.header.dst, network_);
  const ArpRecord r = finish(arp_.resolve_event(hop, ArpClient::ClientSend));
  if (r.hit) {
    outgoing_.push(begin_to_leave(job, r.mac));
  } else if (const auto lost = sending_.park(std::move(job), hop, arp_.asks_for(hop))) {
    give_up(*lost);
  }
  return r;
}

// ---------------------------------------------------------------- ICMP

IcmpRecord Toe::icmp_event() { return icmp_.message_event(network_); }
IcmpRecord Toe::icmp_no_route_event() { return icmp_.no_route_event(); }
IcmpRecord Toe::discard_echo() { return icmp_.busy_event(network_); }
IcmpRecord Toe::icmp_lost_event() { return icmp_.lost_event(); }
IcmpRecord Toe::icmp_fault_event(std::uint64_t now, std::optional<FaultSource> source) {
  return icmp_.fault_event(network_, now, source);
}

// An answer to what came in fragments leaves in fragments, from where it lies.
IcmpRecord Toe::icmp_datagram_event(std::optional<bool> busy) {
  std::optional<IcmpInbox::Message> reply;
  const IcmpRecord r =
      icmp_.datagram_event(network_, busy.value_or(!sending_.has_room()), reply);
  if (reply) {
    const IpSent header = ip_header(reply->peer, kProtocolIcmp, kDefaultTtl, reply->tos, false);
    sending_.push({.header = header, .octets = std::move(reply->octets)});
  }
  return r;
}

}  // namespace sockwire::model
