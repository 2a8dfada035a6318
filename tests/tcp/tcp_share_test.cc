// A port that more than one socket has: OptionReuse lets BIND take one that is bound, the first owner
// gives it back, and only one of them listens. RFC 9293 MUST-42; docs/rules/tcp.md sections 2 and 3.
#include "tests/requirement.h"
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpShare : public ::testing::Test {
 protected:
  TcpBench bench;
  const std::uint16_t second = bench.socket();

  Errno bind(std::uint16_t desc, std::uint16_t port) {
    return bench.call(Call::CallBind, desc, 0, 0, port).answer.error;
  }
  void reuse(std::uint16_t desc) {
    EXPECT_EQ(option(bench, desc, Option::OptionReuse, 1).answer, (Answer{true, Errno::Ok, 0}));
  }
  Errno listen(std::uint16_t desc) { return bench.call(Call::CallListen, desc, 4).answer.error; }
};

TEST_F(TcpShare, AListenerOnThePortOfAConnectionThatIsBeingOpened) {
  proves("9293-MUST-42");
  const std::uint16_t first = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, first, 0, kPeer, 90);
  ASSERT_EQ(open.post.state, TcpState::SynSent);
  EXPECT_EQ(bind(second, open.post.local_port), Errno::Eaddrinuse);
  reuse(second);
  const TcpRecord shared = bench.call(Call::CallBind, second, 0, 0, open.post.local_port);
  EXPECT_EQ(shared.answer, (Answer{true, Errno::Ok, open.post.local_port}));
  EXPECT_TRUE(shared.post.bound);
  EXPECT_TRUE(shared.post.shared);
  EXPECT_EQ(listen(second), Errno::Ok);
  // Somebody else comes to the listener; the connection goes on opening, and opens.
  const Connection child = accept(bench, second, open.post.local_port);
  EXPECT_EQ(bench.tcb(child.desc).state, TcpState::Established);
  EXPECT_EQ(bench.tcb(first).state, TcpState::SynSent);
  Peer peer(bench, 90, open.post.local_port);
  peer.ack = open.post.iss + 1;
  EXPECT_EQ(peer.send("S.").conn, first);
  EXPECT_EQ(bench.tcb(first).state, TcpState::Established);
}

TEST_F(TcpShare, ThePortLeavesWithTheFirstThatHadIt) {
  const std::uint16_t first = bench.socket(), third = bench.socket();
  ASSERT_EQ(bind(first, 80), Errno::Ok);
  reuse(second);
  ASSERT_EQ(bind(second, 80), Errno::Ok);
  bench.call(Call::CallClose, second);
  EXPECT_EQ(bench.ports, std::set<std::uint16_t>{80}) << "it was not the second's to give back";
  const std::uint16_t again = bench.socket();
  reuse(again);
  ASSERT_EQ(bind(again, 80), Errno::Ok);
  bench.call(Call::CallClose, first);
  EXPECT_TRUE(bench.ports.empty());
  EXPECT_EQ(bind(third, 80), Errno::Ok) << "though another is still bound to it";
  EXPECT_FALSE(bench.tcb(third).shared);
  bench.call(Call::CallClose, again);
  EXPECT_EQ(bench.ports, std::set<std::uint16_t>{80});
}

TEST_F(TcpShare, AFreePortIsNotShared) {
  reuse(second);
  EXPECT_EQ(bind(second, 80), Errno::Ok);
  EXPECT_FALSE(bench.tcb(second).shared);
  bench.call(Call::CallClose, second);
  EXPECT_TRUE(bench.ports.empty());
}

TEST_F(TcpShare, OnlyOneListens) {
  const std::uint16_t listener = bench.listener(80);
  reuse(second);
  ASSERT_EQ(bind(second, 80), Errno::Ok);
  EXPECT_EQ(listen(second), Errno::Eaddrinuse);
  EXPECT_EQ(listen(listener), Errno::Ok) << "its own backlog may change";
  for (std::uint16_t port = 81; port < 84; ++port) bench.listener(port);
  EXPECT_EQ(listen(second), Errno::Eaddrinuse) << "before the slots are counted";
  bench.call(Call::CallClose, listener);
  EXPECT_EQ(listen(second), Errno::Ok);
  EXPECT_EQ(bench.tcb(accept(bench, second).desc).local_port, 80);
}

TEST_F(TcpShare, ConnectionsOnOnePortDifferByTheirPeer) {
  bench.listener(80);
  reuse(second);
  ASSERT_EQ(bind(second, 80), Errno::Ok);
  const TcpRecord open = bench.call(Call::CallConnect, second, 0, kPeer, 90);
  EXPECT_EQ(open.answer.error, Errno::Einprogress);
  EXPECT_TRUE(open.post.shared);
  EXPECT_TRUE(open.post.reuse);
  const std::uint16_t third = bench.socket();
  reuse(third);
  ASSERT_EQ(bind(third, 80), Errno::Ok);
  EXPECT_EQ(bench.call(Call::CallConnect, third, 0, kPeer, 90).answer.error, Errno::Eaddrinuse);
  EXPECT_EQ(bench.call(Call::CallConnect, third, 0, kPeer, 91).answer.error, Errno::Einprogress);
  bench.call(Call::CallAbort, second);
  bench.call(Call::CallAbort, third);
  EXPECT_EQ(bench.ports, std::set<std::uint16_t>{80});
}

TEST_F(TcpShare, TheOptionIsSetBeforeBind) {
  EXPECT_EQ(option(bench, second, Option::OptionReuse, 2).answer.error, Errno::Einval);
  reuse(second);
  EXPECT_EQ(option(bench, second, Option::OptionReuse, 0).answer.error, Errno::Ok);
  EXPECT_FALSE(bench.tcb(second).reuse);
  ASSERT_EQ(bind(second, 80), Errno::Ok);
  EXPECT_EQ(option(bench, second, Option::OptionReuse, 1).answer.error, Errno::Einval);
}

}  // namespace
}  // namespace sockwire::test
