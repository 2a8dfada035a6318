// Congestion control as the wire shows it: RFC 5681, 6582, 3042, 6928. Segments have 200 octets;
// the buffer holds forty of them, and how many are in flight tells the congestion window.
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Congestion : public FlowTest {
 protected:
  PeerConnection connection{peer(), 80};
  unsigned desc = 0;

  void start(std::uint16_t mss = 200) {
    connection.wnd = 60'000;
    desc = open(connection, mss_option(mss));
  }
  // Fills the buffer: what the initial window allows has come.
  void flood() {
    start();
    fill(desc);
    EXPECT_EQ(places(connection, arrivals()), from(0, 10));
  }
  // So many duplicates of the acknowledgment of `octets`: what each of them brings.
  std::vector<Places> duplicates(unsigned count, std::uint32_t octets) {
    std::vector<Places> brought;
    while (count-- > 0) brought.push_back(after_ack(connection, octets));
    return brought;
  }
};
SOCKWIRE_ENGINES(Congestion);

// RFC 6928 2: ten segments (in less than 14,600 octets). RFC 5681 3.1: the handshake opens nothing.
TEST_P(Congestion, TenSegmentsAtFirst) {
  proves("5681-01 5681-02");
  start(536);
  fill(desc);
  EXPECT_EQ(arrivals().size(), 10U);
  const unsigned listener = listening(90);
  PeerConnection other{peer(), 4000};
  other.wnd = 60'000;
  other.send_syn(90, 100);
  other.expect_syn_ack();
  other.send_ack();
  fill(accepted(listener));
  EXPECT_EQ(arrivals().size(), 10U);
}

// RFC 5681 3.1: who has lost its SYN begins with one segment.
TEST_P(Congestion, ALostSynLeavesOneSegment) {
  proves("5681-03");
  desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  connection.expect_syn();
  EXPECT_TRUE(peer().expect_tcp("the SYN again").has(kSyn));
  connection.wnd = 60'000;
  answer_syn(connection, mss_option(200));
  fill(desc);
  EXPECT_EQ(places(connection, arrivals()), from(0, 1));
  EXPECT_EQ(after_ack(connection, 200), from(200, 2));
}

// RFC 5681 3.1 (2): min(N, SMSS) for each ACK of new data, as far as the buffer reaches.
TEST_P(Congestion, SlowStart) {
  proves("5681-04 5681-05 5681-06 T12");
  flood();
  EXPECT_EQ(after_ack(connection, 200), from(2000, 2));
  EXPECT_EQ(after_ack(connection, 1000), from(2400, 5)) << "four segments in one ACK open by one";
  // A segment acknowledged in four parts counts once: una + 200, cwnd + 200.
  Places part = after_ack(connection, 1050);
  for (const std::uint32_t octets : {1100U, 1150U, 1200U}) {
    for (const std::uint32_t at : after_ack(connection, octets)) part.push_back(at);
  }
  EXPECT_EQ(part, from(3400, 2));
  // All in flight is acknowledged one by one: each brings two.
  std::uint32_t next = 3800;
  for (std::uint32_t acked = 1400; acked <= 3000; acked += 200, next += 400) {
    EXPECT_EQ(after_ack(connection, acked), from(next, 2)) << acked;
  }
}

// RFC 5681 3.2: the first two duplicates bring a new segment each (RFC 3042), the third the one
// that is missing; cwnd = ssthresh + 3*SMSS = 1600 with 2400 in flight, thus the eighth brings a
// new one.
TEST_P(Congestion, FastRetransmitAndRecovery) {
  proves("5681-13 5681-14 5681-15 5681-16 5681-17 5681-18 5681-19 3042-01 6582-05");
  flood();
  const auto brought = duplicates(9, 0);
  const std::vector<Places> wanted{{2000}, {2200}, {0}, {}, {}, {}, {}, {2400}, {2600}};
  EXPECT_EQ(brought, wanted);
  EXPECT_EQ(count(reg::kTcpRetransSegs), 1U);
  // All that was in flight then: cwnd = min(ssthresh, max(FlightSize, SMSS) + SMSS) = 600.
  EXPECT_EQ(after_ack(connection, 2400), from(2800, 1));
}

// RFC 3042 2: limited transmit leaves cwnd as it is.
TEST_P(Congestion, LimitedTransmitOpensNothing) {
  proves("3042-02 5681-14");
  flood();
  EXPECT_EQ(duplicates(2, 0), (std::vector<Places>{{2000}, {2200}}));
  // They were reordered, not lost: cwnd = 2000 + 200, and 2200 are in flight.
  EXPECT_EQ(after_ack(connection, 200), Places{});
  EXPECT_EQ(after_ack(connection, 400), from(2400, 2));
}

// RFC 3042 2: only as far as the peer's window reaches.
TEST_P(Congestion, LimitedTransmitKeepsTheWindow) {
  proves("3042-01");
  connection.wnd = 2200;
  desc = open(connection, mss_option(200));
  fill(desc);
  EXPECT_EQ(places(connection, arrivals()), from(0, 10));
  for (const Places& wanted : {Places{2000}, Places{}, Places{0}}) {
    ack(connection, 0, 2200);
    EXPECT_EQ(places(connection, arrivals()), wanted);
  }
}

// RFC 5681 3.1 (3): beyond ssthresh, one segment for each window.
TEST_P(Congestion, CongestionAvoidance) {
  proves("5681-07 5681-15 5681-19");
  flood();
  duplicates(11, 0);  // segments 2-12: 2400 octets then, and four new ones
  EXPECT_EQ(after_ack(connection, 2400), from(3200, 1));  // 800 in flight: cwnd = ssthresh = 1000
  std::vector<Places> brought;
  for (unsigned i = 1; i <= 11; ++i) brought.push_back(after_ack(connection, 2400 + 200 * i));
  // Five for the window of 1000, six for that of 1200.
  std::vector<std::size_t> sizes;
  for (const Places& one : brought) sizes.push_back(one.size());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 2}));
}

// RFC 6582 3.2: a partial ACK repairs the next hole at once and deflates; a full one ends it.
TEST_P(Congestion, APartialAckRepairsTheNextHole) {
  proves("6582-01 6582-03 6582-05");
  flood();
  duplicates(3, 0);
  EXPECT_EQ(after_ack(connection, 600), from(600, 1));  // cwnd = 1600 - 600 + 200, 1800 in flight
  EXPECT_EQ(duplicates(4, 600), (std::vector<Places>{{}, {}, {}, {2400}}));  // 2000 of 2000
  EXPECT_EQ(after_ack(connection, 2200), (Places{2200, 2600}));  // cwnd = 2000 - 1600 + 200
  EXPECT_EQ(count(reg::kTcpRetransSegs), 3U);
  EXPECT_EQ(after_ack(connection, 2400), from(2800, 1));  // 400 in flight: cwnd = 600
  EXPECT_EQ(count(reg::kTcpRetransSegs), 3U);
}

// RFC 6582 3.2, impatient: the first partial ACK alone sets the timer anew.
TEST_P(Congestion, OnlyTheFirstPartialAckResetsTheTimer) {
  proves("6582-04");
  flood();
  duplicates(3, 0);
  bench().run_engine_us(500'000);
  const double began = bench().time_us();
  EXPECT_EQ(after_ack(connection, 400), from(400, 1));
  bench().run_engine_us(500'000);
  EXPECT_EQ(after_ack(connection, 800), from(800, 1));
  Tcp again;
  seconds_until(again);
  EXPECT_EQ(places(connection, {again}), from(800, 1));
  EXPECT_NEAR((bench().time_us() - began) * 1024 / 1e6, 1.0, 0.06);
}

// RFC 5681 3.1: one segment after a time-out; ssthresh is half of what was in flight, and the
// second time-out of the same segment leaves it.
TEST_P(Congestion, ATimeOutLeavesOneSegment) {
  proves("5681-08 5681-09 5681-10 6298-5.4");
  flood();
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(places(connection, {peer().expect_tcp("by timer")}), from(0, 1));
  EXPECT_EQ(places(connection, arrivals(300)), Places{}) << "the earliest alone";
  std::vector<std::size_t> sizes;
  std::uint32_t acked = 2000;  // the rest was only late: cwnd = 400
  for (int i = 0; i < 9; ++i, acked += 200) sizes.push_back(after_ack(connection, acked).size());
  // Slow start to 1000, then a segment for five.
  EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 2, 2, 2, 1, 1, 1, 1, 2}));
}

// RFC 6582 3.2, 4.1: duplicates of what was sent before a time-out begin no fast retransmit.
TEST_P(Congestion, NoFastRetransmitAfterATimeOut) {
  proves("6582-02 6582-06");
  flood();
  EXPECT_EQ(places(connection, {peer().expect_tcp("by timer")}), from(0, 1));
  EXPECT_EQ(duplicates(5, 0), std::vector<Places>(5));
  EXPECT_EQ(count(reg::kTcpRetransSegs), 1U);
  EXPECT_EQ(after_ack(connection, 200), from(200, 2)) << "slow start goes on from there";
}

// RFC 5681 4.3: a loss in the next window, or of what was repaired, halves again.
TEST_P(Congestion, ASecondLossHalvesAgain) {
  proves("5681-25");
  flood();
  duplicates(11, 0);
  EXPECT_EQ(after_ack(connection, 2400), from(3200, 1));  // five in flight: cwnd = ssthresh = 1000
  // Two more by limited transmit; cwnd = 500 + 600, and the flight is 1400.
  EXPECT_EQ(duplicates(7, 2400),
            (std::vector<Places>{{3400}, {3600}, {2400}, {}, {}, {3800}, {4000}}));
  // ssthresh = 500: two of the two in flight, no third. (1000 would allow it.)
  EXPECT_EQ(after_ack(connection, 3800), Places{});
  EXPECT_EQ(after_ack(connection, 4000), from(4200, 1));
}

// RFC 5681 4.1: after a silence of more than a time-out the window is the initial one.
TEST_P(Congestion, RestartAfterIdle) {
  proves("5681-21");
  flood();
  for (std::uint32_t acked = 200; acked <= 8192; acked += 200) {
    ack(connection, acked);
    arrivals(10);
  }
  ack(connection, 8192);
  bench().drain();
  fill(desc);  // without a silence the window is as wide as it became
  EXPECT_EQ(arrivals().size(), 40U);
  EXPECT_EQ(after_ack(connection, 8192 + 8000), Places{8192 + 8000});  // Nagle held the last one
  ack(connection, 2 * 8192);
  bench().run_engine_us(1'300'000);
  fill(desc);
  EXPECT_EQ(arrivals().size(), 10U);
}

// RFC 9438 4.6: CUBIC, where a socket asks for it, keeps seven tenths.
TEST_P(Congestion, CubicIsChosenForEachSocket) {
  proves("9293-MAY-18");
  constexpr auto kOption = static_cast<std::uint16_t>(Option::OptionCongestion);
  start();
  EXPECT_EQ(bench().call(Call::CallOption, desc, 0, kOption, 2).error, Errno::Einval);
  EXPECT_EQ(bench().call(Call::CallOption, desc, 0, kOption, 1).error, Errno::Ok);
  const unsigned other = bench().socket();
  bench().state(other);
  EXPECT_EQ(bench().read32(reg::kSockCongestion), 0U);
  bench().state(desc);
  EXPECT_EQ(bench().read32(reg::kSockCongestion), 1U);
  fill(desc);
  EXPECT_EQ(places(connection, arrivals()), from(0, 10));
  EXPECT_EQ(duplicates(3, 0), (std::vector<Places>{{2000}, {2200}, {0}}));
  bench().state(desc);
  EXPECT_EQ(bench().read32(reg::kSockSsthresh), 2000U * 179 / 256);
  // ... and grows again: more than Reno's one segment for each window, less than slow start.
  after_ack(connection, 2400);
  bench().run_engine_us(800'000);
  std::size_t sent = 0;
  for (std::uint32_t acked = 2600; acked <= 4400; acked += 200) sent += after_ack(connection, acked).size();
  bench().state(desc);
  EXPECT_GT(bench().read32(reg::kSockCwnd), 2000U * 179 / 256);
  EXPECT_GE(sent, 10U);
}

// RFC 5681 2: what is a duplicate, and what is not.
TEST_P(Congestion, WhatIsNoDuplicate) {
  proves("5681-26");
  flood();
  for (const int wnd : {50'000, 49'999, 50'000, 49'999, 50'000}) {
    ack(connection, 0, static_cast<std::uint16_t>(wnd));
    EXPECT_EQ(places(connection, arrivals()), Places{}) << "the window is another";
  }
  for (int i = 0; i < 4; ++i) {
    connection.wnd = 50'000;
    connection.send_data(pattern(20));
    EXPECT_EQ(places(connection, arrivals()), Places{}) << "it has text";
  }
  EXPECT_EQ(count(reg::kTcpRetransSegs), 0U);
}

}  // namespace
}  // namespace sockwire
