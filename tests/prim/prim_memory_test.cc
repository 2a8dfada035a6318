// toe_prim_ram, toe_prim_byte_ram, toe_prim_arbiter, toe_prim_crc32.
#include "tests/prim/stream_bench.h"

#include <zlib.h>

#include <array>

#include "Vprim_memory_tb.h"

namespace sockwire::test {
namespace {

constexpr unsigned bytes = 160, ring = 32;

struct Memory : Bench<Vprim_memory_tb> {
  Memory() {
    top.we_i = top.re_i = top.advance_i = top.request_i = 0;
    reset();
  }
  std::uint8_t written(unsigned i) const {
    return static_cast<std::uint8_t>(top.wdata_i.at(i / 4) >> (8 * (i % 4)));
  }
  std::uint8_t read(unsigned width, unsigned i) const {
    if (width == 4) return static_cast<std::uint8_t>(top.rdata4_o >> (8 * i));
    if (width == 8) return static_cast<std::uint8_t>(top.rdata8_o >> (8 * i));
    return static_cast<std::uint8_t>(top.rdata_o.at(i / 4) >> (8 * (i % 4)));
  }
};

unsigned in_ring(unsigned address, unsigned offset) {
  return address / ring * ring + (address + offset) % ring;
}

TEST(PrimMemory, OctetsAtAnyAlignmentWrapInTheirRing) {
  Memory dut;
  Random random(11);
  constexpr std::array widths{4u, 8u, 16u};
  std::array<std::array<int, bytes>, 3> memory;  // -1: never written
  std::array<std::array<int, 16>, 3> expected;
  for (auto& octets : memory) octets.fill(-1);
  for (auto& octets : expected) octets.fill(-1);
  for (unsigned step = 0; step < 200000; ++step) {
    dut.top.we_i = random() % 2;
    dut.top.re_i = random() % 4 != 0;
    dut.top.waddr_i = static_cast<CData>(random() % bytes);
    dut.top.raddr_i = static_cast<CData>(random() % 3 ? random() % bytes : dut.top.waddr_i);
    dut.top.wcount_i = static_cast<CData>(random() % 17);
    for (auto& word : dut.top.wdata_i.m_storage) word = random();
    dut.step();
    for (unsigned w = 0; w < 3; ++w) {
      const unsigned width = widths[w];
      if (dut.top.re_i)  // the old octets
        for (unsigned i = 0; i < width; ++i)
          expected[w][i] = memory[w][in_ring(dut.top.raddr_i, i)];
      if (dut.top.we_i)
        for (unsigned i = 0; i < std::min<unsigned>(dut.top.wcount_i, width); ++i)
          memory[w][in_ring(dut.top.waddr_i, i)] = dut.written(i);
      for (unsigned i = 0; i < width; ++i)
        ASSERT_TRUE(expected[w][i] < 0 || expected[w][i] == dut.read(width, i))
            << "width " << width << ", octet " << i << ", step " << step;
    }
  }
}

TEST(PrimMemory, WordsAreReadACycleLaterAndHeld) {
  Memory dut;
  Random random(12);
  std::array<int, bytes> memory;
  memory.fill(-1);
  int expected = -1;
  for (unsigned step = 0; step < 50000; ++step) {
    dut.top.we_i = random() % 2;
    dut.top.re_i = random() % 3 == 0;
    dut.top.waddr_i = static_cast<CData>(random() % bytes);
    dut.top.raddr_i = static_cast<CData>(random() % 2 ? random() % bytes : dut.top.waddr_i);
    dut.top.wcount_i = 0;
    dut.top.wdata_i[0] = random();
    dut.step();
    if (dut.top.re_i) expected = memory[dut.top.raddr_i];
    if (dut.top.we_i) memory[dut.top.waddr_i] = dut.top.wdata_i[0] & 0xFFFF;
    ASSERT_TRUE(expected < 0 || expected == dut.top.word_o) << step;
  }
}

TEST(PrimArbiter, GrantsInTurnAndHoldsTheGrant) {
  for (unsigned ports = 1; ports <= 5; ++ports) {
    Memory dut;
    Random random(ports);
    const unsigned all = (1u << ports) - 1;
    std::array<unsigned, 5> passed_over{}, served{};
    unsigned held = 0;
    for (unsigned step = 0; step < 20000; ++step) {
      // Who asks goes on asking until it is served.
      const unsigned before = dut.top.request_i & all;
      dut.top.request_i = static_cast<CData>((before | (random() & random())) & 31);
      dut.top.advance_i = random() % 3 == 0;
      dut.top.eval();
      const unsigned grant = dut.top.grant_o >> (5 * (ports - 1)) & 31;
      const unsigned request = dut.top.request_i & all;
      ASSERT_EQ(grant & ~request, 0u);
      ASSERT_EQ(__builtin_popcount(grant), request ? 1 : 0);
      if (held) {
        ASSERT_EQ(grant, held);
      }
      held = dut.top.advance_i ? 0 : grant;
      const CData next = static_cast<CData>(dut.top.advance_i ? request & ~grant : request);
      if (dut.top.advance_i) {
        for (unsigned i = 0; i < ports; ++i) {
          if (grant >> i & 1)
            passed_over[i] = 0, ++served[i];
          else if (request >> i & 1)
            ++passed_over[i];
          ASSERT_LT(passed_over[i], ports);
        }
      }
      dut.step();
      dut.top.request_i = next;
    }
    for (unsigned i = 0; i < ports; ++i) EXPECT_GT(served[i], 500u);
  }
}

TEST(PrimArbiter, UnderFullLoadEachPortHasItsTurn) {
  Memory dut;
  dut.top.request_i = 31;
  dut.top.advance_i = 1;
  std::array<unsigned, 5> served{};
  for (unsigned step = 0; step < 50; ++step) {
    dut.top.eval();
    for (unsigned i = 0; i < 5; ++i) served[i] += dut.top.grant_o >> (20 + i) & 1;
    dut.step();
  }
  EXPECT_EQ(served, (std::array<unsigned, 5>{10, 10, 10, 10, 10}));
}

TEST(PrimCrc32, AgreesWithZlibForEveryCountAndWidth) {
  Memory dut;
  Random random(13);
  for (unsigned step = 0; step < 3000; ++step) {
    for (auto& word : dut.top.wdata_i.m_storage) word = random();
    const std::uint32_t before = random();
    dut.top.crc_i = ~before;
    for (unsigned count = 0; count <= 16; ++count) {
      dut.top.wcount_i = static_cast<CData>(count);
      dut.top.eval();
      Octets octets(16);
      for (unsigned i = 0; i < 16; ++i) octets[i] = dut.written(i);
      for (const auto& [index, width] : {std::pair{0u, 1u}, {1u, 4u}, {2u, 8u}, {3u, 16u}}) {
        const auto judged = ::crc32(before, octets.data(), std::min(count, width));
        ASSERT_EQ(~dut.top.crc_o[index], judged) << "width " << width << ", count " << count;
      }
    }
  }
}

TEST(PrimCrc32, CheckValueAndResidue) {
  Memory dut;
  Octets octets{'1', '2', '3', '4', '5', '6', '7', '8', '9', 0x26, 0x39, 0xF4, 0xCB};
  std::uint32_t crc = ~0u;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (i == 9) {
      EXPECT_EQ(~crc, 0xCBF43926u);
    }
    dut.top.wdata_i[0] = octets[i];
    dut.top.wcount_i = 1;
    dut.top.crc_i = crc;
    dut.top.eval();
    crc = dut.top.crc_o[0];
  }
  EXPECT_EQ(crc, 0xDEBB20E3u);
}

}  // namespace
}  // namespace sockwire::test
