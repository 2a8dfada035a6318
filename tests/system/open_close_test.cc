// Opening and closing connections (RFC 9293 3.5, 3.6, 3.10).
#include "tests/system/engine_test.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

using namespace packet;

class OpenClose : public EngineTest {};
SOCKWIRE_ENGINES(OpenClose);

// 9293-MUST-15: the SYN of an active open carries an MSS option when the receiver's is not 536.
TEST_P(OpenClose, ActiveOpenSendsSynWithMssAndConnects) {
  proves("9293-SHLD-5 9293-MAY-3 9293-MUST-67");
  const unsigned desc = bench().socket();
  EXPECT_EQ(bench().connect(desc, peer().ip(), 80).error, Errno::Einprogress);
  PeerConnection connection{peer(), 80, 7000};
  const Tcp syn = connection.expect_syn();
  EXPECT_EQ(syn.mss(), 1460);
  EXPECT_EQ(syn.wnd, bench().cfg().BufBytes);
  EXPECT_EQ(state(desc), TcpState::SynSent);
  connection.send_syn_ack();
  const Tcp ack = connection.expect_ack();
  EXPECT_EQ(ack.seq, syn.seq + 1);
  EXPECT_EQ(ack.ack, 7001U);
  EXPECT_EQ(state(desc), TcpState::Established);
  const auto event = bench().take_event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->desc, desc);
  EXPECT_TRUE(event->ready.connected);
  EXPECT_TRUE(event->ready.writable);
}

TEST_P(OpenClose, PassiveOpenQueuesTheConnectionUntilAccept) {
  const unsigned listener = listening(80);
  EXPECT_EQ(bench().accept(listener).error, Errno::Eagain);
  PeerConnection connection{peer(), 4000, 0xFFFFFFFF};
  connection.send_syn(80);
  EXPECT_EQ(connection.expect_syn_ack().mss(), 1460);
  EXPECT_EQ(bench().accept(listener).error, Errno::Eagain);  // half open is not open
  connection.send_ack();
  const unsigned desc = accepted(listener);
  EXPECT_NE(desc, listener);
  const auto seen = bench().state(desc);
  EXPECT_EQ(seen.state, TcpState::Established);
  EXPECT_EQ(seen.peer, peer().ip());
  EXPECT_EQ(seen.remote_port, 4000);
  EXPECT_EQ(seen.local_port, 80);
  EXPECT_EQ(state(listener), TcpState::Listen);  // it never turns into the connection
}

// A SYN beyond the backlog is answered by a cookie, whose ACK finds no room; there is room again
// after accept().
TEST_P(OpenClose, BacklogBoundsConnectionsThatWait) {
  proves("4987-01 T05");
  const unsigned listener = listening(80, 2);
  PeerConnection a{peer(), 4001}, b{peer(), 4002}, c{peer(), 4003};
  a.open_to(80);
  b.open_to(80);
  c.open_to(80);
  peer().expect_silence(200);
  EXPECT_EQ(count(reg::kTcpDropBacklog), 1U);
  const unsigned first = accepted(listener);
  EXPECT_EQ(bench().state(first).remote_port, 4001);  // in order
  c.send_ack();
  EXPECT_EQ(bench().state(accepted(listener)).remote_port, 4002);
  EXPECT_EQ(bench().state(accepted(listener)).remote_port, 4003);
}

// 9293-MUST-13: TIME-WAIT lasts two maximum segment lifetimes after an active close.
TEST_P(OpenClose, CloseByTheEngineGoesThroughTimeWait) {
  proves("9293-MUST-13 9293-SEC-12");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  EXPECT_EQ(bench().close(desc).error, Errno::Ok);
  connection.expect_fin();
  EXPECT_EQ(state(desc), TcpState::FinWait1);
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::FinWait2));
  connection.send_fin();
  connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::TimeWait);
  bench().run_engine_us(3'900'000);
  EXPECT_EQ(state(desc), TcpState::TimeWait);
  // The peer's FIN again: its ACK was lost. It is acknowledged again and the time starts anew.
  connection.set_snd_nxt(connection.snd_nxt() - 1);
  connection.send_fin();
  connection.expect_ack();
  bench().run_engine_us(3'900'000);
  EXPECT_EQ(state(desc), TcpState::TimeWait);
  EXPECT_TRUE(is_freed(desc));
}

TEST_P(OpenClose, CloseByThePeerGoesThroughCloseWaitAndLastAck) {
  proves("9293-MUST-12 9293-SEC-11");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  connection.send_fin();
  connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::CloseWait);
  EXPECT_EQ(bench().recv(desc), Octets{});  // end of stream
  bench().close(desc);
  connection.expect_fin();
  EXPECT_EQ(state(desc), TcpState::LastAck);
  connection.send_ack();
  EXPECT_TRUE(is_freed(desc));
}

// The half of a connection that nobody holds any more does not last for ever (RFC 9293 3.6).
TEST_P(OpenClose, AFinWait2ThatNobodyHoldsEnds) {
  options.time_shift = 14;
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().close(desc);
  connection.expect_fin();
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::FinWait2));
  bench().run_engine_us(55'000'000);
  EXPECT_EQ(state(desc), TcpState::FinWait2);
  bench().run_engine_us(10'000'000);
  EXPECT_TRUE(is_freed(desc));
}

// Who has only shut down the sending half still reads.
TEST_P(OpenClose, AHalfOpenConnectionThatIsHeldLasts) {
  options.time_shift = 14;
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().shutdown(desc, 1);
  connection.expect_fin();
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::FinWait2));
  bench().run_engine_us(200'000'000);
  connection.send_data(pattern(10));
  EXPECT_EQ(received(desc, 10), pattern(10));
  bench().close(desc);
  bench().run_engine_us(65'000'000);
  EXPECT_TRUE(is_freed(desc));
}

// RFC 1122 4.2.2.13: also after shutdown(). A full window that nobody will read would hold the
// connection for as long as the peer probes it.
TEST_P(OpenClose, CloseWithTextUnreadAfterShutdownResets) {
  proves("9293-SHLD-3");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().shutdown(desc, 1);
  connection.expect_fin();
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::FinWait2));
  connection.send_data(pattern(100));
  EXPECT_TRUE(bench().run_until([&] { return bench().state(desc).readable == 100; }));
  bench().close(desc);
  EXPECT_TRUE(bench().run_until([&] { return peer().has_tcp(); }));
  Tcp last = *peer().poll_tcp();
  if (last.flags == kAck) last = peer().expect_tcp("a RST");
  EXPECT_TRUE(last.has(kRst)) << last.text();
  EXPECT_TRUE(is_freed(desc));
}

// RFC 9293 3.6, case 3.
TEST_P(OpenClose, SimultaneousCloseGoesThroughClosing) {
  proves("T21");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().shutdown(desc, 1);
  const std::uint32_t before_fin = connection.rcv_nxt();
  connection.expect_fin();
  Tcp fin = connection.segment(kFin | kAck);
  fin.ack = before_fin;  // sent before the engine's FIN came
  peer().send_tcp(fin);
  connection.set_snd_nxt(connection.snd_nxt() + 1);
  connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::Closing);
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::TimeWait));
}

// RFC 9293 3.5, figure 8; lessons: a simultaneous open keeps its initial sequence number.
TEST_P(OpenClose, SimultaneousOpenKeepsItsSequenceNumber) {
  proves("9293-MUST-10 T21");
  const unsigned desc = bench().socket();
  bench().bind(desc, 1234);
  bench().connect(desc, peer().ip(), 80);
  PeerConnection connection{peer(), 80, 500};
  const Tcp syn = connection.expect_syn();
  connection.send_syn(1234);
  connection.set_rcv_nxt(syn.seq);
  connection.expect(kSyn | kAck, "the same SYN again, with an ACK");
  EXPECT_EQ(state(desc), TcpState::SynReceived);
  Tcp syn_ack = connection.segment(kSyn | kAck);
  syn_ack.seq = 500;  // what a peer sends that does as we do
  peer().send_tcp(syn_ack);
  connection.expect_ack();
  connection.send_ack();
  EXPECT_TRUE(reaches(desc, TcpState::Established));
}

TEST_P(OpenClose, RefusedConnectionTellsItsErrorOnce) {
  proves("9293-SEC-03 5961-04 9293-MUST-12");
  const unsigned desc = bench().socket();
  bench().connect(desc, peer().ip(), 81);
  PeerConnection connection{peer(), 81, 0};
  connection.expect_syn();
  Tcp rst = connection.segment(kRst | kAck);
  rst.seq = 0;
  peer().send_tcp(rst);
  EXPECT_TRUE(reaches(desc, TcpState::Closed));
  EXPECT_EQ(bench().state(desc).error, Errno::Econnrefused);
  EXPECT_EQ(bench().call(Call::CallRecv, desc, 0, 0, 10).error, Errno::Econnrefused);
  EXPECT_EQ(bench().call(Call::CallRecv, desc, 0, 0, 10).error, Errno::Enotconn);
  EXPECT_EQ(count(reg::kTcpAttemptFails), 1U);
  EXPECT_EQ(bench().close(desc).error, Errno::Ok);
}

TEST_P(OpenClose, AbortSendsRstAndFreesAtOnce) {
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  EXPECT_EQ(bench().abort(desc).error, Errno::Ok);
  EXPECT_EQ(connection.expect_rst().seq, connection.rcv_nxt());
  EXPECT_FALSE(bench().state(desc).allocated);
}

// RFC 1122 4.2.2.13: closing with data unread resets.
TEST_P(OpenClose, CloseWithUnreadDataSendsRst) {
  proves("9293-SHLD-3 T34");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  connection.send_data(pattern(100));
  connection.expect_ack();
  bench().close(desc);
  connection.expect_rst();
  EXPECT_TRUE(is_freed(desc));
}

TEST_P(OpenClose, ClosingAListenerResetsThoseThatWait) {
  const unsigned listener = listening(80);
  PeerConnection a{peer(), 4001}, b{peer(), 4002};
  a.open_to(80);
  b.open_to(80);
  bench().drain();
  EXPECT_EQ(bench().close(listener).error, Errno::Ok);
  EXPECT_EQ(a.expect_rst().dst_port, 4001);
  EXPECT_EQ(b.expect_rst().dst_port, 4002);
  PeerConnection c{peer(), 4003};
  c.send_syn(80);
  c.expect_rst();
}

}  // namespace
}  // namespace sockwire
