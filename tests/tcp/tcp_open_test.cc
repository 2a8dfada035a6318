// Opening: active, passive, simultaneous, refused, and what a listener runs out of.
// RFC 9293 3.5, 3.10.1, 3.10.7.1 to 3.10.7.3; docs/rules/tcp.md sections 3 and 4.
#include "tests/requirement.h"
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpOpen : public ::testing::Test {
 protected:
  TcpBench bench;
};

TEST_F(TcpOpen, ConnectSendsSynWithOurOptions) {
  proves("9293-SEC-13");
  proves("6528-01 6528-02 6528-04 9293-MUST-8 9293-MUST-9 9293-SHLD-1 9293-MUST-67");
  const std::uint16_t desc = bench.socket();
  const TcpRecord record = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
  EXPECT_EQ(record.answer.error, Errno::Einprogress);
  EXPECT_EQ(record.answer.value, record.post.local_port);
  EXPECT_EQ(record.post.state, TcpState::SynSent);
  const Tuple tuple{kLocal, record.post.local_port, kPeer, 80};
  const Emit expected{.valid = true,
                      .addr = kPeer,
                      .src_port = record.post.local_port,
                      .dst_port = 80,
                      .seq = record.post.iss,
                      .ack = 0,
                      .flags = flags("S"),
                      .wnd = kBufBytes,
                      .has_mss = true,
                      .mss = 1460,
                      .has_wscale = true,
                      .wscale = 0,
                      .has_sackok = true,
                      .has_ts = true,
                      .tsval = std::uint32_t((bench.now >> 10) + (tuple.hash() >> 32)),
                      .length = 0};
  EXPECT_EQ(record.emit, expected);
  EXPECT_EQ(record.post.iss, tuple.isn(bench.now));
}

TEST_F(TcpOpen, SynAckCompletesConnectAndIsAcknowledgedAtOnce) {
  const Connection made = connect(bench);
  EXPECT_EQ(bench.last().emit.flags, flags("."));
  EXPECT_EQ(bench.last().emit.seq, made.iss + 1);
  EXPECT_EQ(bench.last().emit.ack, 5001u);
  EXPECT_FALSE(bench.last().post.rtx_armed);
  EXPECT_TRUE(bench.ready[made.desc].connected && bench.ready[made.desc].writable);
}

TEST_F(TcpOpen, PeerMssIsBounded) {
  proves("9293-MUST-15 9293-MUST-16 T32");
  for (const auto& [offered, taken] :
       std::vector<std::pair<std::optional<std::uint16_t>, std::uint16_t>>{
           {std::nullopt, 536}, {0, 64}, {63, 64}, {536, 536}, {1460, 1460}, {9000, 1460}}) {
    const std::uint16_t desc = bench.socket();
    const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
    Peer peer(bench, 80, open.post.local_port);
    peer.ack = open.post.iss + 1;
    peer.mss = offered;
    EXPECT_EQ(peer.send("S.").post.snd_mss, taken);
    bench.call(Call::CallAbort, desc);
  }
}

TEST_F(TcpOpen, ListenerMakesAChildAndStaysListener) {
  proves("6528-01 9293-MUST-41 9293-SEC-02");
  const std::uint16_t listener = bench.listener(80);
  Peer peer(bench, 4000, 80);
  const TcpRecord syn = peer.send("S");
  EXPECT_NE(syn.conn, listener);
  EXPECT_EQ(syn.pre, Tcb{});
  EXPECT_EQ(syn.post.state, TcpState::SynReceived);
  EXPECT_EQ(syn.emit.flags, flags("S."));
  EXPECT_EQ(syn.emit.ack, 5001u);
  EXPECT_EQ(syn.post.iss, (Tuple{kLocal, 80, kPeer, 4000}.isn(bench.now)));
  EXPECT_EQ(bench.call(Call::CallAccept, listener).answer.error, Errno::Eagain);
  peer.ack = syn.post.iss + 1;
  const TcpRecord ack = peer.send(".");
  EXPECT_EQ(ack.ready_desc, listener);
  EXPECT_TRUE(ack.ready.acceptable);
  EXPECT_FALSE(ack.emit.valid);
  const TcpRecord accepted = bench.call(Call::CallAccept, listener);
  EXPECT_EQ(accepted.answer.value, syn.conn);
  EXPECT_TRUE(accepted.post.attached && !accepted.post.queued);
  EXPECT_EQ(bench.tcb(listener).state, TcpState::Listen);
}

TEST_F(TcpOpen, SimultaneousOpenKeepsItsInitialSequenceNumber) {
  proves("9293-MUST-10 T21");
  const std::uint16_t desc = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
  Peer peer(bench, 80, open.post.local_port);
  const TcpRecord syn = peer.send("S");
  EXPECT_EQ(syn.post.state, TcpState::SynReceived);
  EXPECT_EQ(syn.post.iss, open.post.iss);
  EXPECT_EQ(syn.emit.flags, flags("S."));
  EXPECT_EQ(syn.emit.seq, open.post.iss);
  peer.ack = open.post.iss + 1;
  // The peer's SYN,ACK: its SYN is old by now, so it is not acceptable and acknowledged.
  EXPECT_EQ(peer.send_at(5000, "S.").drop, Drop::DropUnacceptable);
  EXPECT_EQ(peer.send(".").post.state, TcpState::Established);
  EXPECT_TRUE(bench.ready[desc].connected);
}

TEST_F(TcpOpen, ResetInAnswerToSynIsRefusal) {
  proves("9293-SEC-03 5961-04");
  const std::uint16_t desc = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
  Peer peer(bench, 80, open.post.local_port);
  EXPECT_EQ(peer.send_at(0, "R").drop, Drop::DropIgnored);
  peer.ack = open.post.iss;
  EXPECT_EQ(peer.send_at(0, "R.").drop, Drop::DropBadAck);
  peer.ack = open.post.iss + 1;
  const TcpRecord refused = peer.send_at(0, "R.");
  EXPECT_EQ(refused.post.state, TcpState::Closed);
  EXPECT_TRUE(refused.ready.error);
  EXPECT_EQ(bench.call(Call::CallSend, desc, 1).answer.error, Errno::Econnrefused);
  EXPECT_EQ(bench.call(Call::CallSend, desc, 1).answer.error, Errno::Enotconn);
  EXPECT_EQ(bench.call(Call::CallConnect, desc, 0, kPeer, 80).answer.error, Errno::Einprogress);
}

TEST_F(TcpOpen, BadAckInSynSentIsResetAndChangesNothing) {
  proves("9293-SEC-03 T11");
  const std::uint16_t desc = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
  Peer peer(bench, 80, open.post.local_port);
  for (const std::uint32_t ack : {open.post.iss, open.post.iss + 2}) {
    peer.ack = ack;
    const TcpRecord record = peer.send_at(5000, "S.");
    EXPECT_EQ(record.drop, Drop::DropBadAck);
    EXPECT_EQ(record.emit.flags, flags("R"));
    EXPECT_EQ(record.emit.seq, ack);
    EXPECT_EQ(record.post.state, TcpState::SynSent);
  }
}

TEST_F(TcpOpen, BadAckInSynReceivedIsReset) {
  proves("T11");
  bench.listener(80);
  Peer peer(bench, 4000, 80);
  const TcpRecord syn = peer.send("S");
  for (const std::uint32_t ack : {syn.post.iss, syn.post.iss + 2}) {
    peer.ack = ack;
    const TcpRecord record = peer.send_at(5001, ".");
    EXPECT_EQ(record.drop, Drop::DropBadAck);
    EXPECT_EQ(record.emit.flags, flags("R"));
    EXPECT_EQ(record.emit.seq, ack);
    EXPECT_EQ(record.post.state, TcpState::SynReceived);
  }
}

TEST_F(TcpOpen, SegmentForNobodyIsReset) {
  proves("9293-SEC-01");
  Peer peer(bench, 4000, 81);
  const TcpRecord syn = peer.send_at(7, "SF", 10);
  EXPECT_EQ(syn.drop, Drop::DropNoConnection);
  EXPECT_EQ(syn.conn, kNoDesc);
  EXPECT_EQ(syn.emit.flags, flags("R."));
  EXPECT_EQ(syn.emit.ack, 7u + 12);
  peer.ack = 99;
  const TcpRecord ack = peer.send_at(7, ".");
  EXPECT_EQ(ack.emit.flags, flags("R"));
  EXPECT_EQ(ack.emit.seq, 99u);
  EXPECT_FALSE(peer.send_at(7, "R").emit.valid);
}

TEST_F(TcpOpen, ListenerIgnoresAndResetsWhatIsNoSyn) {
  proves("9293-SEC-02 T26");
  bench.listener(80);
  Peer peer(bench, 4000, 80);
  EXPECT_EQ(peer.send_at(1, "R").drop, Drop::DropIgnored);
  EXPECT_EQ(peer.send_at(1, "SR").drop, Drop::DropIgnored);
  EXPECT_EQ(peer.send_at(1, "P").drop, Drop::DropIgnored);
  EXPECT_EQ(peer.send_at(1, "S.").emit.flags, flags("R"));
}

TEST_F(TcpOpen, BacklogDescriptorsAndBuffersRunOut) {
  proves("T35 4987-01");
  const std::uint16_t listener = bench.listener(80, 2);
  for (std::uint16_t port = 4000; port < 4002; ++port)
    EXPECT_EQ(Peer(bench, port, 80).send("S").drop, Drop::DropNone);
  EXPECT_EQ(Peer(bench, 4002, 80).send("S").drop, Drop::DropCookie);
  bench.call(Call::CallListen, listener, 10);
  for (std::uint16_t port = 4002; port < 4004; ++port)
    EXPECT_EQ(Peer(bench, port, 80).send("S").drop, Drop::DropNone);
  EXPECT_EQ(Peer(bench, 4004, 80).send("S").drop, Drop::DropCookie);
  EXPECT_EQ(bench.call(Call::CallConnect, bench.socket(), 0, kPeer, 80).answer.error,
            Errno::Enobufs);
  while (bench.dut().desc_available_o) bench.socket();
  EXPECT_EQ(Peer(bench, 4005, 80).send("S").drop, Drop::DropCookie);
  const TcpRecord none = bench.call(Call::CallSocket, 0);
  EXPECT_EQ(none.answer.error, Errno::Emfile);
  EXPECT_EQ(none.conn, kNoDesc);
}

TEST_F(TcpOpen, HalfOpenChildOfAClosedListenerIsReset) {
  const std::uint16_t listener = bench.listener(80);
  Peer peer(bench, 4000, 80);
  const TcpRecord syn = peer.send("S");
  bench.call(Call::CallClose, listener);
  bench.listener(80);  // another one: the generation tells them apart
  peer.ack = syn.post.iss + 1;
  const TcpRecord ack = peer.send(".");
  EXPECT_EQ(ack.drop, Drop::DropNoListener);
  EXPECT_EQ(ack.emit.flags, flags("R"));
  EXPECT_EQ(ack.post, Tcb{});
}

TEST_F(TcpOpen, ClosingAListenerAbortsItsQueueHeadFirst) {
  const std::uint16_t listener = bench.listener(80);
  std::vector<std::uint16_t> children;
  for (std::uint16_t port = 4000; port < 4003; ++port) {
    Peer peer(bench, port, 80);
    const TcpRecord syn = peer.send("S");
    peer.acknowledge(syn.post.iss + 1);
    children.push_back(syn.conn);
  }
  const std::size_t before = bench.records.size();
  bench.call(Call::CallClose, listener);
  ASSERT_EQ(bench.records.size(), before + 4);
  for (std::size_t i = 0; i < 3; ++i) {
    const TcpRecord& record = bench.records[before + 1 + i];
    EXPECT_EQ(record.call.call, Call::CallAbort);
    EXPECT_EQ(record.conn, children[i]);
    EXPECT_EQ(record.emit.flags, flags("R"));
    EXPECT_EQ(record.post, Tcb{});
  }
  EXPECT_EQ(bench.free_resources(), std::make_pair(8, 4));
}

TEST_F(TcpOpen, SynIsRepeatedWithBackOffAndGivenUp) {
  proves("9293-MUST-22 6298-5.5 6298-2.5");
  const std::uint16_t desc = bench.socket();
  const TcpRecord open = bench.call(Call::CallConnect, desc, 0, kPeer, 80);
  const std::uint64_t start = bench.now;
  std::uint64_t rto = 1'000'000;
  for (int i = 0; i < 8; ++i) {
    const std::size_t before = bench.records.size();
    bench.after(rto - 1);
    ASSERT_EQ(bench.records.size(), before) << "early";
    bench.after(1);
    ASSERT_EQ(bench.records.size(), before + 1);
    Emit again = open.emit;
    again.tsval += std::uint32_t((bench.now >> 10) - (start >> 10));
    EXPECT_EQ(bench.last().emit, again);
    rto = std::min<std::uint64_t>(2 * rto, 60'000'000);
    EXPECT_EQ(bench.last().post.rto, rto);
  }
  bench.after(rto);
  EXPECT_EQ(bench.last().post.state, TcpState::Closed);
  EXPECT_EQ(bench.call(Call::CallRecv, desc, 1).answer.error, Errno::Etimedout);
}

}  // namespace
}  // namespace sockwire::test
