// The retransmission time-out: RFC 6298, as the peer measures it. Times are the engine's seconds; a
// round trip is as long as the peer waits with its acknowledgment.
#include <algorithm>
#include <cmath>

#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

constexpr double kWay = 0.006;  // there and back over the line, three microseconds
constexpr double kNear = 0.06;  // the way over the line, and how finely the test looks

// RFC 6298 2, by the letter.
class Estimator {
 public:
  void sample(double r) {
    if (first_) {
      srtt_ = r, rttvar_ = r / 2, first_ = false;
    } else {
      rttvar_ = 0.75 * rttvar_ + 0.25 * std::abs(srtt_ - r);
      srtt_ = 0.875 * srtt_ + 0.125 * r;
    }
  }
  [[nodiscard]] double rto() const { return std::max(1.0, srtt_ + 4 * rttvar_); }

 private:
  bool first_ = true;
  double srtt_ = 0, rttvar_ = 0;
};

class Rto : public FlowTest {
 protected:
  Rto() : FlowTest{11} { peer().options().patience_us = 4000; }  // half a millisecond a second

  PeerConnection connection{peer(), 80};
  unsigned desc = 0;

  // One segment of text, acknowledged after so long; the round trip that the engine should see.
  double round_trip(double seconds) {
    bench().send(desc, pattern(20));
    connection.expect(kAck, "text");
    bench().run_engine_us(seconds * 1e6);
    connection.send_ack();
    bench().drain();
    return seconds + kWay;
  }
  // One segment of text that is not acknowledged until it has come again, so much later.
  double lost() {
    bench().send(desc, pattern(20));
    connection.expect(kAck, "text");
    Tcp again;
    const double after = seconds_until(again);
    EXPECT_EQ(again.seq + again.length(), connection.rcv_nxt());
    return after;
  }
};
SOCKWIRE_ENGINES(Rto);

// 2.2: RTO = R + 4 * R/2 after the first measurement, which is the handshake's.
TEST_P(Rto, TheFirstMeasurement) {
  proves("6298-2.2 9293-MUST-18");
  desc = open(connection, mss_option(1460), 800'000);
  EXPECT_NEAR(lost(), 3 * (0.8 + kWay), kNear);
}

// 2.3: RTTVAR before SRTT, a quarter and an eighth; a sample in each round trip.
TEST_P(Rto, LaterMeasurements) {
  proves("6298-2.3 6298-2.3b 6298-3.2 9293-MUST-18");
  Estimator estimator;
  desc = open(connection, mss_option(1460), 800'000);
  estimator.sample(0.8 + kWay);
  for (const double seconds : {0.05, 0.6, 0.4}) {
    estimator.sample(round_trip(seconds));
  }
  EXPECT_NEAR(lost(), estimator.rto(), 0.06);
}
TEST_P(Rto, AStepOfTheRoundTripIsFollowed) {
  proves("6298-2.3 6298-2.3b T31");
  Estimator estimator;
  desc = open(connection, mss_option(1460), 800'000);
  estimator.sample(0.8 + kWay);
  estimator.sample(round_trip(0.02));
  EXPECT_NEAR(lost(), estimator.rto(), 0.06) << "SRTT before RTTVAR would be 0.1 s less";
}

// 2.4: a second at least, however short the round trip.
TEST_P(Rto, ASecondAtLeast) {
  proves("6298-2.4 6298-1");
  desc = open(connection, mss_option(1460));
  for (int i = 0; i < 3; ++i) round_trip(0.001);
  EXPECT_NEAR(lost(), 1.0, kNear);
}

// 5.7: three seconds, if the SYN had to go again.
TEST_P(Rto, ThreeSecondsAfterALostSyn) {
  proves("6298-5.7 6298-3.1");
  desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  connection.expect_syn();
  EXPECT_TRUE(peer().expect_tcp("the SYN again").has(kSyn));
  answer_syn(connection, mss_option(1460));
  EXPECT_NEAR(lost(), 3.0, kNear);
}

// 3 (Karn), 5.5: what was sent again is no measurement, and the back-off stays until there is one.
TEST_P(Rto, TheBackOffStaysUntilThereIsAMeasurement) {
  proves("6298-3.1 6298-5.5 9293-MUST-18 9293-MUST-19 T31");
  desc = open(connection, mss_option(1460));
  EXPECT_NEAR(lost(), 1.0, kNear);
  bench().run_engine_us(300'000);
  connection.send_ack();  // of which of the two?
  bench().drain();
  EXPECT_NEAR(lost(), 2.0, kNear);
  connection.send_ack();
  bench().drain();
  round_trip(0.02);
  EXPECT_NEAR(lost(), 1.0, kNear);
}

// 5.3: an ACK of new data sets the timer anew. 5.2, 5.1: none of the last; new text starts it.
TEST_P(Rto, AnAckOfNewTextSetsTheTimerAnew) {
  proves("6298-5.0 6298-5.1 6298-5.2 6298-5.3");
  desc = open(connection, mss_option(200));
  bench().send(desc, pattern(400));
  EXPECT_EQ(arrivals().size(), 2U);
  bench().run_engine_us(600'000);
  ack(connection, 200);
  Tcp again;
  // R = 0.6 for the first of the two, after almost nothing for the handshake: RTO = 1 s still.
  EXPECT_NEAR(seconds_until(again), 1.0, kNear);
  EXPECT_EQ(places(connection, {again}), Places{200});
  ack(connection, 400);
  bench().drain();
  peer().expect_silence(600);
}

// 5.4: of all that is in flight the earliest alone.
TEST_P(Rto, TheEarliestAloneIsSentAgain) {
  proves("6298-5.4 6298-5.0");
  desc = open(connection, mss_option(200));
  bench().send(desc, pattern(1000));
  EXPECT_EQ(arrivals().size(), 5U);
  Tcp again;
  EXPECT_NEAR(seconds_until(again), 1.0, 0.1);
  EXPECT_EQ(places(connection, {again}), Places{0});
  peer().expect_silence(200);
}

// With timestamps what was sent again is measured (6298 3): the back-off ends with its ACK.
TEST_P(Rto, TimestampsMeasureWhatWasSentAgain) {
  proves("6298-3.1 7323-TS-09");
  desc = open(connection, joined({mss_option(1460), timestamps_option(1, 0)}));
  EXPECT_TRUE(first_ack.option(8));
  bench().send(desc, pattern(20));
  connection.expect(kAck, "text");
  Tcp again;
  seconds_until(again);
  const auto reply = [&](const Tcp& to) {
    Tcp tcp = connection.segment(kAck);
    tcp.options = timestamps_option(2, static_cast<std::uint32_t>(get(to.option(8).value(), 0, 4)));
    peer().send_tcp(tcp);
    bench().drain();
  };
  reply(again);
  EXPECT_NEAR(lost(), 1.0, kNear);
}

}  // namespace
}  // namespace sockwire
