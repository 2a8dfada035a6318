// The park slot of toe_tcp_tx, in all widths (tcp_path_tb): docs/rules/network.md, "TCP and the
// cache".

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

constexpr std::uint32_t other_ip = peer_ip + 1, third_ip = peer_ip + 2;

class TcpPathPark : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 13};

  TcpPathPark() {
    bench.arp_delay = 3;
    bench.arp = [this](std::uint32_t ip) {
      if (ip == unknown || ip == unknown_too)
        return ArpAnswer{.hit = false, .waiting = ip == waited, .mac = 0};
      return ArpAnswer{.mac = 0x0A0000000000u + ip};
    };
  }
  void ask(std::initializer_list<Request> requests) {
    bench.requests.insert(bench.requests.end(), requests);
    bench.step(100);
  }

  Request numbered(std::uint32_t addr, std::uint32_t number) {
    auto made = bench.random_request(addr);
    made.seq = number;
    return made;
  }

  std::vector<std::uint32_t> sequence() {  // the sequence numbers on the wire
    std::vector<std::uint32_t> numbers;
    for (const auto& packet : bench.tx.packets) {
      std::uint32_t number = 0;
      for (unsigned i = 4; i < 8; ++i) number = number << 8 | packet.octets.at(i);
      numbers.push_back(number);
    }
    return numbers;
  }

  std::uint32_t unknown = other_ip, unknown_too = third_ip, waited = other_ip;
};

TEST_P(TcpPathPark, a_miss_is_parked_and_others_pass) {
  ask({numbered(other_ip, 1), numbered(peer_ip, 2), numbered(other_ip, 3), numbered(third_ip, 4),
       numbered(peer_ip, 5)});
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{2, 5}));
  EXPECT_EQ(bench.out_discards, 2u);  // 3: the slot is full; 4: ARP asks for another
  unknown = 0;
  bench.pulse(true, third_ip);  // not the one
  bench.step(50);
  EXPECT_EQ(bench.tx.packets.size(), 2u);
  bench.pulse(true, other_ip);
  bench.step(50);
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{2, 5, 1}));
  EXPECT_EQ(bench.out_discards, 2u);
}

TEST_P(TcpPathPark, a_miss_that_arp_does_not_ask_for_is_dropped) {
  waited = 0;
  ask({numbered(other_ip, 1), numbered(peer_ip, 2)});
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{2}));
  EXPECT_EQ(bench.out_discards, 1u);
}

TEST_P(TcpPathPark, a_failed_neighbour_loses_the_parked_segment) {
  ask({numbered(other_ip, 1)});
  bench.pulse(false, third_ip);
  bench.step(2);
  EXPECT_EQ(bench.out_discards, 0u);
  bench.pulse(false, other_ip);
  bench.step(2);
  EXPECT_EQ(bench.out_discards, 1u);
  ask({numbered(other_ip, 2)});  // the slot is free again
  unknown = 0;
  bench.pulse(true, other_ip);
  bench.step(50);
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{2}));
}

TEST_P(TcpPathPark, the_parked_segment_asks_before_the_head) {
  const auto payload = random_octets(300, bench.random);
  auto parked = numbered(other_ip, 1);
  parked.length = 300, parked.tag = bench.send(payload, 0, 0);
  ask({parked});
  for (unsigned delay = 0; delay < 12; ++delay) {  // the head's question in every phase
    bench.tx.packets.clear(), bench.asked.clear();
    bench.arp_stops = true;
    bench.requests.push_back(numbered(peer_ip, 2));
    bench.step(delay);
    unknown = 0;
    bench.arp_stops = false;  // the pulse is there when ARP could take the next question
    bench.pulse(true, other_ip);
    ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() >= 2; }));
    EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{1, 2})) << delay;
    EXPECT_EQ(bench.asked, (std::vector<std::uint32_t>{other_ip, peer_ip})) << delay;
    expect_sent(bench.tx.packets[0], parked, payload);
    unknown = other_ip;
    ask({parked});
  }
  EXPECT_EQ(bench.out_discards, 0u);
}

TEST_P(TcpPathPark, a_parked_segment_that_misses_again_is_treated_like_any) {
  ask({numbered(other_ip, 1)});
  bench.pulse(true, other_ip);  // but forgotten again at once: ARP asks anew
  bench.step(50);
  EXPECT_EQ(bench.out_discards, 0u);
  waited = 0;
  bench.pulse(true, other_ip);
  bench.step(50);
  EXPECT_EQ(bench.out_discards, 1u);
  EXPECT_TRUE(bench.tx.packets.empty());
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathPark, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
