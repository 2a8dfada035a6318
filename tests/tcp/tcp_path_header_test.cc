// The headers that toe_tcp_tx builds, in all widths (tcp_path_tb): options of SYNs and others
// beside payload of every alignment, their order and padding, data offset and checksum, latency.

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

class TcpPathHeader : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 17};
  Random& random = bench.random;

  void wait_for(std::size_t packets) {
    ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() >= packets; }, 20000));
  }

  Options in_syn(unsigned which) {
    Options options;
    if (which & 1) options.mss = static_cast<std::uint16_t>(random());
    if (which & 2) options.wscale = static_cast<std::uint8_t>(random() % 15);
    options.sackok = which & 4;
    if (which & 8) options.ts = {random(), random()};
    return options;
  }

  Options with_sacks(bool ts, unsigned sacks) {
    Options options;
    if (ts) options.ts = {random(), random()};
    while (sacks--) options.sacks.emplace_back(random(), random());
    return options;
  }

  Octets options_on_the_wire(const Options& options) {
    auto sent = bench.random_request();
    sent.options = options;
    bench.requests.push_back(sent);
    bench.tx.packets.clear();
    EXPECT_TRUE(bench.run([&] { return !bench.tx.packets.empty(); }, 2000));
    if (bench.tx.packets.empty()) return {};
    expect_sent(bench.tx.packets[0], sent, {});
    const auto& octets = bench.tx.packets[0].octets;
    EXPECT_EQ(octets[12] & 0xF, 0);
    return {octets.begin() + 20, octets.end()};
  }
};

TEST_P(TcpPathHeader, every_combination_in_a_syn) {
  for (unsigned round = 0; round < 4; ++round) {
    for (unsigned which = 0; which < 16; ++which) {
      bench.tx.stall = round * 25;
      auto sent = bench.random_request();
      sent.options = in_syn(which);
      bench.requests.push_back(sent);
      wait_for(1);
      expect_sent(bench.tx.packets[0], sent, {});
      bench.tx.packets.clear();
    }
  }
}

TEST_P(TcpPathHeader, timestamps_and_sack_blocks_beside_payload_of_any_size) {
  for (unsigned sacks = 0; sacks <= 4; ++sacks) {
    for (const bool ts : {false, true}) {
      if (ts && sacks == 4) continue;
      const unsigned room = 1460 - (ts ? 12 : 0) - (sacks ? 4 + 8 * sacks : 0);
      for (unsigned size = 0; size <= room; size += size < 36 ? 1 : 1 + random() % 400) {
        if (size > room - 40) size = room;
        bench.tx.stall = random() % 3 * 30;
        auto sent = bench.random_request();
        const auto payload = random_octets(size, random);
        sent.options = with_sacks(ts, sacks);
        sent.length = size, sent.buffer = random() % buffers;
        // often where the octets in front of the payload are those of the ring's end
        sent.offset = random() % 2 ? random() % 16 : random() % buf_bytes;
        if (size > 0) sent.tag = bench.send(payload, sent.buffer, sent.offset);
        bench.requests.push_back(sent);
        wait_for(1);
        expect_sent(bench.tx.packets[0], sent, payload);
        bench.tx.packets.clear();
      }
    }
  }
  EXPECT_EQ(bench.stale, 0u);
}

// docs/rules/tcp.md section 1, "options".
TEST_P(TcpPathHeader, order_and_padding_are_those_of_the_rules) {
  const Pair ts{0x01020304, 0xA1A2A3A4};
  const Octets stamps{1, 1, 8, 10, 1, 2, 3, 4, 0xA1, 0xA2, 0xA3, 0xA4};
  EXPECT_EQ(options_on_the_wire({.mss = 1460, .wscale = 7, .sackok = true, .ts = ts}),
            (Octets{2, 4, 5, 0xB4, 4, 2, 8, 10, 1, 2, 3, 4, 0xA1, 0xA2, 0xA3, 0xA4, 1, 3, 3, 7}));
  EXPECT_EQ(options_on_the_wire({.mss = 536, .wscale = 0, .ts = ts}),
            (Octets{2, 4, 2, 24, 1, 1, 8, 10, 1, 2, 3, 4, 0xA1, 0xA2, 0xA3, 0xA4, 1, 3, 3, 0}));
  EXPECT_EQ(options_on_the_wire({.mss = 536, .wscale = 14, .sackok = true}),
            (Octets{2, 4, 2, 24, 1, 1, 4, 2, 1, 3, 3, 14}));
  EXPECT_EQ(options_on_the_wire({.mss = 536}), (Octets{2, 4, 2, 24}));
  EXPECT_EQ(options_on_the_wire({.ts = ts}), stamps);
  auto both = stamps;
  both.insert(both.end(), {1, 1, 5, 10, 0, 0, 0, 9, 0, 0, 1, 0});
  EXPECT_EQ(options_on_the_wire({.ts = ts, .sacks = {{9, 256}}}), both);
  EXPECT_EQ(options_on_the_wire({.sacks = {{1, 2}, {3, 4}}}),
            (Octets{1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4}));
  EXPECT_EQ(options_on_the_wire(with_sacks(false, 4)).size(), 36u);
  EXPECT_EQ(options_on_the_wire(with_sacks(true, 3)).size(), 40u);
  EXPECT_TRUE(options_on_the_wire({}).empty());
}

// More than there are places for options, in front of a wire that stands; each its own.
TEST_P(TcpPathHeader, many_wait_with_options_of_their_own) {
  for (unsigned round = 0; round < 8; ++round) {
    bench.arp_stops = round % 2;
    bench.tx.stall = 100;
    std::vector<Request> sent;
    std::vector<Octets> payloads;
    for (unsigned i = 0; i < 24; ++i) {
      auto one = bench.random_request();
      one.options = random() % 4 ? with_sacks(random() % 2, random() % 4) : in_syn(random() % 16);
      const bool bare = one.options.mss || one.options.wscale || one.options.sackok;
      payloads.push_back(random_octets(bare || i >= 16 ? 0 : random() % 60, random));
      one.length = static_cast<unsigned>(payloads[i].size());
      one.buffer = i % buffers, one.offset = 100 * i;
      if (one.length) one.tag = bench.send(payloads[i], one.buffer, one.offset);
      sent.push_back(one);
      bench.requests.push_back(one);
      bench.step(random() % 30);
    }
    bench.arp_stops = false;
    bench.tx.stall = 40;
    wait_for(24);
    for (unsigned i = 0; i < 24; ++i) expect_sent(bench.tx.packets[i], sent[i], payloads[i]);
    bench.tx.packets.clear();
  }
}

TEST_P(TcpPathHeader, options_cost_few_cycles) {
  const auto latency = [&](const Options& options) {
    bench.step(20);
    const auto start = bench.cycle();
    options_on_the_wire(options);
    return bench.tx.packets.at(0).first_cycle - start;
  };
  const auto bare = latency({});
  EXPECT_LE(bare, 8u);
  EXPECT_LE(latency({.mss = 1460}), bare);
  EXPECT_LE(latency({.ts = Pair{1, 2}}), bare + 3);
  EXPECT_LE(latency(in_syn(15)), bare + 5);
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathHeader, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
