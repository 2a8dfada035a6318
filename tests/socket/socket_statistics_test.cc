// toe_socket at its AXI4-Lite pins: counters, and what the socket window tells of a connection's
// traffic.
#include <gtest/gtest.h>

#include "tests/socket/socket_bench.h"

namespace sockwire::test {
namespace {

class Statistics : public testing::Test, protected SocketBench {
 protected:
  std::uint32_t window_state() {
    std::uint32_t state = 0;
    host.wait([&] { return ((state = host.read(0x104)) >> 31) != 0; });
    return state;
  }
};

TEST_F(Statistics, PulsesAreCounted) {
  for (int i = 0; i < 3; ++i) {
    top.tcp_stat_i = 1U << 21 | 1U << 15;  // active_opens, out_rsts
    top.mac_stat_i = 1U << 11 | 1U << 3;   // in_frames, overflows
    host.step();
    host.step();
  }
  EXPECT_EQ(host.read(0x200), 3U);
  EXPECT_EQ(host.read(0x204), 0U);
  EXPECT_EQ(host.read(0x220), 3U);
  EXPECT_EQ(host.read(0x2A4), 3U);
  EXPECT_EQ(host.read(0x2C4), 3U);
}

// Each pulse has its own register: counted as often as its place in the list of its layer.
TEST_F(Statistics, EveryCounterIsItsOwn) {
  const std::vector<unsigned> tcp{0x200, 0x204, 0x208, 0x20C, 0x214, 0x218, 0x220, 0x22C,
                                  0x230, 0x234, 0x2D0, 0x2D4, 0x2D8, 0x2DC, 0x2E0, 0x2E4,
                                  0x2E8, 0x2EC, 0x2F0, 0x2F4, 0x2F8, 0x2FC};
  const std::vector<unsigned> io{0x210, 0x21C, 0x224, 0x238,
                                 0x228};  // the last ones: stale, no neighbour
  const std::vector<unsigned> icmp{0x260, 0x264, 0x268, 0x26C, 0x270, 0x274,
                                   0x278, 0x27C, 0x2CC, 0x328, 0x32C, 0x330};
  const std::vector<unsigned> udp{0x300, 0x304, 0x308, 0x30C, 0x310, 0x314};
  const std::vector<unsigned> echo{0x340, 0x308, 0x344};  // the second counts with UDP's own
  const std::vector<unsigned> ip{0x240, 0x244, 0x248, 0x24C, 0x250, 0x318,
                                 0x31C, 0x254, 0x258, 0x320, 0x324};
  const std::vector<unsigned> arp{0x280, 0x284, 0x288, 0x28C, 0x290, 0x334};
  const std::vector<unsigned> igmp{0x348, 0x34C, 0x350, 0x354, 0x358};
  const auto pulse = [](const std::vector<unsigned>& list, std::size_t i) {
    return i < list.size() ? 1U << (list.size() - 1 - i) : 0U;
  };
  for (std::size_t i = 0; i < tcp.size(); ++i) {
    for (std::size_t times = 0; times <= i; ++times) {
      top.tcp_stat_i = pulse(tcp, i);
      top.tcp_io_stat_i = static_cast<std::uint8_t>(pulse(io, i));
      top.icmp_stat_i = static_cast<std::uint16_t>(pulse(icmp, i));
      top.udp_stat_i = static_cast<std::uint8_t>(pulse(udp, i));
      top.udp_echo_stat_i = static_cast<std::uint8_t>(i == 1 ? 0 : pulse(echo, i));
      top.ip_stat_i = static_cast<std::uint16_t>(pulse(ip, i));
      top.arp_stat_i = static_cast<std::uint8_t>(pulse(arp, i));
      top.igmp_stat_i = static_cast<std::uint8_t>(pulse(igmp, i));
      host.step();
    }
  }
  for (const auto& list : {tcp, io, icmp, udp, ip, arp, igmp})
    for (std::size_t i = 0; i < list.size(); ++i)
      EXPECT_EQ(host.read(list[i]), i + 1) << std::hex << list[i];
  EXPECT_EQ(host.read(0x340), 1U);
  EXPECT_EQ(host.read(0x344), 3U);
  EXPECT_EQ(host.read(0x2A0), 0U);
}

// Errors of UDP's engine and of its echo application, also two in one clock.
TEST_F(Statistics, ErrorsOfBothPartsOfUdpAreCounted) {
  for (unsigned i = 1; i <= 30; ++i) {
    top.udp_stat_i = i % 2 ? 1U << 3 : 0;
    top.udp_echo_stat_i = i % 3 ? 1U << 1 : 0;
    host.step();
    run(3);
  }
  EXPECT_EQ(host.read(0x308), 15U + 20U);
}

TEST_F(Statistics, TheSocketWindowShowsStatistics) {
  Tcb t{};
  control_block = [&](unsigned) { return t; };
  t.allocated = true;
  t.cwnd = 0x11111112, t.ssthresh = 0x22222223, t.srtt = 0x33333334, t.rttvar = 0x44444445,
  t.rto = 0x55555556;
  t.snd_mss = 1448, t.retries = 0xA5;
  t.segs_in = 0x66666667, t.segs_out = 0x77777778, t.segs_again = 0x88888889, t.drops = 0x9999999A;
  t.soft_error = Errno::Ehostunreach;
  t.rcv_urgent = true, t.rcv_user = 0xFFFFFFF0, t.rcv_up = 0x15;
  const auto shown = [&] {
    host.write(0x100, 5);
    window_state();
    std::vector<std::uint32_t> values;
    for (unsigned at = 0x138; at <= 0x164; at += 4) values.push_back(host.read(at));
    return values;
  };
  std::vector<std::uint32_t> expected{
      0x11111112, 0x22222223, 0x33333334 >> 3, 0x44444445 >> 2, 0x55555556, 0xA505A8,
      0x66666667, 0x77777778, 0x88888889,      0x9999999A,      113,        0x25};
  EXPECT_EQ(shown(), expected);
  t.rcv_urgent = false, expected[11] = 0;
  for (const unsigned bit : {24U, 25U, 26U, 27U, 29U}) {
    t.sack_ok = bit == 24, t.ts_ok = bit == 25, t.wscale_ok = bit == 26, t.recovering = bit == 27;
    t.snd_wscale = bit == 29 ? 2 : 0;
    expected[5] = 0xA505A8 | 1U << bit;
    EXPECT_EQ(shown(), expected) << bit;
  }
}

}  // namespace
}  // namespace sockwire::test
