#include "model/toe.h"

#include <stdexcept>
#include <utility>

#include "model/ip/address.h"
#include "model/mac/ethernet.h"
#include "model/queue.h"
#include "model/tcp/timeout.h"
#include "model/wire.h"

namespace sockwire::model {

Toe::Toe(const Config& config)
    : config_(config),
      engine_(config, count_),
      udp_(config, count_),
      echo_(count_),
      ip_(config, count_),
      arp_(config.arp_entries, count_),
      icmp_(count_),
      igmp_(count_),
      buffers_(config.buffers, config.buf_bytes) {}

void Toe::set_network(const Network& network) {
  network_ = network;
  engine_.set_network(network);
  udp_.set_network(network);
}

void Toe::set_secret(const std::array<std::uint32_t, 4>& secret) {
  engine_.set_secret(secret);
  udp_.set_secret(secret);
  igmp_.set_secret(secret);
  outgoing_.set_identification(static_cast<std::uint16_t>(secret[0] >> 16));  // bits 31:16
}

// ---------------------------------------------------------------- in

void Toe::frame(std::span<const std::uint8_t> octets) {
  const auto frame = parse_ethernet(octets);
  if (!frame) return;
  ++count_.mac_in_frames;
  if (!frame->belongs_to(vlan_)) {
    ++count_.vlan_filtered;
  } else if (frame->ether_type == kEtherTypeArp) {
    receive_arp(frame->payload);
  } else if (frame->ether_type == kEtherTypeIpv4) {
    ip_.receive(frame->payload, frame->to_group());
  } else {
    ++count_.if_in_unknown_protos;
  }
}

void Toe::call(const UserCall& call, std::span<const std::uint8_t> send_window) {
  (is_udp(call) ? udp_calls_ : calls_)
      .push_back({call, Octets(send_window.begin(), send_window.end())});
}

void Toe::claim(std::uint32_t ip, bool probe) {
  if (!claim_) claim_ = {ip, probe};
}

// ---------------------------------------------------------------- TCP events

TcpRecord Toe::segment_event(std::uint64_t now) {
  const ReceivedSegment received = pop(segments_, "no segment waits");
  const TcpRecord r = engine_.segment(received.segment, now);
  move_payload(r, received.payload);
  return finish(r);
}

TcpRecord Toe::icmp_error_event(std::uint64_t now, bool from_arp) {
  return finish(engine_.icmp_error(from_arp ? outbox_.take_error() : icmp_.take_error(), now));
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

void Toe::discard_arp_error() {
  if (!arp_error_may_be_forgotten()) throw std::logic_error("there is room for ARP's oldest error");
  outbox_.take_error();
}

std::optional<Segment> Toe::next_segment() const {
  return segments_.empty() ? std::nullopt : std::optional(segments_.front().segment);
}

bool Toe::timer_due(std::uint16_t desc, Timer timer, std::uint64_t now) const {
  return desc < config_.sockets && model::timer_due(tcb(desc), timer, now);
}

}  // namespace sockwire::model
