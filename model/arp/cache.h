// The ARP cache: which Ethernet address a neighbour has (RFC 826, RFC 1122 2.3.2), and whose our
// own address is (RFC 5227).
//
// One event at a time, each answered by its record. A few neighbours are being asked for at the
// same time: the pending slots.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "model/config.h"
#include "model/counters.h"

namespace sockwire::model {

class ArpCache {
 public:
  ArpCache(unsigned entries, Counters& count) : entries_(entries), count_(count) {}

  // A packet that parse_arp() has let through, while hears().
  ArpRecord packet_event(const ArpPacket&, const Network&);
  // Somebody asks for a neighbour.
  ArpRecord resolve_event(std::uint32_t ip, ArpClient);
  // Bit kTickBit of the time has changed. After it, before all else, a wait for each pending slot.
  ArpRecord tick_event();
  ArpRecord wait_event();
  // TCP doubts that this neighbour is alive.
  ArpRecord advise_event(std::uint32_t ip);
  // The host asks whether an address is free, or says that it is ours.
  ArpRecord claim_event(std::uint32_t ip, bool probe);

  // Without an address, ours or one that is being probed, packets are nothing to us.
  bool hears(const Network& network) const { return network.ip != 0 || watched_ != 0; }
  std::size_t waits() const { return waits_.size(); }
  // Is this a neighbour that is being asked for?
  bool asks_for(std::uint32_t ip) const { return slot_of(ip) < pending_.size(); }
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
  std::size_t slot_of(std::uint32_t ip) const;
  void enter(std::uint32_t ip, std::uint64_t mac);
  void send(ArpRecord&, ArpSend, std::uint32_t ip);
  void free_slot(ArpRecord&, std::size_t slot, ArpPending);
  bool concerns_probe(const ArpPacket&, const Network&) const;
  void conflict(ArpRecord&, const Network&);

  std::vector<Entry> entries_;
  std::array<std::optional<Pending>, kPendingSlots> pending_;
  std::deque<std::size_t> waits_;          // pending slots that a tick has still to be told to
  std::uint32_t watched_ = 0;              // the address that is being probed, 0 for none
  std::optional<unsigned> since_defence_;  // ticks; nothing before the first defence
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
