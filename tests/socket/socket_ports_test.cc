// toe_socket_ports against a std::set, the rules applied at the time of the call
// (docs/rules/tcp.md section 2).
#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "Vtoe_socket_ports.h"
#include "tests/socket/bench.h"

namespace sockwire::test {
namespace {

constexpr unsigned dynamic = 49152;
constexpr unsigned dynamic_count = 16384;

class Ports : public testing::Test {
 protected:
  Bench<Vtoe_socket_ports> bench;
  std::set<unsigned> bound;
  unsigned counter = 0;  // e of the rules

  Ports() {
    while (!bench->init_done_o) bench.tick();
  }

  struct Found {
    bool free;
    unsigned port, counter;
  };
  Found rule(unsigned wanted) const {
    if (wanted != 0) return {!bound.contains(wanted), wanted, counter};
    unsigned e = counter;
    for (unsigned tried = 0; tried < dynamic_count; ++tried) {
      const unsigned port = dynamic + e;
      e = (e + 1) % dynamic_count;
      if (!bound.contains(port)) return {true, port, e};
    }
    return {false, 0, e};
  }

  void seed(unsigned value) {
    bench->seed_i = 1;
    bench->seed_value_i = static_cast<std::uint16_t>(value);
    bench.tick();
    bench->seed_i = 0;
    counter = value;
  }
  void begin(unsigned wanted) {
    while (!bench->reserve_ready_o) bench.tick();
    bench->reserve_i = 1;
    bench->reserve_port_i = static_cast<std::uint16_t>(wanted);
    bench.tick();
    bench->reserve_i = 0;
  }
  void release(unsigned port) {
    bench->release_i = 1;
    bench->release_port_i = static_cast<std::uint16_t>(port);
    bench.tick();
    bench->release_i = 0;
    bound.erase(port);
  }
  // The call is taken now: what is offered must be what the rule finds.
  void take(unsigned wanted, bool keep, bool move) {
    unsigned waited = 0;
    while (!bench->reserve_done_o && waited++ < 60'000) bench.tick();
    ASSERT_TRUE(bench->reserve_done_o);
    const Found expected = rule(wanted);
    ASSERT_EQ(bench->reserve_free_o, expected.free);
    if (expected.free) {
      ASSERT_EQ(bench->reserve_port_o, expected.port);
    }
    ASSERT_NE(bench->reserve_port_o, 0);
    keep = keep && expected.free;
    bench->finish_i = 1;
    bench->finish_keep_i = keep;
    bench->finish_move_i = move;
    bench.tick();
    bench->finish_i = 0;
    if (keep) bound.insert(expected.port);
    if (wanted == 0 && move) counter = expected.counter;
  }
};

TEST_F(Ports, APortIsBoundOnce) {
  begin(80);
  take(80, true, true);
  begin(80);
  take(80, true, true);
  release(80);
  begin(80);
  take(80, true, true);
}

TEST_F(Ports, EphemeralPortsBeginWithTheSecretAndWrap) {
  seed(dynamic_count - 2);
  for (unsigned i = 0; i < 4; ++i) {
    begin(0);
    take(0, true, true);
  }
  EXPECT_EQ(bound, (std::set<unsigned>{65534, 65535, 49152, 49153}));
}

TEST_F(Ports, AFailedCallGivesThePortBackAndMayMoveTheCounter) {
  begin(0);
  take(0, false, true);
  begin(0);
  take(0, false, false);
  begin(49153);
  take(49153, false, false);
  begin(0);
  take(0, true, true);
  EXPECT_EQ(bound, (std::set<unsigned>{49153}));
}

TEST_F(Ports, APortThatIsReleasedWhileItsCallWaitsIsTaken) {
  begin(80);
  take(80, true, true);
  begin(80);
  for (int i = 0; i < 10; ++i) bench.tick();
  EXPECT_FALSE(bench->reserve_free_o);
  release(80);
  take(80, true, true);
  EXPECT_TRUE(bound.contains(80));
}

TEST_F(Ports, AnEarlierEphemeralPortThatIsReleasedIsPreferred) {
  for (int i = 0; i < 3; ++i) {
    begin(0);
    take(0, true, true);
  }
  seed(0);
  begin(0);
  for (int i = 0; i < 30; ++i) bench.tick();
  release(49153);
  for (int i = 0; i < 4; ++i) bench.tick();
  release(49152);
  take(0, true, true);
  EXPECT_EQ(bound, (std::set<unsigned>{49152, 49154}));
  begin(0);  // 49153 has come back
  take(0, true, true);
  EXPECT_TRUE(bound.contains(49153));
}

TEST_F(Ports, WhenAllEphemeralPortsAreBoundThereIsNone) {
  for (unsigned i = 0; i < dynamic_count; ++i) {
    begin(0);
    ASSERT_NO_FATAL_FAILURE(take(0, true, true));
  }
  begin(0);
  ASSERT_NO_FATAL_FAILURE(take(0, true, true));
  begin(0);
  while (!bench->reserve_done_o) bench.tick();
  release(50000);
  ASSERT_NO_FATAL_FAILURE(take(0, true, true));
}

TEST_F(Ports, RandomOperationsAgreeWithTheRule) {
  Random random(11);
  for (unsigned round = 0; round < 30'000; ++round) {
    // A few ports only, so that searches meet bound ones.
    if (random.chance(40)) seed((dynamic_count - 6 + random.below(12)) % dynamic_count);
    const unsigned wanted = random.chance(70) ? 0 : 65530 + random.below(6);
    begin(wanted);
    const unsigned before = random.below(14);
    unsigned since_release = 4;
    for (unsigned i = 0; i < before; ++i) {
      // The engine's events are at least four cycles apart.
      if (!bound.empty() && since_release >= 4 && random.chance(50)) {
        release(*std::next(bound.begin(), random.below(static_cast<unsigned>(bound.size()))));
        since_release = 1;
      } else {
        bench.tick();
        ++since_release;
      }
    }
    const bool keep = random.chance(70);
    ASSERT_NO_FATAL_FAILURE(take(wanted, keep, keep || random.chance(50))) << "round " << round;
    while (bound.size() > 12 || (!bound.empty() && random.chance(30))) {
      release(*std::next(bound.begin(), random.below(static_cast<unsigned>(bound.size()))));
      for (int i = 0; i < 4; ++i) bench.tick();
    }
  }
}

}  // namespace
}  // namespace sockwire::test
