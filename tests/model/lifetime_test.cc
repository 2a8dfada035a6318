// How long a connection lives without its peer: keep-alives (RFC 9293 3.8.4), the user's time-out
// (3.8.3), the host's options; and how often an attacker is answered (RFC 5961 7).
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

using enum TcpState;

constexpr std::uint32_t kIdle = 1000;  // ticks

std::uint64_t ticks(std::uint64_t count) { return count << 10; }

TEST(ModelOption, WhatIsNoOption) {
  Script s;
  s.established();
  const Tcb untouched = s.tcb();
  for (const std::uint16_t which : std::initializer_list<std::uint16_t>{0, 5, 8, 0x101, 0xFFFF})
    EXPECT_EQ(s.call({.call = Call::CallOption, .desc = s.desc, .port = which}).error,
              Errno::Einval);
  for (const Option which : {Option::OptionNoDelay, Option::OptionKeepIdle,
                             Option::OptionUserTimeout, Option::OptionCongestion})
    EXPECT_EQ(s.option(which, 0x8000'0000), Errno::Einval);
  EXPECT_EQ(s.tcb(), untouched);
}
TEST(ModelOption, AListenerHasNone) {
  Script s;
  s.listening();
  s.desc = s.listener;
  EXPECT_EQ(s.option(Option::OptionNoDelay, 1), Errno::Einval);
}
TEST(ModelOption, ItIsKeptOverConnect) {
  Script s;
  s.desc = s.socket();
  s.option(Option::OptionNoDelay, 3);
  s.option(Option::OptionKeepIdle, kIdle);
  s.option(Option::OptionUserTimeout, 7);
  s.option(Option::OptionCongestion, 1);
  s.connect(s.desc);
  EXPECT_TRUE(s.tcb().nodelay);
  EXPECT_EQ(s.tcb().keep_idle, kIdle);
  EXPECT_EQ(s.tcb().user_timeout, 7u);
  EXPECT_TRUE(s.tcb().cubic);
  EXPECT_FALSE(s.tcb().keep_armed) << "not before the connection is open";
}

// ---------------------------------------------------------------- keep-alive

TEST(ModelKeepalive, IsOffUntilItIsAskedFor) {
  Script s;
  s.established();
  EXPECT_FALSE(s.tcb().keep_armed);
}
TEST(ModelKeepalive, ASilentPeerIsAskedWithOldNumbers) {
  Script s;
  s.established();
  s.option(Option::OptionKeepIdle, kIdle);
  const std::uint64_t begin = s.tick();
  EXPECT_EQ(s.timeout(Timer::TimerKeepalive), ". 0(0) ack 1 win 4096");
  EXPECT_EQ(s.tick() - begin, kIdle);
  EXPECT_EQ(s.tcb().keep_probes, 1);
  s.in(".", 1, 1);
  EXPECT_EQ(s.tcb().keep_probes, 0);
  EXPECT_EQ(s.tcb().keep_deadline, s.tick() + kIdle);
}
TEST(ModelKeepalive, ADeadPeerIsGivenUp) {
  Script s;
  s.established();
  s.option(Option::OptionKeepIdle, kIdle);
  s.timeout(Timer::TimerKeepalive);
  const std::uint64_t first = s.now;
  for (unsigned i = 1; i < kKeepProbes; ++i)
    EXPECT_EQ(s.timeout(Timer::TimerKeepalive), ". 0(0) ack 1 win 4096");
  EXPECT_EQ(s.timeout(Timer::TimerKeepalive), "R 1(0)");
  EXPECT_EQ(s.now - first, ticks(kKeepProbes * kKeepInterval));
  EXPECT_EQ(s.state(), Closed);
  EXPECT_EQ(s.tcb().error, Errno::Etimedout);
}
TEST(ModelKeepalive, EachSegmentOfThePeerPutsItOff) {
  Script s;
  s.established();
  s.option(Option::OptionKeepIdle, kIdle);
  s.now += ticks(kIdle - 1);
  s.in("P.", 1, 1, {.payload = "x"});
  EXPECT_FALSE(s.toe.timer_due(s.desc, Timer::TimerKeepalive, s.now + ticks(kIdle - 1)));
  EXPECT_TRUE(s.toe.timer_due(s.desc, Timer::TimerKeepalive, s.now + ticks(kIdle)));
}
TEST(ModelKeepalive, WhatIsOutstandingAsksAnyway) {
  Script s;
  s.established();
  s.option(Option::OptionKeepIdle, kIdle);
  s.send("x");
  s.turn();
  EXPECT_EQ(s.timeout(Timer::TimerKeepalive), "-");
  EXPECT_EQ(s.tcb().keep_probes, 0);
  EXPECT_EQ(s.tcb().keep_deadline, s.tick() + kIdle);
}
TEST(ModelKeepalive, OnceClosingOtherTimersServe) {
  Script s;
  s.established();
  s.option(Option::OptionKeepIdle, kIdle);
  s.error(Call::CallShutdown, 1);
  s.turn();
  s.in(".", 1, 2);
  ASSERT_EQ(s.state(), FinWait2);
  EXPECT_EQ(s.timeout(Timer::TimerKeepalive), "-");
  EXPECT_FALSE(s.tcb().keep_armed);
}
TEST(ModelKeepalive, ZeroSwitchesItOff) {
  Script s;
  s.established();
  s.option(Option::OptionKeepIdle, kIdle);
  s.option(Option::OptionKeepIdle, 0);
  EXPECT_FALSE(s.tcb().keep_armed);
}

// ---------------------------------------------------------------- the user's time-out

TEST(ModelUserTimeout, EndsAConnectionEarlier) {
  Script s;
  s.established();
  s.option(Option::OptionUserTimeout, 4000);
  s.send("x");
  s.turn();
  EXPECT_EQ(s.timeout(), "P. 1(1) ack 1 win 4096");  // the first shows that it stalls
  EXPECT_EQ(s.timeout(), "P. 1(1) ack 1 win 4096");  // 2 s later
  EXPECT_EQ(s.timeout(), "-");                       // 6 s: more than 4,000 ticks
  EXPECT_EQ(s.tcb().error, Errno::Etimedout);
}
TEST(ModelUserTimeout, LetsAConnectionLiveLonger) {
  Script s;
  s.established();
  s.option(Option::OptionUserTimeout, 0x7FFF'FFFF);
  s.send("x");
  s.turn();
  for (int i = 0; i < 300; ++i) EXPECT_EQ(s.timeout(), "P. 1(1) ack 1 win 4096");
  EXPECT_EQ(s.tcb().retries, 255);
  s.option(Option::OptionUserTimeout, 0);
  EXPECT_EQ(s.timeout(), "-");
  EXPECT_EQ(s.tcb().error, Errno::Etimedout) << "by retries again";
}
TEST(ModelUserTimeout, CountsFromTheLastProgress) {
  Script s;
  s.established();
  s.option(Option::OptionUserTimeout, 4000);
  s.send("xy");
  s.turn();
  s.timeout();
  s.timeout();
  s.in(".", 1, 2);
  for (int i = 0; i < 1; ++i) EXPECT_NE(s.timeout(), "-");
  EXPECT_EQ(s.tcb().stalled_at, s.tick());
  EXPECT_EQ(s.tcb().retries, 1);
}
TEST(ModelUserTimeout, IsForTheHandshakeToo) {
  Script s;
  s.desc = s.socket();
  s.bind(s.desc, s.our_port = Script::kOurPort);
  s.option(Option::OptionUserTimeout, 1000);
  s.connect(s.desc);
  EXPECT_NE(s.timeout(), "-");
  EXPECT_EQ(s.timeout(), "-");
  EXPECT_EQ(s.tcb().error, Errno::Etimedout);
}

// ---------------------------------------------------------------- challenge ACKs

TEST(ModelChallenge, TenInASecond) {
  Script s;
  s.established();
  for (unsigned i = 0; i < 10; ++i) EXPECT_EQ(s.in("R", 2, 0), ". 1(0) ack 1 win 4096") << i;
  EXPECT_EQ(s.in("R", 2, 0), "-");
  EXPECT_EQ(s.in("S", 2, 0), "-");
  EXPECT_EQ(s.in(".", 1, 9), "-");
  EXPECT_EQ(s.r.drop, Drop::DropBadAck);
  s.now += ticks(976);
  EXPECT_EQ(s.in("R", 2, 0), "-");
  s.now += ticks(1);
  EXPECT_EQ(s.in("R", 2, 0), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.tcb().challenges, 1);
}

}  // namespace
}  // namespace sockwire::model
