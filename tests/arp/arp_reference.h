// The rules of docs/rules/network.md, "ARP", said once more in C++: an event in, its record out.
#pragma once

#include "tests/arp/arp_bench.h"

#include <optional>

namespace sockwire::test {

struct ArpReference {
  explicit ArpReference(std::uint32_t own) : own_ip(own) {}

  struct Entry {
    bool valid = false;
    std::uint32_t ip = 0;
    std::uint64_t mac = 0;
    unsigned age = 0;
  };
  std::array<Entry, ArpBench::entries> entries;
  struct Question {
    std::uint32_t ip;
    unsigned tries = 1;
    bool waited = false;
  };
  std::array<std::optional<Question>, ArpBench::slots> slots;
  std::vector<unsigned> due;  // slots whose ArpWait is owed
  std::uint32_t own_ip, watched = 0;
  std::optional<unsigned> defended;  // ticks since

  Entry* find(std::uint32_t ip) {
    for (Entry& entry : entries)
      if (entry.valid && entry.ip == ip) return &entry;
    return nullptr;
  }
  void enter(std::uint32_t ip, std::uint64_t mac) {
    Entry* place = find(ip);
    for (Entry& entry : entries)
      if (!place && !entry.valid) place = &entry;
    if (!place) {
      place = &entries[0];
      for (Entry& entry : entries)
        if (entry.age > place->age) place = &entry;
    }
    *place = {true, ip, mac, 0};
  }
  std::optional<Question>* asked(std::uint32_t ip) {
    for (auto& slot : slots)
      if (slot && slot->ip == ip) return &slot;
    return nullptr;
  }
  // Without a record: nothing.
  std::optional<ArpRecord> packet(const Octets& octets) {
    if (own_ip == 0 && watched == 0) return {};
    ArpRecord record{.kind = kind_packet, .packet = octets};
    const auto sender_ip = static_cast<std::uint32_t>(get(octets, 14, 4));
    const auto target_ip = static_cast<std::uint32_t>(get(octets, 24, 4));
    const std::uint64_t sender_mac = get(octets, 8, 6);
    const bool request = get(octets, 6, 2) == 1;
    if (watched != 0 && sender_mac != Network{}.mac &&
        (sender_ip == watched || (sender_ip == 0 && request && target_ip == watched))) {
      record.probe_conflict = true;
      return record;
    }
    if (own_ip == 0) return record;
    if (sender_ip == own_ip) {
      record.conflict = true;
      if (!defended || *defended >= ArpBench::defend_ticks) {
        defended = 0;
        record.send = send_announce;
        record.send_ip = own_ip;
      }
      return record;
    }
    const bool asks_us = request && target_ip == own_ip;
    std::optional<Question>* question = asked(sender_ip);
    if (sender_ip != 0 && (find(sender_ip) || question || asks_us)) {
      enter(sender_ip, sender_mac);
      record.learned = true;
    }
    if (question) {
      record.pending = pending_resolved;
      record.pending_ip = sender_ip;
      question->reset();
    }
    if (asks_us) {
      record.send = send_reply;
      record.send_ip = sender_ip;
      record.send_mac = sender_mac;
    }
    return record;
  }
  ArpRecord resolve(std::uint32_t ip, unsigned client) {
    ArpRecord record{.kind = kind_resolve, .client = client, .ip = ip};
    if (const Entry* entry = find(ip)) {
      record.hit = true;
      record.mac = entry->mac;
      return record;
    }
    if (asked(ip)) return record;
    for (auto& slot : slots) {
      if (slot) continue;
      slot = Question{ip};
      record.send = send_request;
      record.send_ip = ip;
      break;
    }
    return record;
  }
  ArpRecord tick() {
    for (Entry& entry : entries)
      if (++entry.age == ArpBench::age_limit) entry.valid = false;
    if (defended) ++*defended;
    for (unsigned i = 0; i < slots.size(); ++i)
      if (slots[i]) due.push_back(i);
    return {.kind = kind_tick};
  }
  ArpRecord wait() {
    std::optional<Question>& question = slots[due.front()];
    due.erase(due.begin());
    ArpRecord record{.kind = kind_wait, .ip = question->ip};
    if (!question->waited) {
      question->waited = true;
    } else if (question->tries == 4) {
      record.pending = pending_failed;
      record.pending_ip = question->ip;
      question.reset();
    } else {
      ++question->tries;
      record.send = send_request;
      record.send_ip = question->ip;
    }
    return record;
  }
  ArpRecord advise(std::uint32_t ip) {
    ArpRecord record{.kind = kind_advise, .ip = ip};
    if (Entry* entry = find(ip)) entry->valid = false, record.forgotten = true;
    return record;
  }
  ArpRecord claim(std::uint32_t ip, bool probe) {
    watched = probe ? ip : 0;
    return {.kind = kind_claim, .ip = ip, .send = probe ? send_probe : send_announce, .send_ip = ip};
  }
};

}  // namespace sockwire::test
