// toe_socket_ports against a std::set, the rules applied at the time of the call: RFC 6056
// algorithm 3 (docs/rules/tcp.md section 2).
#include <gtest/gtest.h>
#include <array>
#include <map>
#include <set>
#include <vector>

#include "Vtoe_socket_ports.h"
#include "tests/faults/siphash.h"
#include "tests/requirement.h"
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
  struct Peer {          // whom an ephemeral port is for
    std::uint32_t addr = 0;
    std::uint16_t port = 0;
  } peer;
  std::array<std::uint32_t, 4> secret{};
  static constexpr std::uint32_t local = 0x0A000001;

  Ports() {
    while (!bench->init_done_o) bench.tick();
    bench->local_addr_i = local;
  }
  unsigned offset() const {
    std::vector<std::uint8_t> message;
    const auto put = [&](unsigned octets, std::uint32_t value) {
      while (octets-- > 0) message.push_back(static_cast<std::uint8_t>(value >> (8 * octets)));
    };
    put(4, local), put(2, 0), put(4, peer.addr), put(2, peer.port);
    const auto key = [&](unsigned i) { return std::uint64_t{secret[i + 1]} << 32 | secret[i]; };
    return static_cast<unsigned>(siphash24(key(0), key(2), message) % dynamic_count);
  }

  struct Found {
    bool free;
    unsigned port, counter;
  };
  Found rule(unsigned wanted) const {
    if (wanted != 0) return {!bound.contains(wanted), wanted, counter};
    unsigned e = counter;
    for (unsigned tried = 0; tried < dynamic_count; ++tried) {
      const unsigned port = dynamic + (e + offset()) % dynamic_count;
      e = (e + 1) % dynamic_count;
      if (!bound.contains(port)) return {true, port, e};
    }
    return {false, 0, e};
  }

  void seed(std::uint32_t value) {
    secret = {value, ~value, value * 3, value ^ 0x5555};
    for (unsigned i = 0; i < 4; ++i) bench->secret_i[i] = secret[i];
    bench->seed_i = 1;
    bench.tick();
    bench->seed_i = 0;
    counter = 0;
  }
  void begin(unsigned wanted) {
    while (!bench->reserve_ready_o) bench.tick();
    bench->reserve_i = 1;
    bench->reserve_port_i = static_cast<std::uint16_t>(wanted);
    bench->reserve_addr_i = peer.addr, bench->reserve_remote_i = peer.port;
    bench.tick();
    bench->reserve_i = 0;
    bench->reserve_addr_i = ~peer.addr, bench->reserve_remote_i = 77;  // it has been taken
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

TEST_F(Ports, APortThatIsNotFreeIsNeitherKeptNorReturned) {
  begin(80);
  take(80, true, true);
  begin(80);
  take(80, true, true);  // shared: the call succeeds
  for (int i = 0; i < 20; ++i) bench.tick();
  release(80);  // by the first owner; asserts that the bit was set
  begin(80);
  take(80, false, true);
  begin(80);
  take(80, true, true);
}

TEST_F(Ports, EachPeerHasAnOffsetOfItsOwnAndTheSecretMovesIt) {
  proves("9293-SEC-13");
  std::set<unsigned> begins;
  for (std::uint32_t i = 0; i < 40; ++i) {
    if (i == 20) seed(4711);
    peer = {0x0A000002 + i % 2, static_cast<std::uint16_t>(80 + i % 20 / 2)};
    begin(0);
    take(0, false, true);
    begins.insert(dynamic + offset());
  }
  EXPECT_GT(begins.size(), 38u);
}

TEST_F(Ports, ThePortsOfOnePeerFollowEachOtherAndWrap) {
  while (offset() != dynamic_count - 2) ++peer.addr;
  for (unsigned i = 0; i < 4; ++i) {
    begin(0);
    take(0, true, true);
  }
  EXPECT_EQ(bound, (std::set<unsigned>{65534, 65535, 49152, 49153}));
}

TEST_F(Ports, AFailedCallGivesThePortBackAndMayMoveTheCounter) {
  while (offset() != 0) ++peer.addr;
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
  seed(0);
  while (offset() != 0) ++peer.addr;
  for (int i = 0; i < 3; ++i) {
    begin(0);
    take(0, true, true);
  }
  seed(0);
  begin(0);
  for (int i = 0; i < 50; ++i) bench.tick();
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
  // With every secret, some peers whose searches begin near the end of the range.
  std::map<std::uint32_t, std::vector<Peer>> near;
  const auto peers = [&](unsigned which) {
    auto& found = near[secret[0]];
    while (found.size() < 20) {
      peer = found.empty() ? Peer{} : found.back();
      do ++peer.addr;
      while ((offset() + 6) % dynamic_count >= 12);
      found.push_back(peer);
    }
    return found[which];
  };
  peer = peers(0);
  for (unsigned round = 0; round < 30'000; ++round) {
    // A few ports only, so that searches meet bound ones.
    if (random.chance(40)) seed(random.below(50)), peer = peers(random.below(20));
    if (random.chance(30)) peer = peers(random.below(20));
    const unsigned wanted = random.chance(70) ? 0 : 65530 + random.below(6);
    begin(wanted);
    const unsigned before = random.below(34);
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
