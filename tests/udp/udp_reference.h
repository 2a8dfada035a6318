// What docs/rules/udp.md says of each event, written for the bench alone: sockets with the octets
// of their datagrams, one step for each record.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "model/generated/toe_types.h"

namespace sockwire::test {

using Octets = std::vector<std::uint8_t>;

constexpr std::uint32_t kUs = 0x0A000001, kPeer = 0x0A000002, kMask = 0xFFFFFF00;
constexpr std::uint32_t kNetBroadcast = 0x0A0000FF, kAllBroadcast = 0xFFFFFFFF, kGroup = 0xE0000105;
constexpr std::uint16_t kFirst = 8, kCount = 4, kNone = 0xFFFF;
constexpr unsigned kPages = 16, kQueue = 8, kGroups = 8;

// A datagram behind its IP header, as it lies in the memory.
struct Packet {
  std::uint32_t src = kPeer, dst = kUs;
  Octets octets;
  bool whole = true;
  std::uint8_t ihl = 5;
};

inline void put16(Octets& o, std::size_t at, unsigned value) {
  o[at] = std::uint8_t(value >> 8), o[at + 1] = std::uint8_t(value);
}
inline unsigned get16(const Octets& o, std::size_t at) { return unsigned(o[at]) << 8 | o[at + 1]; }
// RFC 1071
inline std::uint16_t ones_sum(const Octets& o, std::size_t count, std::uint64_t sum = 0) {
  for (std::size_t i = 0; i < count; ++i) sum += i % 2 == 0 ? std::uint64_t(o[i]) << 8 : o[i];
  while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
  return std::uint16_t(sum);
}
inline std::uint64_t pseudo(std::uint32_t src, std::uint32_t dst, std::size_t length) {
  return (src >> 16) + (src & 0xFFFF) + (dst >> 16) + (dst & 0xFFFF) + 17 + length;
}
inline Octets udp_octets(std::uint32_t src, std::uint32_t dst, unsigned src_port, unsigned dst_port,
                         const Octets& payload) {
  Octets o(payload.size() + 8);
  put16(o, 0, src_port), put16(o, 2, dst_port), put16(o, 4, unsigned(o.size()));
  std::copy(payload.begin(), payload.end(), o.begin() + 8);
  const unsigned checksum = 0xFFFFU ^ ones_sum(o, o.size(), pseudo(src, dst, o.size()));
  put16(o, 6, checksum == 0 ? 0xFFFF : checksum);
  return o;
}

class Reference {
 public:
  struct Waiting {
    std::uint32_t src, dst;
    std::uint16_t port;
    Octets payload;
  };
  struct Socket {
    Ucb ucb;
    std::deque<Waiting> queue;
    Octets composed;
  };
  std::array<Socket, kCount> sockets;
  std::vector<std::pair<std::uint32_t, std::uint16_t>> groups;  // with their owners
  unsigned mtu = 1500;
  std::uint16_t u = 0;                                          // the ephemeral counter
  std::array<unsigned, 6> counted{};                            // as in udp_stat_t
  std::deque<Octets> leaving;                                   // what emits have to look like
  std::deque<Packet> faults;
  Octets received;  // of the last RECV

  UdpRecord arrival(const Packet& p) {
    UdpRecord r{};
    r.kind = UdpEvent::UdpArrival;
    r.conn = kNone;
    r.arrival.src = p.src, r.arrival.dst = p.dst;
    const std::size_t n = p.octets.size(), length = n < 8 ? 0 : get16(p.octets, 4);
    if (n >= 8) {
      r.arrival.src_port = std::uint16_t(get16(p.octets, 0));
      r.arrival.dst_port = std::uint16_t(get16(p.octets, 2));
    }
    if (n < 8 || length < 8 || length > n || (length < n && !p.whole)) {
      r.drop = UdpDrop::UdpDropLength, ++counted[2];
      return r;
    }
    r.arrival.length = std::uint16_t(length - 8);
    if (get16(p.octets, 6) != 0 &&
        ones_sum(p.octets, length, pseudo(p.src, p.dst, length)) != 0xFFFF) {
      r.drop = UdpDrop::UdpDropChecksum, ++counted[2];
      return r;
    }
    Socket* s = holder(r.arrival.dst_port);
    if (s && s->ucb.connected &&
        (s->ucb.remote_addr != p.src || s->ucb.remote_port != r.arrival.src_port))
      s = nullptr;
    if (s && is_group(p.dst) && !member(p.dst, desc_of(*s))) s = nullptr;
    if (!s) {
      r.drop = UdpDrop::UdpDropNoPort, ++counted[1];
      if (p.dst == kUs && p.ihl == 5) faults.push_back(p);
      return r;
    }
    r.conn = desc_of(*s);
    r.pre = s->ucb;
    if (s->queue.size() == kQueue) {
      r.drop = UdpDrop::UdpDropQueue, ++s->ucb.drops, ++counted[3];
    } else {
      s->queue.push_back({p.src, p.dst, r.arrival.src_port,
                          Octets(p.octets.begin() + 8, p.octets.begin() + std::ptrdiff_t(length))});
      ++s->ucb.queued, ++s->ucb.datagrams_in, ++counted[0];
      r.ready.readable = true;
    }
    r.post = s->ucb;
    return r;
  }

  UdpRecord icmp(const IcmpError& e) {
    UdpRecord r{};
    r.kind = UdpEvent::UdpIcmp;
    r.icmp = e;
    r.conn = kNone;
    r.drop = UdpDrop::UdpDropNoPort;
    Socket* s = holder(e.local_port);
    if (!s || !s->ucb.connected || s->ucb.remote_addr != e.addr ||
        s->ucb.remote_port != e.remote_port)
      return r;
    r.drop = UdpDrop::UdpDropNone;
    r.conn = desc_of(*s);
    r.pre = s->ucb;
    Errno error = Errno::Ehostunreach;
    if (e.msg_type == 3) {
      if (e.code == 2 || e.code == 3) error = Errno::Econnrefused;
      if (e.code == 4) error = Errno::Emsgsize;
      if (e.code == 0 || e.code == 6 || e.code == 11) error = Errno::Enetunreach;
    }
    s->ucb.error = error;
    r.ready.error = true;
    r.post = s->ucb;
    return r;
  }

  UdpRecord done(std::uint16_t owner, bool failed) {
    UdpRecord r{};
    Socket& s = sockets.at(owner - kFirst);
    r.kind = UdpEvent::UdpDone, r.conn = owner, r.failed = failed, r.pre = s.ucb;
    if (s.ucb.sending != 0) {
      --s.ucb.sending;
      r.ready.writable = true;
      if (failed) s.ucb.error = Errno::Ehostunreach, r.ready.error = true, ++counted[5];
    }
    r.post = s.ucb;
    return r;
  }

  // The calls: udp_reference_calls.cc
  UdpRecord call(const UserCall&, const Octets& window, bool no_room);

  static bool is_group(std::uint32_t a) { return a >> 28 == 0xE; }
  static bool is_broadcast(std::uint32_t a) { return a == kAllBroadcast || a == kNetBroadcast; }
  static bool is_host(std::uint32_t a) {
    return a != 0 && a >> 24 != 127 && a >> 28 < 0xE && a != kNetBroadcast;
  }
  bool member(std::uint32_t group, std::uint16_t desc) const {
    return std::find(groups.begin(), groups.end(), std::pair{group, desc}) != groups.end();
  }
  bool any_in(std::uint32_t group) const {
    return std::any_of(groups.begin(), groups.end(), [&](auto& g) { return g.first == group; });
  }
  Socket* holder(std::uint16_t port) {
    for (Socket& s : sockets)
      if (s.ucb.bound && s.ucb.local_port == port) return &s;
    return nullptr;
  }
  std::uint16_t desc_of(const Socket& s) const {
    return std::uint16_t(kFirst + (&s - sockets.data()));
  }

 private:
  std::uint16_t ephemeral() {
    for (;;) {
      const auto port = std::uint16_t(49152 + u);
      u = std::uint16_t((u + 1) & 0x3FFF);
      if (!holder(port)) return port;
    }
  }
  static Errno destination(const Ucb& c, std::uint32_t addr, std::uint16_t port) {
    if (port == 0 || addr == kUs || !(is_host(addr) || is_group(addr) || is_broadcast(addr)))
      return Errno::Einval;
    return is_broadcast(addr) && !c.broadcast ? Errno::Eacces : Errno::Ok;
  }
  Errno send(Socket&, const UserCall&, const Octets& window, bool no_room, UdpRecord&);
  Errno receive(Socket&, const UserCall&, UdpRecord&);
  Errno option(Socket&, const UserCall&);
};

}  // namespace sockwire::test
