// toe_tcp_rx_queue behind toe_tcp_rx, in all widths (tcp_path_tb): the hashes beside the segments.
// The bench compares each with a SipHash of its own.

#include <gtest/gtest.h>

#include "tests/requirement.h"
#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

class TcpPathHash : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 41};
  Random& random = bench.random;
};

// The clock that a cookie is made with may step while its segment waits: in every clock, or just
// before the engine takes it.
TEST_P(TcpPathHash, the_hashes_are_those_of_the_moment) {
  for (const std::uint64_t step :
       {std::uint64_t{1}, std::uint64_t{1} << 20, std::uint64_t{1} << 21}) {
    bench.clock_step = step;
    for (unsigned round = 0; round < 300; ++round) {
      bench.engine_stops = true;
      for (unsigned i = random() % 4; i > 0; --i) {
        auto sent = bench.random_segment(random() % 2 * 40);
        const auto count = static_cast<std::uint32_t>(bench.top.now_i >> 26);
        sent.flags = static_cast<std::uint8_t>(random() % 4 == 0 ? +Syn
                                               : random() % 2    ? +Ack
                                                                 : random());
        // the count named lies about the present one, also beyond it; and where the borrow reaches
        // it
        if (random() % 4) sent.ack = (count + 3 - random() % 6) << 27 | random() % 3;
        bench.push(sent);
      }
      bench.step(random() % 80);
      bench.engine_stops = false;
      bench.step(random() % 80);
    }
    bench.settle();
    EXPECT_TRUE(bench.run([&] { return !bench.top.seg_valid_o; }));
    bench.step(100);
  }
  EXPECT_EQ(bench.records.size() + bench.in_discards, bench.in_segs);
  EXPECT_GT(bench.hashes, 500u);
  EXPECT_GT(bench.keys, 300u);
}

TEST_P(TcpPathHash, who_needs_no_hash_does_not_wait) {
  for (int i = 0; i < 16; ++i) {
    auto sent = bench.random_segment(0);
    sent.flags = static_cast<std::uint8_t>(i % 2 ? Rst : Rst | Fin | Psh);
    bench.push(sent);
  }
  const auto start = bench.cycle();
  EXPECT_TRUE(bench.run([&] { return bench.records.size() == 16; }));
  EXPECT_LT(bench.cycle() - start, 16u * (20 / bench.data_bytes + 3) + 10);
  EXPECT_EQ(bench.hashes, 0u);
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathHash, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
