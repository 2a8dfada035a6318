// Every misuse has its errno (docs/rules/tcp.md 3; RFC 9293 3.9.1), and every resource its end.
#include "tests/system/engine_test.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

class Misuse : public EngineTest {
 protected:
  Errno error(Call call, unsigned desc, std::uint32_t addr = 0, std::uint16_t port = 0,
              std::uint32_t length = 0) {
    return bench().call(call, desc, addr, port, length).error;
  }
};
SOCKWIRE_ENGINES(Misuse);

TEST_P(Misuse, UnknownDescriptorIsEbadf) {
  const unsigned beyond = bench().cfg().Sockets;
  for (const Call call : {Call::CallBind, Call::CallListen, Call::CallAccept, Call::CallConnect,
                          Call::CallSend, Call::CallRecv, Call::CallShutdown, Call::CallClose,
                          Call::CallAbort}) {
    EXPECT_EQ(error(call, 0, peer().ip(), 80, 1), Errno::Ebadf) << to_string(call);
    EXPECT_EQ(error(call, beyond, peer().ip(), 80, 1), Errno::Ebadf) << to_string(call);
    EXPECT_EQ(error(call, 0xFFFF, peer().ip(), 80, 1), Errno::Ebadf) << to_string(call);
  }
}

TEST_P(Misuse, ClosedDescriptorIsEbadf) {
  const unsigned desc = bench().socket();
  EXPECT_EQ(error(Call::CallClose, desc), Errno::Ok);
  EXPECT_EQ(error(Call::CallClose, desc), Errno::Ebadf);
}

TEST_P(Misuse, OfAFreshSocket) {
  proves("9293-MUST-46");
  const unsigned desc = bench().socket();
  EXPECT_EQ(error(Call::CallListen, desc, 0, 0, 1), Errno::Einval);  // not bound
  EXPECT_EQ(error(Call::CallAccept, desc), Errno::Einval);
  EXPECT_EQ(error(Call::CallSend, desc, 0, 0, 1), Errno::Enotconn);
  EXPECT_EQ(error(Call::CallRecv, desc, 0, 0, 1), Errno::Enotconn);
  EXPECT_EQ(error(Call::CallShutdown, desc, 0, 0, 1), Errno::Enotconn);
  EXPECT_EQ(error(Call::CallShutdown, desc, 0, 0, 3), Errno::Einval);
  EXPECT_EQ(error(Call::CallSend, desc, 0, 0, kWindowBytes + 1), Errno::Einval);
  // 9293-MUST-46 with RFC 1122 3.2.1.3: addresses that nobody has.
  for (const std::uint32_t addr : {0x00000000U, 0x7F000001U, 0xE0000001U, 0xFFFFFFFFU, 0x0A0000FFU, 0x0A000001U}) {
    EXPECT_EQ(error(Call::CallConnect, desc, addr, 80), Errno::Einval) << std::hex << addr;
  }
  EXPECT_EQ(error(Call::CallConnect, desc, peer().ip(), 0), Errno::Einval);
}

TEST_P(Misuse, OfPorts) {
  const unsigned a = bench().socket(), b = bench().socket();
  EXPECT_EQ(bench().bind(a, 80), 80);
  EXPECT_EQ(error(Call::CallBind, a, 0, 81), Errno::Einval);  // bound already
  EXPECT_EQ(error(Call::CallBind, b, 0, 80), Errno::Eaddrinuse);
  EXPECT_GE(bench().bind(b, 0), 49152);
  EXPECT_EQ(error(Call::CallClose, a), Errno::Ok);
  const unsigned c = bench().socket();
  EXPECT_EQ(bench().bind(c, 80), 80);  // free again
}

TEST_P(Misuse, OfAListener) {
  const unsigned desc = listening(80);
  EXPECT_EQ(error(Call::CallBind, desc, 0, 90), Errno::Einval);
  EXPECT_EQ(error(Call::CallListen, desc, 0, 0, 3), Errno::Ok);  // a new backlog
  EXPECT_EQ(error(Call::CallAccept, desc), Errno::Eagain);
  EXPECT_EQ(error(Call::CallConnect, desc, peer().ip(), 80), Errno::Eopnotsupp);
  EXPECT_EQ(error(Call::CallSend, desc, 0, 0, 1), Errno::Enotconn);
  EXPECT_EQ(error(Call::CallRecv, desc, 0, 0, 1), Errno::Enotconn);
  EXPECT_EQ(error(Call::CallShutdown, desc, 0, 0, 1), Errno::Enotconn);
}

TEST_P(Misuse, OfAConnection) {
  const unsigned desc = bench().socket();
  EXPECT_EQ(error(Call::CallConnect, desc, peer().ip(), 80), Errno::Einprogress);
  EXPECT_EQ(error(Call::CallConnect, desc, peer().ip(), 80), Errno::Ealready);
  EXPECT_EQ(error(Call::CallSend, desc, 0, 0, 1), Errno::Eagain);
  EXPECT_EQ(error(Call::CallRecv, desc, 0, 0, 1), Errno::Eagain);
  EXPECT_EQ(error(Call::CallShutdown, desc, 0, 0, 1), Errno::Enotconn);
  PeerConnection connection{peer(), 80};
  connection.open_from_engine();
  EXPECT_EQ(error(Call::CallConnect, desc, peer().ip(), 80), Errno::Eisconn);
  EXPECT_EQ(error(Call::CallBind, desc, 0, 90), Errno::Einval);
  EXPECT_EQ(error(Call::CallListen, desc, 0, 0, 1), Errno::Einval);
  EXPECT_EQ(error(Call::CallAccept, desc), Errno::Einval);
  EXPECT_EQ(error(Call::CallRecv, desc, 0, 0, 1), Errno::Eagain);
  EXPECT_EQ(error(Call::CallSend, desc), Errno::Ok);
  EXPECT_EQ(error(Call::CallShutdown, desc, 0, 0, 0), Errno::Ok);
  EXPECT_EQ(error(Call::CallShutdown, desc, 0, 0, 1), Errno::Ok);
  EXPECT_EQ(error(Call::CallShutdown, desc, 0, 0, 2), Errno::Ok);  // again: nothing
  EXPECT_EQ(error(Call::CallSend, desc, 0, 0, 1), Errno::Epipe);
  connection.expect_fin();
  connection.send_ack();
}

// A child outlives its listener and keeps the 4-tuple, while the port can be bound again.
TEST_P(Misuse, TheSameTupleTwiceIsEaddrinuse) {
  const unsigned listener = listening(1000);
  PeerConnection connection{peer(), 80};
  connection.open_to(1000);
  accepted(listener);
  EXPECT_EQ(error(Call::CallClose, listener), Errno::Ok);
  const unsigned again = bench().socket();
  bench().bind(again, 1000);
  EXPECT_EQ(error(Call::CallConnect, again, peer().ip(), 80), Errno::Eaddrinuse);
  EXPECT_EQ(error(Call::CallConnect, again, peer().ip(), 81), Errno::Einprogress);
}

TEST_P(Misuse, AnUnboundSocketTakesAFreePort) {
  const unsigned a = bench().socket(), b = bench().socket();
  bench().bind(a, 1000);
  EXPECT_EQ(error(Call::CallConnect, a, peer().ip(), 80), Errno::Einprogress);
  EXPECT_EQ(error(Call::CallConnect, b, peer().ip(), 80), Errno::Einprogress);
  EXPECT_NE(bench().state(b).local_port, 1000);
}

TEST_P(Misuse, DescriptorsRunOutAtEmfile) {
  for (unsigned i = 0; i < bench().cfg().Sockets; ++i) EXPECT_EQ(bench().socket(), i);
  EXPECT_EQ(error(Call::CallSocket, 0), Errno::Emfile);
  EXPECT_EQ(error(Call::CallClose, 3), Errno::Ok);
  EXPECT_EQ(bench().socket(), 3U);
}

TEST_P(Misuse, BuffersRunOutAtEnobufs) {
  peer_options.answer_arp = true;
  const unsigned buffers = bench().cfg().Buffers;
  for (unsigned i = 0; i < buffers; ++i) {
    EXPECT_EQ(error(Call::CallConnect, bench().socket(), peer().ip(), static_cast<std::uint16_t>(80 + i)),
              Errno::Einprogress);
  }
  const unsigned extra = bench().socket();
  EXPECT_EQ(error(Call::CallConnect, extra, peer().ip(), 79), Errno::Enobufs);
  EXPECT_EQ(error(Call::CallClose, 0), Errno::Ok);
  EXPECT_EQ(error(Call::CallConnect, extra, peer().ip(), 79), Errno::Einprogress);
}

TEST_P(Misuse, ListenersRunOutAtEnobufs) {
  const unsigned listeners = bench().cfg().Listeners;
  for (unsigned i = 0; i < listeners; ++i) listening(static_cast<std::uint16_t>(80 + i));
  const unsigned extra = bench().socket();
  bench().bind(extra, 79);
  EXPECT_EQ(error(Call::CallListen, extra, 0, 0, 1), Errno::Enobufs);
}

// Without a buffer nothing is kept of an arriving SYN: a cookie answers it, and what brings the
// cookie back is dropped and counted until there is a buffer.
TEST_P(Misuse, SynWithoutBufferIsAnsweredByACookie) {
  proves("T35");
  const unsigned listener = listening(80, 200);
  peer().announce();
  const unsigned buffers = bench().cfg().Buffers;
  for (unsigned i = 0; i <= buffers; ++i) {
    PeerConnection{peer(), static_cast<std::uint16_t>(4000 + i)}.send_syn(80);
  }
  bench().drain();
  EXPECT_EQ(count(reg::kTcpPassiveOpens), buffers);
  EXPECT_EQ(count(reg::kTcpCookiesSent), 1U);
  packet::Tcp cookie;
  while (peer().has_tcp()) cookie = *peer().poll_tcp();
  EXPECT_EQ(cookie.dst_port, 4000 + buffers);
  peer().send_tcp({.src_port = cookie.dst_port, .dst_port = 80, .seq = cookie.ack, .ack = cookie.seq + 1,
                    .flags = packet::kAck});
  bench().drain();
  EXPECT_EQ(count(reg::kTcpDropNoBuffer), 1U);
  EXPECT_EQ(count(reg::kTcpPassiveOpens), buffers);
  EXPECT_EQ(state(listener), TcpState::Listen);
}

TEST_P(Misuse, EventQueueTellsOnceAndInterrupts) {
  bench().write32(reg::kIrqEnable, 1);
  EXPECT_FALSE(bench().interrupt());
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  EXPECT_TRUE(bench().run_until([&] { return bench().interrupt(); }));
  ASSERT_TRUE(bench().take_event());
  connection.send_data(pattern(3));
  bench().drain();
  const auto event = bench().take_event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->desc, desc);
  EXPECT_TRUE(event->ready.readable);
  EXPECT_FALSE(bench().take_event());
  bench().write32(reg::kIrqStatus, 7);
  EXPECT_FALSE(bench().interrupt());
}

}  // namespace
}  // namespace sockwire
