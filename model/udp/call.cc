// The host's calls (docs/rules/udp.md, "Calls").
#include <algorithm>
#include <stdexcept>

#include "model/ip/address.h"
#include "model/udp/datagram.h"
#include "model/udp/engine.h"

namespace sockwire::model {

namespace {

constexpr std::uint32_t kDatagramSocket = 1;  // SOCKET, port

bool has_more(const UserCall& call) { return (call.length >> kMoreBit) != 0; }
std::uint32_t octets_of(const UserCall& call) { return call.length & ~(1u << kMoreBit); }

}  // namespace

bool UdpEngine::takes(const UserCall& call) const {
  return call.call == Call::CallSocket ? call.port == kDatagramSocket : owns(call.desc);
}

UdpEngine::Called UdpEngine::call(const UserCall& call, std::span<const std::uint8_t> window,
                                  std::uint64_t now, bool no_room) {
  Called called{record(UdpEvent::UdpUser, now), {}, {}};
  UdpRecord& r = called.record;
  r.call = call;
  r.answer.valid = true;
  if (call.call == Call::CallSocket) {
    r.answer.error = open(r);
    return called;
  }
  Socket& socket = at(call.desc);
  r.conn = call.desc;
  r.pre = r.post = socket.ucb;
  r.answer.error = carry_out(called, socket, window, no_room);
  if (r.answer.error != Errno::Ok) r.answer.value = 0;
  commit(socket, r);
  return called;
}

Errno UdpEngine::carry_out(Called& called, Socket& socket, std::span<const std::uint8_t> window,
                           bool no_room) {
  UdpRecord& r = called.record;
  if (!r.pre.allocated) return Errno::Ebadf;
  switch (r.call.call) {
    case Call::CallBind:
      return bind(r);
    case Call::CallConnect:
      return connect(r);
    case Call::CallSend:
      return send(called, socket, window, no_room);
    case Call::CallRecv:
      return recv(called, socket);
    case Call::CallOption:
      return option(r);
    case Call::CallClose:
    case Call::CallAbort:
      r.post = {};
      return Errno::Ok;
    default:
      return Errno::Eopnotsupp;
  }
}

void UdpEngine::commit(Socket& socket, const UdpRecord& r) {
  socket.ucb = r.post;
  socket.composed.resize(r.post.composed);
  if (r.post.allocated) return;
  socket.queue.clear();
  groups_.leave_all(r.conn);
}

Errno UdpEngine::open(UdpRecord& r) {
  const auto free = std::ranges::find_if(sockets_, [](const Socket& s) { return !s.ucb.allocated; });
  if (free == sockets_.end()) return Errno::Emfile;
  r.conn = static_cast<std::uint16_t>(first_ + (free - sockets_.begin()));
  r.post = {.allocated = true, .multicast_ttl = 1};  // RFC 1112 6.1
  r.answer.value = r.conn;
  free->ucb = r.post;
  return Errno::Ok;
}

// ---------------------------------------------------------------- ports and peers

bool UdpEngine::has_port(std::uint16_t port) const {
  return std::ranges::any_of(
      sockets_, [&](const Socket& s) { return s.ucb.bound && s.ucb.local_port == port; });
}

// RFC 6335: the dynamic ports, each in its turn. There are fewer sockets than candidates.
std::uint16_t UdpEngine::ephemeral() {
  for (;;) {
    const auto port = static_cast<std::uint16_t>(kEphemeralMin + ephemeral_);
    ephemeral_ = (ephemeral_ + 1) % kDynamicPorts;
    if (!has_port(port)) return port;
  }
}

Errno UdpEngine::bind(UdpRecord& r) {
  if (r.pre.bound) return Errno::Einval;
  const std::uint16_t port = r.call.port == 0 ? ephemeral() : r.call.port;
  if (has_port(port)) return Errno::Eaddrinuse;
  r.post.bound = true;
  r.post.local_port = port;
  r.answer.value = port;
  return Errno::Ok;
}

Errno UdpEngine::may_go_to(const Destination& to, const Ucb& u) const {
  if (to.port == 0 || !is_destination(to.addr, network_)) return Errno::Einval;
  return is_broadcast(to.addr, network_) && !u.broadcast ? Errno::Eacces : Errno::Ok;
}

Errno UdpEngine::connect(UdpRecord& r) {
  if (r.call.addr == 0) {  // RFC 1122 4.1.4: a host may undo it
    r.post.connected = false;
    r.post.remote_addr = 0;
    r.post.remote_port = 0;
    return Errno::Ok;
  }
  const Errno refused = may_go_to({r.call.addr, r.call.port}, r.pre);
  if (refused != Errno::Ok) return refused;
  if (!r.pre.bound) r.post.local_port = ephemeral();
  r.post.bound = true;
  r.post.connected = true;
  r.post.remote_addr = r.call.addr;
  r.post.remote_port = r.call.port;
  r.post.error = Errno::Ok;
  r.answer.value = r.post.local_port;
  return Errno::Ok;
}

// ---------------------------------------------------------------- octets

UdpEngine::Destination UdpEngine::destination(const UserCall& call, const Ucb& u) {
  if (call.addr != 0) return {call.addr, call.port};
  return u.connected ? Destination{u.remote_addr, u.remote_port} : Destination{};
}

// Why this SEND cannot be, whatever room there is.
Errno UdpEngine::refusal(const UserCall& call, const Ucb& u, const Destination& to) const {
  const std::uint32_t octets = octets_of(call);
  if (octets > kWindowBytes || (has_more(call) && (octets & kChunkMask) != 0))
    return Errno::Einval;
  if (to.addr == 0) return Errno::Edestaddrreq;
  const Errno refused = may_go_to(to, u);
  if (refused != Errno::Ok) return refused;
  const std::uint32_t all = u.composed + octets;
  const bool fits_memory = all <= pages_ * kPageBytes - kUdpHeaderOctets;
  const bool fits_frame = all <= mtu_ - kIpHeaderOctets - kUdpHeaderOctets;
  return all > kMaxPayload || !fits_memory || (u.no_fragment && !fits_frame) ? Errno::Emsgsize
                                                                             : Errno::Ok;
}

Errno UdpEngine::send(Called& called, Socket& socket, std::span<const std::uint8_t> window,
                      bool no_room) {
  UdpRecord& r = called.record;
  if (r.pre.error != Errno::Ok) {
    r.post.error = Errno::Ok;
    r.post.composed = 0;
    return r.pre.error;
  }
  const Destination to = destination(r.call, r.pre);
  if (const Errno refused = refusal(r.call, r.pre, to); refused != Errno::Ok) {
    r.post.composed = 0;
    return refused;
  }
  r.no_room = no_room;
  if (no_room) return Errno::Eagain;  // the same piece can be given again

  if (window.size() < octets_of(r.call)) throw std::logic_error("SEND without its octets");
  const auto octets = window.first(octets_of(r.call));
  socket.composed.insert(socket.composed.end(), octets.begin(), octets.end());
  r.answer.value = octets_of(r.call);
  if (has_more(r.call)) {
    r.post.composed = static_cast<std::uint16_t>(socket.composed.size());
  } else {
    emit(called, socket, to);
  }
  return Errno::Ok;
}

void UdpEngine::emit(Called& called, Socket& socket, const Destination& to) {
  UdpRecord& r = called.record;
  if (!r.pre.bound) r.post.local_port = ephemeral();
  r.post.bound = true;
  r.post.composed = 0;
  ++r.post.sending;
  ++r.post.datagrams_out;
  ++count_.udp_out_datagrams;
  const std::uint8_t unicast_ttl = r.pre.ttl == 0 ? kDefaultTtl : r.pre.ttl;
  r.emit = {.valid = true,
            .dst = to.addr,
            .src_port = r.post.local_port,
            .dst_port = to.port,
            .length = static_cast<std::uint16_t>(socket.composed.size()),
            .ttl = is_group(to.addr) ? r.pre.multicast_ttl : unicast_ttl,
            .tos = r.pre.tos,
            .dont_fragment = r.pre.no_fragment};
  r.emit.checksum = udp_checksum(network_.ip, r.emit, socket.composed);
  called.datagram = build_udp(network_.ip, r.emit, socket.composed);
}

Errno UdpEngine::recv(Called& called, Socket& socket) {
  UdpRecord& r = called.record;
  if (r.pre.error != Errno::Ok) {
    r.post.error = Errno::Ok;
    return r.pre.error;
  }
  if (socket.queue.empty()) return Errno::Eagain;
  if ((r.call.addr & kChunkMask) != 0) return Errno::Einval;

  const Held& first = socket.queue.front();
  const std::size_t from = std::min<std::size_t>(r.call.addr, first.payload.size());
  const std::size_t octets = std::min<std::size_t>(std::min(r.call.length, kWindowBytes),
                                                   first.payload.size() - from);
  const auto begin = first.payload.begin() + static_cast<std::ptrdiff_t>(from);
  called.received.assign(begin, begin + static_cast<std::ptrdiff_t>(octets));
  r.answer.value = static_cast<std::uint32_t>(first.payload.size());
  r.from_addr = first.from;
  r.from_port = first.port;
  r.to_addr = first.to;  // RFC 1122 4.1.3.5
  if ((r.call.port & kPeekBit) == 0) {
    --r.post.queued;
    socket.queue.pop_front();
  }
  return Errno::Ok;
}

// ---------------------------------------------------------------- options

Errno UdpEngine::option(UdpRecord& r) {
  const std::uint32_t value = r.call.length;
  const auto octet = static_cast<std::uint8_t>(value);
  const auto within = [&](std::uint32_t lowest, std::uint32_t highest) {
    return value >= lowest && value <= highest ? Errno::Ok : Errno::Einval;
  };
  const auto set = [](Errno allowed, auto& field, auto to) {
    if (allowed == Errno::Ok) field = to;
    return allowed;
  };
  if (r.call.port > static_cast<std::uint16_t>(Option::OptionLeave)) return Errno::Einval;
  switch (static_cast<Option>(r.call.port)) {
    case Option::OptionTtl:
      return set(within(0, 255), r.post.ttl, octet);
    case Option::OptionTos:  // RFC 8085 3.1.7: the ECN bits are the host's too
      return set(within(0, 255), r.post.tos, octet);
    case Option::OptionBroadcast:
      return set(within(0, 1), r.post.broadcast, octet == 1);
    case Option::OptionNoFragment:
      return set(within(0, 1), r.post.no_fragment, octet == 1);
    case Option::OptionMulticastTtl:
      return set(within(1, 255), r.post.multicast_ttl, octet);
    case Option::OptionJoin:
      return is_group(value) ? groups_.join(r.conn, value) : Errno::Einval;
    case Option::OptionLeave:
      return groups_.leave(r.conn, value);
    default:
      return Errno::Einval;
  }
}

}  // namespace sockwire::model
