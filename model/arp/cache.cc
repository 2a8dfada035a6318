#include "model/arp/cache.h"

#include <algorithm>
#include <stdexcept>

#include "model/queue.h"

namespace sockwire::model {

ArpRecord ArpCache::record(ArpEvent kind) {
  if (!waits_.empty() && kind != ArpEvent::ArpWait)
    throw std::logic_error("a tick's ArpWait comes before any other event of ARP");
  return {.valid = true, .order = order_++, .kind = kind};
}

const ArpCache::Entry* ArpCache::find(std::uint32_t ip) const {
  const auto found = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return entry.valid && entry.ip == ip; });
  return found == entries_.end() ? nullptr : &*found;
}

std::size_t ArpCache::slot_of(std::uint32_t ip) const {
  const auto asks = [&](const std::optional<Pending>& slot) { return slot && slot->ip == ip; };
  return static_cast<std::size_t>(std::ranges::find_if(pending_, asks) - pending_.begin());
}

std::optional<std::uint64_t> ArpCache::lookup(std::uint32_t ip) const {
  const Entry* entry = find(ip);
  return entry ? std::optional(entry->mac) : std::nullopt;
}

// The entry with that address; else the lowest free one; else the oldest, the lowest of several.
void ArpCache::enter(std::uint32_t ip, std::uint64_t mac) {
  auto place = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return entry.valid && entry.ip == ip; });
  if (place == entries_.end())
    place = std::ranges::find_if(entries_, [](const Entry& entry) { return !entry.valid; });
  if (place == entries_.end()) place = std::ranges::max_element(entries_, {}, &Entry::age);
  *place = {.valid = true, .ip = ip, .mac = mac, .age = 0};
}

void ArpCache::send(ArpRecord& to, ArpSend what, std::uint32_t ip) {
  to.send = what;
  to.send_ip = ip;
  ++(what == ArpSend::SendReply ? count_.arp_out_replies : count_.arp_out_requests);
}

void ArpCache::free_slot(ArpRecord& to, std::size_t slot, ArpPending why) {
  to.pending = why;
  to.pending_ip = pending_[slot]->ip;
  pending_[slot].reset();
}

// ---------------------------------------------------------------- packets

// RFC 5227 2.1.1: while we probe an address, another station uses it, or probes it too.
bool ArpCache::concerns_probe(const ArpPacket& packet, const Network& network) const {
  const bool probes_it = packet.sender_ip == 0 && packet.operation == kOpRequest &&
                         packet.target_ip == watched_;
  return watched_ != 0 && packet.sender_mac != network.mac &&
         (packet.sender_ip == watched_ || probes_it);
}

// RFC 5227 2.4 (b): somebody else uses our address. We say that it is ours, but do not start a
// quarrel of announcements.
void ArpCache::conflict(ArpRecord& r, const Network& network) {
  r.conflict = true;
  ++count_.arp_conflicts;
  if (since_defence_ && *since_defence_ < kDefendTicks) return;
  since_defence_ = 0;
  send(r, ArpSend::SendAnnounce, network.ip);
}

// RFC 826 "Packet Reception", with one difference: nobody changes our table unasked. A sender is
// entered when we know it, ask for it, or it wants to talk to us.
ArpRecord ArpCache::packet_event(const ArpPacket& packet, const Network& network) {
  ArpRecord r = record(ArpEvent::ArpPacket);
  r.packet = packet;
  const bool is_request = packet.operation == kOpRequest;
  ++(is_request ? count_.arp_in_requests : count_.arp_in_replies);

  if (concerns_probe(packet, network)) {
    r.probe_conflict = true;
    ++count_.arp_probe_conflicts;
    return r;
  }
  if (network.ip == 0) return r;
  if (packet.sender_ip == network.ip) {
    conflict(r, network);
    return r;
  }

  const bool for_us = is_request && packet.target_ip == network.ip;
  const std::size_t slot = slot_of(packet.sender_ip);
  const bool asked = slot < pending_.size();
  const bool known = find(packet.sender_ip) != nullptr || asked;
  if (packet.sender_ip != 0 && (known || for_us)) {  // 0: a probe, RFC 5227 2.1.1
    enter(packet.sender_ip, packet.sender_mac);
    r.learned = true;
  }
  if (asked) free_slot(r, slot, ArpPending::PendingResolved);
  if (for_us) {
    send(r, ArpSend::SendReply, packet.sender_ip);
    r.send_mac = packet.sender_mac;
  }
  return r;
}

// ---------------------------------------------------------------- questions

ArpRecord ArpCache::resolve_event(std::uint32_t ip, ArpClient client) {
  ArpRecord r = record(ArpEvent::ArpResolve);
  r.client = client;
  r.ip = ip;
  if (const Entry* entry = find(ip)) {
    r.hit = true;
    r.mac = entry->mac;
    return r;
  }
  const auto free = std::ranges::find_if(pending_, [](const auto& slot) { return !slot; });
  if (asks_for(ip) || free == pending_.end()) return r;
  *free = {.ip = ip, .tries = 1};
  send(r, ArpSend::SendRequest, ip);
  return r;
}

// RFC 1122 3.3.1.4: advice from above. Who needs the neighbour next asks again.
ArpRecord ArpCache::advise_event(std::uint32_t ip) {
  ArpRecord r = record(ArpEvent::ArpAdvise);
  r.ip = ip;
  for (Entry& entry : entries_) {
    if (!entry.valid || entry.ip != ip) continue;
    entry.valid = false;
    r.forgotten = true;
  }
  return r;
}

// RFC 5227 2.1.1, 2.3.
ArpRecord ArpCache::claim_event(std::uint32_t ip, bool probe) {
  ArpRecord r = record(ArpEvent::ArpClaim);
  r.ip = ip;
  watched_ = probe ? ip : 0;
  send(r, probe ? ArpSend::SendProbe : ArpSend::SendAnnounce, ip);
  return r;
}

// ---------------------------------------------------------------- time

// RFC 1122 2.3.2.1: old entries are forgotten; a neighbour is asked for once a tick at the most.
ArpRecord ArpCache::tick_event() {
  const ArpRecord r = record(ArpEvent::ArpTick);
  for (Entry& entry : entries_)
    if (entry.valid && ++entry.age == kAgeLimit) entry.valid = false;
  if (since_defence_) ++*since_defence_;
  for (std::size_t slot = 0; slot < pending_.size(); ++slot)
    if (pending_[slot]) waits_.push_back(slot);
  return r;
}

ArpRecord ArpCache::wait_event() {
  const std::size_t slot = pop(waits_, "no pending slot waits for its tick");
  ArpRecord r = record(ArpEvent::ArpWait);
  Pending& pending = *pending_[slot];
  r.ip = pending.ip;
  if (!pending.waited) {
    pending.waited = true;
  } else if (pending.tries == kRequestLimit) {
    free_slot(r, slot, ArpPending::PendingFailed);
  } else {
    ++pending.tries;
    send(r, ArpSend::SendRequest, pending.ip);
  }
  return r;
}

}  // namespace sockwire::model
