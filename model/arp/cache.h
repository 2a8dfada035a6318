// The ARP cache: which Ethernet address a neighbour has (RFC 826, RFC 1122 2.3.2, RFC 5227).
//
// One event at a time, each answered by its record. One neighbour at the most is being asked for:
// the pending slot.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/config.h"
#include "model/counters.h"

namespace sockwire::model {

class ArpCache {
 public:
  ArpCache(unsigned entries, Counters& count) : entries_(entries), count_(count) {}

  // A packet that parse_arp() has let through, while we have an address.
  ArpRecord packet_event(const ArpPacket&, const Network&);
  // Somebody asks for a neighbour.
  ArpRecord resolve_event(std::uint32_t ip, ArpClient);
  // Bit kTickBit of the time has changed.
  ArpRecord tick_event();

  // Is this the neighbour that is being asked for?
  bool asks_for(std::uint32_t ip) const { return pending_ && pending_->ip == ip; }
  std::optional<std::uint64_t> lookup(std::uint32_t ip) const;

 private:
  struct Entry {
    bool valid = false;
    std::uint32_t ip = 0;
    std::uint64_t mac = 0;
    unsigned age = 0;  // ticks since it was heard of
  };
  struct Pending {
    std::uint32_t ip = 0;
    unsigned tries = 0;
    bool waited = false;  // one tick has passed since it was last asked for
  };

  ArpRecord record(ArpEvent);
  const Entry* find(std::uint32_t ip) const;
  void enter(std::uint32_t ip, std::uint64_t mac);
  void request(ArpRecord&, std::uint32_t ip);

  std::vector<Entry> entries_;
  std::optional<Pending> pending_;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
