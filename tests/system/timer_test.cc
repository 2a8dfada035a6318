// Timers: retransmission with back-off, zero windows, giving up (RFC 9293 3.8, RFC 6298).
#include "tests/system/engine_test.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

using namespace packet;

class Timers : public EngineTest {
 protected:
  // Scaled seconds from now until the next segment comes.
  double seconds_until(Tcp& tcp, PeerConnection& connection) {
    const double start = bench().time_us();
    tcp = peer().expect_tcp("a segment by timer");
    EXPECT_EQ(tcp.dst_port, connection.port());
    return (bench().time_us() - start) * 1024 / 1e6;
  }
};
SOCKWIRE_ENGINES(Timers);

// 6298 5.5: the time-out doubles; 9293-MUST-23 for SYN segments alike.
TEST_P(Timers, SynIsRepeatedWithBackOff) {
  proves("6298-2.1 6298-5.5 6298-5.6 9293-MUST-22");
  peer_options.patience_us = 10'000;
  const unsigned desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  PeerConnection connection{peer(), 80};
  const Tcp first = connection.expect_syn();
  for (const double wanted : {1.0, 2.0, 4.0}) {
    Tcp again;
    EXPECT_NEAR(seconds_until(again, connection), wanted, 0.1);
    EXPECT_EQ(again.seq, first.seq);
    EXPECT_EQ(again.flags, kSyn);
    EXPECT_EQ(again.mss(), 1460);
  }
  connection.send_syn_ack();
  connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::Established);
}

// 9293-MUST-20: nobody answers for three minutes and more: the host is told.
TEST_P(Timers, ConnectGivesUpWithEtimedout) {
  proves("9293-MUST-20 9293-MUST-22 9293-MUST-23");
  options.time_shift = 14;
  peer_options.patience_us = 10'000;
  const unsigned desc = bench().socket();
  const double start = bench().time_us();
  bench().connect(desc, peer().ip(), 80);
  EXPECT_TRUE(reaches(desc, TcpState::Closed, 40'000));
  EXPECT_GE((bench().time_us() - start) * 16384 / 1e6, 180);
  EXPECT_EQ(bench().state(desc).error, Errno::Etimedout);
  EXPECT_EQ(count(reg::kTcpAttemptFails), 1U);
}

TEST_P(Timers, SynAckIsRepeatedAndGivesUp) {
  proves("9293-MUST-22");
  options.time_shift = 14;
  const unsigned listener = listening(80);
  PeerConnection connection{peer(), 4000};
  connection.send_syn(80);
  const Tcp first = connection.expect_syn_ack();
  const Tcp again = peer().expect_tcp("the SYN,ACK again");
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(again.flags, kSyn | kAck);
  EXPECT_EQ(again.mss(), 1460);
  EXPECT_TRUE(bench().run_until([&] { return count(reg::kTcpAttemptFails) == 1; }, 40'000));
  EXPECT_EQ(state(listener), TcpState::Listen);
}

TEST_P(Timers, DataIsSentAgainUntilAcknowledged) {
  proves("6298-5.0 6298-5.1 6298-5.2 6298-5.5 6298-5.6 6298-2.4");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const Octets text = pattern(1000);
  bench().send(desc, text);
  const Tcp first = peer().expect_tcp();
  for (const double wanted : {1.0, 2.0}) {
    Tcp again;
    EXPECT_NEAR(seconds_until(again, connection), wanted, 0.1);
    EXPECT_EQ(again.seq, first.seq);
    EXPECT_EQ(again.payload, text);
  }
  EXPECT_EQ(count(reg::kTcpRetransSegs), 2U);
  connection.set_rcv_nxt(first.seq + 1000);
  connection.send_ack();
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).unacked == 0; }));
  peer().expect_silence(3000);  // the timer has stopped (6298 5.2)
}

// Lessons 7: what is sent again crosses the end of the ring.
TEST_P(Timers, RetransmissionCrossesTheEndOfTheRing) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  for (std::uint32_t sent = 0; sent + 500 < bench().cfg().BufBytes; sent += 1000) {
    bench().send(desc, pattern(1000, sent));
    EXPECT_EQ(connection.expect_data(1000), pattern(1000, sent));
  }
  const Octets text = pattern(1400, 99);
  bench().send(desc, text);
  const Tcp first = peer().expect_tcp();
  const Tcp again = peer().expect_tcp("the same again");
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(again.payload, text);
}

// After a time-out everything that was in flight is sent again, in order.
TEST_P(Timers, EverythingInFlightIsSentAgain) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const Octets text = pattern(2048);
  bench().send(desc, text);
  bench().drain();
  peer().forget();
  const std::uint32_t base = connection.rcv_nxt();
  Octets all;
  while (all.size() < 2048) {
    const Tcp tcp = peer().expect_tcp("data again");
    if (tcp.seq != base + all.size()) continue;
    all.insert(all.end(), tcp.payload.begin(), tcp.payload.end());
    connection.set_rcv_nxt(base + static_cast<std::uint32_t>(all.size()));
    connection.send_ack();
  }
  EXPECT_EQ(all, text);
}

// 9293-MUST-35, 36: a closed window is probed; lessons 8.
TEST_P(Timers, ZeroWindowIsProbedAndReopens) {
  proves("9293-MUST-36 9293-SHLD-29 9293-SHLD-30");
  peer_options.patience_us = 10'000;
  PeerConnection connection{peer(), 80};
  connection.wnd = 0;
  const unsigned desc = connected(connection);
  const Octets text = pattern(500);
  bench().send(desc, text);
  for (const double wanted : {1.0, 2.0}) {
    Tcp probe;
    EXPECT_NEAR(seconds_until(probe, connection), wanted, 0.1);
    EXPECT_EQ(probe.seq, connection.rcv_nxt());
    EXPECT_EQ(probe.payload.size(), 1U);
    connection.send_ack();  // nothing taken, still closed
  }
  connection.wnd = 5000;
  connection.send_ack();
  Octets all;
  while (all.size() < 500) {
    const Tcp tcp = peer().expect_tcp("the rest");
    if (tcp.seq != connection.rcv_nxt()) continue;
    all.insert(all.end(), tcp.payload.begin(), tcp.payload.end());
    connection.set_rcv_nxt(connection.rcv_nxt() + tcp.length());
    connection.send_ack();
  }
  EXPECT_EQ(all, text);
}

TEST_P(Timers, FinIsSentAgain) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().shutdown(desc, 1);
  const Tcp first = connection.expect_fin();
  const Tcp again = peer().expect_tcp("the FIN again");
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_TRUE(again.has(kFin));
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::FinWait2));
}

// 9293-MUST-20: R2 for data, at least 100 seconds.
TEST_P(Timers, DataGivesUpWithEtimedout) {
  proves("9293-MUST-20 9293-SHLD-11 T30");
  options.time_shift = 15;
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  const double start = bench().time_us();
  bench().send(desc, pattern(10));
  EXPECT_TRUE(reaches(desc, TcpState::Closed, 40'000));
  EXPECT_GE((bench().time_us() - start) * 32768 / 1e6, 100);
  EXPECT_EQ(bench().state(desc).error, Errno::Etimedout);
  EXPECT_EQ(count(reg::kTcpEstabResets), 1U);
}

// The core's own microsecond is one (lessons 15): time is read at the registers.
TEST_P(Timers, NowCountsScaledMicroseconds) {
  options.time_shift = 3;
  constexpr std::uint32_t kNowLo = offsetof(toe_regs_t, NOW_LO), kLatch = offsetof(toe_regs_t, TIME_LATCH);
  bench().write32(kLatch, 1);
  const std::uint32_t before = bench().read32(kNowLo);
  bench().run_us(500);
  bench().write32(kLatch, 1);
  EXPECT_NEAR(bench().read32(kNowLo) - before, 4000, 32);
}

}  // namespace
}  // namespace sockwire
