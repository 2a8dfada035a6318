// How connections begin: RFC 9293 3.5, 3.10.7.1 to 3.10.7.3, and SYN-RECEIVED.
#include <ostream>

#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum TcpState;

// ---------------------------------------------------------------- nobody there

TEST(ModelClosed, ASynIsAnsweredByAResetThatAcknowledgesIt) {
  Script s;
  EXPECT_EQ(s.in("S", 100, 0), "R. 0(0) ack 101");
  EXPECT_EQ(s.r.drop, Drop::DropNoConnection);
  EXPECT_EQ(s.in("SF", 100, 0, {.payload = "abc"}), "R. 0(0) ack 105");
  EXPECT_EQ(s.r.conn, kNoDesc);
}
TEST(ModelClosed, AnAckIsAnsweredByAResetFromThere) {
  Script s;
  EXPECT_EQ(s.in(".", 100, 77), "R 77(0)");
  EXPECT_EQ(s.in("SF.", 100, 77), "R 77(0)");
}
TEST(ModelClosed, AResetIsNeverAnswered) {
  Script s;
  EXPECT_EQ(s.in("R", 100, 0), "-");
  EXPECT_EQ(s.in("R.", 100, 5), "-");
}

// ---------------------------------------------------------------- active open

TEST(ModelSynSent, TheSynOffersOurMssAndWindow) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.r.answer, (Answer{true, Errno::Einprogress, Script::kOurPort}));
  EXPECT_EQ(s.emitted(), "S 0(0) win 4096 mss 1460");
  EXPECT_EQ(s.tcb().snd_wl2, s.tcb().iss);
}
TEST(ModelSynSent, SynAckConnects) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.in("S.", 0, 1, {.mss = 1000}), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.state(), Established);
  EXPECT_EQ(s.tcb().snd_mss, 1000);
  EXPECT_FALSE(s.tcb().rtx_armed);
  EXPECT_EQ(s.r.ready, (Ready{.connected = true, .writable = true}));
  EXPECT_EQ(s.r.ready_desc, s.desc);
}
TEST(ModelSynSent, TextAndFinOfTheSynAreLeftToBeSentAgain) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.in("SF.", 0, 1, {.payload = "abc"}), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.state(), Established);
}
// Defect 10: a SYN+ACK was due, with the sequence number that we have already used.
TEST(ModelSynSent, SimultaneousOpen) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.in("S", 0, 0), "S. 0(0) ack 1 win 4096 mss 1460");
  EXPECT_EQ(s.state(), SynReceived);
  EXPECT_EQ(s.in("S.", 0, 1), ". 1(0) ack 1 win 4096");  // the SYN again: not in the window
  EXPECT_EQ(s.in(".", 1, 1), "-");
  EXPECT_EQ(s.state(), Established);
  EXPECT_EQ(s.r.ready, (Ready{.connected = true, .writable = true}));
}
TEST(ModelSynSent, AnAckOfWhatWasNeverSentIsReset) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.in("S.", 0, 0), "R 0(0)");
  EXPECT_EQ(s.in("S.", 0, 2), "R 2(0)");
  EXPECT_EQ(s.in("R.", 0, 2), "-");
  EXPECT_EQ(s.r.drop, Drop::DropBadAck);
  EXPECT_EQ(s.state(), SynSent);
}
TEST(ModelSynSent, OnlyAResetWithOurAckRefuses) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.in("R", 0, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropIgnored);
  EXPECT_EQ(s.in("R.", 0, 1), "-");
  EXPECT_EQ(s.state(), Closed);
  EXPECT_TRUE(s.r.ready.error);
  EXPECT_EQ(s.send("x").error, Errno::Econnrefused);
  EXPECT_EQ(s.send("x").error, Errno::Enotconn);  // told once
}
TEST(ModelSynSent, ASegmentWithoutSynIsIgnored) {
  Script s;
  s.syn_sent();
  EXPECT_EQ(s.in(".", 0, 1), "-");
  EXPECT_EQ(s.in("F", 0, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropIgnored);
}
TEST(ModelSynSent, TheSynIsRepeatedForThreeMinutesAndThenGivenUp) {
  proves("9293-MUST-23");
  Script s;
  s.syn_sent();
  const std::uint64_t begin = s.now;
  for (unsigned i = 0; i < kSynRetries; ++i) EXPECT_EQ(s.timeout(), "S 0(0) win 4096 mss 1460");
  EXPECT_EQ(s.tcb().rto, kRtoMax);
  EXPECT_EQ(s.timeout(), "-");
  EXPECT_EQ(s.tcb().error, Errno::Etimedout);
  EXPECT_GE(s.now - begin, 180 * Script::kSecond);  // RFC 9293 3.8.3
  EXPECT_EQ(s.toe.counters().tcp_attempt_fails, 1u);
}

struct Mss {
  int offered;
  int effective;
};
void PrintTo(const Mss& mss, std::ostream* out) { *out << mss.offered; }

class ModelMss : public ::testing::TestWithParam<Mss> {};
TEST_P(ModelMss, IsKeptWithinBounds) {
  Script s;
  s.established({.mss = GetParam().offered});
  EXPECT_EQ(s.tcb().snd_mss, GetParam().effective);
}
INSTANTIATE_TEST_SUITE_P(Values, ModelMss,
                         ::testing::Values(Mss{-1, 536}, Mss{0, 64}, Mss{1, 64}, Mss{64, 64},
                                           Mss{1459, 1459}, Mss{1460, 1460}, Mss{65535, 1460}));

// ---------------------------------------------------------------- passive open

TEST(ModelListen, TakesNothingButASyn) {
  Script s;
  s.listening();
  EXPECT_EQ(s.in("R", 0, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropIgnored);
  EXPECT_EQ(s.in("S.", 0, 9), "R 9(0)");
  EXPECT_EQ(s.r.drop, Drop::DropNoConnection);
  EXPECT_EQ(s.in("F", 0, 0), "-");
  EXPECT_EQ(s.in("", 0, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropIgnored);
  EXPECT_EQ(s.r.conn, kNoDesc);
}
// Defect 28: the listener never becomes the connection.
TEST(ModelListen, ASynMakesAConnectionOfItsOwn) {
  Script s;
  s.syn_received();
  EXPECT_EQ(s.emitted(), "S. 0(0) ack 1 win 4096 mss 1460");
  EXPECT_NE(s.r.conn, s.listener);
  EXPECT_EQ(s.r.pre, Tcb{});
  EXPECT_EQ(s.toe.tcb(s.listener).state, Listen);
  EXPECT_EQ(s.in(".", 1, 1), "-");
  EXPECT_EQ(s.state(), Established);
  EXPECT_EQ(s.r.ready_desc, s.listener);
  EXPECT_EQ(s.r.ready, Ready{.acceptable = true});
  EXPECT_EQ(s.call(Call::CallAccept, s.listener), (Answer{true, Errno::Ok, s.desc}));
  EXPECT_EQ(s.call(Call::CallAccept, s.listener).error, Errno::Eagain);
}
TEST(ModelListen, TheHandshakesLastSegmentMayBringTextAndFin) {
  Script s;
  s.syn_received();
  EXPECT_EQ(s.in("F.", 1, 1, {.payload = "hi"}), ". 1(0) ack 4 win 4093");
  EXPECT_EQ(s.state(), CloseWait);
  EXPECT_EQ(s.r.ready, Ready{.acceptable = true});
  s.call(Call::CallAccept, s.listener);
  EXPECT_EQ(s.recv(), "hi");
  EXPECT_EQ(s.recv(), "");
}
// Whatever is full; what comes of the cookie is told in cookie_test.cc.
TEST(ModelListen, WhatIsFullAnswersTheSynByACookieAndKeepsNothing) {
  Script s;
  s.listening(2);
  for (int i = 0; i < 3; ++i, ++s.peer_port) s.in("S", 0, 0);
  EXPECT_EQ(s.r.drop, Drop::DropCookie);  // the backlog
  s.call(Call::CallListen, s.listener, 255);
  for (int i = 0; i < 3; ++i, ++s.peer_port) s.in("S", 0, 0);
  EXPECT_EQ(s.r.drop, Drop::DropCookie);  // the four blocks
  while (s.call(Call::CallSocket, 0).error == Errno::Ok) {
  }
  s.in("S", 0, 0);
  EXPECT_EQ(s.r.drop, Drop::DropCookie);  // the descriptors
  EXPECT_TRUE(s.r.emit.valid);
  EXPECT_EQ(s.r.conn, kNoDesc);
  EXPECT_EQ(s.toe.counters().tcp_cookies_sent, 3u);
  EXPECT_EQ(s.toe.resources().listeners.children(), 4u);
}
TEST(ModelSynReceived, AResetGivesThePlaceBack) {
  Script s;
  s.syn_received();
  EXPECT_EQ(s.in("R", 2, 0), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.r.drop, Drop::DropChallenge);
  EXPECT_EQ(s.in("R", 1, 0), "-");
  EXPECT_EQ(s.r.post, Tcb{});
  EXPECT_EQ(s.toe.resources().listeners.children(), 0u);
  EXPECT_EQ(s.toe.resources().buffers.left(), 4u);
}
TEST(ModelSynReceived, AWrongAckIsReset) {
  Script s;
  s.syn_received();
  EXPECT_EQ(s.in(".", 1, 0), "R 0(0)");
  EXPECT_EQ(s.in(".", 1, 2), "R 2(0)");
  EXPECT_EQ(s.r.drop, Drop::DropBadAck);
  EXPECT_EQ(s.in("", 1, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropNoAck);
  EXPECT_EQ(s.state(), SynReceived);
}
TEST(ModelSynReceived, WithoutItsListenerIsReset) {
  Script s;
  s.syn_received();
  s.call(Call::CallClose, s.listener);
  EXPECT_EQ(s.in(".", 1, 1), "R 1(0)");
  EXPECT_EQ(s.r.drop, Drop::DropNoListener);
  EXPECT_EQ(s.r.post, Tcb{});
}
TEST(ModelSynReceived, AnotherListenerInTheSameSlotIsNotTheParent) {
  Script s;
  s.syn_received();
  s.call(Call::CallClose, s.listener);
  s.listening();
  EXPECT_EQ(s.in(".", 1, 1), "R 1(0)");
}
TEST(ModelSynReceived, TimesOutAndIsForgotten) {
  Script s;
  s.syn_received();
  for (unsigned i = 0; i < kSynRetries; ++i)
    EXPECT_EQ(s.timeout(), "S. 0(0) ack 1 win 4096 mss 1460");
  EXPECT_EQ(s.timeout(), "-");
  EXPECT_EQ(s.r.post, Tcb{});
  EXPECT_EQ(s.toe.resources().listeners.children(), 0u);
}
TEST(ModelListen, ClosingAbortsWhoWaits) {
  Script s;
  s.syn_received();
  s.in(".", 1, 1);
  s.call(Call::CallClose, s.listener);
  EXPECT_EQ(s.r.post, Tcb{});
  ASSERT_TRUE(s.toe.call_waits());
  s.r = s.toe.call_event(s.now);
  EXPECT_EQ(s.r.call, (UserCall{.call = Call::CallAbort, .desc = s.desc}));
  EXPECT_EQ(s.emitted(), "R 1(0)");
  EXPECT_EQ(s.toe.resources().buffers.left(), 4u);
  EXPECT_EQ(s.toe.resources().ports.taken(), 0u);
}
TEST(ModelListen, AConnectionThatWasResetInTheQueueIsStillAccepted) {
  Script s;
  s.syn_received();
  s.in(".", 1, 1);
  s.in("R", 1, 0);
  EXPECT_EQ(s.state(), Closed);
  EXPECT_EQ(s.toe.resources().listeners.children(), 0u);
  EXPECT_EQ(s.call(Call::CallAccept, s.listener).error, Errno::Ok);
  EXPECT_EQ(s.recv(), "Econnreset");
  s.bind(s.desc, 99);  // its host binds it anew and lets go: the port must return
  s.call(Call::CallClose, s.desc);
  EXPECT_EQ(s.toe.resources().ports.taken(), 1u);
}

}  // namespace
}  // namespace sockwire::model
