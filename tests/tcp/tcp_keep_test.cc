// How long a connection is kept: keep-alives, user time-out, options of a socket, and how many
// challenges are answered. RFC 9293 3.8.3, 3.8.4; RFC 5961 section 7; docs/rules/tcp.md sections 1,
// 3 and 5. A tick is 1,024 microseconds.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

constexpr std::uint64_t kTick = 1024;

class TcpKeep : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  Connection c = accept(bench, listener);

  Tcb tcb() { return bench.tcb(c.desc); }
  std::uint32_t tick() const { return std::uint32_t(bench.now >> 10); }
  void set(Option what, std::uint32_t value) {
    EXPECT_EQ(option(bench, c.desc, what, value).answer.error, Errno::Ok);
  }
  // Lets `ticks` pass; true if that brought an event of this timer, and not before.
  ::testing::AssertionResult comes_after(std::uint32_t ticks, Timer timer) {
    const std::size_t before = bench.records.size();
    const std::uint64_t due = std::uint64_t{tick() + ticks} << 10;
    bench.after(due - 1 - bench.now);
    if (bench.records.size() != before) return ::testing::AssertionFailure() << "early";
    bench.after(1);
    if (bench.records.size() != before + 1 || bench.last().timer != timer)
      return ::testing::AssertionFailure() << "not then";
    return ::testing::AssertionSuccess();
  }
};

TEST_F(TcpKeep, NoKeepAlivesUnlessAskedFor) {
  const std::size_t before = bench.records.size();
  bench.after(std::uint64_t{7200} * 1'000'000);
  EXPECT_EQ(bench.records.size(), before);
}

TEST_F(TcpKeep, SilenceIsProbedAndEndsTheConnection) {
  set(Option::OptionKeepIdle, 500);
  ASSERT_TRUE(comes_after(500, Timer::TimerKeepalive));
  for (int probe = 1; probe <= 9; ++probe) {
    EXPECT_EQ(bench.last().emit.flags, flags("."));
    EXPECT_EQ(bench.last().emit.seq, c.iss) << "one octet before SND.NXT";
    EXPECT_EQ(bench.last().emit.length, 0);
    EXPECT_EQ(bench.last().post.keep_probes, probe);
    ASSERT_TRUE(comes_after(73'242, Timer::TimerKeepalive));
  }
  EXPECT_EQ(bench.last().post.state, TcpState::Closed);
  EXPECT_EQ(bench.last().emit.flags, flags("R"));
  EXPECT_TRUE(bench.last().ready.error);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 1).answer.error, Errno::Etimedout);
}

TEST_F(TcpKeep, AnAnswerBeginsTheSilenceAnew) {
  set(Option::OptionKeepIdle, 500);
  ASSERT_TRUE(comes_after(500, Timer::TimerKeepalive));
  bench.now += 100 * kTick;
  const TcpRecord answer = c.peer.send(".");
  EXPECT_EQ(answer.post.keep_probes, 0);
  ASSERT_TRUE(comes_after(500, Timer::TimerKeepalive));
  c.peer.send_at(c.peer.seq + 4097, "R");
  EXPECT_EQ(tcb().keep_probes, 1) << "what is not acceptable is no sign of life";
}

TEST_F(TcpKeep, RetransmissionTakesItsPlace) {
  set(Option::OptionKeepIdle, 100);
  bench.call(Call::CallSend, c.desc, 10);
  bench.quiet();
  ASSERT_TRUE(comes_after(100, Timer::TimerKeepalive));
  EXPECT_FALSE(bench.last().emit.valid);
  EXPECT_EQ(bench.last().post.keep_deadline, tick() + 100);
  EXPECT_EQ(bench.last().post.keep_probes, 0);
}

TEST_F(TcpKeep, ItEndsWithOurFin) {
  set(Option::OptionKeepIdle, 100);
  bench.call(Call::CallShutdown, c.desc, 1);
  bench.quiet();
  c.peer.acknowledge(c.iss + 2);
  EXPECT_EQ(tcb().state, TcpState::FinWait2);
  ASSERT_TRUE(comes_after(100, Timer::TimerKeepalive));
  EXPECT_FALSE(bench.last().emit.valid);
  EXPECT_FALSE(bench.last().post.keep_armed);
}

TEST_F(TcpKeep, OptionsOutliveConnect) {
  const std::uint16_t desc = bench.socket();
  for (const auto& [what, value] :
       std::vector<std::pair<Option, std::uint32_t>>{{Option::OptionNoDelay, 1},
                                                     {Option::OptionKeepIdle, 50},
                                                     {Option::OptionUserTimeout, 60},
                                                     {Option::OptionCongestion, 1},
                                                     {Option::OptionReuse, 1},
                                                     {Option::OptionTtl, 7},
                                                     {Option::OptionTos, 0x20}})
    EXPECT_EQ(option(bench, desc, what, value).answer, (Answer{true, Errno::Ok, 0}));
  EXPECT_FALSE(bench.tcb(desc).keep_armed);
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 90);
  EXPECT_TRUE(open.post.nodelay);
  EXPECT_EQ(open.post.keep_idle, 50u);
  EXPECT_EQ(open.post.user_timeout, 60u);
  EXPECT_TRUE(open.post.cubic);
  EXPECT_TRUE(open.post.reuse);
  EXPECT_EQ(open.post.ttl, 7);
  EXPECT_EQ(open.post.tos, 0x20);
  Peer peer(bench, 90, open.post.local_port);
  peer.ack = open.post.iss + 1;
  const Tcb made = peer.send("S.").post;
  EXPECT_TRUE(made.keep_armed);
  EXPECT_EQ(made.keep_deadline, tick() + 50);
  EXPECT_FALSE(option(bench, desc, Option::OptionKeepIdle, 0).post.keep_armed);
}

TEST_F(TcpKeep, OptionsThatDoNotExistAreRefused) {
  const auto error = [&](std::uint16_t desc, int what, std::uint32_t value) {
    return option(bench, desc, Option(what), value).answer.error;
  };
  EXPECT_EQ(error(c.desc, 0, 1), Errno::Einval);
  for (const int other : {8, 9, 10, 11, 12, 13, 15}) EXPECT_EQ(error(c.desc, other, 1), Errno::Einval);
  EXPECT_EQ(error(c.desc, 4, 2), Errno::Einval);
  EXPECT_EQ(bench.call(Call::CallOption, c.desc, 1, 0, 0x101).answer.error, Errno::Einval);
  EXPECT_EQ(error(c.desc, 2, 0x80000000), Errno::Einval);
  EXPECT_EQ(error(c.desc, 2, 0x7FFFFFFF), Errno::Ok);
  EXPECT_EQ(error(listener, 1, 1), Errno::Einval);
  EXPECT_EQ(error(7, 1, 1), Errno::Ebadf);
}

TEST_F(TcpKeep, UserTimeoutEndsWhatMakesNoProgress) {
  set(Option::OptionUserTimeout, 2500);  // between the time-outs after 1 s + 2 s and + 4 s
  bench.call(Call::CallSend, c.desc, 100);
  bench.quiet();
  bench.after(1'000'000);
  EXPECT_EQ(tcb().stalled_at, tick());
  bench.after(2'000'000);
  EXPECT_EQ(tcb().retries, 2);
  bench.after(4'000'000);
  EXPECT_EQ(tcb().state, TcpState::Closed);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 1).answer.error, Errno::Etimedout);
}

TEST_F(TcpKeep, UserTimeoutMayBeLongerThanTheRetries) {
  set(Option::OptionUserTimeout, 0x7FFFFFFF);
  bench.call(Call::CallSend, c.desc, 100);
  bench.quiet();
  for (int i = 0; i < 270; ++i) bench.after(60'000'000);
  EXPECT_EQ(tcb().state, TcpState::Established);
  EXPECT_EQ(tcb().retries, 255) << "it does not wrap";
  set(Option::OptionUserTimeout, 0);
  bench.after(60'000'000);
  EXPECT_EQ(tcb().state, TcpState::Closed) << "by retries again";
}

TEST_F(TcpKeep, ChallengesAreLimited) {
  bench.now = ((bench.now >> 10) + 1) << 10;
  int answered = 0;
  for (int i = 0; i < 30; ++i) {
    const TcpRecord syn = c.peer.send_at(c.peer.seq, "S");
    EXPECT_EQ(syn.drop, Drop::DropChallenge);
    answered += syn.emit.valid;
  }
  EXPECT_EQ(answered, 10);
  bench.now += 976 * kTick;
  EXPECT_FALSE(c.peer.send_at(c.peer.seq + 1, "R").emit.valid);
  EXPECT_TRUE(c.peer.send_at(c.peer.seq - 1, ".").emit.valid) << "that is no challenge";
  bench.now += kTick;
  EXPECT_TRUE(c.peer.send_at(c.peer.seq + 1, "R").emit.valid) << "a new period";
  EXPECT_EQ(tcb().challenges, 1);
  c.peer.ack = c.iss + 100;  // never sent
  const TcpRecord bad = c.peer.send(".");
  EXPECT_EQ(bad.drop, Drop::DropBadAck);
  EXPECT_TRUE(bad.emit.valid);
  EXPECT_EQ(tcb().challenges, 2);
}

// RFC 5961 5.2: an acknowledgment older than the largest window ever is nobody's.
TEST_F(TcpKeep, AncientAcknowledgmentIsChallenged) {
  Peer small(bench, 4001, 80);
  small.wnd = 500;
  c = accept(bench, listener, small);
  no_delay(bench, c);
  for (std::uint32_t done = 500; done <= 1500; done += 500) {
    bench.call(Call::CallSend, c.desc, 500);
    bench.quiet();
    c.peer.acknowledge(c.iss + 1 + done);
  }
  c.peer.ack = c.iss + 1 + 1000;
  EXPECT_EQ(c.peer.send(".", 1).drop, Drop::DropNone) << "old, but not too old";
  c.peer.ack -= 1;
  const TcpRecord ancient = c.peer.send_at(c.peer.seq, ".", 1);
  EXPECT_EQ(ancient.drop, Drop::DropBadAck);
  EXPECT_EQ(ancient.take, Take{});
  EXPECT_EQ(ancient.emit.ack, c.peer.seq);
}

}  // namespace
}  // namespace sockwire::test
