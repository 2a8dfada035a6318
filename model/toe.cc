#include "model/toe.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "model/arp/packet.h"
#include "model/ip/address.h"
#include "model/ip/rx.h"
#include "model/ip/tx.h"
#include "model/queue.h"
#include "model/tcp/timeout.h"
#include "model/tcp/tx.h"
#include "model/wire.h"

namespace sockwire::model {

Toe::Toe(const Config& config)
    : config_(config),
      engine_(config, count_),
      arp_(config.arp_entries, count_),
      icmp_(count_),
      buffers_(config.buffers, config.buf_bytes) {}

void Toe::set_network(const Network& network) {
  network_ = network;
  engine_.set_network(network);
}

// ---------------------------------------------------------------- in

void Toe::frame(std::span<const std::uint8_t> octets) {
  constexpr std::size_t kHeaderOctets = 14;  // IEEE 802.3 clause 3
  if (octets.size() < kHeaderOctets) return;
  ++count_.mac_in_frames;
  const std::uint64_t destination = number(octets, 0, 6);
  const std::uint16_t ether_type = number16(octets, 12);
  const auto payload = octets.subspan(kHeaderOctets);
  if (ether_type == kEtherTypeArp) {
    receive_arp(payload);
  } else if (ether_type == kEtherTypeIpv4) {
    receive_ip(payload, destination == kMacBroadcast);
  } else {
    ++count_.if_in_unknown_protos;
  }
}

void Toe::receive_arp(std::span<const std::uint8_t> octets) {
  const auto packet = parse_arp(octets);
  if (packet && network_.ip != 0) arp_packets_.push_back(*packet);
}

void Toe::receive_ip(std::span<const std::uint8_t> octets, bool to_broadcast_mac) {
  const auto datagram = model::receive_ip(octets, to_broadcast_mac, network_, count_);
  if (!datagram) return;
  if (datagram->protocol == kProtocolIcmp) {
    icmp_.receive(datagram->src, datagram->payload);
    return;
  }
  ++count_.tcp_in_segs;
  if (auto segment = parse_segment(datagram->src, datagram->dst, datagram->payload)) {
    segments_.push_back(std::move(*segment));
  } else {
    ++count_.tcp_in_errs;
  }
}

void Toe::call(const UserCall& call, std::span<const std::uint8_t> send_window) {
  calls_.push_back({call, Octets(send_window.begin(), send_window.end())});
}

// ---------------------------------------------------------------- TCP events

TcpRecord Toe::segment_event(std::uint64_t now) {
  const ReceivedSegment received = pop(segments_, "no segment waits");
  const TcpRecord r = engine_.segment(received.segment, now);
  move_payload(r, received.payload);
  return finish(r);
}

TcpRecord Toe::icmp_error_event(std::uint64_t now) {
  return finish(engine_.icmp_error(icmp_.take_error(), now));
}

TcpRecord Toe::call_event(std::uint64_t now) {
  if (engine_.abort_is_owed()) return finish(engine_.owed_abort(now));
  const HostCall host = pop(calls_, "no call waits");
  const TcpRecord r = engine_.call(host.call, now);
  move_payload(r, host.window);
  return finish(r);
}

TcpRecord Toe::timeout_event(std::uint16_t desc, Timer timer, std::uint64_t now) {
  return finish(engine_.timeout(desc, timer, now));
}

TcpRecord Toe::transmit_event(std::uint16_t desc, std::uint64_t now) {
  return finish(engine_.transmit(desc, now));
}

// Octets move by what the record says: from the segment or the send window (`from`) into a ring, or
// out of a ring to the host.
void Toe::move_payload(const TcpRecord& r, std::span<const std::uint8_t> from) {
  const auto offset = [&](Seq octet, Seq initial) {
    return ring_offset(octet, initial, config_.buf_bytes);
  };
  if (r.take.length > 0) {
    buffers_.receive[r.post.buffer].write(offset(r.take.seq, r.post.irs),
                                          from.subspan(r.take.skip, r.take.length));
  }
  if (r.kind != EventKind::EventUser) return;
  const bool moved = r.answer.error == Errno::Ok && r.answer.value > 0;
  if (r.call.call == Call::CallSend && moved) {
    if (from.size() < r.answer.value) throw std::logic_error("SEND without its octets");
    buffers_.send[r.post.buffer].write(offset(r.pre.snd_end, r.pre.iss),
                                       from.first(r.answer.value));
  }
  if (r.call.call == Call::CallRecv) {
    received_ = !moved ? Octets{}
                       : buffers_.receive[r.pre.buffer].read(offset(r.pre.rcv_user, r.pre.irs),
                                                             r.answer.value);
  }
}

const TcpRecord& Toe::finish(const TcpRecord& r) {
  if (const auto change = BlockChange::of(r)) {
    outbox_.note(*change);
    for (OwedFrame& frame : frames(FrameKind::Tcp)) frame.source.note(*change);
  }
  if (r.emit.valid) {
    outbox_.push(
        {.emit = r.emit,
         .offset = ring_offset(r.emit.seq, r.post.iss, config_.buf_bytes),
         .hop = next_hop(r.emit.addr, network_),
         .source = {.has_payload = r.emit.length > 0, .block = r.post.buffer, .seq = r.emit.seq}});
  }
  if (sink_) sink_(r);
  return r;
}

void Toe::discard_segment() {
  pop(segments_, "no segment waits");
  ++count_.tcp_in_discards;
}

// ---------------------------------------------------------------- ARP and ICMP events

void Toe::send_arp(const ArpRecord& r) {
  auto& arp_frames = frames(FrameKind::Arp);
  if (r.send == ArpSend::SendRequest)
    arp_frames.push_back({arp_request_frame(r.send_ip, network_)});
  if (r.send == ArpSend::SendReply)
    arp_frames.push_back({arp_reply_frame(r.send_ip, r.send_mac, network_)});
  if (r.pending == ArpPending::PendingResolved) outbox_.resolved(r.pending_ip);
  if (r.pending == ArpPending::PendingFailed && outbox_.failed(r.pending_ip))
    ++count_.tcp_out_discards;
}

ArpRecord Toe::arp_packet_event() {
  const ArpRecord r = arp_.packet_event(pop(arp_packets_, "no ARP packet waits"), network_);
  send_arp(r);
  return r;
}

ArpRecord Toe::arp_tick_event() {
  const ArpRecord r = arp_.tick_event();
  send_arp(r);
  return r;
}

ArpRecord Toe::arp_resolve_event(ArpClient client) {
  if (client == ArpClient::ClientIcmp) {
    if (!icmp_.reply_waits()) throw std::logic_error("no echo reply waits");
    const ArpRecord r = arp_.resolve_event(next_hop(icmp_.reply_to(), network_), client);
    send_arp(r);
    if (r.hit) {
      const IcmpInbox::Message reply = icmp_.take_reply();
      frames(FrameKind::Icmp)
          .push_back({ip_frame(r.mac, reply.peer, kProtocolIcmp, network_, reply.octets)});
    } else {
      icmp_.reply_missed();
    }
    return r;
  }

  if (!outbox_.waits()) throw std::logic_error("no segment waits for its neighbour");
  const Outbox::Item item = outbox_.take();
  const ArpRecord r = arp_.resolve_event(item.hop, client);
  send_arp(r);
  if (r.hit) {
    // The octets are those in the buffer now: a block is read when the segment is built.
    const Octets payload = !item.source.has_payload ? Octets{}
                                                    : buffers_.send[item.source.block].read(
                                                          item.offset, item.emit.length);
    const Octets segment = build_segment(network_.ip, item.emit, payload);
    frames(FrameKind::Tcp)
        .push_back({.octets = ip_frame(r.mac, item.emit.addr, kProtocolTcp, network_, segment),
                    .source = item.source});
  } else if (!outbox_.park(item, arp_.asks_for(item.hop))) {
    ++count_.tcp_out_discards;
  }
  return r;
}

IcmpRecord Toe::icmp_event() { return icmp_.message_event(network_); }
IcmpRecord Toe::icmp_no_route_event() { return icmp_.no_route_event(); }
IcmpRecord Toe::discard_echo() { return icmp_.busy_event(network_); }

// ---------------------------------------------------------------- out

std::optional<Octets> Toe::next_frame(FrameKind kind) {
  if (frames(kind).empty()) return std::nullopt;
  ++count_.mac_out_frames;
  if (kind != FrameKind::Arp) ++count_.ip_out_requests;
  return pop(frames(kind), "").octets;
}

const Octets* Toe::peek_frame(FrameKind kind) const {
  const auto& owed = frames_[static_cast<std::size_t>(kind)];
  return owed.empty() ? nullptr : &owed.front().octets;
}

bool Toe::frame_is_stale(FrameKind kind) const {
  const auto& owed = frames_[static_cast<std::size_t>(kind)];
  return !owed.empty() && owed.front().source.stale;
}

void Toe::drop_stale_frame() {
  if (!frame_is_stale(FrameKind::Tcp)) throw std::logic_error("the oldest segment is not stale");
  pop(frames(FrameKind::Tcp), "");
  ++count_.tcp_stale;
}

void Toe::drop_stale_frames() {
  count_.tcp_stale += static_cast<std::uint32_t>(
      std::erase_if(frames(FrameKind::Tcp), [](const OwedFrame& f) { return f.source.stale; }));
}

std::optional<Segment> Toe::next_segment() const {
  return segments_.empty() ? std::nullopt : std::optional(segments_.front().segment);
}

bool Toe::timer_due(std::uint16_t desc, Timer timer, std::uint64_t now) const {
  return desc < config_.sockets && model::timer_due(tcb(desc), timer, now);
}

std::vector<std::string> Toe::owed() const {
  std::vector<std::string> words;
  const auto note = [&](std::size_t count, const char* what) {
    if (count > 0) words.push_back(std::to_string(count) + ' ' + what);
  };
  note(segments_.size(), "segments that wait for their event");
  note(calls_.size(), "calls that wait for their event");
  note(resources().orphans.size(), "connections of a closed listener to abort");
  note(resources().turns.size(), "sockets that wait for a turn to transmit");
  note(arp_packets_.size(), "ARP packets that wait for their event");
  note(icmp_.message_waits(), "ICMP message that waits for its event");
  note(icmp_.errors(), "ICMP errors that wait for TCP");
  note(icmp_.reply_waits(), "echo reply that waits for its neighbour");
  note(icmp_.no_route_is_owed(), "echo reply to be given up");
  note(outbox_.size(), "segments that wait for their neighbour");
  note(frames_[0].size(), "ARP frames not sent");
  note(frames_[1].size(), "ICMP frames not sent");
  const auto fresh = [](const OwedFrame& frame) { return !frame.source.stale; };
  note(static_cast<std::size_t>(std::ranges::count_if(frames_[2], fresh)), "TCP frames not sent");
  return words;
}

// ---------------------------------------------------------------- stand-alone

// One thing that can happen now; false if there is nothing.
bool Toe::step(std::uint64_t now) {
  if (!arp_packets_.empty()) return arp_packet_event().valid;
  if (icmp_.errors() > 0) return icmp_error_event(now).valid;
  if (icmp_.message_waits()) return icmp_event().valid;
  if (icmp_.reply_waits()) return arp_resolve_event(ArpClient::ClientIcmp).valid;
  if (icmp_.no_route_is_owed()) return icmp_no_route_event().valid;
  if (outbox_.waits()) return arp_resolve_event(ArpClient::ClientTcp).valid;
  if (!segments_.empty()) return segment_event(now).valid;
  if (call_waits()) return call_event(now).valid;
  if (timers(now)) return true;
  if (!resources().turns.empty()) return transmit_event(resources().turns.front(), now).valid;
  return false;
}

bool Toe::timers(std::uint64_t now) {
  for (std::uint16_t desc = 0; desc < config_.sockets; ++desc) {
    for (const Timer timer : {Timer::TimerRetransmit, Timer::TimerTimeWait, Timer::TimerDelayedAck,
                              Timer::TimerKeepalive})
      if (timer_due(desc, timer, now)) return timeout_event(desc, timer, now).valid;
  }
  return false;
}

void Toe::run(std::uint64_t now) {
  for (auto ticks = (now >> kTickBit) - (last_run_ >> kTickBit); ticks > 0; --ticks)
    arp_tick_event();
  last_run_ = now;
  while (step(now)) {
  }
  drop_stale_frames();
}

}  // namespace sockwire::model
