// Segments that arrive at a synchronized connection: RFC 9293 3.10.7.4, RFC 5961.
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum TcpState;

// Each test with the peer's numbers in the middle of the circle and just below its end (defect 2).
class ModelReceive : public ::testing::TestWithParam<Seq> {
 protected:
  Script s{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(PeerIss, ModelReceive,
                         ::testing::Values(0x1000'0000u, 0xFFFF'FFFEu, 0x7FFF'FFFEu));

TEST_P(ModelReceive, TextInOrderIsTakenAndAcknowledged) {
  s.established();
  EXPECT_EQ(s.in("P.", 1, 1, {.payload = "hello"}), "-") << "its ACK may wait";
  EXPECT_EQ(s.r.take, s.take(1, 0, 5));
  EXPECT_EQ(s.r.ready, Ready{.readable = true});
  EXPECT_EQ(s.recv(2), "he");
  EXPECT_EQ(s.recv(), "llo");
  EXPECT_EQ(s.recv(), "Eagain");
}
TEST_P(ModelReceive, OldTextIsAcknowledgedAndNotTakenAgain) {
  s.established();
  s.in("P.", 1, 1, {.payload = "hello"});
  EXPECT_EQ(s.in("P.", 1, 1, {.payload = "HELLO"}), ". 1(0) ack 6 win 4091");
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
  EXPECT_EQ(s.in("P.", 3, 1, {.payload = "LLO world"}), ". 1(0) ack 12 win 4085");
  EXPECT_EQ(s.r.take, s.take(6, 3, 6));
  EXPECT_EQ(s.recv(), "hello world");
}
TEST_P(ModelReceive, TextBeyondTheWindowIsCutOff) {
  s.established();
  for (std::uint32_t at = 1; at < 4001; at += 1000)
    s.in("P.", at, 1, {.payload = std::string(1000, 'a')});
  EXPECT_EQ(s.in("FP.", 4001, 1, {.payload = std::string(200, 'b')}), ". 1(0) ack 4097 win 0");
  EXPECT_EQ(s.r.take, s.take(4001, 0, 96));
  EXPECT_EQ(s.state(), Established) << "its FIN is beyond the window";
  EXPECT_EQ(s.in("F.", 4097, 1), ". 1(0) ack 4097 win 0");
  EXPECT_EQ(s.in("P.", 4097, 1, {.payload = "c"}), ". 1(0) ack 4097 win 0");
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
}
TEST_P(ModelReceive, AFinBehindTextThatFillsTheWindowWaits) {
  s.established();
  for (std::uint32_t at = 1; at < 4001; at += 1000)
    s.in("P.", at, 1, {.payload = std::string(1000, 'a')});
  s.in("FP.", 4001, 1, {.payload = std::string(96, 'b')});
  EXPECT_EQ(s.state(), Established);
  EXPECT_EQ(rcv_wnd(s.tcb()), 0u);
}
// RFC 9293 3.8.6.2.2: the window is told when it has grown by half the buffer or a full segment.
TEST_P(ModelReceive, TheWindowGrowsInGoodSteps) {
  proves("9293-MUST-39");
  s.established();
  for (std::uint32_t at = 1; at < 4001; at += 1000)
    s.in("P.", at, 1, {.payload = std::string(1000, 'a')});
  s.in("P.", 4001, 1, {.payload = std::string(96, 'b')});
  EXPECT_EQ(s.timeout(Timer::TimerDelayedAck), ". 1(0) ack 4097 win 0");
  s.recv(1459);
  EXPECT_EQ(s.emitted(), "-");
  s.recv(1);
  EXPECT_EQ(s.emitted(), ". 1(0) ack 4097 win 1460");
}
TEST_P(ModelReceive, AKeepAliveIsAnswered) {
  proves("T37");
  s.established();
  EXPECT_EQ(s.in(".", 0, 1), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.in(".", 0, 1, {.payload = "?"}), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.recv(), "Eagain");
}
TEST_P(ModelReceive, AnEmptySegmentAtTheEdgeOfTheWindowIsHeard) {
  s.established();
  s.send("x");
  s.turn();
  EXPECT_EQ(s.in(".", 1 + 4096, 2), "-");
  EXPECT_EQ(s.r.drop, Drop::DropNone);
  EXPECT_EQ(s.ours(s.tcb().snd_una), 2u);
  EXPECT_EQ(s.in(".", 1 + 4097, 2), "-");
  EXPECT_EQ(s.r.drop, Drop::DropNone);
  EXPECT_EQ(s.in(".", 1 + 4098, 2), "-") << "an answer would be answered for ever";
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
}

// ---------------------------------------------------------------- RST, SYN (RFC 5961)

TEST_P(ModelReceive, ABlindResetMustHitRcvNxt) {
  s.established();
  EXPECT_EQ(s.in("R", 0, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
  EXPECT_EQ(s.in("R", 1 + 4096, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
  EXPECT_EQ(s.in("R", 2, 0), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.in("R.", 4096, 1), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.r.drop, Drop::DropChallenge);
  EXPECT_EQ(s.state(), Established);
  EXPECT_EQ(s.in("R", 1, 0), "-");
  EXPECT_EQ(s.state(), Closed);
  EXPECT_EQ(s.tcb().error, Errno::Econnreset);
}
TEST_P(ModelReceive, WhatCameBeforeTheResetCanStillBeRead) {
  s.established();
  s.in("P.", 1, 1, {.payload = "last words"});
  s.in("R", 11, 0);
  EXPECT_EQ(s.recv(), "last words");
  EXPECT_EQ(s.recv(), "Econnreset");
  EXPECT_EQ(s.recv(), "Enotconn");
}
TEST_P(ModelReceive, ASynIsChallenged) {
  for (const TcpState state :
       {SynReceived, Established, FinWait1, FinWait2, CloseWait, Closing, LastAck, TimeWait}) {
    Script one(GetParam());
    one.enter(state);
    ASSERT_EQ(one.state(), state);
    const std::uint32_t next = one.tcb().rcv_nxt - one.tcb().irs;
    EXPECT_EQ(one.in("S", next, 0).substr(0, 2), ". ") << to_string(state);
    EXPECT_EQ(one.r.drop, Drop::DropChallenge);
    EXPECT_EQ(one.state(), state);
  }
}

// ---------------------------------------------------------------- ACK

TEST_P(ModelReceive, WithoutAckNothingIsTaken) {
  s.established();
  EXPECT_EQ(s.in("P", 1, 0, {.payload = "x"}), "-");
  EXPECT_EQ(s.r.drop, Drop::DropNoAck);
}
// Defect 11.
TEST_P(ModelReceive, AnAckOfWhatWasNeverSentChangesNothing) {
  s.established();
  s.send("abc");
  s.turn();
  EXPECT_EQ(s.in("P.", 1, 5, {.payload = "x"}), ". 4(0) ack 1 win 4096");
  EXPECT_EQ(s.r.drop, Drop::DropBadAck);
  EXPECT_EQ(s.ours(s.tcb().snd_una), 1u);
}
// Defect 5.
TEST_P(ModelReceive, AnAckThatAcknowledgesNothingDoesNotRestartTheTimer) {
  s.established();
  s.send("abc");
  s.turn();
  s.timeout();
  const Tcb waiting = s.tcb();
  s.now += 1000;
  s.in(".", 1, 1);
  EXPECT_EQ(s.tcb().rtx_deadline, waiting.rtx_deadline);
  EXPECT_EQ(s.tcb().retries, 1);
  s.in(".", 1, 4);
  EXPECT_FALSE(s.tcb().rtx_armed);
  EXPECT_EQ(s.tcb().retries, 0);
  EXPECT_EQ(s.r.ready, Ready{.writable = true});
}
TEST_P(ModelReceive, APartialAckRestartsTheTimer) {
  s.established();
  s.send("abc");
  s.turn();
  s.now += 1000;
  s.in(".", 1, 3);
  EXPECT_EQ(s.tcb().rtx_deadline, static_cast<std::uint32_t>(s.now + kRtoInitial));
}
TEST_P(ModelReceive, AnOldSegmentDoesNotChangeTheWindow) {
  s.established();
  s.in("P.", 1, 1, {.payload = "abc"});
  s.in(".", 4, 1, {.wnd = 5000});
  s.in("P.", 1, 1, {.wnd = 10, .payload = "abcd"});
  EXPECT_EQ(s.tcb().snd_wnd, 5000u);
  s.in(".", 5, 1, {.wnd = 20});
  EXPECT_EQ(s.tcb().snd_wnd, 20u);
}
TEST_P(ModelReceive, UrgentTextIsText) {
  s.established();
  s.in("U.", 1, 1, {.payload = "now"});
  EXPECT_EQ(s.recv(), "now");
}

// ---------------------------------------------------------------- everything at once (attack T04)

// All control bits in all states, around the window: no illegal change, no answer to a reset.
TEST_P(ModelReceive, EveryFlagInEveryStateKeepsTheRulesOfTheDiagram) {
  const std::string letters = "SFRPU.";
  for (const TcpState state : {SynSent, SynReceived, Established, FinWait1, FinWait2, CloseWait,
                               Closing, LastAck, TimeWait}) {
    for (unsigned flags = 0; flags < 64; ++flags) {
      std::string text;
      for (unsigned bit = 0; bit < 6; ++bit)
        if (flags >> bit & 1) text += letters[bit];
      for (const std::uint32_t at : {0u, 1u, 2u, 3u, 4097u, 0x8000'0000u}) {
        for (const std::uint32_t ack : {0u, 1u, 2u, 3u}) {
          Script one(GetParam());
          one.enter(state);
          const Tcb before_it = one.tcb();
          const std::string answer = one.in(text, at, ack, {.payload = flags & 8 ? "p" : ""});
          SCOPED_TRACE(std::string(to_string(state)) + ' ' + text + ' ' + std::to_string(at));
          if (text.find('R') != text.npos && answer != "-") {
            EXPECT_EQ(one.r.drop, Drop::DropChallenge);
            EXPECT_EQ(answer.front(), '.');
          }
          if (one.r.drop != Drop::DropNone && one.r.drop != Drop::DropNoListener) {
            EXPECT_EQ(one.state(), before_it.state);
            EXPECT_EQ(one.tcb().rcv_nxt, before_it.rcv_nxt);
            EXPECT_EQ(one.tcb().snd_una, before_it.snd_una);
          }
          if (one.state() == Closed) continue;
          EXPECT_TRUE(at_or_before(one.tcb().snd_una, one.tcb().snd_nxt));
          EXPECT_TRUE(at_or_before(one.tcb().rcv_nxt, one.tcb().rcv_adv));
          EXPECT_TRUE(state != TimeWait || one.state() == TimeWait);
        }
      }
    }
  }
}

}  // namespace
}  // namespace sockwire::model
