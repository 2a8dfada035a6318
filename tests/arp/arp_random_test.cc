// toe_arp under random packets, questions, ticks, advice and claims: each record is what the rules say, whatever the
// order in which the cache took the events.
#include "tests/arp/arp_reference.h"

namespace sockwire::test {
namespace {

// What was given to the hardware, in order.
struct Given {
  std::vector<Octets> packets;
  std::array<std::vector<std::uint32_t>, ArpBench::clients> asked;
  std::vector<std::uint32_t> advised;
  struct Claim {
    std::uint32_t ip;
    bool probe;
    std::size_t packets;  // that were done before
  };
  std::vector<Claim> claimed;
  unsigned ticks = 0;
};

class ArpRandom : public testing::TestWithParam<unsigned> {};

TEST_P(ArpRandom, DoesWhatTheRulesSayInAnyOrder) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    ArpBench arp(GetParam(), {.idle = 20 * (seed % 3), .stall = 30 * (seed % 2)});
    Random random(seed);
    if (seed >= 6) {  // an address is still to be found
      arp.network.ip = 0;
      set_network(arp.top.network_i, arp.network);
    }
    const unsigned neighbours = seed < 3 ? 6 : 14;
    // One is ours. In every second run the others differ from it in any bit.
    const auto some_ip = [&]() -> std::uint32_t {
      const std::uint32_t which = random() % neighbours;
      return seed % 2 && which != 1 ? 0x0A000101 ^ which * 0x9E3779B1 : 0x0A000101 + which;
    };
    Given given;
    for (unsigned i = 0; i < 6000; ++i) {
      switch (random() % 16) {
        case 0:
        case 1: {
          const Arp packet{.operation = 1 + random() % 2,
                           .sender_mac = random() % 8 ? std::uint64_t{0x020000000000} | random() % 4 * 0x0000'5A96'3C71
                                                      : Network{}.mac,
                           .sender_ip = random() % 20 ? some_ip() : 0,
                           .target_ip = random() % 2 ? Network{}.ip : some_ip()};
          arp.packet(packet);
          given.packets.push_back(packet.build());
          break;
        }
        case 2:
        case 3:
        case 4: {
          const unsigned client = random() % ArpBench::clients;
          if (arp.asks[client] || given.asked[client].size() != arp.answers[client].size()) break;
          arp.asks[client] = true;
          arp.ask_ip[client] = some_ip();
          given.asked[client].push_back(arp.ask_ip[client]);
          break;
        }
        case 5:
          if (random() % 3 == 0) {
            arp.now += 1u << 20;
            ++given.ticks;
            arp.step(arp.tx.stall ? 400 : 120);
          }
          break;
        case 6:
          if (random() % 4 == 0) {
            given.advised.push_back(some_ip());
            arp.advise(given.advised.back());
            arp.step(arp.tx.stall ? 200 : 40);  // none is lost
          }
          break;
        case 7:
          if (random() % 4 == 0) {
            if (arp.network.ip == 0) arp.settle();  // else nobody knows which packets it made count
            given.claimed.push_back({some_ip(), random() % 2 == 0, given.packets.size()});
            arp.claim(given.claimed.back().ip, given.claimed.back().probe);
            if (arp.network.ip == 0) arp.settle();
          }
          break;
        default: arp.step(1 + random() % 12);
      }
    }
    arp.settle();
    ArpReference reference(arp.network.ip);
    std::size_t packets = 0, ticks = 0, advised = 0, claimed = 0;
    std::array<std::size_t, ArpBench::clients> answered{};
    for (std::size_t i = 0; i < arp.records.size(); ++i) {
      const ArpRecord& record = arp.records[i];
      ASSERT_EQ(record.kind == kind_wait, !reference.due.empty()) << "seed " << seed << ", record " << i;
      ArpRecord expected;
      switch (record.kind) {
        case kind_packet: {
          std::optional<ArpRecord> told;
          while (!told) {  // those that nobody listened to have no record
            ASSERT_LT(packets, given.packets.size());
            told = reference.packet(given.packets[packets++]);
          }
          expected = *told;
          break;
        }
        case kind_resolve: {
          auto& n = answered[record.client];
          ASSERT_LT(n, given.asked[record.client].size());
          expected = reference.resolve(given.asked[record.client][n], record.client);
          EXPECT_EQ(arp.answers[record.client][n],
                    (ArpAnswer{expected.hit, !expected.hit && reference.asked(record.ip) != nullptr,
                               expected.mac}));
          ++n;
          break;
        }
        case kind_tick: ++ticks, expected = reference.tick(); break;
        case kind_wait: expected = reference.wait(); break;
        case kind_advise:
          ASSERT_LT(advised, given.advised.size());
          expected = reference.advise(given.advised[advised++]);
          break;
        default: {
          ASSERT_LT(claimed, given.claimed.size());
          const Given::Claim& claim = given.claimed[claimed++];
          while (reference.own_ip == 0 && packets < claim.packets)
            ASSERT_FALSE(reference.packet(given.packets[packets++]));
          expected = reference.claim(claim.ip, claim.probe);
        }
      }
      ASSERT_EQ(record, expected) << "seed " << seed << ", record " << i;
    }
    while (packets < given.packets.size() && !reference.packet(given.packets[packets])) ++packets;
    EXPECT_EQ(packets, given.packets.size());
    EXPECT_EQ(ticks, given.ticks);
    EXPECT_EQ(advised, given.advised.size());
    EXPECT_EQ(claimed, given.claimed.size());
    for (unsigned client = 0; client < ArpBench::clients; ++client) EXPECT_EQ(answered[client], given.asked[client].size());
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, ArpRandom, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
