// toe_arp under random packets, questions and ticks: each record is what the rules say, whatever the
// order in which the cache took the events.
#include "tests/arp/arp_bench.h"

#include <optional>

namespace sockwire::test {
namespace {

// The rules of docs/rules/network.md, "ARP", said once more in C++.
struct Reference {
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
  std::optional<Question> question;
  std::uint32_t own_ip = Network{}.ip;

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
  ArpRecord packet(const Octets& octets) {
    ArpRecord record{.kind = kind_packet, .packet = octets};
    const auto sender_ip = static_cast<std::uint32_t>(get(octets, 14, 4));
    const std::uint64_t sender_mac = get(octets, 8, 6);
    const bool asks_us = get(octets, 6, 2) == 1 && get(octets, 24, 4) == own_ip;
    if (sender_ip == own_ip) return record;
    const bool wanted = question && question->ip == sender_ip;
    if (sender_ip != 0 && (find(sender_ip) || wanted || asks_us)) {
      enter(sender_ip, sender_mac);
      record.learned = true;
    }
    if (wanted) {
      record.pending = pending_resolved;
      record.pending_ip = sender_ip;
      question.reset();
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
    } else if (!question) {
      question = Question{ip};
      record.send = send_request;
      record.send_ip = ip;
    }
    return record;
  }
  ArpRecord tick() {
    ArpRecord record{.kind = kind_tick};
    for (Entry& entry : entries)
      if (++entry.age == ArpBench::age_limit) entry.valid = false;
    if (!question) return record;
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
};

class ArpRandom : public testing::TestWithParam<unsigned> {};

TEST_P(ArpRandom, DoesWhatTheRulesSayInAnyOrder) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    ArpBench arp(GetParam(), {.idle = 20 * (seed % 3), .stall = 30 * (seed % 2)});
    Random random(seed);
    const unsigned neighbours = seed < 3 ? 6 : 14;
    std::vector<Octets> sent;
    std::array<std::vector<std::uint32_t>, 2> asked;
    unsigned ticks = 0;
    const auto some_ip = [&] { return 0x0A000101 + random() % neighbours; };  // one is ours
    for (unsigned i = 0; i < 6000; ++i) {
      switch (random() % 8) {
        case 0: {
          const Arp packet{.operation = 1 + random() % 2,
                           .sender_mac = std::uint64_t{0x020000000000} | random() % 4,
                           .sender_ip = random() % 20 ? some_ip() : 0,
                           .target_ip = random() % 2 ? Network{}.ip : some_ip()};
          arp.packet(packet);
          sent.push_back(packet.build());
          break;
        }
        case 1:
        case 2: {
          const unsigned client = random() % 2;
          if (arp.asks[client] || asked[client].size() != arp.answers[client].size()) break;
          arp.asks[client] = true;
          arp.ask_ip[client] = some_ip();
          asked[client].push_back(arp.ask_ip[client]);
          break;
        }
        case 3:
          if (random() % 4 == 0) {
            arp.now += 1u << 20;
            ++ticks;
            arp.step(60);
          }
          break;
        default: arp.step(1 + random() % 12);
      }
      if (arp.tx.inside_packet() && random() % 8 == 0) arp.step(20);
    }
    arp.settle();
    Reference reference;
    std::size_t packets = 0, ticked = 0;
    std::array<std::size_t, 2> answered{};
    for (std::size_t i = 0; i < arp.records.size(); ++i) {
      const ArpRecord& record = arp.records[i];
      ArpRecord expected;
      if (record.kind == kind_packet) {
        ASSERT_LT(packets, sent.size());
        expected = reference.packet(sent[packets++]);
      } else if (record.kind == kind_resolve) {
        auto& n = answered[record.client];
        ASSERT_LT(n, asked[record.client].size());
        expected = reference.resolve(asked[record.client][n], record.client);
        const bool waits = reference.question && reference.question->ip == record.ip;
        EXPECT_EQ(arp.answers[record.client][n],
                  (ArpAnswer{expected.hit, !expected.hit && waits, expected.mac}));
        ++n;
      } else {
        ++ticked;
        expected = reference.tick();
      }
      ASSERT_EQ(record, expected) << "seed " << seed << ", record " << i;
    }
    EXPECT_EQ(packets, sent.size());
    EXPECT_EQ(ticked, ticks);
    for (unsigned client = 0; client < 2; ++client) EXPECT_EQ(answered[client], asked[client].size());
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, ArpRandom, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
