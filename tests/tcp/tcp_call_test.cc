// The host's calls: what each answers in a state in which it has no business, and that a refused
// call changes nothing (the engine asserts that for every event). docs/rules/tcp.md section 3.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpCall : public ::testing::Test {
 protected:
  TcpBench bench;
  Errno error(Call call, std::uint16_t desc, std::uint32_t length = 0, std::uint32_t addr = 0,
              std::uint16_t port = 0) {
    return bench.call(call, desc, length, addr, port).answer.error;
  }
};

TEST_F(TcpCall, UnknownDescriptorsAreRefused) {
  const std::uint16_t closed = bench.socket();
  bench.call(Call::CallClose, closed);
  for (int call = int(Call::CallBind); call <= int(Call::CallAbort); ++call) {
    for (const std::uint16_t desc :
         {closed, std::uint16_t{8}, std::uint16_t{0xFFFF}, std::uint16_t{0x1000}}) {
      const TcpRecord record = bench.call(Call(call), desc, 1, kPeer, 80);
      EXPECT_EQ(record.answer, (Answer{true, Errno::Ebadf, 0}))
          << to_string(Call(call)) << ' ' << desc;
      EXPECT_EQ(record.conn, desc < 8 ? desc : kNoDesc);
      EXPECT_EQ(record.post, Tcb{});
    }
  }
}

TEST_F(TcpCall, ChildThatIsNotAcceptedCannotBeCalled) {
  bench.listener(80);
  const std::uint16_t child = Peer(bench, 4000, 80).send("S").conn;
  EXPECT_EQ(error(Call::CallRecv, child, 1), Errno::Ebadf);
  EXPECT_EQ(error(Call::CallAbort, child), Errno::Ebadf);
}

TEST_F(TcpCall, BindRefusesUsedPortsAndBoundSockets) {
  const std::uint16_t one = bench.socket(), two = bench.socket();
  EXPECT_EQ(bench.call(Call::CallBind, one, 0, 0, 80).answer.value, 80u);
  EXPECT_EQ(error(Call::CallBind, one, 0, 0, 81), Errno::Einval);
  EXPECT_EQ(error(Call::CallBind, two, 0, 0, 80), Errno::Eaddrinuse);
  bench.call(Call::CallClose, one);
  EXPECT_EQ(error(Call::CallBind, two, 0, 0, 80), Errno::Ok);
}

TEST_F(TcpCall, ListenNeedsABoundFreshSocketAndASlot) {
  const std::uint16_t desc = bench.socket();
  EXPECT_EQ(error(Call::CallListen, desc, 1), Errno::Einval);
  EXPECT_EQ(bench.tcb(bench.listener(80, 0)).backlog, 1);
  EXPECT_EQ(bench.tcb(bench.listener(81, 1000)).backlog, 255);
  bench.listener(82);
  bench.listener(83);
  EXPECT_EQ(error(Call::CallBind, desc, 0, 0, 84), Errno::Ok);
  EXPECT_EQ(error(Call::CallListen, desc, 1), Errno::Enobufs);
}

TEST_F(TcpCall, ConnectRefusesBadAddressesAndStates) {
  const std::uint16_t desc = bench.socket(), listener = bench.listener(80);
  for (const std::uint32_t addr : {0u, kLocal, 0x7F000001u, 0xE0000001u, 0xFFFFFFFFu, 0x0A0000FFu})
    EXPECT_EQ(error(Call::CallConnect, desc, 0, addr, 80), Errno::Einval) << std::hex << addr;
  EXPECT_EQ(error(Call::CallConnect, desc, 0, kPeer, 0), Errno::Einval);
  EXPECT_EQ(error(Call::CallConnect, listener, 0, kPeer, 80), Errno::Eopnotsupp);
  EXPECT_EQ(error(Call::CallConnect, desc, 0, kPeer, 80), Errno::Einprogress);
  EXPECT_EQ(error(Call::CallConnect, desc, 0, kPeer, 80), Errno::Ealready);
  Connection c = connect(bench, 81);
  EXPECT_EQ(error(Call::CallConnect, c.desc, 0, kPeer, 80), Errno::Eisconn);
}

TEST_F(TcpCall, ConnectRefusesA4TupleThatIsInUse) {
  const std::uint16_t listener = bench.listener(80), desc = bench.socket();
  accept(bench, listener, 80, 4000);
  bench.call(Call::CallClose, listener);  // its port is free again, its child lives
  EXPECT_EQ(error(Call::CallBind, desc, 0, 0, 80), Errno::Ok);
  EXPECT_EQ(error(Call::CallConnect, desc, 0, kPeer, 4000), Errno::Eaddrinuse);
  EXPECT_EQ(error(Call::CallConnect, desc, 0, kPeer, 4001), Errno::Einprogress);
}

TEST_F(TcpCall, CallThatNeedsAPortByNowIsSentBack) {
  const std::uint16_t listener = bench.listener(80);
  Connection c = accept(bench, listener);
  c.peer.send("R");
  bench.look_for_ports = false;  // as the socket layer saw it, the connection lived
  const std::size_t before = bench.records.size();
  bench.call(Call::CallConnect, c.desc, 0, kPeer, 80);
  EXPECT_TRUE(bench.retried);
  bench.quiet();
  EXPECT_EQ(bench.records.size(), before) << "nothing is recorded";
  bench.look_for_ports = true;
  EXPECT_EQ(error(Call::CallConnect, c.desc, 0, kPeer, 80), Errno::Einprogress);
  EXPECT_EQ(bench.last().post.buffer, bench.last().pre.buffer);
}

TEST_F(TcpCall, SendAndRecvBeforeAndWithoutAConnection) {
  const std::uint16_t desc = bench.socket(), listener = bench.listener(80);
  for (const std::uint16_t none : {desc, listener}) {
    EXPECT_EQ(error(Call::CallSend, none, 1), Errno::Enotconn);
    EXPECT_EQ(error(Call::CallRecv, none, 1), Errno::Enotconn);
    EXPECT_EQ(error(Call::CallShutdown, none, 1), Errno::Enotconn);
  }
  EXPECT_EQ(error(Call::CallAccept, desc), Errno::Einval);
  bench.call(Call::CallConnect, desc, 0, kPeer, 80);
  EXPECT_EQ(error(Call::CallSend, desc, 1), Errno::Eagain);
  EXPECT_EQ(error(Call::CallRecv, desc, 1), Errno::Eagain);
  EXPECT_EQ(error(Call::CallShutdown, desc, 1), Errno::Enotconn);
  EXPECT_EQ(error(Call::CallShutdown, desc, 3), Errno::Einval);
}

TEST_F(TcpCall, ShutdownOfReadingChangesNothing) {
  Connection c = connect(bench);
  const Tcb before = bench.tcb(c.desc);
  EXPECT_EQ(error(Call::CallShutdown, c.desc, 0), Errno::Ok);
  EXPECT_EQ(bench.tcb(c.desc), before);
  EXPECT_EQ(error(Call::CallShutdown, c.desc, 2), Errno::Ok);
  EXPECT_EQ(error(Call::CallShutdown, c.desc, 1), Errno::Ok);
  EXPECT_EQ(bench.tcb(c.desc).state, TcpState::FinWait1);
}

TEST_F(TcpCall, AcceptHandsOutInOrderOfCompletion) {
  const std::uint16_t listener = bench.listener(80);
  Peer first(bench, 4000, 80), second(bench, 4001, 80);
  const TcpRecord syn_first = first.send("S"), syn_second = second.send("S");
  second.acknowledge(syn_second.post.iss + 1);
  first.acknowledge(syn_first.post.iss + 1);
  EXPECT_EQ(bench.call(Call::CallAccept, listener).conn, syn_second.conn);
  EXPECT_EQ(bench.call(Call::CallAccept, listener).conn, syn_first.conn);
  EXPECT_EQ(error(Call::CallAccept, listener), Errno::Eagain);
}

TEST_F(TcpCall, SnapshotOfNoSocketIsZero) {
  bench.listener(80);
  EXPECT_EQ(bench.tcb(8), Tcb{});
  EXPECT_EQ(bench.tcb(0xFFFF), Tcb{});
}

}  // namespace
}  // namespace sockwire::test
