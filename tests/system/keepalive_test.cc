// Connections on which nothing moves: keep-alive (RFC 9293 3.8.4), user time-out (3.8.3), and the
// limit of challenge ACKs (RFC 5961).
#include <optional>

#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

constexpr std::uint32_t kSecond = 977;  // in ticks of 1,024 us

class Keepalive : public FlowTest {
 protected:
  unsigned desc = 0;
  // Made when it is first used, when the test has set its time scale.
  PeerConnection& connection() {
    if (!connection_) connection_.emplace(peer(), std::uint16_t{80});
    return *connection_;
  }

  Errno option(Option which, std::uint32_t value) {
    return bench().call(Call::CallOption, desc, 0, static_cast<std::uint16_t>(which), value).error;
  }
  void is_probe(const Tcp& tcp) {
    EXPECT_EQ(tcp.flags, kAck);
    EXPECT_EQ(tcp.seq, connection().rcv_nxt() - 1);
    EXPECT_EQ(tcp.ack, connection().snd_nxt());
    EXPECT_TRUE(tcp.payload.empty());
  }

 private:
  std::optional<PeerConnection> connection_;
};
SOCKWIRE_ENGINES(Keepalive);

// Off by default, and after it was switched off.
TEST_P(Keepalive, OnlyIfAskedFor) {
  proves("9293-MUST-24 9293-MUST-25 9293-MUST-28");
  options.time_shift = 15;
  desc = open(connection(), mss_option(1460));
  peer().expect_silence(3000);  // 98 seconds
  EXPECT_EQ(option(Option::OptionKeepIdle, 10 * kSecond), Errno::Ok);
  is_probe(peer().expect_tcp());
  connection().send_ack();
  EXPECT_EQ(option(Option::OptionKeepIdle, 0), Errno::Ok);
  peer().expect_silence(1500);
  EXPECT_EQ(state(desc), TcpState::Established);
}

// After so much silence, with an old number and without text; an answer begins the silence anew.
TEST_P(Keepalive, ProbesASilentPeer) {
  proves("9293-MUST-24 9293-MUST-26 9293-MUST-27 9293-SHLD-12 9293-MAY-5");
  options.time_shift = 13;
  desc = open(connection(), mss_option(1460));
  for (const unsigned seconds : {5U, 3U}) {
    EXPECT_EQ(option(Option::OptionKeepIdle, seconds * kSecond), Errno::Ok);
    for (int i = 0; i < 2; ++i) {
      Tcp probe;
      EXPECT_NEAR(seconds_until(probe), seconds, 0.2);
      is_probe(probe);
      connection().send_ack();
    }
  }
  EXPECT_EQ(state(desc), TcpState::Established);
}

// What comes puts it off; while text is outstanding the retransmission does its work.
TEST_P(Keepalive, OnlyWhenNothingElseMoves) {
  proves("9293-MUST-26");
  options.time_shift = 12;
  desc = open(connection(), mss_option(1460));
  EXPECT_EQ(option(Option::OptionKeepIdle, 2 * kSecond), Errno::Ok);
  for (int i = 0; i < 3; ++i) {
    bench().run_engine_us(1'500'000);
    connection().send_data(pattern(10));
    EXPECT_EQ(connection().expect_ack().seq, connection().rcv_nxt()) << "no probe";
  }
  bench().send(desc, pattern(20));
  for (int i = 0; i < 3; ++i) {  // at 0, 1, 3 seconds
    EXPECT_EQ(peer().expect_tcp().payload, pattern(20));
  }
  ack(connection(), 20);
  connection().set_rcv_nxt(connection().rcv_nxt() + 20);
  is_probe(peer().expect_tcp());
}

// One unanswered probe is nothing; nine, 75 seconds apart, are the end.
TEST_P(Keepalive, NineUnansweredProbesEndIt) {
  proves("9293-MUST-29");
  options.time_shift = 15;
  peer_options.patience_us = 4000;
  PeerConnection dead{peer(), 81};
  desc = open(dead, mss_option(1460));
  EXPECT_EQ(option(Option::OptionKeepIdle, kSecond), Errno::Ok);
  peer().expect_tcp("the first probe");
  for (int i = 1; i < 9; ++i) {
    Tcp probe;
    EXPECT_NEAR(seconds_until(probe), 75, 2);
    EXPECT_EQ(probe.flags, kAck);
    EXPECT_EQ(state(desc), TcpState::Established);
  }
  EXPECT_TRUE(dead.expect_rst().has(kRst));
  EXPECT_TRUE(reaches(desc, TcpState::Closed));
  EXPECT_EQ(bench().state(desc).error, Errno::Etimedout);
}

// RFC 9293 3.8.3: the application's own R2.
TEST_P(Keepalive, UserTimeoutEndsIt) {
  proves("9293-MUST-21 9293-MUST-20");
  options.time_shift = 13;
  desc = open(connection(), mss_option(1460));
  EXPECT_EQ(option(Option::OptionUserTimeout, 5 * kSecond), Errno::Ok);
  const double start = bench().time_us();
  bench().send(desc, pattern(20));
  EXPECT_TRUE(reaches(desc, TcpState::Closed));
  // Time-outs at 1, 3 and 7 seconds: the third finds that more than 5 have passed since the first.
  EXPECT_NEAR((bench().time_us() - start) * 8192 / 1e6, 7, 0.5);
  EXPECT_EQ(bench().state(desc).error, Errno::Etimedout);
}

// RFC 5961 7: ten challenge ACKs in a second, then silence; in the next second again ten.
TEST_P(Keepalive, ChallengesAreLimited) {
  proves("5961-03 5961-05 5961-09 T10");
  options.time_shift = 7;  // a second lasts 7.8 ms
  desc = open(connection(), mss_option(1460));
  for (int second = 0; second < 2; ++second) {
    for (int i = 0; i < 20; ++i) {
      Tcp tcp = connection().segment(i % 2 == 0 ? kSyn : kRst);
      tcp.seq += 100;
      peer().send_tcp(tcp);
    }
    const auto answers = arrivals(100);
    EXPECT_EQ(answers.size(), 10U);
    for (const Tcp& tcp : answers) {
      EXPECT_EQ(tcp.flags, kAck);
      EXPECT_EQ(tcp.ack, connection().snd_nxt());
    }
    bench().run_engine_us(1'000'000);
  }
  EXPECT_EQ(state(desc), TcpState::Established);
}

// RFC 5961 5: an ACK older than the largest window is challenged, and its text not taken.
TEST_P(Keepalive, AnAncientAckIsChallenged) {
  proves("5961-07 5961-08 9293-MAY-12 T09");
  connection().wnd = 1000;
  desc = open(connection(), mss_option(1460));
  bench().send(desc, pattern(500));
  connection().expect(kAck, "text");
  connection().send_ack();
  Tcp old = connection().segment(kAck, pattern(50));
  old.ack -= 1001;
  peer().send_tcp(old);
  EXPECT_EQ(peer().expect_tcp("a challenge").ack, connection().snd_nxt());
  EXPECT_EQ(bench().state(desc).readable, 0U);
  old.ack += 1;  // the oldest that may be
  peer().send_tcp(old);
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).readable == 50; }));
}

}  // namespace
}  // namespace sockwire
