// A reset of the core in the middle of connections: nothing is left of them, nothing is sent on its
// own, and who goes on is answered by RST. RFC 9293 3.4.3 and 3.10.7.1.
#include "tests/requirement.h"
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

// Flops and memories power up as they like.
struct AnyPowerUp {
  AnyPowerUp() {
    Verilated::defaultContextp()->randReset(2);
    Verilated::defaultContextp()->randSeed(39);
  }
};

class TcpReset : public ::testing::Test {
 protected:
  AnyPowerUp any;
  TcpBench bench;
  const std::uint16_t listener = bench.listener(80);

};

TEST_F(TcpReset, APowerUpLeavesNothingEither) {
  bench.reset(1);
  for (std::uint16_t desc = 0; desc < 8; ++desc) EXPECT_EQ(bench.tcb(desc), Tcb{}) << desc;
  bench.after(60'000'000);
  EXPECT_TRUE(bench.records.empty() && bench.sent.empty() && bench.moves.empty());
  EXPECT_EQ(bench.counted, decltype(bench.counted){});
  EXPECT_EQ(bench.free_resources(), std::make_pair(8, 4));
}

TEST_F(TcpReset, WhatWasOpenIsForgottenAndAnsweredByRst) {
  proves("T39");
  Connection passive = accept(bench, listener), active = connect(bench, 90);
  Peer half_open(bench, 4001, 80);
  const TcpRecord syn = half_open.send("S");
  half_open.ack = syn.post.iss + 1;
  const TcpRecord opening = bench.call(Call::CallConnect, bench.socket(), 0, kPeer, 91);
  bench.call(Call::CallSend, active.desc, 2000);  // in flight, and more to come
  passive.peer.send_at(passive.peer.seq + 10, ".", 10);
  bench.icmp({.addr = kPeer, .remote_port = 1, .local_port = 2, .seq = 3, .msg_type = 3});

  bench.reset(3);
  for (std::uint16_t desc = 0; desc < 8; ++desc) EXPECT_EQ(bench.tcb(desc), Tcb{}) << desc;
  bench.after(60'000'000);
  EXPECT_TRUE(bench.records.empty()) << "no timer runs, nobody waits for a turn";
  EXPECT_TRUE(bench.sent.empty());
  EXPECT_TRUE(bench.moves.empty());

  const auto refused = [&](Peer& peer, const char* what, std::uint32_t length = 0) {
    const TcpRecord record = peer.send(what, length);
    EXPECT_EQ(record.drop, Drop::DropNoConnection) << what;
    EXPECT_EQ(record.conn, kNoDesc);
    EXPECT_TRUE(record.emit.flags.rst);
    EXPECT_EQ(record.emit.seq, peer.ack);
  };
  refused(passive.peer, ".", 100);
  refused(passive.peer, ".F");
  refused(active.peer, ".");
  refused(half_open, ".");
  Peer late(bench, 91, opening.post.local_port);
  late.ack = opening.post.iss + 1;
  refused(late, "S.");
  EXPECT_EQ(Peer(bench, 4002, 80).send("S").emit.flags, flags("R.")) << "nobody listens";
  EXPECT_EQ(bench.free_resources(), std::make_pair(8, 4));
}

// In whatever stage an event is when the reset comes, and however short that is.
TEST_F(TcpReset, InEveryStageOfAnEvent) {
  proves("T39");
  for (int stage = 0; stage < 24; ++stage) {
    const std::uint16_t port = bench.listener(81);
    Connection c = accept(bench, port, 81);
    no_delay(bench, c);
    bench.call(Call::CallSend, c.desc, 2000);
    const Segment text = c.peer.make(".", 100);
    text.to_words(bench.dut().seg_i.data());
    bench.dut().seg_valid_i = 1;
    for (int i = 0; i < stage; ++i) {
      bench.dut().clk_i = 0, bench.dut().eval();
      const bool taken = bench.dut().seg_ready_o;
      bench.tick();
      if (taken) bench.dut().seg_valid_i = 0;
    }
    bench.reset(1 + stage % 2);
    bench.quiet();
    ASSERT_TRUE(bench.records.empty() && bench.sent.empty() && bench.moves.empty()) << stage;
    ASSERT_EQ(bench.free_resources(), std::make_pair(8, 4)) << stage;
    ASSERT_EQ(c.peer.send(".", 5).emit.flags, flags("R")) << stage;
    EXPECT_EQ(bench.moves.back(), (Move{Move::Take, 0, bench.moves.back().offset, 0, 0, 5}));
    EXPECT_EQ(bench.ports, std::set<std::uint16_t>{});
  }
}

}  // namespace
}  // namespace sockwire::test
