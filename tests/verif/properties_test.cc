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
    r.post.rtx_armed = true, r.post.rto = kRtoInitial;
    r.post.snd_mss = 536, r.post.cwnd = 536, r.post.ssthresh = kWindowLimit, r.post.recover = 100;
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
TEST_F(PropertiesTest, WhatWasHeldMayBeTakenWithTheGap) {
  TcpRecord r = established();
  r.post.held0 = {511, 600};
  ASSERT_EQ(properties.check(r), std::nullopt);
  TcpRecord next = r;
  next.order = 2, next.pre = r.post;
  next.segment.seq = 501, next.segment.flags = {}, next.segment.length = 10;
  next.post.held0 = {}, next.post.rcv_nxt = 600;
  EXPECT_EQ(properties.check(next), std::nullopt);
}
TEST_F(PropertiesTest, HeldRangesLieApartBeyondAGap) {
  const auto with = [&](Range first, Range second, Range third = {}) {
    properties = Properties{4};
    TcpRecord r = established();
    r.post.held0 = first, r.post.held1 = second, r.post.held2 = third;
    return wrong(r);
  };
  EXPECT_EQ(with({520, 530}, {510, 515}), "nothing");
  EXPECT_THAT(with({501, 530}, {}), HasSubstr("held0 is not beyond a gap"));
  EXPECT_THAT(with({510, 520}, {520, 530}), HasSubstr("held1 touches"));
  EXPECT_THAT(with({510, 520}, {}, {530, 540}), HasSubstr("held2 lies behind a free place"));
  EXPECT_THAT(with({520, 510}, {}), HasSubstr("held0 ends before it begins"));
  EXPECT_THAT(with({510, 4598}, {}), HasSubstr("held0 reaches beyond the window"));
  EXPECT_THAT(with({510, 510}, {}), HasSubstr("held0 is empty"));
}
TEST_F(PropertiesTest, TheCongestionWindowHasBounds) {
  TcpRecord r = established();
  r.post.cwnd = 535;
  EXPECT_THAT(wrong(r), HasSubstr("cwnd is 535"));
}
TEST_F(PropertiesTest, TheTimeOutHasBounds) {
  TcpRecord r = established();
  r.post.rto = kRtoMax + 1;
  EXPECT_THAT(wrong(r), HasSubstr("rto is 60000001"));
}
TEST_F(PropertiesTest, ATurnStaysInsideBothWindows) {
  const auto turn = [&](std::uint32_t wnd, std::uint32_t cwnd, std::uint16_t length, std::uint32_t seq = 101) {
    properties = Properties{4};
    TcpRecord r = established();
    r.post.snd_end = 5000, r.post.cwnd = cwnd, r.post.snd_wnd = r.post.snd_wnd_max = wnd;
    EXPECT_EQ(properties.check(r), std::nullopt);
    TcpRecord next = r;
    next.order = 2, next.pre = r.post, next.kind = EventKind::EventTransmit;
    next.emit.valid = next.emit.flags.ack = true;
    next.emit.seq = seq, next.emit.ack = 501, next.emit.length = length;
    return wrong(next);
  };
  EXPECT_EQ(turn(536, 536, 536), "nothing");
  EXPECT_THAT(turn(535, 536, 536), HasSubstr("beyond the peer's window"));
  EXPECT_THAT(turn(5000, 536, 536, 102 + 2 * 536), HasSubstr("beyond the congestion window"));
  EXPECT_THAT(turn(5000, 5000, 537), HasSubstr("more than a segment"));
}

// In recovery by SACK: nothing that the peer holds, nothing that would overfill the pipe; and the board
// is in order.
TEST_F(PropertiesTest, RecoveryBySackKeepsThePipe) {
  const auto turn = [&](std::uint32_t cwnd, std::uint32_t seq, const auto& spoil) {
    properties = Properties{4};
    TcpRecord r = established();
    Tcb& t = r.post;  // 101 to 1101 in flight, in segments of 100
    t.snd_mss = 100, t.sack_ok = true, t.snd_end = 5000, t.snd_wnd = t.snd_wnd_max = 5000;
    t.snd_nxt = 1101, t.snd_rtx = 201, t.rtx_armed = true, t.recovering = true, t.recover = 1100;
    t.cwnd = cwnd, t.ssthresh = 500, t.sacked0 = {.left = 301, .right = 601};
    spoil(t);
    if (auto at_once = properties.check(r)) return *at_once;
    TcpRecord next = r;
    next.order = 2, next.pre = r.post, next.kind = EventKind::EventTransmit;
    next.emit.valid = next.emit.flags.ack = true;
    next.emit.seq = seq, next.emit.ack = 501, next.emit.length = 100;
    return wrong(next);
  };
  const auto nothing = [](Tcb&) {};
  // Pipe: 500 beyond what is held, and 100 that went again; the first 200 are lost.
  EXPECT_EQ(turn(700, 201, nothing), "nothing");
  EXPECT_THAT(turn(699, 201, nothing), HasSubstr("the pipe is full"));
  EXPECT_THAT(turn(700, 301, nothing), HasSubstr("octets that the peer holds"));
  EXPECT_THAT(turn(700, 201, [](Tcb& t) { t.sack_ok = false; }), HasSubstr("not agreed upon"));
  EXPECT_THAT(turn(700, 201, [](Tcb& t) { t.sacked1 = {.left = 601, .right = 701}; }), HasSubstr("sacked1 touches"));
  EXPECT_THAT(turn(700, 201, [](Tcb& t) { t.sacked0.left = 101; }), HasSubstr("sacked0 touches"));
  EXPECT_THAT(turn(700, 201, [](Tcb& t) { t.sacked0.right = 1102; }), HasSubstr("none from 1101 on"));
  EXPECT_THAT(turn(700, 201, [](Tcb& t) { t.sacked2 = {.left = 801, .right = 901}; }), HasSubstr("behind a free place"));
}
TEST_F(PropertiesTest, OptionsWereAgreedUpon) {
  TcpRecord r = established();
  r.emit.valid = r.emit.flags.ack = r.emit.has_ts = true, r.emit.ack = 501;
  EXPECT_THAT(wrong(r), HasSubstr("has_ts"));
  properties = Properties{4};
  r = established();
  r.emit.valid = r.emit.flags.ack = true, r.emit.ack = 501;
  r.emit.sacks = 1, r.emit.sack0 = {510, 520};
  EXPECT_THAT(wrong(r), HasSubstr("sacks"));
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
