// RST and segments that do not fit (RFC 9293 3.5.2, 3.5.3, 3.10.7, RFC 5961, RFC 1337).
#include "tests/system/engine_test.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

using namespace packet;

class Reset : public EngineTest {};
SOCKWIRE_ENGINES(Reset);

// 9293 3.10.7.1: no connection.
TEST_P(Reset, SegmentForNobodyIsAnsweredByRst) {
  proves("9293-SEC-01");
  peer().announce();
  peer().send_tcp({.src_port = 4000, .dst_port = 9, .seq = 100, .flags = kSyn});
  Tcp rst = peer().expect_tcp();
  EXPECT_EQ(rst.flags, kRst | kAck);
  EXPECT_EQ(rst.seq, 0U);
  EXPECT_EQ(rst.ack, 101U);
  EXPECT_EQ(rst.wnd, 0);
  peer().send_tcp({.src_port = 4000, .dst_port = 9, .seq = 100, .ack = 555, .flags = kAck});
  rst = peer().expect_tcp();
  EXPECT_EQ(rst.flags, kRst);
  EXPECT_EQ(rst.seq, 555U);
  peer().send_tcp({.src_port = 4000, .dst_port = 9, .seq = 100, .flags = kFin, .payload = pattern(5)});
  EXPECT_EQ(peer().expect_tcp().ack, 106U);
  peer().send_tcp({.src_port = 4000, .dst_port = 9, .seq = 100, .flags = kRst});
  peer().expect_silence(100);
}

// A flood of segments for nobody is not answered by one of ours: a thousand a second (tcp.md 4). At
// the pins a second of the engine is made to last long enough.
TEST_P(Reset, RstsForNobodyAreLimited) {
  proves("T06");
  options.time_shift = 0;
  peer().announce();
  for (unsigned i = 0; i < 1100; ++i) {
    peer().send_tcp({.src_port = 4000, .dst_port = 9, .seq = i, .flags = kSyn});
    if (i % 50 == 49) bench().drain();
  }
  bench().drain();
  unsigned answers = 0;
  while (peer().poll_tcp()) ++answers;
  EXPECT_EQ(answers, 1000U);
  EXPECT_EQ(count(reg::kTcpOutRsts), 1000U);
  EXPECT_EQ(count(reg::kTcpRstsLimited), 100U);
  EXPECT_EQ(count(reg::kTcpDropNoConnection), 1100U);
}

TEST_P(Reset, RstInSequenceClosesAndIsTold) {
  proves("5961-02 9293-MUST-12 T07");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  connection.send_rst();
  EXPECT_TRUE(reaches(desc, TcpState::Closed));
  EXPECT_EQ(bench().send(desc, pattern(1)).error, Errno::Econnreset);
  EXPECT_EQ(count(reg::kTcpEstabResets), 1U);
  // The descriptor can connect again.
  PeerConnection again{peer(), 80, 90000};
  EXPECT_EQ(bench().connect(desc, peer().ip(), 80).error, Errno::Einprogress);
  again.open_from_engine();
  EXPECT_EQ(state(desc), TcpState::Established);
}

// 5961 3.2: a RST in the window but not at its left edge is challenged; outside it is ignored.
TEST_P(Reset, RstBesideTheEdgeIsChallenged) {
  proves("5961-01 5961-03 9293-SEC-06 T07");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  Tcp rst = connection.segment(kRst);
  rst.seq += 1;
  peer().send_tcp(rst);
  connection.expect_ack();
  rst.seq = connection.snd_nxt() + bench().cfg().BufBytes;
  peer().send_tcp(rst);
  rst.seq = connection.snd_nxt() - 1;
  peer().send_tcp(rst);
  peer().expect_silence(100);
  EXPECT_EQ(state(desc), TcpState::Established);
}

// 5961 4.2: a SYN on a connection is challenged.
TEST_P(Reset, SynOnAConnectionIsChallenged) {
  proves("5961-05 9293-SEC-07 T08");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  peer().send_tcp(connection.segment(kSyn));
  connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::Established);
}

TEST_P(Reset, SegmentWithoutAckIsDropped) {
  proves("9293-SEC-08");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  peer().send_tcp(connection.segment(0, pattern(4)));
  peer().expect_silence(100);
  EXPECT_EQ(bench().state(desc).readable, 0U);
}

// Lessons 11: an ACK of what was never sent is answered, and changes nothing.
TEST_P(Reset, AckOfWhatWasNeverSentIsAnswered) {
  proves("9293-SEC-09 T11 T09");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  Tcp tcp = connection.segment(kAck, pattern(4));
  tcp.ack += 1;
  peer().send_tcp(tcp);
  connection.expect_ack();
  EXPECT_EQ(bench().state(desc).readable, 0U);
}

// 9293 3.10.7.3: in SYN-SENT.
TEST_P(Reset, SynSentAnswersAWrongAckByRst) {
  proves("9293-SEC-03 5961-04 T11");
  const unsigned desc = bench().socket();
  bench().connect(desc, peer().ip(), 80);
  PeerConnection connection{peer(), 80};
  const Tcp syn = connection.expect_syn();
  Tcp wrong = connection.segment(kSyn | kAck);
  wrong.ack = syn.seq + 2;
  peer().send_tcp(wrong);
  EXPECT_EQ(connection.expect_rst().seq, syn.seq + 2);
  wrong.flags = kRst | kAck;
  peer().send_tcp(wrong);  // nor does such a RST end it
  peer().send_tcp(connection.segment(kRst));
  peer().expect_silence(100);
  EXPECT_EQ(state(desc), TcpState::SynSent);
  connection.send_syn_ack();
  connection.expect_ack();
}

// 9293 3.10.7.2: in LISTEN.
TEST_P(Reset, ListenIgnoresRstAndResetsAck) {
  proves("9293-SEC-02");
  listening(80);
  peer().announce();
  peer().send_tcp({.src_port = 4000, .dst_port = 80, .seq = 1, .flags = kRst});
  peer().send_tcp({.src_port = 4000, .dst_port = 80, .seq = 1, .flags = kFin});
  peer().expect_silence(100);
  peer().send_tcp({.src_port = 4000, .dst_port = 80, .seq = 1, .ack = 77, .flags = kAck});
  const Tcp rst = peer().expect_tcp();
  EXPECT_EQ(rst.flags, kRst);
  EXPECT_EQ(rst.seq, 77U);
}

// 9293 3.10.7.4: a passive open that is reset returns to LISTEN without a word to the host.
TEST_P(Reset, RstInSynReceivedReturnsTheBacklog) {
  proves("9293-MUST-11");
  const unsigned listener = listening(80, 1);
  PeerConnection a{peer(), 4001}, b{peer(), 4002};
  a.send_syn(80);
  a.expect_syn_ack();
  a.send_rst();
  bench().drain();
  b.send_syn(80);
  b.expect_syn_ack();
  b.send_ack();
  EXPECT_EQ(bench().state(accepted(listener)).remote_port, 4002);
}

// 1337: a RST does not end TIME-WAIT; a SYN there is challenged.
TEST_P(Reset, TimeWaitOutlivesRst) {
  proves("1337-01 T22");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().shutdown(desc, 1);
  connection.expect_fin();
  connection.send_fin();
  connection.expect_ack();
  EXPECT_EQ(state(desc), TcpState::TimeWait);
  connection.send_rst();
  bench().drain();
  EXPECT_EQ(state(desc), TcpState::TimeWait);
}

// Data for a socket that the host has closed: RFC 1122 4.2.2.13.
TEST_P(Reset, DataAfterCloseIsAnsweredByRst) {
  proves("9293-SHLD-3 9293-MAY-1");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  bench().close(desc);
  connection.expect_fin();
  connection.send_data(pattern(10));
  connection.expect_rst();
  EXPECT_TRUE(is_freed(desc));
}

// Out of the window on both sides: acknowledged, dropped.
TEST_P(Reset, SegmentOutsideTheWindowIsAcknowledged) {
  proves("9293-SEC-04 9293-SEC-05");
  PeerConnection connection{peer(), 80};
  const unsigned desc = connected(connection);
  Tcp tcp = connection.segment(kAck, pattern(8));
  tcp.seq -= 8;
  peer().send_tcp(tcp);
  connection.expect_ack();
  tcp.seq = connection.snd_nxt() + bench().cfg().BufBytes;
  peer().send_tcp(tcp);
  connection.expect_ack();
  EXPECT_EQ(bench().state(desc).readable, 0U);
}

}  // namespace
}  // namespace sockwire
