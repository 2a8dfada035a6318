// SYN cookies (RFC 4987 3.6): a listener without room answers and keeps nothing; who brings the
// cookie back is connected. docs/rules/tcp.md section 4.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpCookie : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80, 1);
  Peer first{bench, 4000, 80};
  TcpRecord half_open = first.send("S");  // fills the backlog
  Peer peer{bench, 4001, 80};

  void make_room() { EXPECT_EQ(first.send("R").post, Tcb{}); }
  std::uint32_t cookie(std::uint32_t index, std::uint16_t count) const {
    const std::uint32_t k = Tuple{kLocal, 80, kPeer, 4001}.cookie(count);
    return std::uint32_t(count) << 27 | index << 24 | ((k + 5000) & 0xFFFFFF);
  }
  // The SYN of `peer` is answered by a cookie, which it takes.
  TcpRecord ask() {
    const TcpRecord record = peer.send("S");
    EXPECT_EQ(record.drop, Drop::DropCookie);
    peer.ack = record.emit.seq + 1;
    return record;
  }
};

TEST_F(TcpCookie, ASynWithoutRoomIsAnsweredAndForgotten) {
  peer.mss = 1000, peer.sack = true, peer.wscale = 3, peer.tsval = 7;
  const TcpRecord syn = ask();
  EXPECT_EQ(syn.conn, kNoDesc);
  EXPECT_EQ(syn.post, Tcb{});
  const Emit expected{.valid = true,
                      .addr = kPeer,
                      .src_port = 80,
                      .dst_port = 4001,
                      .seq = cookie(2, bench.cookie_count()),
                      .ack = 5001,
                      .flags = flags("S."),
                      .wnd = kBufBytes,
                      .has_mss = true,
                      .mss = 1460};
  EXPECT_EQ(syn.emit, expected);
  bench.quiet();
  EXPECT_EQ(bench.counted[2], 1);
}

TEST_F(TcpCookie, WhoBringsItBackIsConnected) {
  peer.mss = 1000, peer.wnd = 3000;
  ask();
  make_room();
  bench.now += 500;
  const TcpRecord ack = peer.send(".");
  EXPECT_EQ(ack.drop, Drop::DropNone);
  EXPECT_EQ(ack.pre, Tcb{});
  EXPECT_FALSE(ack.emit.valid);
  EXPECT_EQ(ack.ready_desc, listener);
  EXPECT_TRUE(ack.ready.acceptable);
  const std::uint32_t iss = peer.ack - 1;
  Tcb expected{};
  expected.allocated = true;
  expected.passive = true;
  expected.queued = true;
  expected.state = TcpState::Established;
  expected.parent = half_open.post.parent;
  expected.remote_addr = kPeer;
  expected.remote_port = 4001;
  expected.local_port = 80;
  expected.has_buffer = true;
  expected.buffer = ack.post.buffer;
  expected.iss = iss;
  expected.snd_una = iss + 1;
  expected.snd_nxt = iss + 1;
  expected.snd_rtx = iss + 1;
  expected.snd_end = iss + 1;
  expected.snd_wnd = 3000;
  expected.snd_wnd_max = 3000;
  expected.snd_wl1 = 5001;
  expected.snd_wl2 = iss + 1;
  expected.snd_mss = 536;
  expected.syn_acked = true;
  expected.cwnd = 5360;
  expected.ssthresh = 0x40000000;
  expected.recover = iss;
  expected.rtt_seq = iss + 1;
  expected.rtt_start = std::uint32_t(bench.now);
  expected.ts_offset = std::uint32_t(Tuple{kLocal, 80, kPeer, 4001}.hash() >> 32);
  expected.rto = 1'000'000;
  expected.irs = 5000;
  expected.rcv_nxt = 5001;
  expected.rcv_user = 5001;
  expected.rcv_adv = 5001 + kBufBytes;
  expected.rcv_acked = 5001;
  expected.rtx_deadline = std::uint32_t(bench.now + 1'000'000);
  expected.last_sent = std::uint32_t(bench.now);
  expected.segs_in = 1;
  EXPECT_EQ(ack.post, expected);
  bench.quiet();
  EXPECT_EQ(bench.counted[1], 1) << "TCP_COOKIES_TAKEN";
  EXPECT_EQ(bench.counted[20], 2) << "tcpPassiveOpens";
  // It works: it is accepted, and octets go both ways.
  EXPECT_EQ(bench.call(Call::CallAccept, listener).answer.value, ack.conn);
  EXPECT_EQ(peer.send(".P", 10).take.length, 10);
  EXPECT_EQ(bench.call(Call::CallSend, ack.conn, 10).answer.value, 10u);
  bench.quiet();
  EXPECT_EQ(bench.sent.back().emit.seq, iss + 1);
  EXPECT_EQ(bench.sent.back().emit.length, 10);
}

TEST_F(TcpCookie, TextAndFinOfTheAckDoNotCount) {
  ask();
  make_room();
  const TcpRecord ack = peer.send_at(5001, ".F", 20);
  EXPECT_EQ(ack.post.state, TcpState::Established);
  EXPECT_EQ(ack.post.rcv_nxt, 5001u);
  EXPECT_EQ(ack.take, Take{});
  EXPECT_EQ(peer.send_at(5001, ".F", 20).take.length, 20) << "they come again";
}

TEST_F(TcpCookie, TheBacklogCountsForIt) {
  ask();
  const TcpRecord full = peer.send(".");
  EXPECT_EQ(full.drop, Drop::DropBacklog);
  EXPECT_EQ(full.conn, kNoDesc);
  EXPECT_FALSE(full.emit.valid) << "the peer will send again";
  make_room();
  EXPECT_EQ(peer.send(".").drop, Drop::DropNone);
  Peer third(bench, 4002, 80);
  EXPECT_EQ(third.send("S").drop, Drop::DropCookie) << "the child is counted";
}

TEST_F(TcpCookie, DescriptorsAndBuffersRunOut) {
  bench.call(Call::CallListen, listener, 9);
  for (std::uint16_t port = 4010; port < 4013; ++port) Peer(bench, port, 80).send("S");
  ASSERT_FALSE(bench.dut().buf_available_o);
  ask();
  EXPECT_EQ(peer.send(".").drop, Drop::DropNoBuffer);
  while (bench.dut().desc_available_o) bench.socket();
  EXPECT_EQ(peer.send(".").drop, Drop::DropNoSocket);
  EXPECT_FALSE(bench.last().emit.valid);
}

TEST_F(TcpCookie, AWrongOneIsReset) {
  ask();
  make_room();
  const std::uint32_t good = peer.ack;
  for (const std::uint32_t wrong : {good + 1, good - 1, good ^ 0x800000, good + 0x08000000}) {
    peer.ack = wrong;
    const TcpRecord record = peer.send(".");
    EXPECT_EQ(record.drop, Drop::DropNoConnection);
    EXPECT_EQ(record.emit.flags, flags("R"));
    EXPECT_EQ(record.emit.seq, wrong);
  }
  peer.ack = good;
  EXPECT_EQ(peer.send_at(5002, ".").drop, Drop::DropNoConnection) << "of another SYN";
  EXPECT_EQ(peer.send_at(5001, "S.").drop, Drop::DropNoConnection);
  EXPECT_EQ(peer.send_at(5001, "R.").drop, Drop::DropIgnored);
  Peer other(bench, 4002, 80, 5001);
  other.ack = good;
  EXPECT_EQ(other.send(".").drop, Drop::DropNoConnection) << "of another peer";
  EXPECT_EQ(peer.send(".").drop, Drop::DropNone);
}

TEST_F(TcpCookie, ItIsGoodForTheNextCountAndNoLonger) {
  constexpr std::uint64_t kStep = 1 << 26;
  for (const bool late : {false, true}) {
    TcpBench fresh;
    fresh.now = 40 * kStep - 1;  // the count's low bits are about to wrap
    fresh.now -= 8 * kStep;
    const std::uint16_t server = fresh.listener(80, 1);
    const TcpRecord filler = Peer(fresh, 4000, 80).send("S");
    Peer asker(fresh, 4001, 80);
    asker.ack = asker.send("S").emit.seq + 1;
    fresh.now += 1 + (late ? kStep : kStep - 1);
    fresh.call(Call::CallListen, server, 2);
    EXPECT_EQ(asker.send(".").drop, late ? Drop::DropNoConnection : Drop::DropNone);
    EXPECT_EQ(filler.drop, Drop::DropNone);
  }
}

TEST_F(TcpCookie, ItRemembersTheSegmentSize) {
  const std::pair<std::optional<std::uint16_t>, std::uint16_t> sizes[] = {
      {std::nullopt, 536}, {0, 64},      {215, 64},    {216, 216},   {535, 216},
      {1023, 536},         {1024, 1024}, {1219, 1024}, {1220, 1220}, {1360, 1360},
      {1439, 1360},        {1440, 1440}, {1459, 1440}, {1460, 1460}, {9000, 1460}};
  for (const auto& [offered, taken] : sizes) {
    TcpBench fresh;
    const std::uint16_t server = fresh.listener(80, 1);
    Peer(fresh, 4000, 80).send("S");
    Peer asker(fresh, 4001, 80);
    asker.mss = offered, asker.tsval = 1;  // whose octets are not counted: they are not agreed upon
    asker.ack = asker.send("S").emit.seq + 1;
    fresh.call(Call::CallListen, server, 2);
    EXPECT_EQ(asker.send(".").post.snd_mss, taken);
  }
}

}  // namespace
}  // namespace sockwire::test
