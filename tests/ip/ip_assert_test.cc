// The rules that the datagram memory and IP's way out hold their neighbours to: who breaks one is told
// (docs/contracts.md). A Verilated design stops at its first failed assertion.
#include "tests/ip/memory_bench.h"
#include "tests/ip/send_bench.h"

#include "Vcut_tb.h"
#include "Vip_tx_tb.h"

#include <unistd.h>

namespace sockwire::test {
namespace {

void expect_told(const char* what, const std::function<void()>& breaks_the_rule) {
  EXPECT_DEATH((dup2(STDERR_FILENO, STDOUT_FILENO), breaks_the_rule()), what);
}

TEST(IpAssertDeathTest, MemoryKnowsWhoMayUseASlot) {
  expect_told("u_memory.*invariant 2: writer 0", [] {
    MemoryBench bench(0);
    bench.slots[3];
    bench.write(0, 3, 0, {1});
  });
  expect_told("u_memory.*invariant 2: reader 1", [] {
    MemoryBench bench(0);
    bench.slots[3];
    bench.reads[1] = {3, 0};
    bench.step();
  });
  expect_told("u_memory.*invariant 2: free 3", [] {
    MemoryBench bench(0);
    const unsigned slot = bench.open(0);
    bench.free(1, slot);
    bench.free(3, slot);
  });
  expect_told("u_memory.*invariant 1", [] {
    MemoryBench bench(0);
    for (unsigned i = 0; i < 17; ++i) bench.take = 1, bench.step(3);
  });
}

TEST(IpAssertDeathTest, MemoryWantsOffersThatStandStill) {
  expect_told("u_write.*invariant 1: writer 1", [] {
    MemoryBench bench(0);
    const unsigned slot = bench.open(0);
    bench.writes[1] = {slot, 0, {1, 2}};
    bench.step();
    bench.writes[1] = {slot, 4, {1, 2}};
    bench.step();
  });
  expect_told("u_fetch.*invariant 1: reader 2", [] {
    MemoryBench bench(0);
    const unsigned slot = bench.open(0);
    bench.reads[2] = {slot, 0};
    bench.step();
    bench.reads[2].reset();
    bench.step();
  });
}

TEST(IpAssertDeathTest, SendingWantsNoAnswerUnasked) {
  expect_told("u_send.*invariant 1", [] { SendBench bench(0); bench.rsp = {true, false, 1}; bench.step(); });
}

// A stream of one client whose meta is as the test says, clock by clock.
template <typename Top>
struct Offer : Bench<Top> {
  Offer() { this->reset(); }
  void beat(VlWide<4>& port, const TxMeta& meta) {
    set_meta(port, meta);
    this->step();
  }
};

TEST(IpAssertDeathTest, CuttingWantsTheLengthThatWasTold) {
  const auto offer = [](unsigned length, bool dont_fragment, bool last) {
    Offer<Vcut_tb> bench;
    bench.top.ready_i = 1, bench.top.valid_i = 1, bench.top.keep_i = 0xF, bench.top.last_i = last;
    for (unsigned i = 0; i < 4; ++i) bench.beat(bench.top.meta_i, {.length = length, .dont_fragment = dont_fragment});
  };
  expect_told("u_cut.*invariant 1", [&] { offer(100, false, true); });
  expect_told("u_cut.*invariant 2", [&] { offer(1481, true, false); });
}

TEST(IpAssertDeathTest, SendersKeepTheirHeaderStill) {
  expect_told("u_tx.*invariant 2", [] {
    Offer<Vip_tx_tb> bench;
    bench.top.tcp_valid_i = 1, bench.top.tcp_keep_i = 0xF, bench.top.ready_i = 1;
    for (unsigned i = 0; i < 4; ++i) bench.beat(bench.top.tcp_meta_i, {.length = 40 + i});
  });
}

}  // namespace
}  // namespace sockwire::test
