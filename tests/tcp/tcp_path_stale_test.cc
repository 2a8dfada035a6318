// What has left the buffer never leaves (docs/rules/tcp.md section 6), in all widths (tcp_path_tb):
// segments that are acknowledged, overwritten or whose block changes hands while they wait.

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

constexpr std::uint32_t other_ip = peer_ip + 1;

class TcpPathStale : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 19};
  Random& random = bench.random;
  std::uint32_t unknown = other_ip;
  std::uint32_t floors[buffers] = {first_floor, first_floor, first_floor, first_floor};

  TcpPathStale() {
    bench.arp = [this](std::uint32_t ip) {
      if (ip == unknown) return ArpAnswer{.hit = false, .waiting = true, .mac = 0};
      return ArpAnswer{.mac = 0x0A0000000000u + ip};
    };
  }

  // A segment whose octets are in memory, at the floor of its block.
  Request ready(unsigned size, unsigned buffer, Octets& payload, std::uint32_t addr = peer_ip) {
    payload = random_octets(size, random);
    auto made = bench.random_request(addr);
    made.seq = floors[buffer], made.length = size, made.buffer = buffer;
    made.offset = random() % buf_bytes;
    made.tag = bench.send(payload, buffer, made.offset);
    if (random() % 2) made.options.ts = {random(), random()};
    return made;
  }
  void move_floor(unsigned buffer, std::uint32_t octets) {
    floors[buffer] += octets;
    bench.floor(buffer, floors[buffer]);
  }
  void park(const Request& request) {
    unknown = other_ip;
    bench.requests.push_back(request);
    ASSERT_TRUE(bench.run([&] { return bench.requests.empty(); }, 1000));
    bench.step(30);
  }
  void resolve() {
    unknown = 0;
    bench.pulse(true, other_ip);
    bench.step(1000);
  }
  void expect_alive() {  // the next one leaves, whole
    Octets payload;
    const auto next = ready(100, 0, payload);
    bench.tx.packets.clear(), bench.requests.push_back(next);
    ASSERT_TRUE(bench.run([&] { return !bench.tx.packets.empty(); }, 5000));
    expect_sent(bench.tx.packets[0], next, payload);
  }
};

TEST_P(TcpPathStale, acknowledged_and_overwritten_while_parked) {
  for (const unsigned acked : {0u, 1u, 199u, 200u, 4000u}) {
    Octets payload;
    const auto parked = ready(200, 1, payload, other_ip);
    park(parked);
    const auto before = bench.stale;
    bench.tx.packets.clear();
    if (acked) {
      move_floor(1, acked);
      bench.send(random_octets(200, random), 1, parked.offset);
    }
    resolve();
    EXPECT_EQ(bench.stale - before, acked != 0);
    ASSERT_EQ(bench.tx.packets.size(), acked == 0);
    if (!acked) expect_sent(bench.tx.packets[0], parked, payload);
  }
  EXPECT_EQ(bench.out_discards, 0u);
  expect_alive();
}

// Also as often as makes a count of five or six bits go round, also where the new floor lies before
// it.
TEST_P(TcpPathStale, released_and_taken_by_another_while_parked) {
  for (const unsigned releases : {1u, 2u, 31u, 32u, 33u, 64u}) {
    Octets payload;
    const auto parked = ready(200, 2, payload, other_ip);
    park(parked);
    bench.tx.packets.clear();
    const auto before = bench.stale;
    for (unsigned i = 0; i < releases; ++i) {
      bench.release(2);
      floors[2] -= random() % 100;
      bench.floor(2, floors[2]);
    }
    bench.send(random_octets(200, random), 2, parked.offset);
    resolve();
    EXPECT_EQ(bench.stale - before, 1u) << releases;
    EXPECT_TRUE(bench.tx.packets.empty()) << releases;
  }
  expect_alive();
}

TEST_P(TcpPathStale, other_blocks_change_nothing) {
  Octets payload;
  const auto parked = ready(200, 2, payload, other_ip);
  park(parked);
  for (const unsigned buffer : {0u, 1u, 3u}) {
    move_floor(buffer, 5000);
    bench.release(buffer);
    floors[buffer] += 100000;
    bench.floor(buffer, floors[buffer], true);
  }
  bench.tx.packets.clear();
  resolve();
  ASSERT_EQ(bench.tx.packets.size(), 1u);
  expect_sent(bench.tx.packets[0], parked, payload);
  EXPECT_EQ(bench.stale, 0u);
}

// A release in every clock from before the resolution to after the first octet.
TEST_P(TcpPathStale, released_at_any_moment) {
  unsigned vanished = 0;
  for (unsigned delay = 0; delay < 40; ++delay) {
    for (const bool anew : {false, true}) {  // given back, or kept for a new connection
      Octets payload;
      const auto parked = ready(64, 3, payload, other_ip);
      park(parked);
      bench.tx.packets.clear();
      unknown = 0;
      bench.top.pending_ip_i = other_ip;
      for (unsigned i = 0; i < 40; ++i) {
        bench.top.pending_resolved_i = i == 10;
        if (i != delay) {
          bench.step();
        } else if (anew) {
          bench.floor(3, --floors[3], true);
        } else {
          bench.release(3);
        }
      }
      bench.run([&] { return !bench.tx.packets.empty(); }, 200);
      if (bench.tx.packets.empty())
        ++vanished;
      else
        expect_sent(bench.tx.packets[0], parked, payload);
      ASSERT_EQ(bench.stale, vanished) << delay;
      EXPECT_TRUE(delay >= 10 || bench.tx.packets.empty()) << delay;
      EXPECT_TRUE(delay <= 25 || !bench.tx.packets.empty()) << delay;
    }
  }
}

TEST_P(TcpPathStale, in_the_queue_and_those_behind_it_pass) {
  Octets lost, second;
  const auto one = ready(300, 0, lost), two = ready(300, 1, second), three = ready(300, 2, lost),
             four = ready(300, 3, lost), empty = bench.random_request();
  bench.arp_stops = true;
  for (const auto& request : {one, two, empty, three, four}) bench.requests.push_back(request);
  bench.step(60);
  move_floor(0, 300);
  bench.floor(2, floors[2] -= 7000, true);  // another's numbers: they say nothing
  bench.release(3);
  bench.send(random_octets(300, random), 0, one.offset);
  bench.send(random_octets(300, random), 2, three.offset);
  bench.arp_stops = false;
  ASSERT_TRUE(bench.run([&] { return bench.stale == 3 && bench.tx.packets.size() == 2; }, 5000));
  expect_sent(bench.tx.packets[0], two, second);
  expect_sent(bench.tx.packets[1], empty, {});
  expect_alive();
}

// The acknowledgement comes at any moment of the reading, other octets right behind it.
TEST_P(TcpPathStale, overwritten_while_it_is_read) {
  unsigned left = 0, vanished = 0;
  for (unsigned delay = 0; delay < 30 + 700 / bench.data_bytes; delay += 1 + delay / 20) {
    Octets payload;
    const auto sent = ready(600, 1, payload);
    const auto skip = (left + vanished) % 2 * 500,
               rest = 600 - skip;  // the move may overtake the reading
    const auto others = random_octets(rest, random);
    bench.write_window(others);
    bench.tx.packets.clear();
    bench.requests.push_back(sent);
    bench.step(delay);
    const auto done = bench.user_done;
    move_floor(1, 600);
    bench.move({Send, 1, sent.offset + skip, rest});
    ASSERT_TRUE(bench.run([&] { return bench.user_done > done; },
                          1200 / bench.data_bytes + 30 + 2 * bench.memory_clocks()));
    bench.step(300);
    if (bench.tx.packets.empty())
      ++vanished;
    else
      expect_sent(bench.tx.packets[0], sent, payload), ++left;
    ASSERT_EQ(bench.stale, vanished);
    auto next = sent;  // and the move has come to its place
    next.seq = floors[1], next.tag = bench.moves_pushed, next.offset += skip, next.length = rest;
    bench.tx.packets.clear();
    bench.requests.push_back(next);
    ASSERT_TRUE(bench.run([&] { return !bench.tx.packets.empty(); }, 5000));
    expect_sent(bench.tx.packets[0], next, others);
  }
  EXPECT_TRUE(left > 10 && vanished > 2) << left << ' ' << vanished;
}

TEST_P(TcpPathStale, a_move_waits_for_one_payload_at_the_most_and_only_in_its_own_block) {
  Octets payload;
  const auto sent = ready(1400, 1, payload);
  for (const unsigned buffer : {1u, 2u}) {
    for (int i = 0; i < 6; ++i) bench.requests.push_back(sent);
    bench.step(60);
    const auto done = bench.user_done;
    const auto start = bench.cycle();
    bench.move({Send, buffer, sent.offset + 1400, 8});
    ASSERT_TRUE(bench.run([&] { return bench.user_done > done; }, 5000));
    EXPECT_LE(bench.cycle() - start,
              (buffer == 2 ? 12u : 1400 / bench.data_bytes + 20) + 2 * bench.memory_clocks());
    ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() >= 6; }, 20000));
    for (const auto& packet : bench.tx.packets) expect_sent(packet, sent, payload);
    bench.tx.packets.clear();
  }
}

// Places for options, slots and the park slot come back, however a segment ends.
TEST_P(TcpPathStale, nothing_leaks) {
  unsigned requests = 0;
  for (unsigned round = 0; round < 300; ++round) {
    Octets payload;
    auto one =
        ready(1 + random() % 60, random() % buffers, payload, random() % 3 ? peer_ip : other_ip);
    one.options.sacks.emplace_back(random(), random());
    unknown = random() % 2 ? other_ip : 0;
    for (auto i = random() % 3; i <= 3; ++i) bench.requests.push_back(one), ++requests;
    bench.step(random() % 60);
    if (random() % 2) move_floor(one.buffer, 1 + random() % 50);
    if (random() % 4 == 0) bench.floor(one.buffer, floors[one.buffer], true);
    bench.step(random() % 60);
    if (random() % 2) bench.pulse(random() % 2, other_ip);
  }
  unknown = 0;
  for (int i = 0; i < 3; ++i) bench.step(2000), bench.pulse(true, other_ip);
  bench.step(2000);
  EXPECT_TRUE(bench.requests.empty());
  EXPECT_EQ(bench.tx.packets.size() + bench.stale + bench.out_discards, requests);
  EXPECT_TRUE(bench.tx.packets.size() > 100 && bench.stale > 50 && bench.out_discards > 50);
  expect_alive();
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathStale, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
