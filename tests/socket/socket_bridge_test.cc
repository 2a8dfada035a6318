// toe_socket_bridge between clocks of odd ratios: order is kept, nothing is lost or doubled, a
// reset of either side leaves nothing behind.
#include <gtest/gtest.h>

#include <ostream>

#include "Vbridge_tb.h"
#include "tests/socket/axil_host.h"

namespace sockwire::test {
namespace {

struct Clocks {
  unsigned host_ps, core_ps;
};

void PrintTo(const Clocks& clocks, std::ostream* out) { *out << clocks.host_ps << " and " << clocks.core_ps << " ps"; }

class Bridge : public testing::TestWithParam<Clocks> {
 protected:
  VerilatedContext context;
  Vbridge_tb top{&context, ""};
  AxilHost<Vbridge_tb> host{top, [this] { top.eval(); }, [this] { tick(); }, 9};

  Bridge() {
    top.rst_host_ni = top.rst_core_ni = 0;
    pause(10);
    top.rst_host_ni = top.rst_core_ni = 1;
  }
  ~Bridge() override { top.final(); }

  // One rising edge of the host's clock, with as many edges of the core's as fall before the next.
  void tick() {
    top.clk_host_i = 1;
    top.eval();
    core_until(host_at_ += GetParam().host_ps / 2);
    top.clk_host_i = 0;
    top.eval();
    core_until(host_at_ += GetParam().host_ps / 2);
  }
  void pause(unsigned slow_clocks) {
    const unsigned longest = std::max(GetParam().host_ps, GetParam().core_ps);
    for (unsigned i = 0; i <= slow_clocks * longest / GetParam().host_ps; ++i) tick();
  }

 private:
  void core_until(std::uint64_t time) {
    while (core_at_ < time) {
      top.clk_core_i = !top.clk_core_i;
      top.eval();
      core_at_ += GetParam().core_ps / 2;
    }
  }
  std::uint64_t host_at_ = 0, core_at_ = 123;
};

TEST_P(Bridge, TrafficComesThroughInOrder) {
  Random random(4);
  std::vector<std::uint32_t> mirror(2048);
  for (unsigned word = 0; word < 2048; ++word)
    host.write(4 * word, mirror[word] = word * 0x9E3779B9U);
  for (unsigned round = 0; round < 100; ++round) {
    const auto percent = [&] { return random.chance(50) ? 0 : random.below(90); };
    host.stalls = {percent(), percent(), percent(), percent(), percent()};
    const unsigned count = 1 + random.below(30);
    const unsigned half = 1024 * (round % 2);  // reads go where no write goes
    std::vector<unsigned> written, read;
    for (unsigned i = 0; i < count; ++i) {
      const unsigned to = half + random.below(1024), from = (half ^ 1024) + random.below(1024);
      host.post_write(4 * to + i % 4, mirror[to] = random.below(0x7FFFFFFF));
      host.post_read(4 * from + i % 4);
      read.push_back(mirror[from]);
    }
    host.wait([&] { return host.written.size() == count && host.answered.size() == count; },
              100'000);
    for (unsigned i = 0; i < count; ++i) {
      ASSERT_EQ(host.written[i], i % 4);
      ASSERT_EQ(host.answered[i].data, read[i]);
      ASSERT_EQ(host.answered[i].resp, i % 4);
    }
    pause(8);
    ASSERT_EQ(host.written.size(), count) << "more answers than writes";
    host.written.clear();
    host.answered.clear();
  }
}

TEST_P(Bridge, AResetOfOneSideLeavesNothingBehind) {
  for (const bool core : {false, true}) {
    host.stalls = {.r = 100};
    for (int i = 0; i < 3; ++i) host.post_read(0);
    for (int i = 0; i < 200; ++i) host.step();  // the answers wait in the bridge
    (core ? top.rst_core_ni : top.rst_host_ni) = 0;
    pause(64);
    (core ? top.rst_core_ni : top.rst_host_ni) = 1;
    pause(8);
    host.stalls = {};
    for (int i = 0; i < 200; ++i) host.step();
    EXPECT_TRUE(host.answered.empty());
    host.write(64, 0x600D0000);
    EXPECT_EQ(host.read(64), 0x600D0000U);
  }
}

INSTANTIATE_TEST_SUITE_P(Ratios, Bridge,
                         testing::Values(Clocks{8000, 8000}, Clocks{10000, 8000},
                                         Clocks{8000, 20000}, Clocks{3000, 20000},
                                         Clocks{30000, 4000}, Clocks{7998, 8002}),
                         [](const auto& clocks) {
                           return std::to_string(clocks.param.host_ps) + "_" +
                                  std::to_string(clocks.param.core_ps);
                         });

}  // namespace
}  // namespace sockwire::test
