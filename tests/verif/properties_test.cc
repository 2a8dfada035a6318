// Each property of the record stream can fail.
#include "verif/cosim/checks/properties.h"

#include <gmock/gmock.h>

namespace sockwire {
namespace {

using testing::HasSubstr;

class PropertiesTest : public testing::Test {
 protected:
  Properties properties{4};
  // A connection as a handshake leaves it, in one record of its own.
  TcpRecord established() {
    TcpRecord r;
    r.valid = true;
    r.kind = EventKind::EventSegment;
    r.post.allocated = r.post.attached = true;
    r.post.state = TcpState::SynReceived;
    r.post.iss = r.post.snd_una = 100;
    r.post.snd_nxt = r.post.snd_rtx = r.post.snd_end = 101;
    r.post.rtx_armed = true;
    r.segment.seq = 500, r.segment.flags.syn = true;
    r.post.irs = 500, r.post.rcv_nxt = r.post.rcv_user = 501, r.post.rcv_adv = 4597;
    EXPECT_EQ(properties.check(r), std::nullopt);
    TcpRecord next = r;
    next.order = 1, next.now = 5;
    next.pre = r.post;
    next.post.state = TcpState::Established;
    next.post.snd_una = 101, next.post.rtx_armed = false;
    return next;
  }
  std::string wrong(const TcpRecord& record) { return properties.check(record).value_or("nothing"); }
};

TEST_F(PropertiesTest, AGoodRecordPasses) { EXPECT_EQ(properties.check(established()), std::nullopt); }

TEST_F(PropertiesTest, OrderHasNoGap) {
  TcpRecord r = established();
  r.order = 2;
  EXPECT_THAT(wrong(r), HasSubstr("order"));
}
TEST_F(PropertiesTest, PreIsWhatTheLastRecordLeft) {
  TcpRecord r = established();
  r.pre.snd_wnd = 7;
  EXPECT_THAT(wrong(r), HasSubstr("pre.snd_wnd"));
}
TEST_F(PropertiesTest, StatesFollowTheDiagram) {
  TcpRecord r = established();
  r.post.state = TcpState::LastAck;
  EXPECT_THAT(wrong(r), HasSubstr("LastAck does not follow SynReceived"));
}
TEST_F(PropertiesTest, UnaIsNotBeyondNxt) {
  TcpRecord r = established();
  r.post.snd_una = 102;
  EXPECT_THAT(wrong(r), HasSubstr("snd_una"));
}
TEST_F(PropertiesTest, WhatIsInFlightHasATimer) {
  TcpRecord r = established();
  r.post.snd_una = 100;
  EXPECT_THAT(wrong(r), HasSubstr("rtx_armed"));
}
TEST_F(PropertiesTest, NothingIsTakenThatDidNotCome) {
  TcpRecord r = established();
  r.segment.seq = 501, r.segment.flags = {}, r.segment.length = 10;
  r.post.rcv_nxt = 512;
  EXPECT_THAT(wrong(r), HasSubstr("rcv_nxt"));
}
TEST_F(PropertiesTest, NothingIsAcknowledgedThatWasNotReceived) {
  TcpRecord r = established();
  r.emit.valid = r.emit.flags.ack = true;
  r.emit.ack = 502;
  EXPECT_THAT(wrong(r), HasSubstr("emit.ack"));
}
TEST_F(PropertiesTest, AFreeSocketIsAllZero) {
  TcpRecord r = established();
  r.post.allocated = false;
  EXPECT_THAT(wrong(r), HasSubstr("not all zero"));
}

// Figure 5 of RFC 9293: 11 states, and no arc out of LISTEN into the connection.
TEST(Arcs, ListenNeverTurnsIntoTheConnection) {
  EXPECT_FALSE(is_arc(TcpState::Listen, TcpState::SynReceived));
  EXPECT_TRUE(is_arc(TcpState::FinWait1, TcpState::Closing));
  EXPECT_FALSE(is_arc(TcpState::TimeWait, TcpState::Established));
}

}  // namespace
}  // namespace sockwire
