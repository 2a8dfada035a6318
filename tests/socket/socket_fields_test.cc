// toe_socket: each field of docs/registers.md by itself: what is written stays, bit by bit, under any strobes, touches
// no other, and is what the pins show.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "tests/socket/socket_bench.h"

namespace sockwire::test {
namespace {

struct Field {
  std::uint32_t address, bits, reset = 0;
};
// What can be written and read back.
constexpr std::array<Field, 15> fields{{
    {0x020, 0xFFFFFFFF}, {0x024, 0xFFFF}, {0x028, 0xFFFFFFFF}, {0x02C, 0xFFFFFFFF}, {0x030, 0xFFFFFFFF},
    {0x034, 0xF}, {0x038, 0xFFFFFFFF, 30'000'000}, {0x05C, 0xFFFFFFFF}, {0x068, 0x8000EFFF}, {0x06C, 0xFFFF},
    {0x080, 0xFFFF000F}, {0x084, 0xFFFFFFFF}, {0x088, 0xFFFF}, {0x08C, 0xFFFFFFFF}, {0x0CC, 7}}};

class Fields : public testing::Test, protected SocketBench {
 protected:
  Random random{17};
  std::uint32_t any() { return random.below(0x10000) << 16 | random.below(0x10000); }
};

TEST_F(Fields, KeepWhatIsWrittenAndNothingElse) {
  std::array<std::uint32_t, fields.size()> kept{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    kept[i] = fields[i].reset;
    EXPECT_EQ(host.read(fields[i].address), kept[i]);
  }
  for (unsigned round = 0; round < 400; ++round) {
    const std::size_t which = random.below(fields.size());
    const unsigned strobe = random.below(16);
    const std::uint32_t value = any();
    EXPECT_EQ(host.write(fields[which].address + random.below(4), value, strobe), 0U);
    std::uint32_t written = 0;
    for (unsigned octet = 0; octet < 4; ++octet)
      if (strobe >> octet & 1) written |= 0xFFU << 8 * octet;
    written &= fields[which].bits;
    kept[which] = (kept[which] & ~written) | (value & written);
    for (std::size_t i = 0; i < fields.size(); ++i)
      ASSERT_EQ(host.read(fields[i].address), kept[i])
          << std::hex << fields[i].address << " after " << fields[which].address;
    // What the pins show of it: MAC address, address, mask and gateway, the last in the low word.
    const std::array<std::uint32_t, 5> network{kept[4], kept[3], kept[2], kept[0], kept[1]};
    for (unsigned i = 0; i < 5; ++i) ASSERT_EQ(top.network_o[i], network[i]) << i;
    EXPECT_EQ(top.time_shift_o, kept[5]);
    EXPECT_EQ(top.msl_o, kept[6]);
    EXPECT_EQ(top.vlan_o, (kept[8] >> 31) << 15 | (kept[8] >> 13 & 7) << 12 | (kept[8] & 0xFFF));
    EXPECT_EQ(top.echo_port_o, kept[9]);
  }
}

TEST_F(Fields, EachBitOfTheSecretIsKept) {
  std::array<std::uint32_t, 4> kept{};
  for (unsigned round = 0; round < 40; ++round) {
    for (unsigned i = 0; i < 4; ++i) host.write(0x040 + 4 * i, kept[i] = any());
    run(4);
    for (unsigned i = 0; i < 4; ++i) ASSERT_EQ(top.secret_o[i], kept[i]);
  }
}

TEST_F(Fields, EveryWordIsThereOrAnError) {
  std::set<std::uint32_t> there;
  const auto from_to = [&](std::uint32_t from, std::uint32_t to) {
    for (; from <= to; from += 4) there.insert(from);
  };
  from_to(0x000, 0x06C), from_to(0x080, 0x0A4), from_to(0x0C0, 0x0CC), from_to(0x100, 0x168);
  from_to(0x200, 0x238), from_to(0x240, 0x258), from_to(0x260, 0x290), from_to(0x2A0, 0x2C4), from_to(0x2CC, 0x358);
  for (std::uint32_t address = 0; address < 0x1000; address += 4)
    EXPECT_EQ(host.read_answer(address).resp, there.contains(address) ? 0U : 2U) << std::hex << address;
}

TEST_F(Fields, WithoutItsBitTimeIsNotLatched) {
  host.write(0x058, 1);
  const std::uint32_t before = host.read(0x050);
  run(50 * 20);
  host.write(0x058, 0);
  host.write(0x058, 1, 0);
  EXPECT_EQ(host.read(0x050), before);
}

TEST_F(Fields, AnInterruptNeedsItsEnable) {
  top.link_up_i = 1;
  run(8);
  for (unsigned enable = 0; enable < 8; ++enable) {
    host.write(0x0CC, enable);
    run(4);
    EXPECT_EQ(host.read(0x0C8), 4U);
    EXPECT_EQ(top.irq_o, enable >> 2) << enable;
  }
  host.write(0x0C8, 4);
  run(4);
  EXPECT_EQ(top.irq_o, 0);
}

TEST_F(Fields, AClaimIsOfItsAddress) {
  for (unsigned round = 0; round < 40; ++round) {
    const std::uint32_t ip = any();
    const bool probe = round % 2 != 0;
    host.write(0x05C, ip);
    top.claim_ready_i = 0;
    host.write(0x060, probe ? 1 : 2);
    run(4);
    ASSERT_TRUE(top.claim_valid_o);
    EXPECT_EQ(top.claim_ip_o, ip);
    EXPECT_EQ(top.claim_probe_o, probe);
    top.claim_ready_i = 1;
    run(2);
    EXPECT_FALSE(top.claim_valid_o);
  }
}

}  // namespace
}  // namespace sockwire::test
