// toe_socket at its AXI4-Lite pins: counters, and what the socket window tells of a connection's traffic.
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
    top.tcp_stat_i = 1U << 20 | 1U << 14;  // active_opens, out_rsts
    top.mac_stat_i = 1U << 9 | 1U << 1;    // in_frames, overflows
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
TEST_F(Statistics, EveryCounterOfTcpAndIcmpIsItsOwn) {
  const std::vector<unsigned> tcp{0x200, 0x204, 0x208, 0x20C, 0x214, 0x218, 0x220,
                                  0x22C, 0x230, 0x234, 0x2D0, 0x2D4, 0x2D8, 0x2DC,
                                  0x2E0, 0x2E4, 0x2E8, 0x2EC, 0x2F0, 0x2F4, 0x2F8};
  const std::vector<unsigned> io{0x210, 0x21C, 0x224, 0x238,
                                 0x228};  // the last ones: stale, no neighbour
  const std::vector<unsigned> icmp{0x260, 0x264, 0x268, 0x26C, 0x270, 0x274, 0x278, 0x27C, 0x2CC};
  const auto pulse = [](const std::vector<unsigned>& list, std::size_t i) {
    return i < list.size() ? 1U << (list.size() - 1 - i) : 0U;
  };
  for (std::size_t i = 0; i < tcp.size(); ++i) {
    for (std::size_t times = 0; times <= i; ++times) {
      top.tcp_stat_i = pulse(tcp, i);
      top.tcp_io_stat_i = static_cast<std::uint8_t>(pulse(io, i));
      top.icmp_stat_i = static_cast<std::uint16_t>(pulse(icmp, i));
      host.step();
    }
  }
  for (const auto& list : {tcp, io, icmp})
    for (std::size_t i = 0; i < list.size(); ++i)
      EXPECT_EQ(host.read(list[i]), i + 1) << std::hex << list[i];
  EXPECT_EQ(host.read(0x240), 0U);
  EXPECT_EQ(host.read(0x280), 0U);
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
