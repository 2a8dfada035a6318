// The calls of udp_reference.h.
#include "tests/udp/udp_reference.h"

namespace sockwire::test {

UdpRecord Reference::call(const UserCall& c, const Octets& window, bool no_room) {
  UdpRecord r{};
  r.kind = UdpEvent::UdpUser;
  r.call = c;
  r.answer.valid = true;
  Socket* s = nullptr;
  if (c.call == Call::CallSocket) {
    for (Socket& candidate : sockets)
      if (!s && !candidate.ucb.allocated) s = &candidate;
    r.conn = s ? desc_of(*s) : kNone;
    if (s) {
      s->ucb.allocated = true, s->ucb.multicast_ttl = 1;
      r.post = s->ucb;
      r.answer.value = r.conn;
    } else {
      r.answer.error = Errno::Emfile;
    }
    return r;
  }
  r.conn = c.desc;
  s = &sockets.at(c.desc - kFirst);
  r.pre = r.post = s->ucb;
  Errno error = Errno::Ok;
  if (!s->ucb.allocated) {
    r.answer.error = Errno::Ebadf;
    return r;
  }
  switch (c.call) {
    case Call::CallBind:
      if (s->ucb.bound) {
        error = Errno::Einval;
      } else if (c.port != 0 && holder(c.port)) {
        error = Errno::Eaddrinuse;
      } else {
        s->ucb.local_port = c.port != 0 ? c.port : ephemeral();
        s->ucb.bound = true;
        r.answer.value = s->ucb.local_port;
      }
      break;
    case Call::CallConnect:
      if (c.addr == 0) {
        s->ucb.connected = false, s->ucb.remote_addr = 0, s->ucb.remote_port = 0;
      } else if ((error = destination(s->ucb, c.addr, c.port)) == Errno::Ok) {
        if (!s->ucb.bound) s->ucb.local_port = ephemeral(), s->ucb.bound = true;
        s->ucb.connected = true, s->ucb.remote_addr = c.addr, s->ucb.remote_port = c.port;
        s->ucb.error = Errno::Ok;
        r.answer.value = s->ucb.local_port;
      }
      break;
    case Call::CallSend:
      error = send(*s, c, window, no_room, r);
      break;
    case Call::CallRecv:
      error = receive(*s, c, r);
      break;
    case Call::CallOption:
      error = option(*s, c);
      break;
    case Call::CallClose:
    case Call::CallAbort:
      std::erase_if(groups, [&](auto& g) { return g.second == c.desc; });
      *s = {};
      break;
    default:
      error = Errno::Eopnotsupp;
  }
  r.answer.error = error;
  r.post = s->ucb;
  return r;
}

Errno Reference::send(Socket& s, const UserCall& c, const Octets& window, bool no_room,
                      UdpRecord& r) {
  const auto forget = [&](Errno error) {
    s.ucb.composed = 0;
    s.composed.clear();
    return error;
  };
  if (s.ucb.error != Errno::Ok) {
    const Errno error = s.ucb.error;
    s.ucb.error = Errno::Ok;
    return forget(error);
  }
  const std::uint32_t n = c.length & 0x7FFFFFFF;
  const bool more = c.length >> 31 != 0;
  if (n > 2048 || (more && n % 16 != 0)) return forget(Errno::Einval);
  if (c.addr == 0 && !s.ucb.connected) return forget(Errno::Edestaddrreq);
  const std::uint32_t dst = c.addr != 0 ? c.addr : s.ucb.remote_addr;
  const std::uint16_t port = c.addr != 0 ? c.port : s.ucb.remote_port;
  if (const Errno error = destination(s.ucb, dst, port); error != Errno::Ok) return forget(error);
  const std::uint32_t total = s.ucb.composed + n;
  if (total > std::min(65507U, kPages * 1024 - 8) || (s.ucb.no_fragment && total > mtu - 28))
    return forget(Errno::Emsgsize);
  if (no_room) {
    r.no_room = true;
    return Errno::Eagain;
  }
  s.composed.insert(s.composed.end(), window.begin(), window.begin() + std::ptrdiff_t(n));
  r.answer.value = n;
  if (more) {
    s.ucb.composed = std::uint16_t(total);
    return Errno::Ok;
  }
  if (!s.ucb.bound) s.ucb.local_port = ephemeral(), s.ucb.bound = true;
  const Octets o = udp_octets(kUs, dst, s.ucb.local_port, port, s.composed);
  r.emit = {true,
            dst,
            s.ucb.local_port,
            port,
            std::uint16_t(total),
            std::uint16_t(get16(o, 6)),
            is_group(dst)    ? s.ucb.multicast_ttl
            : s.ucb.ttl == 0 ? std::uint8_t(64)
                             : s.ucb.ttl,
            s.ucb.tos,
            s.ucb.no_fragment};
  leaving.push_back(o);
  forget(Errno::Ok);
  ++s.ucb.sending, ++s.ucb.datagrams_out, ++counted[4];
  return Errno::Ok;
}

Errno Reference::receive(Socket& s, const UserCall& c, UdpRecord& r) {
  if (s.ucb.error != Errno::Ok) {
    const Errno error = s.ucb.error;
    s.ucb.error = Errno::Ok;
    return error;
  }
  if (s.queue.empty()) return Errno::Eagain;
  if (c.addr % 16 != 0) return Errno::Einval;
  const Waiting& first = s.queue.front();
  const std::size_t size = first.payload.size(), at = std::min<std::size_t>(c.addr, size);
  const std::size_t count = std::min({size - at, std::size_t(c.length), std::size_t(2048)});
  received.assign(first.payload.begin() + std::ptrdiff_t(at),
                  first.payload.begin() + std::ptrdiff_t(at + count));
  r.answer.value = std::uint32_t(size);
  r.from_addr = first.src, r.from_port = first.port, r.to_addr = first.dst;
  if ((c.port & 1) == 0) {
    s.queue.pop_front();
    --s.ucb.queued;
  }
  return Errno::Ok;
}

Errno Reference::option(Socket& s, const UserCall& c) {
  const std::uint32_t v = c.length;
  const std::uint16_t desc = desc_of(s);
  switch (c.port) {
    case 6:
      return v > 255 ? Errno::Einval : (s.ucb.ttl = std::uint8_t(v), Errno::Ok);
    case 7:
      return v > 255 ? Errno::Einval : (s.ucb.tos = std::uint8_t(v), Errno::Ok);
    case 8:
      return v > 1 ? Errno::Einval : (s.ucb.broadcast = v != 0, Errno::Ok);
    case 9:
      return v > 1 ? Errno::Einval : (s.ucb.no_fragment = v != 0, Errno::Ok);
    case 10:
      return v == 0 || v > 255 ? Errno::Einval : (s.ucb.multicast_ttl = std::uint8_t(v), Errno::Ok);
    case 11:
      if (!is_group(v)) return Errno::Einval;
      if (member(v, desc)) return Errno::Eaddrinuse;
      if (groups.size() == kGroups) return Errno::Enobufs;
      groups.emplace_back(v, desc);
      return Errno::Ok;
    case 12:
      return std::erase(groups, std::pair{v, desc}) == 0 ? Errno::Eaddrnotavail : Errno::Ok;
    default:
      return Errno::Einval;
  }
}

}  // namespace sockwire::test
