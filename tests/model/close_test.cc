// How connections end: RFC 9293 3.6, 3.10.4 to 3.10.8, RFC 1122 4.2.2.13, RFC 1337.
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

using enum TcpState;

TEST(ModelClose, ThePeerFollows) {
  Script s;
  s.established();
  s.error(Call::CallClose);
  EXPECT_EQ(s.turns(), "F. 1(0) ack 1 win 4096\n");
  EXPECT_EQ(s.in(".", 1, 2), "-");
  EXPECT_EQ(s.state(), FinWait2);
  EXPECT_EQ(s.in("F.", 1, 2), ". 2(0) ack 2 win 4095");
  EXPECT_EQ(s.state(), TimeWait);
  const std::uint64_t begin = s.now;
  EXPECT_EQ(s.timeout(Timer::TimerTimeWait), "-");
  EXPECT_EQ(s.now - begin, 2 * Script::kSecond);  // 2*MSL
  EXPECT_EQ(s.r.post, Tcb{});
}
TEST(ModelClose, ThePeerIsFirst) {
  Script s;
  s.established();
  EXPECT_EQ(s.in("F.", 1, 1), ". 1(0) ack 2 win 4095");
  EXPECT_EQ(s.r.ready, (Ready{.peer_closed = true, .readable = true}));
  EXPECT_EQ(s.state(), CloseWait);
  EXPECT_EQ(s.send("still here").error, Errno::Ok);
  EXPECT_EQ(s.recv(), "");
  s.error(Call::CallClose);
  EXPECT_EQ(s.state(), LastAck);
  EXPECT_EQ(s.turns(), "FP. 1(10) ack 2 win 4095\n");
  EXPECT_EQ(s.in(".", 2, 12), "-");
  EXPECT_EQ(s.r.post, Tcb{});
}
// Attack T21.
TEST(ModelClose, BothAtOnce) {
  Script s;
  s.established();
  s.error(Call::CallClose);
  s.turns();
  EXPECT_EQ(s.in("F.", 1, 1), ". 2(0) ack 2 win 4095");
  EXPECT_EQ(s.state(), Closing);
  EXPECT_EQ(s.in(".", 2, 2), "-");
  EXPECT_EQ(s.state(), TimeWait);
}
TEST(ModelClose, AFinThatAcknowledgesOursGoesStraightToTimeWait) {
  Script s;
  s.established();
  s.error(Call::CallClose);
  s.turns();
  s.in("F.", 1, 2);
  EXPECT_EQ(s.state(), TimeWait);
}
// Defect 11: a FIN lost together with the last data.
TEST(ModelClose, TextAndFinInOneSegment) {
  Script s;
  s.established();
  EXPECT_EQ(s.in("FP.", 1, 1, {.payload = "bye"}), ". 1(0) ack 5 win 4092");
  EXPECT_EQ(s.recv(), "bye");
  EXPECT_EQ(s.recv(), "");
  EXPECT_EQ(s.recv(), "");
}
TEST(ModelClose, AFinInFrontOfItsTextWaitsForIt) {
  Script s;
  s.established();
  EXPECT_EQ(s.in("F.", 4, 1), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.state(), Established);
  EXPECT_EQ(s.in("P.", 1, 1, {.payload = "abc"}), ". 1(0) ack 5 win 4092");
  EXPECT_EQ(s.state(), CloseWait);
}
TEST(ModelClose, TextAfterTheFinIsIgnored) {
  Script s;
  s.enter(CloseWait);
  EXPECT_EQ(s.in("P.", 2, 1, {.payload = "more"}), "-");
  EXPECT_EQ(s.r.take, Take{});
}
TEST(ModelClose, AFinAgainIsAcknowledgedAgain) {
  Script s;
  s.enter(CloseWait);
  EXPECT_EQ(s.in("F.", 1, 1), ". 1(0) ack 2 win 4095");
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
}

// ---------------------------------------------------------------- TIME-WAIT

TEST(ModelTimeWait, AFinAgainStartsItAnew) {
  Script s;
  s.enter(TimeWait);
  s.now += Script::kSecond;
  EXPECT_EQ(s.in("F.", 1, 2), ". 2(0) ack 2 win 4095");
  EXPECT_EQ(s.tcb().tw_deadline, static_cast<std::uint32_t>(s.now + 2 * Script::kSecond));
}
TEST(ModelTimeWait, AResetDoesNotCutItShort) {
  Script s;
  s.enter(TimeWait);
  EXPECT_EQ(s.in("R", 2, 0), "-");
  EXPECT_EQ(s.r.drop, Drop::DropIgnored);
  EXPECT_EQ(s.state(), TimeWait);
}
TEST(ModelTimeWait, KeepsItsPortsFromBeingUsedAgain) {
  Script s;
  s.enter(TimeWait);
  s.error(Call::CallClose);
  EXPECT_EQ(s.state(), TimeWait);
  const std::uint16_t again = s.socket();
  EXPECT_EQ(s.bind(again, Script::kOurPort).error, Errno::Eaddrinuse);
}

// ---------------------------------------------------------------- not in the orderly way

TEST(ModelClose, WithUnreadTextThePeerIsReset) {
  Script s;
  s.established();
  s.in("P.", 1, 1, {.payload = "unread"});
  EXPECT_EQ(s.error(Call::CallClose), Errno::Ok);
  EXPECT_EQ(s.emitted(), "R 1(0)");
  EXPECT_EQ(s.r.post, Tcb{});
}
TEST(ModelClose, TextForNobodyIsReset) {
  Script s;
  s.established();
  s.error(Call::CallClose);
  s.turns();
  EXPECT_EQ(s.in("P.", 1, 2, {.payload = "hello?"}), "R 2(0)");
  EXPECT_EQ(s.r.post, Tcb{});
}
TEST(ModelClose, AfterShutdownTheHostStillReads) {
  Script s;
  s.enter(FinWait2);
  s.in("P.", 1, 2, {.payload = "answer"});
  EXPECT_EQ(s.recv(), "answer");
  EXPECT_EQ(s.send("x").error, Errno::Epipe);
}
TEST(ModelClose, AnAbortResetsAPeerThatKnowsUs) {
  for (const TcpState state : {SynSent, SynReceived, Established, FinWait1, FinWait2, CloseWait,
                               Closing, LastAck, TimeWait}) {
    Script s;
    s.enter(state);
    if (state == SynReceived) continue;  // the host does not hold it
    const bool reset =
        state == Established || state == FinWait1 || state == FinWait2 || state == CloseWait;
    EXPECT_EQ(s.error(Call::CallAbort), Errno::Ok);
    EXPECT_EQ(s.emitted().front(), reset ? 'R' : '-') << to_string(state);
    EXPECT_EQ(s.r.post, Tcb{});
    EXPECT_EQ(s.toe.resources().buffers.left(), 4u);
    EXPECT_EQ(s.toe.resources().ports.taken(), 0u);
    EXPECT_TRUE(s.toe.resources().connections.empty());
  }
}
TEST(ModelClose, InSynReceivedTheSynIsStillRepeated) {
  Script s;
  s.syn_sent();
  s.in("S", 0, 0);
  ASSERT_EQ(s.state(), SynReceived);
  s.error(Call::CallClose);
  EXPECT_EQ(s.state(), FinWait1);
  EXPECT_EQ(s.turns(), "") << "the FIN waits until the SYN was heard";
  EXPECT_EQ(s.timeout(), "S. 0(0) ack 1 win 4096 mss 1460");
  s.in(".", 1, 1);
  EXPECT_EQ(s.turns(), "F. 1(0) ack 1 win 4096\n");
  s.in(".", 1, 2);
  EXPECT_EQ(s.state(), FinWait2);
}
TEST(ModelClose, AResetEndsEachStateInItsWay) {
  const auto error_after_reset = [](TcpState state) {
    Script s;
    s.enter(state);
    const std::uint32_t next = s.tcb().rcv_nxt - s.tcb().irs;
    EXPECT_EQ(s.in("R", next, 0), "-");
    EXPECT_EQ(s.state(), Closed) << to_string(state);
    return s.tcb().error;
  };
  for (const TcpState state : {Established, FinWait1, FinWait2, CloseWait})
    EXPECT_EQ(error_after_reset(state), Errno::Econnreset);
  for (const TcpState state : {Closing, LastAck}) EXPECT_EQ(error_after_reset(state), Errno::Ok);
}

}  // namespace
}  // namespace sockwire::model
