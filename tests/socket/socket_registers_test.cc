// toe_socket at its AXI4-Lite pins: protocol, data windows, socket window, time.
#include <gtest/gtest.h>

#include "tests/socket/socket_bench.h"

namespace sockwire::test {
namespace {

class Registers : public testing::Test, protected SocketBench {
 protected:
  std::uint32_t window_state() {
    std::uint32_t state = 0;
    host.wait([&] { return ((state = host.read(0x104)) >> 31) != 0; });
    return state;
  }
};

TEST_F(Registers, DiscoverySaysWhatTheConfigurationHas) {
  EXPECT_EQ(host.read(0x000), 0x534F434BU);
  EXPECT_EQ(host.read(0x008), 8U | 4U << 16 | 4U << 24);
  EXPECT_EQ(host.read(0x00C), 4096U | 4U << 16);
  EXPECT_EQ(host.read(0x010), 2048U);
  EXPECT_EQ(host.read(0x014), 10U | 50U << 16);
  EXPECT_EQ(host.read(0x038), 30'000'000U);
}

TEST_F(Registers, AnErrorOfTheMemoryIsRemembered) {
  const std::uint32_t before = host.read(0x03C);
  EXPECT_EQ(before & 4, 0U);
  top.memory_error_i = 1;
  run(1);
  top.memory_error_i = 0;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(host.read(0x03C), before | 4);
}

TEST_F(Registers, BytesAreWrittenAsTheStrobesSay) {
  host.write(0x028, 0x11223344);
  host.write(0x028, 0xAABBCCDD, 0b0101);
  EXPECT_EQ(host.read(0x028), 0x11BB33DDU);
  host.write(0x028, 0xFFFFFFFF, 0);
  EXPECT_EQ(host.read(0x028), 0x11BB33DDU);
}

TEST_F(Registers, AddressesAreRoundedDownToWords) {
  host.write(0x02A, 0x01020304);
  EXPECT_EQ(host.read(0x02B), 0x01020304U);
  host.write(0x1007, 0x05060708);
  EXPECT_EQ(send_window[1], 0x05060708U);
  EXPECT_EQ(host.read(0x1806), 0xC0DE0001U);
}

TEST_F(Registers, WhatIsNotThereIsAnError) {
  EXPECT_EQ(host.read_answer(0x3FC).resp, 2U);
  EXPECT_EQ(host.write(0x3FC, 1), 2U);
  EXPECT_EQ(host.read_answer(0x000).resp, 0U);
}

TEST_F(Registers, WindowsAreOneWay) {
  EXPECT_EQ(host.read(0x1004), 0U);
  EXPECT_EQ(host.write(0x1804, 1), 0U);
  EXPECT_TRUE(send_window.empty());
}

TEST_F(Registers, SecretCountsWithItsLastWord) {
  for (unsigned i = 0; i < 3; ++i) host.write(0x040 + 4 * i, 0x11111111 * (i + 1));
  run(4);
  EXPECT_EQ(top.secret_o[0], 0U);
  host.write(0x04C, 0x44444444);
  run(4);
  for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(top.secret_o[i], 0x11111111 * (i + 1));
}

TEST_F(Registers, TimeIsLatchedWhole) {
  host.write(0x058, 1);
  const std::uint32_t before = host.read(0x050);
  run(50 * 20);
  EXPECT_EQ(host.read(0x050), before);
  host.write(0x058, 1);
  EXPECT_NEAR(host.read(0x050) - before, 20, 2);
  host.write(0x034, 4);  // sixteen times as fast
  host.write(0x058, 1);
  const std::uint32_t slow = host.read(0x050);
  run(50 * 20);
  host.write(0x058, 1);
  EXPECT_NEAR(host.read(0x050) - slow, 320, 48);
}

TEST_F(Registers, LinkChangesAreTold) {
  host.write(0x0C8, 7);
  top.link_up_i = 1;
  run(8);
  EXPECT_EQ(host.read(0x0C8), 4U);
  EXPECT_EQ(host.read(0x03C) & 1, 1U);
  host.write(0x0C8, 4);
  EXPECT_EQ(host.read(0x0C8), 0U);
  top.link_up_i = 0;
  run(8);
  EXPECT_EQ(host.read(0x0C8), 4U);
}

TEST_F(Registers, TheSocketWindowCountsOctets) {
  control_block = [](unsigned) {
    Tcb t{};
    t.allocated = t.attached = t.has_buffer = true;
    t.state = TcpState::Established;
    t.remote_addr = 0x0A000002, t.remote_port = 80, t.local_port = 49152;
    // Just below the wrap: 100 acknowledged, 60 in flight, 40 unsent.
    t.iss = 0xFFFFFFF0 - 101, t.snd_una = 0xFFFFFFF0, t.snd_nxt = t.snd_una + 60,
    t.snd_end = t.snd_nxt + 40;
    t.rcv_user = 0xFFFFFFFE, t.rcv_nxt = t.rcv_user + 301, t.fin_rcvd = true,
    t.rcv_adv = t.rcv_nxt + 2000;
    t.snd_wnd = 777;
    t.error = Errno::Etimedout;
    return t;
  };
  host.write(0x100, 3);
  EXPECT_EQ(window_state(), 1U << 31 | 110U << 8 | 1U << 6 | 0x34U);
  EXPECT_EQ(looked, (std::vector<unsigned>{3}));
  const std::uint32_t expected[]{0x0A000002, 49152U | 80U << 16, 300, 4096 - 100, 40, 60};
  for (unsigned i = 0; i < 6; ++i) EXPECT_EQ(host.read(0x108 + 4 * i), expected[i]) << i;
  EXPECT_EQ(host.read(0x124), 0xFFFFFFF0U);
  EXPECT_EQ(host.read(0x12C), 777U);
  EXPECT_EQ(host.read(0x134), 2000U);
}

TEST_F(Registers, SynAndFinAreNoOctets) {
  Tcb shown{};
  control_block = [&](unsigned) { return shown; };
  shown.has_buffer = true;
  shown.state = TcpState::SynSent;
  shown.iss = shown.snd_una = 5000, shown.snd_nxt = shown.snd_end = 5001;
  host.write(0x100, 1);
  window_state();
  for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(host.read(0x110 + 4 * i), 0U) << i;
  shown.state = TcpState::FinWait1;
  shown.fin_queued = true;
  shown.snd_una = 5001, shown.snd_end = 5011, shown.snd_nxt = 5012;
  host.write(0x100, 1);
  window_state();
  EXPECT_EQ(host.read(0x114), 0U);  // what is closed takes nothing
  EXPECT_EQ(host.read(0x118), 0U);
  EXPECT_EQ(host.read(0x11C), 10U);
  shown.snd_una = 5012;
  host.write(0x100, 1);
  window_state();
  EXPECT_EQ(host.read(0x11C), 0U);
}

TEST_F(Registers, ADescriptorThatDoesNotExistShowsZeros) {
  control_block = [](unsigned) {
    Tcb t{};
    t.allocated = true;
    return t;
  };
  host.write(0x100, 2);
  EXPECT_EQ(window_state(), 1U << 31 | 0x10U);
  host.write(0x100, 12);  // behind those of UDP
  EXPECT_EQ(window_state(), 1U << 31);
  EXPECT_TRUE(udp_looked.empty());
}

TEST_F(Registers, NoTornSnapshot) {
  // Every snapshot is another one; its fields belong together. Selects fall into snapshots that are
  // on their way, and commands peek in between.
  std::uint32_t version = 0;
  control_block = [&](unsigned desc) {
    Tcb t{};
    t.allocated = t.attached = true;
    t.snd_una = ++version;
    t.snd_nxt = version * 3;
    t.rcv_nxt = version << 8 | desc;
    return t;
  };
  Random random(3);
  for (unsigned round = 0; round < 500; ++round) {
    snap = 1 + random.below(30);
    unsigned desc = random.below(8);
    if (random.chance(30) && (host.read(0x094) & 1) == 0)
      go(Call::CallConnect, random.below(8), 80);
    host.write(0x100, desc);
    if (random.chance(50)) {
      desc = random.below(8);
      run(random.below(8));
      host.write(0x100, desc);
    }
    window_state();
    const std::uint32_t of = host.read(0x124);
    ASSERT_EQ(host.read(0x128), of * 3);
    ASSERT_EQ(host.read(0x130), of << 8 | desc);
  }
}

TEST_F(Registers, AnyOrderAndAnyStallOfTheChannels) {
  Random random(5);
  std::array<std::uint32_t, 4> mirror{};
  for (unsigned i = 0; i < 4; ++i) host.write(0x028 + 4 * (i % 3), 0);
  for (unsigned round = 0; round < 300; ++round) {
    const auto percent = [&] { return random.chance(50) ? 0 : random.below(90); };
    host.stalls = {percent(), percent(), percent(), percent(), percent()};
    const unsigned count = 1 + random.below(12);
    unsigned wrong = 0;
    for (unsigned i = 0; i < count; ++i) {
      // Writes go to three registers, the send window and to nothing.
      const unsigned kind = random.below(5);
      const std::uint32_t value = random.below(0x7FFFFFFF);
      if (kind < 3) {
        host.post_write(0x028 + 4 * kind, value);
        mirror[kind] = value;
      } else if (kind == 3) {
        host.post_write(0x1000 + 4 * i, value);
      } else {
        host.post_write(0x800, value);
        ++wrong;
      }
      host.post_read(i % 2 == 0 ? 0x1800 + 4 * i : 0x000);
    }
    host.wait([&] { return host.written.size() == count && host.answered.size() == count; });
    for (unsigned i = 0; i < count; ++i) {
      ASSERT_EQ(host.answered[i].data, i % 2 == 0 ? 0xC0DE0000U + i : 0x534F434BU)
          << "round " << round;
      wrong -= host.written[i] == 2;
    }
    ASSERT_EQ(wrong, 0U);
    host.written.clear();
    host.answered.clear();
    for (unsigned i = 0; i < 3; ++i) ASSERT_EQ(host.read(0x028 + 4 * i), mirror[i]);
  }
}

}  // namespace
}  // namespace sockwire::test
