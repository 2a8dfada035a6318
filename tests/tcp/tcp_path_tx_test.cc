// toe_tcp_tx and the sending half of toe_tcp_mover, in all widths (tcp_path_tb): octets from the
// host's window to the wire, checksum, order of moves and reads, speed.

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

constexpr std::uint32_t other_ip = peer_ip + 1;

class TcpPathTx : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 11};
  Random& random = bench.random;

  Request request(std::uint32_t addr = peer_ip) { return bench.random_request(addr); }

  void wait_for(std::size_t packets) {
    ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() >= packets; }));
  }
};

TEST_P(TcpPathTx, every_payload_size_and_alignment_goes_out_right) {
  proves("9293-MUST-2");
  for (unsigned size = 0; size <= 1460; size += size < 70 ? 1 : 1 + random() % 97) {
    bench.tx.stall = random() % 3 * 40;
    auto sent = request();
    const auto payload = random_octets(size, random);
    sent.length = size, sent.buffer = random() % buffers;
    sent.offset = random() % 4 ? random() % buf_bytes : buf_bytes - random() % 40 % buf_bytes - 1;
    if (size > 0) sent.tag = bench.send(payload, sent.buffer, sent.offset);
    bench.requests.push_back(sent);
    wait_for(1);
    expect_sent(bench.tx.packets[0], sent, payload);
    bench.tx.packets.clear();
  }
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
  expect_sent(bench.tx.packets[0], sent.back(), window);
  EXPECT_EQ(bench.user_done, 6u);
}

// The tag has eight bits: after 150 moves it looks as if it were still to come.
TEST_P(TcpPathTx, a_request_outlasts_the_range_of_its_tag) {
  const auto payload = random_octets(64, random);
  auto sent = request();
  sent.length = 64, sent.buffer = 1, sent.offset = 8;
  sent.tag = bench.send(payload, 1, 8);
  bench.tx.stall = 100;
  for (int i = 0; i < 9; ++i) {
    bench.requests.push_back(sent);
    if (i == 3) bench.step(100);  // the stages are full, the others come to a FIFO that stands
  }
  bench.step(20);
  for (unsigned i = 0; i < 150; ++i) bench.move({Recv, 0, 0, 4});
  ASSERT_TRUE(bench.run([&] { return bench.user_done == 151; }));
  bench.tx.stall = 0;
  wait_for(9);
  for (const auto& packet : bench.tx.packets) expect_sent(packet, sent, payload);
}

TEST_P(TcpPathTx, full_segments_follow_each_other_closely) {
  auto ring = random_octets(buf_bytes, random);
  const auto half = ring.begin() + buf_bytes / 2;
  bench.send({ring.begin(), half}, 3, 0);
  const auto tag = bench.send({half, ring.end()}, 3, buf_bytes / 2);
  std::vector<Request> sent;
  for (unsigned i = 0; i < 8; ++i) {
    sent.push_back(request());
    sent[i].length = 1460, sent[i].buffer = 3, sent[i].offset = 501 * i, sent[i].tag = tag;
    bench.requests.push_back(sent[i]);
  }
  wait_for(8);
  ring.insert(ring.end(), ring.begin(), half);
  for (unsigned i = 0; i < 8; ++i) {
    const auto begin = ring.begin() + sent[i].offset;
    expect_sent(bench.tx.packets[i], sent[i], {begin, begin + 1460});
  }
  const auto& packets = bench.tx.packets;
  const auto cycles = packets[7].last_cycle - packets[1].last_cycle;
  EXPECT_LE(cycles, 6 * (1480 / bench.data_bytes + 7 + bench.memory_clocks()));
}

TEST_P(TcpPathTx, an_answer_without_payload_leaves_within_ten_cycles) {
  auto sent = request();
  sent.flags = Syn | Ack, sent.options.mss = 1460;
  bench.step(20);
  bench.requests.push_back(sent);
  wait_for(1);
  EXPECT_LE(bench.tx.packets[0].first_cycle - bench.last_emit_cycle, 10u);
}

TEST_P(TcpPathTx, the_next_hop_is_asked_for) {
  proves("1122-IP-16 1122-IP-17");
  bench.requests.push_back(request(0x08080808));
  bench.requests.push_back(request(other_ip));
  wait_for(2);
  EXPECT_EQ(bench.asked, (std::vector<std::uint32_t>{0xC0A801FE, other_ip}));
  bench.top.gateway_i = 0;
  bench.requests.push_back(request(0x08080808));
  wait_for(3);
  EXPECT_EQ(bench.asked.back(), 0x08080808u);
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathTx, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
