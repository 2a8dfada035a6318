// The payload's way on a link with jumbo frames: segments of up to 8,960 octets in and out, in all
// widths.
#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

constexpr unsigned kRing = 16384, kMss = 8960,
                   kWindow = 2048;  // the block's ring, as the wrapper is built

class TcpPathMtu : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 17};
  Random& random = bench.random;
};

TEST_P(TcpPathMtu, segments_of_every_size_go_out) {
  for (const unsigned size :
       {1460u, 1461u, 2048u, 4096u, 8191u, 8192u, 8193u, kMss - 12, kMss - 1, kMss}) {
    auto sent = bench.random_request();
    const auto payload = random_octets(size, random);
    sent.length = size, sent.buffer = random() % buffers, sent.offset = random() % kRing;
    for (unsigned at = 0; at < size; at += kWindow) {
      const auto end = payload.begin() + std::min(size, at + kWindow);
      sent.tag = bench.send({payload.begin() + at, end}, sent.buffer, (sent.offset + at) % kRing);
    }
    bench.requests.push_back(sent);
    ASSERT_TRUE(bench.run([&] { return !bench.tx.packets.empty(); }));
    expect_sent(bench.tx.packets[0], sent, payload);
    bench.tx.packets.clear();
  }
}

TEST_P(TcpPathMtu, segments_of_every_size_come_in) {
  for (const unsigned size : {1460u, 1461u, 4096u, 8192u, kMss - 12, kMss - 1, kMss}) {
    const auto sent = bench.random_segment(size);
    bench.push(sent);
    bench.settle();
    ASSERT_EQ(bench.records.size(), 1u) << size;
    EXPECT_EQ(bench.records[0].length, size);
    const unsigned buffer = random() % buffers, offset = random() % kRing;
    bench.move({Take, buffer, offset, size, 0, size});
    Octets received;
    for (unsigned at = 0; at < size; at += kWindow) {
      const Octets part =
          bench.receive(buffer, (offset + at) % kRing, std::min(kWindow, size - at));
      received.insert(received.end(), part.begin(), part.end());
    }
    EXPECT_EQ(received == sent.payload, true) << size;
    bench.records.clear();
  }
}

// Two of them wait for the engine, and the next one finds no room.
TEST_P(TcpPathMtu, staging_holds_more_than_one) {
  for (int i = 0; i < 4; ++i) bench.push(bench.random_segment(kMss));
  bench.settle();
  EXPECT_EQ(bench.records.size(), 3u);
  EXPECT_EQ(bench.in_discards, 1u);
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathMtu, testing::Range(0u, 3u), width_name);

}  // namespace
}  // namespace sockwire::test
