// Send buffers in use, in all widths (tcp_path_tb): connections write, send, send again, are
// acknowledged, end and begin anew in the same blocks, while neighbours come and go and the wire
// stands. Whatever leaves has the octets of its own connection, whole.

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

constexpr std::uint32_t other_ip = peer_ip + 1;

// One connection after the other in a block; its number is in the ports of what it sends.
struct Connection {
  std::uint32_t number = 0, start = 0, una = 0, end = 0;
};

class TcpPathSoak : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 23};
  Random& random = bench.random;
  Connection connections[buffers];
  std::uint32_t opened = 0, requests = 0;
  bool known = true;

  TcpPathSoak() {
    bench.arp = [this](std::uint32_t ip) {
      if (ip == other_ip && !known) return ArpAnswer{.hit = false, .waiting = true, .mac = 0};
      return ArpAnswer{.mac = 0x0A0000000000u + ip};
    };
    for (unsigned buffer = 0; buffer < buffers; ++buffer) open(buffer);
  }

  static std::uint8_t octet(std::uint32_t number, std::uint32_t seq) {
    return static_cast<std::uint8_t>((number * 2654435761u ^ seq * 2246822519u) >> 21);
  }
  static Octets text(std::uint32_t number, std::uint32_t seq, unsigned length) {
    Octets octets;
    while (length--) octets.push_back(octet(number, seq++));
    return octets;
  }
  // The engine's order: no floor before all that was asked for is handed over.
  void handed_over() {
    ASSERT_TRUE(bench.run([&] { return bench.requests.empty() && bench.moves.empty(); }, 20000));
  }

  void open(unsigned buffer) {
    handed_over();
    auto& connection = connections[buffer];
    const bool kept = random() % 2;  // by a socket that connects again
    if (!kept) bench.release(buffer), bench.step(random() % 20);
    const std::uint32_t start = connection.una + random() % 5000 - 2500;  // near the old numbers
    connection = {.number = ++opened, .start = start, .una = start, .end = start};
    bench.floor(buffer, start, kept);
    auto syn = bench.random_request();
    syn.flags = Syn, syn.buffer = buffer, syn.options.mss = 1460;
    bench.requests.push_back(syn), ++requests;
  }
  void write(unsigned buffer) {
    auto& connection = connections[buffer];
    const auto free = buf_bytes - (connection.end - connection.una);
    if (free == 0) return;
    const auto length = std::min(free, 1 + random() % 1500);
    bench.write_window(text(connection.number, connection.end, length));
    bench.move({Send, buffer, (connection.end - connection.start) % buf_bytes, length});
    connection.end += length;
    if (random() % 2) send(buffer);  // before the octets are in memory
    ASSERT_TRUE(bench.run(
        [&] { return bench.user_done == bench.user_moves && bench.moves.empty(); }, 3000));
  }
  void send(unsigned buffer) {
    const auto& connection = connections[buffer];
    const auto held = connection.end - connection.una;
    if (held == 0) return;
    auto made = bench.random_request(random() % 3 ? peer_ip : other_ip);
    made.ports = connection.number, made.buffer = buffer;
    made.seq = connection.una + (random() % 2 ? 0 : random() % held);
    made.length = std::min(connection.end - made.seq, 1 + random() % 1400);
    made.offset = (made.seq - connection.start) % buf_bytes;
    made.tag = bench.moves_pushed;
    if (random() % 2) made.options.ts = {random(), random()};
    if (random() % 4 == 0) made.options.sacks = {{random(), random()}};
    bench.requests.push_back(made), ++requests;
  }
  void acknowledge(unsigned buffer) {
    handed_over();
    auto& connection = connections[buffer];
    connection.una += random() % (connection.end - connection.una + 1);
    bench.floor(buffer, connection.una);
  }
  void judge() {
    for (const auto& packet : bench.tx.packets) {
      const auto& octets = packet.octets;
      if (octets[13] == Syn) continue;
      const auto header = 4u * (octets[12] >> 4);
      ASSERT_EQ(Octets(octets.begin() + header, octets.end()),
                text(number(octets, 0, 4), number(octets, 4, 4),
                     static_cast<unsigned>(octets.size()) - header));
      ASSERT_EQ(ones_sum(octets, pseudo_sum(our_ip, packet.side[2], octets.size())), 0xFFFF);
    }
  }
};

TEST_P(TcpPathSoak, whatever_leaves_is_its_own) {
  for (unsigned i = 0; i < 4000; ++i) {
    const auto buffer = random() % buffers;
    switch (random() % 16) {
      case 0:
        if (random() % 4 == 0) open(buffer);
        break;
      case 1:
        known = random() % 2;
        break;
      case 2:
        bench.pulse(random() % 4, other_ip);
        break;
      case 3:
        bench.tx.stall = random() % 3 * 45;
        break;
      case 4:
      case 5:
      case 6:
        write(buffer);
        break;
      case 7:
      case 8:
      case 9:
        acknowledge(buffer);
        break;
      default:
        send(buffer);
    }
    if (random() % 4 == 0) bench.step(random() % 200);
    if (HasFatalFailure()) return;
  }
  known = true;
  for (unsigned i = 0; i < 3; ++i) bench.step(20000), bench.pulse(true, other_ip);
  bench.step(5000);
  judge();
  EXPECT_EQ(bench.tx.packets.size() + bench.stale + bench.out_discards, requests);
  EXPECT_GT(bench.tx.packets.size(), 500u);
  EXPECT_GT(bench.stale, 50u);
  EXPECT_GT(opened, 30u);
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathSoak, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
