// UDP, and the datagrams that are sent from the datagram memory.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "model/ip/address.h"
#include "model/ip/tx.h"
#include "model/pages.h"
#include "model/queue.h"
#include "model/toe.h"

namespace sockwire::model {

const UdpRecord& Toe::finish(const UdpRecord& r) {
  igmp_.set_groups(udp_.groups().all());
  if (udp_sink_) udp_sink_(r);
  return r;
}

bool Toe::send_has_no_room(const UserCall& call) const {
  const bool more = (call.length >> kMoreBit) != 0;
  return pages_in_use() + udp_.pages_wanted(call) > config_.pages ||
         (!more && !sending_.has_room());
}

UdpRecord Toe::udp_call_event(std::uint64_t now, std::optional<bool> no_room) {
  const HostCall host = pop(udp_calls_, "no call waits for UDP");
  UdpEngine::Called called = udp_.call(host.call, host.window, now,
                                       no_room.value_or(send_has_no_room(host.call)));
  const UdpRecord& r = called.record;
  if (called.datagram) {
    const UdpEmit& e = r.emit;
    sending_.push({.header = ip_header(e.dst, kProtocolUdp, e.ttl, e.tos, e.dont_fragment),
                   .octets = std::move(*called.datagram),
                   .owner = r.conn});
  }
  if (r.call.call == Call::CallRecv) received_ = std::move(called.received);
  return finish(r);
}

UdpRecord Toe::udp_arrival_event(std::uint64_t now) {
  const auto [record, fault] =
      udp_.arrival(pop(arrivals_, "no datagram waits for UDP"), now);
  if (fault) icmp_.ask_for(FaultSource::Udp, *fault);
  return finish(record);
}

UdpRecord Toe::udp_icmp_event(std::uint64_t now) {
  return finish(udp_.icmp_error(icmp_.take_udp_error(), now));
}

UdpRecord Toe::udp_done_event(std::uint64_t now, std::optional<bool> failed,
                              std::optional<std::uint16_t> owner) {
  const auto oldest = [&] {
    return std::ranges::find_if(dones_, [&](const Done& done) {
      return (!failed || done.failed == *failed) && (!owner || done.owner == *owner);
    });
  };
  // What asks nobody has no ARP event that it comes after: that it has left may be news. What has begun to
  // leave before it did so before now, seen or not.
  if (oldest() == dones_.end() && failed != true && sending_.unasked_waits(network_)) send_unasked();
  const auto found = oldest();
  if (found == dones_.end()) throw std::logic_error("no datagram of UDP has left or was given up");
  const Done done = *found;
  dones_.erase(found);
  return finish(udp_.done(done.owner, done.failed, now));
}

// ---------------------------------------------------------------- the echo application

UdpEchoRecord Toe::udp_echo_event(std::optional<bool> busy) {
  return echo_.datagram_event(busy.value_or(false));
}
UdpEchoRecord Toe::udp_echo_no_route_event() { return echo_.no_route_event(); }

ArpRecord Toe::resolve_echo() {
  if (echo_.replies() == 0) throw std::logic_error("no reply of the echo application waits");
  const ArpRecord r =
      finish(arp_.resolve_event(next_hop(echo_.reply_to(), network_), ArpClient::ClientEcho));
  if (!r.hit) {
    echo_.reply_missed();
    return r;
  }
  const UdpEcho::Reply reply = echo_.take_reply();
  const IpSent header = ip_header(reply.request.src, kProtocolUdp, kDefaultTtl, reply.tos, true);
  frames(FrameKind::Echo).push_back({.frame = ip_frame(r.mac, header, network_, reply.octets)});
  return r;
}

// ---------------------------------------------------------------- out of the datagram memory

// Its neighbour is known. Its owner may be told before its last frame is on the wire.
std::vector<IpFrame> Toe::begin_to_leave(const SendQueue::Job& job, std::uint64_t mac) {
  if (job.owner == kNoDesc) {
    ++count_.icmp_out_echo_reps;
  } else {
    dones_.push_back({.owner = job.owner, .failed = false});
  }
  return ip_frames(mac, job.header, network_, job.octets, config_.mtu);
}

void Toe::give_up(const SendQueue::Job& job) {
  if (job.owner == kNoDesc) {
    ++count_.icmp_in_discards;
  } else {
    dones_.push_back({.owner = job.owner, .failed = true});
  }
}

void Toe::send_unasked() {
  const SendQueue::Job job = sending_.take_unasked(network_);
  outgoing_.push(begin_to_leave(job, shared_mac(job.header.dst)));
}

void Toe::unasked_event() {
  const SendQueue::Job job = sending_.take_unasked(network_);
  outgoing_.push_first(begin_to_leave(job, shared_mac(job.header.dst)));
}

unsigned Toe::pages_in_use() const {
  unsigned arrived = 0;
  for (const Datagram& datagram : arrivals_) arrived += pages_of(datagram.octets.size());
  return arrived + ip_.pages() + icmp_.pages() + udp_.pages() + sending_.pages() +
         outgoing_.pages();
}

}  // namespace sockwire::model
