// toe_socket_alloc against a std::deque (docs/rules/tcp.md section 2).
#include <gtest/gtest.h>
#include <deque>

#include "Valloc_3.h"
#include "Valloc_4096.h"
#include "Valloc_8.h"
#include "tests/socket/bench.h"

namespace sockwire::test {
namespace {

template <typename Top>
void random_operations(unsigned count, unsigned cycles) {
  Bench<Top> bench;
  Random random(count);
  std::deque<unsigned> free;
  std::deque<unsigned> held;
  for (unsigned id = 0; id < count; ++id) free.push_back(id);
  unsigned emptied = 0;

  for (unsigned i = 0; i < cycles; ++i) {
    ASSERT_EQ(bench->available_o, !free.empty()) << "cycle " << i;
    if (!free.empty()) {
      ASSERT_EQ(bench->next_o, free.front()) << "cycle " << i;
    }
    // Long stretches in which more is taken, or more is released.
    const bool taking = (i / (3 * count)) % 2 == 0;
    const bool take = !free.empty() && random.chance(taking ? 90 : 20);
    const bool release = !held.empty() && random.chance(taking ? 20 : 90);
    unsigned released = 0;
    if (release) {
      const auto which = held.begin() + random.below(static_cast<unsigned>(held.size()));
      released = *which;
      held.erase(which);
    }
    bench->take_i = take;
    bench->release_i = release;
    bench->release_id_i = static_cast<std::uint16_t>(released);
    if (take) {
      held.push_back(free.front());
      free.pop_front();
    }
    if (release) free.push_back(released);
    emptied += free.empty();
    bench.tick();
  }
  EXPECT_GT(emptied, 0U);
}

TEST(SocketAlloc, HandsOutInOrderAndReusesFromTheTail) { random_operations<Valloc_8>(8, 50'000); }
TEST(SocketAlloc, AnyCount) { random_operations<Valloc_3>(3, 20'000); }
TEST(SocketAlloc, FourThousandNinetySix) { random_operations<Valloc_4096>(4096, 60'000); }

TEST(SocketAlloc, NothingLeaksInAHundredThousandRounds) {
  Bench<Valloc_8> bench;
  for (unsigned i = 0; i < 100'000; ++i) {
    bench->take_i = 1;
    bench->release_i = 0;
    const auto id = bench->next_o;
    bench.tick();
    bench->take_i = 0;
    bench->release_i = 1;
    bench->release_id_i = id;
    bench.tick();
  }
  bench->release_i = 0;
  for (unsigned i = 0; i < 8; ++i) {
    ASSERT_TRUE(bench->available_o);
    bench->take_i = 1;
    bench.tick();
  }
  EXPECT_FALSE(bench->available_o);
}

}  // namespace
}  // namespace sockwire::test
