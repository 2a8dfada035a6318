// What is worth sending: Nagle's algorithm (RFC 9293 3.7.4) and silly windows (3.8.6.2.1).
#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Nagle : public FlowTest {
 protected:
  unsigned desc = 0;
  PeerConnection connection{peer(), 80};

  Bench::Answered no_delay(std::uint32_t value) {
    return bench().call(Call::CallOption, desc, 0,
                        static_cast<std::uint16_t>(Option::OptionNoDelay), value);
  }
  void say(std::size_t octets) { bench().send(desc, pattern(octets)); }
};
SOCKWIRE_ENGINES(Nagle);

TEST_P(Nagle, ASmallSegmentWaitsForTheAckOfTheLast) {
  proves("9293-SHLD-7 9293-MAY-16");
  desc = open(connection, mss_option(200));
  say(10);
  EXPECT_EQ(places(connection, arrivals()), Places{0});
  for (int i = 0; i < 3; ++i) say(20);
  EXPECT_EQ(arrivals().size(), 0U);
  ack(connection, 10);
  const auto rest = arrivals();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].payload.size(), 60U) << "what waited, in one segment";
}

TEST_P(Nagle, AFullSegmentDoesNotWait) {
  proves("9293-SHLD-7 9293-SHLD-28");
  desc = open(connection, mss_option(200));
  say(10);
  arrivals();
  say(150);
  say(100);
  const auto full = arrivals();
  ASSERT_EQ(full.size(), 1U);
  EXPECT_EQ(full[0].payload.size(), 200U);
  EXPECT_EQ(after_ack(connection, 210), Places{210});
}

TEST_P(Nagle, CanBeSwitchedOffAndOnForAConnection) {
  proves("9293-MUST-17 9293-SHLD-7");
  desc = open(connection, mss_option(200));
  EXPECT_EQ(no_delay(1).error, Errno::Ok);
  for (const std::uint32_t at : {0U, 10U, 20U}) {
    say(10);
    EXPECT_EQ(places(connection, arrivals()), Places{at});
  }
  EXPECT_EQ(no_delay(0).error, Errno::Ok);
  say(10);
  EXPECT_EQ(arrivals().size(), 0U);
  EXPECT_EQ(no_delay(1).error, Errno::Ok);
  EXPECT_EQ(places(connection, arrivals()), Places{30})
      << "what waits goes when it is switched off";
}

// Set before connect() it is kept; another connection is not concerned.
TEST_P(Nagle, IsOfOneConnectionAlone) {
  proves("9293-MUST-17");
  desc = bench().socket();
  EXPECT_EQ(no_delay(1).error, Errno::Ok);
  bench().connect(desc, peer().ip(), 80);
  connection.expect_syn();
  answer_syn(connection, mss_option(200));
  const unsigned first = desc;
  PeerConnection second{peer(), 81};
  desc = open(second, mss_option(200));
  say(10), say(10);
  EXPECT_EQ(places(second, arrivals()), Places{0});
  desc = first;
  say(10), say(10);
  EXPECT_EQ(places(connection, arrivals()), (Places{0, 10}));
}

TEST_P(Nagle, AFinTakesTheRestAlong) {
  desc = open(connection, mss_option(200));
  say(10);
  arrivals();
  say(20);
  bench().shutdown(desc, 1);
  const auto last = arrivals();
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].payload.size(), 20U);
  EXPECT_TRUE(last[0].has(kFin));
}

// 3.8.6.2.1: a few octets of window bring no small segment, half the largest window does.
TEST_P(Nagle, ASillyWindowIsNotUsed) {
  proves("9293-MUST-38 T16");
  connection.wnd = 400;
  desc = open(connection, mss_option(1460));
  say(2000);
  EXPECT_EQ(places(connection, arrivals()), Places{0});
  ack(connection, 400, 20);
  EXPECT_EQ(arrivals().size(), 0U);
  ack(connection, 400, 250);
  const auto next = arrivals();
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].payload.size(), 250U);
}

}  // namespace
}  // namespace sockwire
