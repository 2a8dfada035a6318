// toe_tcp_tx and the sending half of toe_tcp_mover, in all widths (tcp_path_tb): octets from the
// host's window to the wire, checksum, order of moves and reads, ARP and the park slot, speed.

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

constexpr std::uint32_t other_ip = peer_ip + 1, third_ip = peer_ip + 2;

class TcpPathTx : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 11};
  Random& random = bench.random;

  Request request(std::uint32_t addr = peer_ip) {
    return {.addr = addr,
            .ports = random(),
            .seq = random(),
            .ack = random(),
            .flags = static_cast<std::uint8_t>(random()),
            .wnd = static_cast<std::uint16_t>(random()),
            .mss = {}};
  }

  std::vector<std::uint32_t> sequence() {  // the sequence numbers on the wire
    std::vector<std::uint32_t> numbers;
    for (const auto& packet : bench.tx.packets) {
      std::uint32_t number = 0;
      for (int i = 4; i < 8; ++i) number = number << 8 | packet.octets.at(static_cast<unsigned>(i));
      numbers.push_back(number);
    }
    return numbers;
  }

  void wait_for(std::size_t packets) {
    ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() >= packets; }));
  }

  void expect(const Packet& packet, const Request& sent, const Octets& payload) {
    EXPECT_EQ(packet.octets, expected(sent, payload));
    EXPECT_FALSE(packet.err);
    const std::uint64_t mac = 0x0A0000000000u + sent.addr;
    EXPECT_EQ(packet.side,
              (std::vector<std::uint32_t>{static_cast<std::uint32_t>(mac >> 32),
                                          static_cast<std::uint32_t>(mac), sent.addr, 6,
                                          static_cast<std::uint32_t>(packet.octets.size())}));
  }

  // Three numbered segments for three neighbours, of whom only the first is known.
  Request numbered(std::uint32_t addr, std::uint32_t number) {
    auto made = request(addr);
    made.seq = number;
    return made;
  }
};

TEST_P(TcpPathTx, every_payload_size_and_alignment_goes_out_right) {
  for (unsigned size = 0; size <= 1460; size += size < 70 ? 1 : 1 + random() % 97) {
    bench.tx.stall = random() % 3 * 40;
    auto sent = request();
    const auto payload = random_octets(size, random);
    sent.length = size, sent.buffer = random() % buffers;
    sent.offset = random() % 4 ? random() % buf_bytes : buf_bytes - random() % 40 % buf_bytes - 1;
    if (size > 0) sent.tag = bench.send(payload, sent.buffer, sent.offset);
    bench.requests.push_back(sent);
    wait_for(1);
    expect(bench.tx.packets[0], sent, payload);
    bench.tx.packets.clear();
  }
}

TEST_P(TcpPathTx, a_syn_carries_its_mss) {
  auto sent = request();
  sent.flags = Syn, sent.mss = 1460;
  bench.requests.push_back(sent);
  bench.requests.push_back(request());
  const auto second = bench.requests.back();
  wait_for(2);
  expect(bench.tx.packets[0], sent, {});
  expect(bench.tx.packets[1], second, {});
}

TEST_P(TcpPathTx, payload_is_read_only_after_its_move) {
  bench.write_window(random_octets(2048, random));
  const auto window = random_octets(1460, random);
  bench.write_window(window);
  std::vector<Request> sent;
  for (unsigned i = 0; i < 6; ++i) {  // each move overwrites the one before, by one octet less
    auto one = request();
    one.length = 1460, one.buffer = 2, one.offset = 100 + i;
    one.tag = bench.move({Send, 2, one.offset, 1460});
    sent.push_back(one);
  }
  for (int i = 0; i < 20; ++i) bench.step();  // the first move is under way
  bench.requests.push_back(sent.back());
  wait_for(1);
  expect(bench.tx.packets[0], sent.back(), window);
  EXPECT_EQ(bench.user_done, 6u);
}

TEST_P(TcpPathTx, a_request_survives_256_moves_while_it_waits) {
  const auto payload = random_octets(64, random);
  auto sent = request();
  sent.length = 64, sent.buffer = 1, sent.offset = 8;
  sent.tag = bench.send(payload, 1, 8);
  bench.tx.stall = 100;
  for (int i = 0; i < 9; ++i) bench.requests.push_back(sent);
  bench.step(100);
  for (unsigned i = 1; i < 400; ++i) {
    bench.move({Recv, 0, 0, 4});
    ASSERT_TRUE(bench.run([&] { return bench.user_done == i + 1; }));
    if (i % 50 == 0) {  // wherever it has wrapped to by now
      const auto before = bench.tx.packets.size();
      bench.tx.stall = 0;
      wait_for(before + 1);
      bench.tx.stall = 100;
      expect(bench.tx.packets.back(), sent, payload);
    }
  }
  bench.tx.stall = 0;
  wait_for(9);
}

TEST_P(TcpPathTx, full_segments_follow_each_other_closely) {
  const auto payload = random_octets(1460, random);
  auto sent = request();
  sent.length = 1460, sent.buffer = 3, sent.offset = 3333;
  sent.tag = bench.send(payload, 3, 3333);
  for (int i = 0; i < 8; ++i) bench.requests.push_back(sent);
  wait_for(8);
  for (const auto& packet : bench.tx.packets) expect(packet, sent, payload);
  const auto& packets = bench.tx.packets;
  const auto cycles = packets[7].last_cycle - packets[1].last_cycle;
  EXPECT_LE(cycles, 6 * (1480 / bench.data_bytes + 7));
}

TEST_P(TcpPathTx, an_answer_without_payload_leaves_within_ten_cycles) {
  auto sent = request();
  sent.flags = Syn | Ack, sent.mss = 1460;
  bench.step(20);
  bench.requests.push_back(sent);
  wait_for(1);
  EXPECT_LE(bench.tx.packets[0].first_cycle - bench.last_emit_cycle, 10u);
}

TEST_P(TcpPathTx, the_next_hop_is_asked_for) {
  bench.requests.push_back(request(0x08080808));
  bench.requests.push_back(request(other_ip));
  wait_for(2);
  EXPECT_EQ(bench.asked, (std::vector<std::uint32_t>{0xC0A801FE, other_ip}));
  bench.top.gateway_i = 0;
  bench.requests.push_back(request(0x08080808));
  wait_for(3);
  EXPECT_EQ(bench.asked.back(), 0x08080808u);
}

// ---------------------------------------------------------------- the park slot

class TcpPathPark : public TcpPathTx {
 protected:
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
  const auto payload = random_octets(300, random);
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
    wait_for(2);
    EXPECT_EQ(sequence(), (std::vector<std::uint32_t>{1, 2})) << delay;
    EXPECT_EQ(bench.asked, (std::vector<std::uint32_t>{other_ip, peer_ip})) << delay;
    expect(bench.tx.packets[0], parked, payload);
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

const auto name = [](const auto& width) { return std::to_string(4u << width.param) + "_octets"; };
INSTANTIATE_TEST_SUITE_P(Widths, TcpPathTx, testing::Values(0u, 1u, 2u), name);
INSTANTIATE_TEST_SUITE_P(Widths, TcpPathPark, testing::Values(0u, 1u, 2u), name);

}  // namespace
}  // namespace sockwire::test
