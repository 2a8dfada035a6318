// toe_prim_skid, toe_prim_fifo: packet sizes x idle x backpressure, in every width and depth.
#include "tests/prim/stream_bench.h"

#include "Vprim_fifo_tb.h"

#include <array>

namespace sockwire::test {
namespace {

constexpr unsigned units = 6;
constexpr std::array<unsigned, units> room{2, 2, 3, 5, 16, 4};
constexpr std::array<Pace, 7> paces{Pace{0, 0}, {50, 0}, {0, 50}, {30, 30},
                                    {80, 80},   {95, 0}, {0, 95}};

struct Unit : Bench<Vprim_fifo_tb> {
  explicit Unit(unsigned unit, unsigned data_bytes = 16, Pace pace = {})
      : source(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 3 + unit),
        sink(SOCKWIRE_STREAM_PINS(top, , o, i), data_bytes, "out", 4 + unit) {
    top.unit_i = static_cast<CData>(unit);
    sources = {&source};
    sinks = {&sink};
    source.idle = pace.idle;
    sink.stall = pace.stall;
    reset();
  }
  Source source;
  Sink sink;
};

TEST(PrimFifo, EverySizeAtEveryPaceArrives) {
  for (unsigned unit = 0; unit < units; ++unit) {
    for (const unsigned data_bytes : {4u, 8u, 16u}) {
      for (const Pace pace : paces) {
        Unit dut(unit, data_bytes, pace);
        Random random(unit + data_bytes);
        std::vector<Packet> sent;
        for (unsigned size = 0; size < 70; ++size) {
          sent.push_back({random_octets(size, random), size % 3 == 0, size % 2 == 0});
          dut.source.push(sent.back());
        }
        ASSERT_TRUE(dut.run([&] { return dut.sink.packets.size() == sent.size(); }));
        for (std::size_t i = 0; i < sent.size(); ++i) {
          ASSERT_EQ(dut.sink.packets[i].octets, sent[i].octets) << unit << " " << i;
          ASSERT_EQ(dut.sink.packets[i].err, sent[i].err) << unit << " " << i;
        }
        dut.step(50);
        EXPECT_EQ(dut.sink.packets.size(), sent.size());
        EXPECT_FALSE(dut.top.valid_o);
      }
    }
  }
}

TEST(PrimFifo, ABeatEveryCycleAndOneCycleLate) {
  for (unsigned unit = 0; unit < units; ++unit) {
    Unit dut(unit);
    Random random(1);
    dut.source.push({random_octets(16 * 100, random)});
    ASSERT_TRUE(dut.run([&] { return dut.sink.packets.size() == 1; }));
    const auto& in = dut.source.sent()[0];
    const auto& out = dut.sink.packets[0];
    EXPECT_EQ(in.last_cycle - in.first_cycle, 99u) << unit;
    EXPECT_EQ(out.last_cycle - out.first_cycle, 99u) << unit;
    EXPECT_EQ(out.first_cycle - in.first_cycle, unit == 5 ? 2u : 1u) << unit;
  }
}

TEST(PrimFifo, TakesItsDepthAndNoMoreAndCounts) {
  for (unsigned unit = 0; unit < units; ++unit) {
    Unit dut(unit);
    Random random(1);
    dut.sink.stall = 100;
    dut.source.push({random_octets(16 * 20, random)});
    unsigned taken = 0;
    dut.sample = [&] {
      if (unit > 0 && unit < 5) {
        EXPECT_EQ(dut.top.count_o, taken);
      }
      taken += dut.top.valid_i && dut.top.ready_o;
      taken -= dut.top.valid_o && dut.top.ready_i;
    };
    dut.step(40);
    EXPECT_EQ(taken, room[unit]) << unit;
    EXPECT_FALSE(dut.top.ready_o);
    dut.sink.stall = 0;
    ASSERT_TRUE(dut.run([&] { return dut.sink.packets.size() == 1; }));
    EXPECT_EQ(taken, 0u);
  }
}

TEST(PrimFifo, ResetEmptiesIt) {
  for (unsigned unit = 0; unit < units; ++unit) {
    Unit dut(unit);
    dut.top.valid_i = 1;
    dut.top.ready_i = 0;
    for (int i = 0; i < 6; ++i)
      dut.top.clk_i = 0, dut.top.eval(), dut.top.clk_i = 1, dut.top.eval();
    EXPECT_TRUE(dut.top.valid_o);
    dut.top.valid_i = 0;
    dut.reset();
    EXPECT_FALSE(dut.top.valid_o) << unit;
    EXPECT_TRUE(dut.top.ready_o);
  }
}

}  // namespace
}  // namespace sockwire::test
