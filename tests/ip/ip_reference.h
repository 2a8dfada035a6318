// What docs/rules/network.md says of IPv4 in, in plain words: one map of octets for each datagram that is
// being put together. The only thing it is told is whether there was room.
#pragma once

#include "tests/ip/ip_rx_bench.h"

#include <map>
#include <optional>

namespace sockwire::test {

struct Expected {
  IpRecord record;
  std::optional<Datagram> datagram{};  // goes to UDP or ICMP in memory
  std::optional<Octets> direct{};      // payload that goes to ICMP, TCP, IGMP or the echo application at once
  std::optional<Fault> fault{};
};

class Reference {
 public:
  Reference(unsigned slots, unsigned limit) : limit_(limit), building_(slots) {}
  Network network{};
  std::uint32_t member = 0;
  unsigned echo_port = 0, mtu = 1500;
  Counts count{};
  std::vector<Datagram> replays;  // TCP segments that wait for their turn
  std::vector<IpRecord> replay_records;

  // A frame that the MAC found good, as it came to `mac`.
  Expected frame(const Octets& f, std::uint64_t mac, bool no_room, std::uint64_t now) {
    ++count[received];
    Expected e;
    IpRecord& r = e.record;
    const auto drop = [&](IpVerdict verdict, Counter counter) {
      r.verdict = verdict;
      ++count[counter];
      return e;
    };
    if (!sound(f)) return drop(IpVerdict::IpHeader, header_errors);
    const auto ihl = static_cast<unsigned>(get(f, 0, 1) & 15);
    const auto total = static_cast<unsigned>(get(f, 2, 2));
    const auto flags = static_cast<unsigned>(get(f, 6, 2));
    const Octets header = slice(f, 0, 20), payload = slice(f, 4 * ihl, total);
    r.src = static_cast<std::uint32_t>(get(f, 12, 4));
    r.dst = static_cast<std::uint32_t>(get(f, 16, 4));
    r.protocol = f[9];
    r.identification = static_cast<std::uint16_t>(get(f, 4, 2));
    r.length = static_cast<std::uint16_t>(payload.size());
    r.at = static_cast<std::uint16_t>((flags & 0x1FFF) * 8);
    r.more = flags >> 13 & 1;
    const bool ours = network.ip != 0 && r.dst == network.ip;
    const bool everybody = is_broadcast(r.dst);
    const bool igmp = r.protocol == 2;
    const bool group = network.ip != 0 && r.dst >> 28 == 0xE && (r.dst == member || (igmp && r.dst == 0xE0000001));
    const bool somebody = igmp && r.src == 0 ? true : is_host(r.src) && r.src != network.ip;
    if (!somebody || !(ours || everybody || group)) return drop(IpVerdict::IpAddress, address_errors);
    if ((ours && (mac >> 40 & 1)) || (everybody && r.protocol != 17) || (group && r.protocol != 17 && !igmp) ||
        (igmp && (r.at != 0 || r.more)))
      return drop(IpVerdict::IpDiscard, discarded);
    if (r.protocol != 1 && !igmp && r.protocol != 6 && r.protocol != 17) {
      if (ours && r.at == 0 && ihl == 5 && payload.size() >= 8)
        e.fault = Fault{0x0302, header, get(payload, 0, 8)};
      return drop(IpVerdict::IpProtocol, unknown_protocols);
    }
    if (r.at != 0 || r.more) {
      fragment(e, header, payload, no_room, now);
      return e;
    }
    const bool echo = r.protocol == 17 && r.dst == network.ip && payload.size() >= 8 && echo_port != 0 &&
                      get(payload, 2, 2) == echo_port;
    if (r.protocol != 17 || echo) {
      e.direct = payload;
    } else if (no_room) {
      return drop(IpVerdict::IpNoRoom, discarded);
    } else {
      std::size_t counted = payload.size();
      if (counted >= 8) counted = std::min<std::size_t>(counted, std::max<std::size_t>(8, get(payload, 4, 2)));
      e.datagram = Datagram{header, payload, first_of(payload), sum_of(slice(payload, 0, counted)), true, true};
    }
    r.verdict = IpVerdict::IpDelivered;
    return e;
  }

  // A deadline has passed: which datagram is given up? Nothing if none is due.
  std::optional<Expected> timeout(std::uint64_t now) {
    for (auto& b : building_) {
      if (!b || static_cast<std::uint32_t>(now >> 10) - b->deadline >= 0x80000000) continue;
      Expected e;
      e.record = b->key;
      e.record.verdict = IpVerdict::IpTimeout;
      if (!b->header.empty() && (b->header[0] & 15) == 5 && e.record.dst == network.ip)
        e.fault = Fault{0x0B01, b->header, first_of(b->octets_from_0())};
      ++count[reassembly_failed];
      b.reset();
      return e;
    }
    return {};
  }
  // Whether a deadline passed more than `ticks` ago.
  bool overdue(std::uint64_t now, std::uint32_t ticks) const {
    for (const auto& b : building_)
      if (b && static_cast<std::int32_t>(static_cast<std::uint32_t>(now >> 10) - b->deadline - ticks) > 0) return true;
    return false;
  }
  bool empty() const {
    for (const auto& b : building_)
      if (b) return false;
    return true;
  }

  static std::uint64_t first_of(const Octets& o) { return o.size() < 8 ? 0 : get(o, 0, 8); }
  static unsigned sum_of(const Octets& octets) { return static_cast<std::uint16_t>(~checksum(octets)); }

 private:
  struct Building {
    IpRecord key;
    std::uint32_t deadline = 0;
    std::map<unsigned, std::uint8_t> octets;  // that are held, by their place
    std::optional<unsigned> end;
    Octets header;

    Octets octets_from_0() const {
      Octets all;
      for (const auto& [at, octet] : octets) {
        if (at != all.size()) break;
        all.push_back(octet);
      }
      return all;
    }
    // Stretches that are held apart.
    unsigned ranges() const {
      unsigned n = 0;
      for (auto i = octets.begin(); i != octets.end(); ++i)
        n += i == octets.begin() || std::prev(i)->first + 1 != i->first;
      return n;
    }
  };
  unsigned limit_;
  std::vector<std::optional<Building>> building_;

  bool is_broadcast(std::uint32_t a) const {
    return a == ~0u || (network.ip != 0 && network.mask < 0xFFFFFFFE && a == (network.ip | ~network.mask));
  }
  bool is_host(std::uint32_t a) const {
    const bool subnet = network.mask != ~0u && (a & network.mask) == (network.ip & network.mask) && (a | network.mask) == ~0u;
    return a != 0 && a >> 24 != 127 && a >> 28 < 0xE && !subnet;
  }
  static bool sound(const Octets& f) {
    if (f.size() < 20 || f[0] >> 4 != 4 || (f[0] & 15) < 5) return false;
    const auto header = static_cast<std::size_t>(f[0] & 15) * 4;
    const auto total = static_cast<std::size_t>(get(f, 2, 2));
    return total >= header && total <= f.size() && checksum(slice(f, 0, header)) == 0;
  }

  void fragment(Expected& e, const Octets& header, const Octets& data, bool no_room, std::uint64_t now) {
    IpRecord& r = e.record;
    ++count[fragments];
    const unsigned at = r.at, n = static_cast<unsigned>(data.size()), end = at + n;
    const auto failed = [&](IpVerdict verdict) {
      r.verdict = verdict;
      ++count[reassembly_failed];
    };
    if (n == 0 || (r.more && n % 8 != 0) || end > limit_) return failed(IpVerdict::IpRefused);
    const auto same = [&](const std::optional<Building>& b) {
      return b && b->key.src == r.src && b->key.dst == r.dst && b->key.protocol == r.protocol &&
             b->key.identification == r.identification;
    };
    auto place = std::ranges::find_if(building_, same);
    const bool fresh = place == building_.end();
    if (fresh) place = std::ranges::find_if(building_, [](const auto& b) { return !b; });
    if (place == building_.end()) return failed(IpVerdict::IpNoRoom);
    Building b = fresh ? Building{} : **place;

    unsigned held = 0;
    for (unsigned i = at; i < end; ++i) held += static_cast<unsigned>(b.octets.count(i));
    const unsigned most = b.octets.empty() ? 0 : b.octets.rbegin()->first + 1;
    const bool contradicts = (b.end && end > *b.end) || (!r.more && ((b.end && *b.end != end) || most > end));
    if (contradicts || (held != 0 && held != n)) {
      place->reset();
      return failed(IpVerdict::IpOverlap);
    }
    if (held == n) {
      r.verdict = IpVerdict::IpDuplicate;
      return;
    }
    for (unsigned i = 0; i < n; ++i) b.octets[at + i] = data[i];
    if (no_room || b.ranges() > 8) return failed(IpVerdict::IpNoRoom);
    if (!r.more) b.end = end;
    if (at == 0) b.header = header;
    if (fresh) {
      b.key.src = r.src, b.key.dst = r.dst, b.key.protocol = r.protocol, b.key.identification = r.identification;
      b.deadline = static_cast<std::uint32_t>(now >> 10) + 58594;
    }
    r.verdict = IpVerdict::IpFragment;
    if (!b.end || b.octets.size() != *b.end) {
      *place = std::move(b);
      return;
    }
    place->reset();
    r.verdict = IpVerdict::IpComplete;
    r.length = static_cast<std::uint16_t>(*b.end);
    ++count[reassembled];
    const Octets all = b.octets_from_0();
    const Datagram datagram{b.header, all, first_of(all), sum_of(all), false, r.protocol == 17};
    if (r.protocol != 6) {
      e.datagram = datagram;
    } else if (*b.end > mtu - 20) {
      ++count[discarded];
    } else {
      replays.push_back(datagram);
      replay_records.push_back(b.key);
      replay_records.back().verdict = IpVerdict::IpReplay;
      replay_records.back().length = r.length;
    }
  }
};

}  // namespace sockwire::test
