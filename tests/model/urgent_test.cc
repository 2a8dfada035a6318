// Urgent text (RFC 9293 3.8.5); the end of a FIN-WAIT-2 that nobody holds; the peer's edge.
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum TcpState;

class ModelUrgent : public ::testing::TestWithParam<Seq> {
 protected:
  // Octets ahead, as SOCK_URGENT shows them.
  std::uint32_t ahead() const { return s.tcb().rcv_urgent ? s.tcb().rcv_up - s.tcb().rcv_user : 0; }
  Answer send_urgent(std::string_view octets) {
    return s.call({.call = Call::CallSend,
                   .desc = s.desc,
                   .port = 1,
                   .length = static_cast<std::uint32_t>(octets.size())},
                  octets);
  }
  Script s{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(PeerIss, ModelUrgent, ::testing::Values(0x1000'0000u, 0xFFFF'FFFEu));

// The pointer shows the first octet behind the urgent ones (MUST-62).
TEST_P(ModelUrgent, TheHostIsToldAndSeesHowMuchIsAhead) {
  proves("9293-MUST-32 9293-MUST-33 9293-MUST-62");
  s.established();
  s.in("PU.", 1, 1, {.payload = "abcdef", .urgent = 4});
  EXPECT_EQ(s.r.ready, (Ready{.urgent = true, .readable = true}));
  EXPECT_EQ(ahead(), 4u);
  EXPECT_EQ(s.recv(3), "abc");
  EXPECT_EQ(ahead(), 1u);
  EXPECT_EQ(s.recv(1), "d");
  EXPECT_EQ(ahead(), 0u);
  EXPECT_FALSE(s.tcb().rcv_urgent);
  EXPECT_EQ(s.recv(), "ef");
}
TEST_P(ModelUrgent, ItIsToldAgainWhenThePointerAdvances) {
  proves("9293-MUST-32");
  s.established();
  s.in("U.", 1, 1, {.urgent = 100});
  EXPECT_EQ(s.r.ready, Ready{.urgent = true}) << "before the octets themselves";
  EXPECT_EQ(ahead(), 100u);
  s.in("U.", 1, 1, {.urgent = 100});
  EXPECT_EQ(s.r.ready, Ready{});
  s.in("U.", 1, 1, {.payload = "x", .urgent = 50});
  EXPECT_EQ(s.r.ready, Ready{.readable = true}) << "it never goes back";
  EXPECT_EQ(ahead(), 100u);
  s.in("U.", 2, 1, {.urgent = 100});
  EXPECT_EQ(s.r.ready, Ready{.urgent = true});
  EXPECT_EQ(ahead(), 101u);
}
TEST_P(ModelUrgent, WhatWasReadIsNotUrgent) {
  s.established();
  s.in("P.", 1, 1, {.payload = "abc"});
  s.recv();
  s.in("PU.", 1, 1, {.payload = "abc", .urgent = 3});
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
  s.in("U.", 4, 1, {.urgent = 0});
  EXPECT_EQ(s.r.ready, Ready{});
  s.in(".", 4, 1, {.urgent = 7});
  EXPECT_EQ(s.r.segment.urgent, 0) << "without URG the pointer says nothing";
  EXPECT_FALSE(s.tcb().rcv_urgent);
}
TEST_P(ModelUrgent, EverySegmentInFrontOfThePointerHasIt) {
  proves("9293-MUST-30 9293-MUST-31 9293-MUST-62");
  s.established({.wnd = 60'000, .mss = 200});
  s.send("ab");
  EXPECT_EQ(send_urgent(text(300)).value, 300u);
  EXPECT_EQ(s.tcb().snd_up, s.tcb().snd_end);
  EXPECT_EQ(s.turn(), "U. 1(200) ack 1 win 4096 urg 302");
  s.send("calm");
  EXPECT_EQ(s.timeout(), "U. 1(200) ack 1 win 4096 urg 302") << "again as well";
  s.in(".", 1, 201, {.wnd = 60'000});
  EXPECT_EQ(s.turns(), "PU. 201(106) ack 1 win 4096 urg 102\n");
  s.in("P.", 1, 302, {.wnd = 60'000, .payload = "x"});
  EXPECT_TRUE(s.tcb().snd_urgent) << "one octet is missing";
  s.in("P.", 2, 303, {.wnd = 60'000, .payload = "x"});
  EXPECT_FALSE(s.tcb().snd_urgent);
  EXPECT_EQ(s.emitted(), ". 307(0) ack 3 win 4094");
}
TEST_P(ModelUrgent, NothingSentIsNothingUrgent) {
  s.established();
  EXPECT_EQ(send_urgent("").error, Errno::Ok);
  EXPECT_FALSE(s.tcb().snd_urgent);
}

// ---------------------------------------------------------------- FIN-WAIT-2

TEST(ModelFinWait2, WithoutAHostItEndsByTime) {
  for (const bool close_late : {false, true}) {
    Script s;
    if (close_late) {
      s.enter(FinWait2);
      EXPECT_FALSE(s.tcb().tw_armed) << "the host may wait for ever";
      s.now += 100 * Script::kSecond;
      s.error(Call::CallClose);
    } else {
      s.established();
      s.error(Call::CallClose);
      s.turn();
      s.in(".", 1, 2);
    }
    ASSERT_EQ(s.state(), FinWait2);
    ASSERT_TRUE(s.tcb().tw_armed);
    EXPECT_EQ(s.due_at(Timer::TimerTimeWait), s.now + kFinWait2Limit);
    EXPECT_EQ(s.timeout(Timer::TimerTimeWait), "-");
    EXPECT_EQ(s.r.post, Tcb{});
    EXPECT_EQ(s.toe.resources().buffers.left(), 4u);
  }
}
TEST(ModelFinWait2, ThePeersFinMakesItTimeWait) {
  Script s;
  s.established();
  s.error(Call::CallClose);
  s.turn();
  s.in(".", 1, 2);
  s.now += Script::kSecond;
  s.in("F.", 1, 2);
  EXPECT_EQ(s.state(), TimeWait);
  EXPECT_EQ(s.due_at(Timer::TimerTimeWait), s.now + 2 * Script::kSecond);
}

// ---------------------------------------------------------------- the window (RFC 7323 2.4)

TEST(ModelWindow, AnAckThatDoesNotUpdateItKeepsThePeersEdge) {
  proves("7323-WS-10");
  Script s;
  s.established({.wnd = 1000});
  s.send(text(300));
  s.turns();
  s.in("P.", 1, 1, {.wnd = 1000, .payload = "abc"});
  s.in(".", 4, 1, {.wnd = 1000});
  s.in("P.", 1, 101, {.wnd = 10, .payload = "abcd"});  // older than the last update
  EXPECT_EQ(s.tcb().snd_wnd, 900u);
  s.in("P.", 1, 301, {.wnd = 5000, .payload = "abcde"});
  EXPECT_EQ(s.tcb().snd_wnd, 700u);
  EXPECT_EQ(s.tcb().snd_wnd_max, 1000u);
}

}  // namespace
}  // namespace sockwire::model
