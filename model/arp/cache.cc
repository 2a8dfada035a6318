#include "model/arp/cache.h"

#include <algorithm>

namespace sockwire::model {

ArpRecord ArpCache::record(ArpEvent kind) {
  return {.valid = true, .order = order_++, .kind = kind};
}

const ArpCache::Entry* ArpCache::find(std::uint32_t ip) const {
  const auto found = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return entry.valid && entry.ip == ip; });
  return found == entries_.end() ? nullptr : &*found;
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

void ArpCache::request(ArpRecord& to, std::uint32_t ip) {
  to.send = ArpSend::SendRequest;
  to.send_ip = ip;
  ++count_.arp_out_requests;
}

// RFC 826 "Packet Reception", with one difference: nobody changes our table unasked. A sender is
// entered when we know it, ask for it, or it wants to talk to us.
ArpRecord ArpCache::packet_event(const ArpPacket& packet, const Network& network) {
  ArpRecord r = record(ArpEvent::ArpPacket);
  r.packet = packet;
  const bool is_request = packet.operation == kOpRequest;
  ++(is_request ? count_.arp_in_requests : count_.arp_in_replies);

  if (packet.sender_ip == network.ip) {  // RFC 5227 2.4: somebody else uses our address
    ++count_.arp_conflicts;
    return r;
  }

  const bool for_us = is_request && packet.target_ip == network.ip;
  const bool known = find(packet.sender_ip) != nullptr || asks_for(packet.sender_ip);
  if (packet.sender_ip != 0 && (known || for_us)) {  // 0: a probe, RFC 5227 2.1.1
    enter(packet.sender_ip, packet.sender_mac);
    r.learned = true;
  }
  if (asks_for(packet.sender_ip)) {
    r.pending = ArpPending::PendingResolved;
    r.pending_ip = packet.sender_ip;
    pending_.reset();
  }
  if (for_us) {
    r.send = ArpSend::SendReply;
    r.send_ip = packet.sender_ip;
    r.send_mac = packet.sender_mac;
    ++count_.arp_out_replies;
  }
  return r;
}

ArpRecord ArpCache::resolve_event(std::uint32_t ip, ArpClient client) {
  ArpRecord r = record(ArpEvent::ArpResolve);
  r.client = client;
  r.ip = ip;
  if (const Entry* entry = find(ip)) {
    r.hit = true;
    r.mac = entry->mac;
  } else if (!pending_) {
    pending_ = {.ip = ip, .tries = 1};
    request(r, ip);
  }
  return r;
}

// RFC 1122 2.3.2.1: old entries are forgotten; a neighbour is asked for once a tick at the most.
ArpRecord ArpCache::tick_event() {
  ArpRecord r = record(ArpEvent::ArpTick);
  for (Entry& entry : entries_)
    if (entry.valid && ++entry.age == kAgeLimit) entry.valid = false;

  if (!pending_) return r;
  if (!pending_->waited) {
    pending_->waited = true;
  } else if (pending_->tries == kRequestLimit) {
    r.pending = ArpPending::PendingFailed;
    r.pending_ip = pending_->ip;
    pending_.reset();
  } else {
    ++pending_->tries;
    request(r, pending_->ip);
  }
  return r;
}

}  // namespace sockwire::model
