// What has left the buffer never leaves (docs/rules/tcp.md section 6).
#include "tests/model/script.h"

namespace sockwire::model {
namespace {

class ModelStale : public ::testing::Test {
 protected:
  ModelStale() {
    s.established({.mss = 1000});
    resolve();
    know_peer();
    resolve();
    while (s.toe.next_frame(FrameKind::Tcp) || s.toe.next_frame(FrameKind::Arp)) {
    }
  }
  void know_peer() {
    packet::Arp reply = {2, Script::kPeerMac, Script::kPeerIp, Script::kOurMac, Script::kOurIp};
    s.toe.frame(packet::ethernet(Script::kOurMac, Script::kPeerMac, 0x0806, reply.build()));
    s.toe.arp_packet_event();
  }
  // What was emitted becomes frames.
  void resolve() {
    try {
      for (;;) s.toe.arp_resolve_event(ArpClient::ClientTcp);
    } catch (const std::logic_error&) {  // nothing waits any more
    }
  }

  Script s;
};

TEST_F(ModelStale, AFrameWhoseOctetsWereAcknowledged) {
  s.send("abc");
  s.turn();
  resolve();
  EXPECT_FALSE(s.toe.frame_is_stale(FrameKind::Tcp));
  EXPECT_FALSE(s.toe.owed().empty());
  s.in(".", 1, 4);
  EXPECT_TRUE(s.toe.frame_is_stale(FrameKind::Tcp));
  EXPECT_TRUE(s.toe.owed().empty());
  s.toe.drop_stale_frame();
  EXPECT_FALSE(s.toe.frame_is_stale(FrameKind::Tcp));
  EXPECT_EQ(s.toe.counters().tcp_stale, 1u);
  EXPECT_EQ(s.toe.next_frame(FrameKind::Tcp), std::nullopt);
}
TEST_F(ModelStale, ASegmentThatWaitsForItsNeighbour) {
  s.send("abc");
  s.turn();
  s.in(".", 1, 4);
  resolve();
  EXPECT_TRUE(s.toe.frame_is_stale(FrameKind::Tcp));
}
TEST_F(ModelStale, PartOfItIsEnough) {
  s.send("abc");
  s.turn();
  resolve();
  s.in(".", 1, 2);
  EXPECT_TRUE(s.toe.frame_is_stale(FrameKind::Tcp));
}
TEST_F(ModelStale, WhatHasNoPayloadIsNever) {
  s.in("F.", 1, 1);
  resolve();
  s.error(Call::CallAbort);
  EXPECT_FALSE(s.toe.frame_is_stale(FrameKind::Tcp));
}
TEST_F(ModelStale, ABlockThatWasGivenBack) {
  s.send("abc");
  s.turn();
  resolve();
  s.error(Call::CallAbort);
  EXPECT_TRUE(s.toe.frame_is_stale(FrameKind::Tcp));
}
TEST_F(ModelStale, ABlockThatServesANewConnection) {
  s.send("abc");
  s.turn();
  resolve();
  s.in("R", 1, 0);
  EXPECT_FALSE(s.toe.frame_is_stale(FrameKind::Tcp)) << "nothing overwrites it yet";
  s.connect(s.desc, 77);
  EXPECT_TRUE(s.toe.frame_is_stale(FrameKind::Tcp));
}
TEST_F(ModelStale, LaterOctetsOfTheBlockAreNot) {
  s.send(text(1500));
  s.turn();
  s.option(Option::OptionNoDelay, 1);
  s.turn();
  resolve();
  s.in(".", 1, 1001);
  EXPECT_TRUE(s.toe.frame_is_stale(FrameKind::Tcp));
  s.toe.drop_stale_frame();
  ASSERT_TRUE(s.toe.peek_frame(FrameKind::Tcp));
  EXPECT_FALSE(s.toe.frame_is_stale(FrameKind::Tcp));
  EXPECT_THROW(s.toe.drop_stale_frame(), std::logic_error);
}
TEST_F(ModelStale, StandingAloneItIsDropped) {
  s.send("abc");
  s.turn();
  s.in(".", 1, 4);
  s.toe.run(s.now);
  EXPECT_EQ(s.toe.next_frame(FrameKind::Tcp), std::nullopt);
  EXPECT_EQ(s.toe.counters().tcp_stale, 1u);
}

}  // namespace
}  // namespace sockwire::model
