// toe_socket_events: nothing that was raised is ever lost (lessons of others: readiness lost when
// it changes between poll and wait).
#include <gtest/gtest.h>
#include <array>

#include "Vevents_32.h"
#include "Vevents_5.h"
#include "tests/socket/bench.h"

namespace sockwire::test {
namespace {

template <typename Top>
class Host {
 public:
  Bench<Top> bench;
  Host() {
    while (!bench->init_done_o) bench.tick();
  }
  void raise(unsigned desc, unsigned flags) {
    bench->ready_valid_i = 1;
    bench->ready_desc_i = static_cast<std::uint16_t>(desc);
    bench->ready_i = static_cast<std::uint8_t>(flags);
    tick();
  }
  void raise_udp(unsigned desc, unsigned flags) {
    bench->udp_valid_i = 1;
    bench->udp_desc_i = static_cast<std::uint16_t>(desc);
    bench->udp_ready_i = static_cast<std::uint8_t>(flags);
  }
  void forget(unsigned desc) {
    bench->forget_i = 1;
    bench->forget_desc_i = static_cast<std::uint16_t>(desc);
    for (bool taken = false; !taken;) {
      bench.settle();
      taken = bench->forget_ready_o;
      bench.tick();
    }
    bench->forget_i = 0;
  }
  void take() {
    bench->event_take_i = 1;
    tick();
  }
  void wait(int cycles = 8) {
    for (int i = 0; i < cycles; ++i) tick();
  }
  void tick() {
    bench.tick();
    bench->ready_valid_i = bench->udp_valid_i = bench->event_take_i = 0;
  }
};

TEST(SocketEvents, FlagsJoinWhileADescriptorWaits) {
  Host<Vevents_5> host;
  host.raise(3, 0x01);  // goes to the head at once
  host.wait();
  host.raise(4, 0x02);
  host.wait();
  host.raise(4, 0x10);
  host.wait();
  ASSERT_TRUE(host.bench->event_valid_o);
  EXPECT_EQ(host.bench->event_desc_o, 3);
  EXPECT_EQ(host.bench->event_ready_o, 0x01);
  host.take();
  host.wait();
  EXPECT_EQ(host.bench->event_desc_o, 4);
  EXPECT_EQ(host.bench->event_ready_o, 0x12);
}

TEST(SocketEvents, TakingRemovesExactlyWhatWasShown) {
  Host<Vevents_5> host;
  host.raise(2, 0x01);
  host.wait();
  const unsigned shown = host.bench->event_ready_o;
  host.raise(2, 0x03);  // after the host has looked, before it takes
  host.wait();
  EXPECT_EQ(host.bench->event_ready_o, shown);
  host.take();
  host.wait();
  ASSERT_TRUE(host.bench->event_valid_o);
  EXPECT_EQ(host.bench->event_ready_o, 0x03);
  host.take();
  host.wait();
  EXPECT_FALSE(host.bench->event_valid_o);
  host.take();  // of nothing: nothing
  host.raise(1, 0x04);
  host.wait();
  EXPECT_EQ(host.bench->event_desc_o, 1);
}

TEST(SocketEvents, WhatWaitsForAClosedDescriptorIsForgotten) {
  Host<Vevents_5> host;
  host.raise(0, 0x01);
  host.wait();
  host.raise(2, 0x08);
  host.wait();
  host.raise(1, 0x02);
  host.wait();
  host.forget(2);
  host.wait();
  host.take();
  host.wait(20);
  EXPECT_EQ(host.bench->event_desc_o, 1);
  host.raise(2, 0x20);
  host.take();
  host.wait(20);
  EXPECT_EQ(host.bench->event_desc_o, 2);
  EXPECT_EQ(host.bench->event_ready_o, 0x20);
}

TEST(SocketEvents, TwoEnginesMayRaiseInTheSameClock) {
  Host<Vevents_5> host;
  host.raise_udp(4, 0x21);
  host.raise(1, 0x02);  // the same clock
  host.bench->forget_i = 1;
  host.bench->forget_desc_i = 1;
  host.bench.settle();
  EXPECT_FALSE(host.bench->forget_ready_o);  // what was raised before is in the queue before
  host.bench->forget_i = 0;
  host.wait();
  EXPECT_EQ(host.bench->event_desc_o, 1);
  host.take();
  host.wait();
  EXPECT_EQ(host.bench->event_desc_o, 4);
  EXPECT_EQ(host.bench->event_ready_o, 0x21);
  host.take();
  host.raise_udp(4, 0x02);  // both for one descriptor
  host.raise(4, 0x01);
  host.wait(10);
  EXPECT_EQ(host.bench->event_desc_o, 4);
  const unsigned first = host.bench->event_ready_o;
  host.take();
  host.wait(10);
  EXPECT_EQ(first | (host.bench->event_valid_o ? host.bench->event_ready_o : 0U), 3U);
}

template <typename Top>
void nothing_is_lost(unsigned sockets, unsigned seed) {
  Host<Top> host;
  Random random(seed);
  // When each flag was last raised and shown. What is raised in the cycles in which it is being
  // shown may be shown once more.
  constexpr std::uint64_t on_the_way = 6;
  struct Flag {
    std::uint64_t raised = 0, shown = 0;
  };
  std::vector<std::array<Flag, 6>> ledger(sockets);
  bool shown = false;
  unsigned desc = 0, flags = 0, events = 0;
  unsigned since = 4, since_udp = 4;
  const auto look = [&] {
    if (!host.bench->event_valid_o) return;
    if (!shown) {
      desc = host.bench->event_desc_o;
      flags = host.bench->event_ready_o;
      ASSERT_NE(flags, 0U);
      for (unsigned bit = 0; bit < 6; ++bit) {
        if ((flags >> bit & 1) == 0) continue;
        Flag& flag = ledger[desc][bit];
        ASSERT_GT(flag.raised + on_the_way, flag.shown) << "not raised since it was last shown";
        flag.shown = host.bench.cycle();
      }
      shown = true;
      ++events;
    }
    ASSERT_EQ(host.bench->event_desc_o, desc) << "changed under the host's eyes";
    ASSERT_EQ(host.bench->event_ready_o, flags);
  };
  for (unsigned i = 0; i < 60'000; ++i) {
    ASSERT_NO_FATAL_FAILURE(look());
    const bool busy = (i / 5000) % 2 == 0;  // the host is slow, then quick
    if (shown && random.chance(busy ? 2 : 50)) {
      host.bench->event_take_i = 1;
      shown = false;
    }
    if (since_udp >= 4 && random.chance(busy ? 60 : 10)) {  // the second engine, by itself
      const unsigned whose = random.below(sockets), what = 1 + random.below(63);
      for (unsigned bit = 0; bit < 6; ++bit)
        if (what >> bit & 1) ledger[whose][bit].raised = host.bench.cycle();
      host.raise_udp(whose, what);
      since_udp = 0;
    }
    ++since_udp;
    if (since >= 4 && random.chance(busy ? 60 : 10)) {
      const unsigned whose = random.below(sockets), what = 1 + random.below(127);
      for (unsigned bit = 0; bit < 6; ++bit)
        if (what >> bit & 1) ledger[whose][bit].raised = host.bench.cycle();
      host.raise(whose, what);
      since = 1;
    } else {
      host.tick();
      ++since;
    }
  }
  for (unsigned i = 0; i < 40 * sockets; ++i) {
    ASSERT_NO_FATAL_FAILURE(look());
    if (shown) host.bench->event_take_i = 1, shown = false;
    host.tick();
  }
  for (const auto& flags_of_one : ledger)
    for (const Flag& flag : flags_of_one) EXPECT_GE(flag.shown, flag.raised) << "lost";
  EXPECT_GT(events, 500U);
}

TEST(SocketEvents, NothingIsLostFiveSockets) { nothing_is_lost<Vevents_5>(5, 1); }
TEST(SocketEvents, NothingIsLostThirtyTwoSockets) { nothing_is_lost<Vevents_32>(32, 2); }

}  // namespace
}  // namespace sockwire::test
