// The park slots of toe_tcp_tx, in all widths (tcp_path_tb): docs/rules/network.md, "TCP and the
// cache".

#include <gtest/gtest.h>

#include "tests/requirement.h"
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
        return ArpAnswer{.hit = false, .waiting = ip == waited || ip == waited_too, .mac = 0};
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

  std::vector<PathError> errors_of(std::initializer_list<Request> requests) {
    std::vector<PathError> made;
    for (const Request& request : requests)
      made.push_back({request.addr, request.ports, request.seq});
    return made;
  }

  std::uint32_t unknown = other_ip, unknown_too = third_ip, waited = other_ip, waited_too = 0;
};

TEST_P(TcpPathPark, four_misses_are_parked_and_others_pass) {
  ask({numbered(other_ip, 1), numbered(peer_ip, 2), numbered(other_ip, 3), numbered(third_ip, 4),
       numbered(other_ip, 5), numbered(other_ip, 6), numbered(other_ip, 7), numbered(peer_ip, 8)});
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{2, 8}));
  EXPECT_EQ(bench.out_discards, 2u);  // 4: ARP asks for another; 7: there are four
  unknown = 0;
  bench.pulse(true, third_ip);  // not the one
  bench.step(50);
  EXPECT_EQ(bench.tx.packets.size(), 2u);
  bench.pulse(true, other_ip);
  bench.step(100);
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{2, 8, 1, 3, 5, 6}));
  EXPECT_EQ(bench.out_discards, 2u);
  EXPECT_TRUE(bench.errors.empty());
}

// In the order in which they were parked, whichever slots they lie in.
TEST_P(TcpPathPark, the_order_outlives_any_mixture_of_neighbours) {
  waited_too = third_ip;
  for (std::uint32_t round = 0; round < 64; ++round) {
    bench.tx.packets.clear();
    std::vector<std::uint32_t> first, second;
    std::vector<Request> asked;
    for (std::uint32_t i = 0; i < 4; ++i) {
      const bool third = round >> i & 1;
      (third ? second : first).push_back(4 * round + i);
      asked.push_back(numbered(third ? third_ip : other_ip, 4 * round + i));
    }
    for (const auto& one : asked) ask({one});
    unknown = 0;
    bench.pulse(true, other_ip);
    bench.step(100);
    ASSERT_EQ(sequence(), first);
    unknown = unknown_too = 0;
    bench.pulse(true, third_ip);
    bench.step(100);
    first.insert(first.end(), second.begin(), second.end());
    ASSERT_EQ(sequence(), first);
    unknown = other_ip, unknown_too = third_ip;
  }
  EXPECT_EQ(bench.out_discards, 0u);
}

// Two neighbours are found while the wire stands: by age, not by who was found first.
TEST_P(TcpPathPark, the_oldest_asks_first_of_all_that_are_found) {
  waited_too = third_ip;
  for (unsigned delay = 0; delay < 16; ++delay) {
    bench.tx.packets.clear(), bench.asked.clear();
    for (std::uint32_t i = 1; i < 5; ++i) ask({numbered(i % 2 ? other_ip : third_ip, i)});
    bench.asked.clear();
    unknown = unknown_too = 0;
    bench.arp_stops = true;
    bench.pulse(true, third_ip);
    bench.step(delay);
    bench.arp_stops = false;  // the pulse is there when ARP could take the next question
    bench.pulse(true, other_ip);
    bench.step(100);
    EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{1, 2, 3, 4})) << delay;
    EXPECT_EQ(bench.asked, (std::vector<std::uint32_t>{other_ip, third_ip, other_ip, third_ip}));
    unknown = other_ip, unknown_too = third_ip;
  }
}

TEST_P(TcpPathPark, a_miss_that_arp_does_not_ask_for_is_dropped) {
  waited = 0;
  ask({numbered(other_ip, 1), numbered(peer_ip, 2)});
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{2}));
  EXPECT_EQ(bench.out_discards, 1u);
}

TEST_P(TcpPathPark, a_failed_neighbour_loses_the_parked_segments_and_is_told_once) {
  proves("1122-ARP-04");
  waited_too = third_ip;
  const auto first = numbered(other_ip, 1), second = numbered(third_ip, 2);
  ask({first, second, numbered(other_ip, 3), numbered(other_ip, 4)});
  bench.pulse(false, peer_ip);
  bench.step(10);
  EXPECT_EQ(bench.out_discards, 0u);
  EXPECT_TRUE(bench.errors.empty());
  bench.pulse(false, other_ip);
  bench.step(10);
  EXPECT_EQ(bench.out_discards, 3u);
  EXPECT_EQ(bench.errors, errors_of({first}));
  bench.pulse(false, third_ip);
  bench.step(10);
  EXPECT_EQ(bench.out_discards, 4u);
  EXPECT_EQ(bench.errors, errors_of({first, second}));
  ask({numbered(other_ip, 5)});  // the slots are free again
  unknown = 0;
  bench.pulse(true, other_ip);
  bench.step(50);
  EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{5}));
}

TEST_P(TcpPathPark, two_errors_wait_and_a_third_is_forgotten) {
  bench.errors_stop = true;
  std::vector<Request> lost;
  for (std::uint32_t i = 0; i < 3; ++i) {
    lost.push_back(numbered(other_ip, i));
    ask({lost.back()});
    bench.pulse(false, other_ip);
  }
  bench.step(10);
  bench.errors_stop = false;
  bench.step(10);
  EXPECT_EQ(bench.errors, errors_of({lost[0], lost[1]}));
  EXPECT_EQ(bench.out_discards, 3u);
}

// A neighbour is given up while one of its segments, found before, offers its question again.
TEST_P(TcpPathPark, who_was_found_may_yet_be_given_up) {
  const auto one = numbered(other_ip, 1), two = numbered(other_ip, 2);
  for (unsigned delay = 0; delay < 8; ++delay) {
    bench.errors.clear(), bench.asked.clear(), bench.out_discards = 0;
    ask({one, two});
    bench.asked.clear();
    bench.arp_stops = true;
    bench.pulse(true, other_ip);
    bench.step(delay);
    bench.arp_stops = false;
    bench.pulse(false, other_ip);
    bench.step(50);
    EXPECT_EQ(bench.out_discards, 2u) << delay;
    EXPECT_EQ(bench.errors, errors_of({one})) << delay;
    EXPECT_TRUE(bench.asked.empty()) << delay;
  }
  EXPECT_TRUE(bench.tx.packets.empty());
}

// Each with its own options and payload, whatever happened to the block meanwhile.
TEST_P(TcpPathPark, what_is_parked_keeps_its_options_and_its_place_in_the_buffer) {
  std::vector<Request> parked;
  std::vector<Octets> payloads;
  for (unsigned i = 0; i < 4; ++i) {
    payloads.push_back(random_octets(200 + 13 * i, bench.random));
    auto made = numbered(other_ip, first_floor + 1000 + i);
    made.buffer = i, made.offset = 7 * i, made.length = static_cast<unsigned>(payloads[i].size());
    made.tag = bench.send(payloads[i], i, 7 * i);
    made.options.ts = {i, 2 * i};
    if (i % 2) made.options.sacks = {{i, i + 1}, {i + 3, i + 4}};
    parked.push_back(made);
    ask({made});
  }
  bench.release(2);
  bench.floor(3, first_floor + 2000);
  unknown = 0;
  bench.pulse(true, other_ip);
  ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() + bench.stale == 4; }));
  ASSERT_EQ(bench.tx.packets.size(), 2u) << "one lost its block, one was acknowledged";
  for (unsigned i = 0; i < 2; ++i) expect_sent(bench.tx.packets[i], parked[i], payloads[i]);
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
