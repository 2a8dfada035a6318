// R1: after three retransmissions the network layer is told that the way may be dead (RFC 9293
// 3.8.3, MUST-20; docs/rules/tcp.md section 5). And how many RSTs answer for nobody.
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using Hops = std::vector<std::uint32_t>;

class ModelAdvice : public ::testing::Test {
 protected:
  Hops advice() {
    Hops all;
    while (const auto hop = s.toe.take_advice()) all.push_back(*hop);
    return all;
  }
  void time_out(unsigned times) {
    while (times--) s.timeout();
  }
  Script s;
};

TEST_F(ModelAdvice, AtTheFourthTimeOutAndNotAgain) {
  proves("9293-MUST-20 9293-SHLD-10");
  s.established();
  s.send("abc");
  s.turn();
  time_out(3);
  EXPECT_EQ(advice(), Hops{});
  time_out(1);
  EXPECT_EQ(advice(), Hops{Script::kPeerIp});
  time_out(6);
  EXPECT_EQ(advice(), Hops{});
  s.in(".", 1, 2);
  time_out(4);
  EXPECT_EQ(advice(), Hops{Script::kPeerIp}) << "there was progress meanwhile";
}
TEST_F(ModelAdvice, ForASynToo) {
  proves("9293-MUST-22");
  s.syn_sent();
  time_out(4);
  EXPECT_EQ(advice(), Hops{Script::kPeerIp});
}
TEST_F(ModelAdvice, ForASynAckToo) {
  s.syn_received();
  time_out(4);
  EXPECT_EQ(advice(), Hops{Script::kPeerIp});
}
TEST_F(ModelAdvice, TheNextHopIsMeant) {
  s.toe.set_network({Script::kOurMac, Script::kOurIp, 0xFFFFFF00, Script::kRouterIp});
  s.desc = s.socket();
  s.connect(s.desc, 80, 0xC0000201);
  for (unsigned i = 0; i < 4; ++i) {
    s.now = s.due_at(Timer::TimerRetransmit);
    s.toe.timeout_event(s.desc, Timer::TimerRetransmit, s.now);
  }
  EXPECT_EQ(advice(), Hops{Script::kRouterIp});
}
// RFC 9293 3.8.6.1: a closed window says nothing about the way.
TEST_F(ModelAdvice, AProbeIsNoRetransmission) {
  s.established();
  s.in(".", 1, 1, {.wnd = 0});
  s.send("abc");
  time_out(8);
  EXPECT_EQ(s.tcb().retries, 8);
  EXPECT_EQ(advice(), Hops{});
}
TEST_F(ModelAdvice, WhoGivesUpAsksNoMore) {
  s.established();
  s.option(Option::OptionUserTimeout, 1 + 3 * 1'000'000 / 1024);
  s.send("abc");
  s.turn();
  while (s.state() != TcpState::Closed) s.timeout();
  ASSERT_LE(s.r.pre.retries, kAdviceRetries);
  EXPECT_EQ(advice(), Hops{});
}

// ---------------------------------------------------------------- RSTs for no connection

class ModelResetLimit : public ::testing::Test {
 protected:
  // Of so many segments for nobody.
  unsigned answered(unsigned segments, const char* flags = "S") {
    unsigned count = 0;
    while (segments--) {
      count += s.in(flags, 1, 1) != "-";
      EXPECT_EQ(s.r.drop, Drop::DropNoConnection);
    }
    return count;
  }
  Script s;
};

TEST_F(ModelResetLimit, AThousandInASecond) {
  proves("T06");
  s.our_port = 9;
  EXPECT_EQ(answered(1500), kResetLimit);
  const Counters& count = s.toe.counters();
  EXPECT_EQ(count.tcp_rsts_limited, 500u);
  EXPECT_EQ(count.tcp_out_rsts, kResetLimit);
  EXPECT_EQ(count.tcp_drop_no_connection, 1500u);
  s.now += (kResetPeriod << 10) - 1024;
  EXPECT_EQ(answered(1), 0u);
  s.now += 1024;
  EXPECT_EQ(answered(1500), kResetLimit);
  EXPECT_THAT(s.toe.resources().connections, ::testing::IsEmpty());
}
TEST_F(ModelResetLimit, ForAcksAtAListenerToo) {
  s.listening();
  EXPECT_EQ(answered(kResetLimit, "."), kResetLimit);
  EXPECT_EQ(answered(1, "."), 0u);
  s.our_port = 9;
  EXPECT_EQ(answered(1), 0u) << "the same account";
  EXPECT_EQ(s.in("R", 1, 1), "-");
  EXPECT_EQ(s.toe.counters().tcp_rsts_limited, 2u) << "a RST has no answer to be limited";
}
TEST_F(ModelResetLimit, AConnectionHasItsOwn) {
  s.our_port = 9;
  answered(kResetLimit);
  s.syn_sent();
  EXPECT_EQ(s.in(".", 5, 7), "R 7(0)");
}

}  // namespace
}  // namespace sockwire::model
