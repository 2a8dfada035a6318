// When an ACK, and when a small segment, may wait: RFC 9293 3.8.6.3, 3.7.4, 3.8.6.2; RFC 5681 4.2.
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

using enum TcpState;

// ---------------------------------------------------------------- delayed ACK

TEST(ModelDelayedAck, TheSecondSegmentIsAcknowledgedAtOnce) {
  Script s;
  s.established();
  EXPECT_EQ(s.in("P.", 1, 1, {.payload = "ab"}), "-");
  EXPECT_EQ(s.in("P.", 3, 1, {.payload = "cd"}), ". 1(0) ack 5 win 4092");
  EXPECT_EQ(s.in("P.", 5, 1, {.payload = "ef"}), "-");
}
TEST(ModelDelayedAck, ItsTimerIsFarBelowHalfASecond) {
  Script s;
  s.established();
  s.in("P.", 1, 1, {.payload = "ab"});
  const std::uint64_t came = s.now;
  EXPECT_EQ(s.timeout(Timer::TimerDelayedAck), ". 1(0) ack 3 win 4094");
  EXPECT_EQ(s.now - came, 40'000u);
  EXPECT_FALSE(s.tcb().delack_armed);
}
TEST(ModelDelayedAck, TextOfOursCarriesIt) {
  Script s;
  s.established();
  s.in("P.", 1, 1, {.payload = "ab"});
  s.send("x");
  EXPECT_EQ(s.turn(), "P. 1(1) ack 3 win 4094");
  EXPECT_FALSE(s.tcb().delack_armed);
}
TEST(ModelDelayedAck, AWindowUpdateCarriesIt) {
  Script s;
  s.established();
  s.in("P.", 1, 1, {.payload = text(1500)});
  s.recv();
  EXPECT_EQ(s.emitted(), ". 1(0) ack 1501 win 4096");
  EXPECT_FALSE(s.tcb().delack_armed);
}
TEST(ModelDelayedAck, WhatComesTwiceIsAcknowledgedAtOnce) {
  Script s;
  s.established();
  s.in("P.", 1, 1, {.payload = "ab"});
  s.timeout(Timer::TimerDelayedAck);
  EXPECT_EQ(s.in("P.", 1, 1, {.payload = "abcd"}), ". 1(0) ack 5 win 4092");
}
TEST(ModelDelayedAck, AFinIsAcknowledgedAtOnce) {
  Script s;
  s.established();
  EXPECT_EQ(s.in("FP.", 1, 1, {.payload = "ab"}), ". 1(0) ack 4 win 4093");
}
TEST(ModelDelayedAck, TheEndOfTheConnectionEndsItsTimer) {
  Script s;
  s.established();
  s.in("P.", 1, 1, {.payload = "ab"});
  s.in("R", 3, 0);
  EXPECT_EQ(s.state(), Closed);
  EXPECT_FALSE(s.toe.timer_due(s.desc, Timer::TimerDelayedAck, s.now + Script::kSecond));
}

// ---------------------------------------------------------------- Nagle

TEST(ModelNagle, ASmallSegmentWaitsForTheAckOfTheLast) {
  Script s;
  s.established();
  s.send("a");
  EXPECT_EQ(s.turns(), "P. 1(1) ack 1 win 4096\n");
  s.send("b");
  s.send("c");
  EXPECT_EQ(s.turns(), "");
  s.in(".", 1, 2);
  EXPECT_EQ(s.turns(), "P. 2(2) ack 1 win 4096\n");
}
TEST(ModelNagle, AFullSegmentDoesNotWait) {
  Script s;
  s.established({.mss = 100});
  s.send("a");
  s.turns();
  s.send(text(150));
  EXPECT_EQ(s.turns(), ". 2(100) ack 1 win 4096\n");
}
TEST(ModelNagle, NoDelaySwitchesItOff) {
  Script s;
  s.established();
  s.send("a");
  s.turns();
  s.send("b");
  EXPECT_EQ(s.option(Option::OptionNoDelay, 1), Errno::Ok);
  EXPECT_EQ(s.turns(), "P. 2(1) ack 1 win 4096\n") << "what waited leaves";
  s.send("c");
  EXPECT_EQ(s.turns(), "P. 3(1) ack 1 win 4096\n");
  s.option(Option::OptionNoDelay, 0);
  s.send("d");
  EXPECT_EQ(s.turns(), "");
}
TEST(ModelNagle, AFinTakesTheRestAlong) {
  Script s;
  s.established();
  s.send("a");
  s.turns();
  s.send("b");
  s.error(Call::CallShutdown, 1);
  EXPECT_EQ(s.turns(), "FP. 2(1) ack 1 win 4096\n");
}

// ---------------------------------------------------------------- silly windows (RFC
// 9293 3.8.6.2.1)

TEST(ModelSillyWindow, ASmallPartOfTheWindowIsNotUsed) {
  Script s;
  s.established({.wnd = 1000, .mss = 1000});
  s.send(text(1600));
  EXPECT_EQ(s.turns(), ". 1(1000) ack 1 win 4096\n");
  s.in(".", 1, 1001, {.wnd = 499});
  EXPECT_EQ(s.turns(), "") << "less than half of the largest window";
  s.in(".", 1, 1001, {.wnd = 500});
  EXPECT_EQ(s.turns(), ". 1001(500) ack 1 win 4096\n");
}
// (4): the override timer.
TEST(ModelSillyWindow, AfterATimeItIsUsedAllTheSame) {
  Script s;
  s.established({.wnd = 1000, .mss = 1000});
  s.send(text(1600));
  s.turns();
  s.in(".", 1, 1001, {.wnd = 100});
  EXPECT_TRUE(s.tcb().rtx_armed);
  EXPECT_EQ(s.timeout(), ". 1001(100) ack 1 win 4096");
  EXPECT_EQ(s.tcb().cwnd, 11'000u) << "no loss: 10,000 and a segment for the ACK";
}

// ---------------------------------------------------------------- closed windows and what ACKs say

// Nothing beyond the window of a peer that has closed it is looked at: our ACK stands at its edge.
TEST(ModelWindow, AnAckStandsAtTheEdgeOfAClosedWindow) {
  Script s;
  s.established({.wnd = 3000, .mss = 1000});
  s.send(text(2000));
  s.turns();
  s.in(".", 1, 1, {.wnd = 500});
  EXPECT_EQ(s.in("FP.", 1, 1, {.wnd = 500, .payload = "x"}), ". 501(0) ack 3 win 4094");
}
TEST(ModelWindow, WhenItOpensTheTimerStartsAfresh) {
  Script s;
  s.established({.wnd = 0});
  s.send(text(100));
  for (int i = 0; i < 3; ++i) s.timeout();
  EXPECT_EQ(s.tcb().rto, 8 * Script::kSecond);
  s.in(".", 1, 1, {.wnd = 1000});
  EXPECT_EQ(s.tcb().rto, kRtoMin);
  EXPECT_EQ(s.turns(), "P. 1(100) ack 1 win 4096\n");
}
// RFC 5961 5.2: an ACK older than the largest window is nobody's.
TEST(ModelWindow, AnAncientAckIsChallenged) {
  Script s;
  s.established({.wnd = 100});
  for (std::uint32_t i = 0; i < 2; ++i) {
    s.send(text(100));
    s.turns();
    s.in(".", 1, 101 + 100 * i, {.wnd = 100});
  }
  EXPECT_EQ(s.in("P.", 1, 101, {.wnd = 100, .payload = "a"}), "-");
  EXPECT_EQ(s.r.drop, Drop::DropNone);
  EXPECT_EQ(s.in("P.", 2, 100, {.wnd = 100, .payload = "b"}), ". 201(0) ack 2 win 4095");
  EXPECT_EQ(s.r.drop, Drop::DropBadAck);
}

}  // namespace
}  // namespace sockwire::model
