#include "model/udp/engine.h"

#include <algorithm>
#include <utility>

#include "model/ip/address.h"
#include "model/ip/rx.h"
#include "model/pages.h"
#include "model/udp/datagram.h"

namespace sockwire::model {

UdpEngine::UdpEngine(const Config& config, Counters& count)
    : sockets_(config.udp_sockets),
      first_(static_cast<std::uint16_t>(config.sockets)),
      pages_(config.pages),
      mtu_(config.mtu),
      count_(count) {}

UdpRecord UdpEngine::record(UdpEvent kind, std::uint64_t now) {
  return {.valid = true, .order = order_++, .now = now, .conn = kNoDesc, .kind = kind};
}

// ---------------------------------------------------------------- arrivals

// RFC 768 "User Interface": whose port it is. One that is connected hears its peer only, and a
// group's datagram is for its members.
std::uint16_t UdpEngine::whose(const Arrival& a) const {
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    const Ucb& u = sockets_[i].ucb;
    const auto desc = static_cast<std::uint16_t>(first_ + i);
    if (a.dst_port == 0 || !u.bound || u.local_port != a.dst_port) continue;
    if (u.connected && (u.remote_addr != a.src || u.remote_port != a.src_port)) continue;
    if (is_group(a.dst) && !groups_.is_member(desc, a.dst)) continue;
    return desc;
  }
  return kNoDesc;
}

UdpEngine::Arrived UdpEngine::arrival(const Datagram& datagram, std::uint64_t now) {
  Arrived arrived{record(UdpEvent::UdpArrival, now), {}};
  UdpRecord& r = arrived.record;
  const ParsedUdp parsed = parse_udp(datagram);
  r.arrival = parsed.arrival;
  r.drop = parsed.drop;
  if (r.drop != UdpDrop::UdpDropNone) {
    ++count_.udp_in_errors;
    return arrived;
  }

  r.conn = whose(r.arrival);
  if (r.conn == kNoDesc) {  // RFC 1122 4.1.3.1
    r.drop = UdpDrop::UdpDropNoPort;
    ++count_.udp_no_ports;
    if (can_be_quoted(datagram.header, datagram.octets.size(), network_))
      arrived.fault = Fault::about(datagram, kTypeUnreachable, kCodePort);
    return arrived;
  }

  Socket& socket = at(r.conn);
  r.pre = r.post = socket.ucb;
  if (r.pre.queued == kQueueDepth) {
    r.drop = UdpDrop::UdpDropQueue;
    ++r.post.drops;
    ++count_.udp_in_overflows;
  } else {
    socket.queue.push_back({r.arrival.src, r.arrival.src_port, r.arrival.dst,
                            Octets(parsed.payload.begin(), parsed.payload.end())});
    ++r.post.queued;
    ++r.post.datagrams_in;
    r.ready.readable = true;
    ++count_.udp_in_datagrams;
  }
  socket.ucb = r.post;
  return arrived;
}

// ---------------------------------------------------------------- what became of what was sent

namespace {

// RFC 1122 4.1.3.3: UDP passes on all that it is told.
Errno errno_of(const IcmpError& error) {
  if (error.msg_type != kTypeUnreachable) return Errno::Ehostunreach;
  switch (error.code) {
    case 0:   // net
    case 6:   // net unknown
    case 11:  // net, for this TOS
      return Errno::Enetunreach;
    case kCodeProtocol:
    case kCodePort:
      return Errno::Econnrefused;
    case kCodeFragmentation:
      return Errno::Emsgsize;
    default:
      return Errno::Ehostunreach;
  }
}

}  // namespace

UdpRecord UdpEngine::icmp_error(const IcmpError& error, std::uint64_t now) {
  UdpRecord r = record(UdpEvent::UdpIcmp, now);
  r.icmp = error;
  const auto socket = std::ranges::find_if(sockets_, [&](const Socket& s) {
    return s.ucb.connected && s.ucb.local_port == error.local_port &&
           s.ucb.remote_addr == error.addr && s.ucb.remote_port == error.remote_port;
  });
  if (socket == sockets_.end()) {
    r.drop = UdpDrop::UdpDropNoPort;
    return r;
  }
  r.conn = static_cast<std::uint16_t>(first_ + (socket - sockets_.begin()));
  r.pre = r.post = socket->ucb;
  r.post.error = errno_of(error);
  r.ready.error = true;
  socket->ucb = r.post;
  return r;
}

UdpRecord UdpEngine::done(std::uint16_t owner, bool failed, std::uint64_t now) {
  UdpRecord r = record(UdpEvent::UdpDone, now);
  Socket& socket = at(owner);
  r.conn = owner;
  r.failed = failed;
  r.pre = r.post = socket.ucb;
  if (r.pre.sending == 0) return r;  // it was closed meanwhile
  --r.post.sending;
  r.ready.writable = true;
  if (failed) {
    ++count_.udp_out_discards;
    r.post.error = Errno::Ehostunreach;
    r.ready.error = true;
  }
  socket.ucb = r.post;
  return r;
}

// ---------------------------------------------------------------- what can be seen

std::uint16_t UdpEngine::first_length(std::uint16_t desc) const {
  const auto& queue = at(desc).queue;
  return queue.empty() ? std::uint16_t{0}
                       : static_cast<std::uint16_t>(queue.front().payload.size());
}

unsigned UdpEngine::pages() const {
  unsigned sum = 0;
  for (const Socket& socket : sockets_) {
    if (!socket.composed.empty()) sum += pages_of(kUdpHeaderOctets + socket.composed.size());
    for (const Held& held : socket.queue) sum += pages_of(kUdpHeaderOctets + held.payload.size());
  }
  return sum;
}

unsigned UdpEngine::pages_wanted(const UserCall& call) const {
  if (call.call != Call::CallSend || !owns(call.desc)) return 0;
  const std::size_t composed = at(call.desc).composed.size();
  const std::size_t more = call.length & ~(1u << kMoreBit);
  const unsigned held = composed == 0 ? 0 : pages_of(kUdpHeaderOctets + composed);
  return pages_of(kUdpHeaderOctets + composed + more) - held;
}

}  // namespace sockwire::model
