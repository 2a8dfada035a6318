// SYN cookies (RFC 4987 3.6): what is full answers a SYN all the same, and keeps nothing.
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

class ModelCookie : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kPeriod = std::uint64_t{1} << 26;  // microseconds a count lasts

  // The backlog of one is taken by another peer's SYN; ours is answered by a cookie.
  void cookie(More syn = {}) {
    s.listening(1);
    s.peer_port = 4999;
    s.in("S", 0, 0);
    s.peer_port = Script::kPeerPort;
    s.in("S", 0, 0, syn);
    cookie_ = s.r.emit.seq;
  }
  void make_room() { s.call(Call::CallListen, s.listener, 2); }
  // The ACK of the handshake: is there a connection now?
  bool returns(Seq number, std::string_view flags = ".") {
    s.in(flags, 1, number + 1, {.wnd = 5000});
    return s.r.conn != kNoDesc;
  }

  Script s;
  Seq cookie_ = 0;
};

TEST_F(ModelCookie, AFullBacklogAnswersByACookieWithTheMssAlone) {
  cookie({.mss = 1300, .wscale = 7, .sack = true, .tsval = 9});
  EXPECT_EQ(s.r.drop, Drop::DropCookie);
  EXPECT_EQ(s.r.conn, kNoDesc);
  EXPECT_EQ(s.emitted().substr(0, 2), "S.");
  EXPECT_EQ(s.options(), "mss 1460");
  EXPECT_EQ(s.r.emit.wnd, 4096);
  EXPECT_EQ(s.toe.resources().listeners.children(), 1u);
  EXPECT_EQ(s.toe.counters().tcp_cookies_sent, 1u);
}
TEST_F(ModelCookie, ItComesBackAsAConnection) {
  proves("4987-01");
  cookie({.mss = 1300, .wscale = 7, .sack = true, .tsval = 9});
  make_room();
  const std::uint32_t opens = s.toe.counters().tcp_passive_opens;
  ASSERT_TRUE(returns(cookie_));
  EXPECT_EQ(s.emitted(), "-");
  EXPECT_EQ(s.r.ready_desc, s.listener);
  EXPECT_EQ(s.r.ready, Ready{.acceptable = true});
  s.desc = s.r.conn;
  const Tcb& t = s.tcb();
  EXPECT_EQ(t.state, TcpState::Established);
  EXPECT_EQ(t.iss, cookie_);
  EXPECT_EQ(t.snd_mss, 1220) << "the nearest that the cookie can remember";
  EXPECT_EQ(t.cwnd, 12'200u);
  EXPECT_EQ(t.snd_wnd, 5000u);
  EXPECT_FALSE(t.sack_ok || t.ts_ok || t.wscale_ok || t.rtt_valid || t.rtx_armed);
  EXPECT_EQ(t.segs_in, 1u);
  EXPECT_EQ(t.segs_out, 0u);
  EXPECT_EQ(s.toe.counters().tcp_cookies_taken, 1u);
  EXPECT_EQ(s.toe.counters().tcp_passive_opens, opens + 1);
  EXPECT_EQ(s.call(Call::CallAccept, s.listener), (Answer{true, Errno::Ok, s.desc}));
  s.in("P.", 1, cookie_ + 1, {.payload = "hello"});
  EXPECT_EQ(s.recv(), "hello");
}
TEST_F(ModelCookie, EverySizeIsRoundedDown) {
  for (const auto& [offered, remembered] : {std::pair(-1, 536),
                                            {0, 64},
                                            {64, 64},
                                            {215, 64},
                                            {216, 216},
                                            {536, 536},
                                            {1023, 536},
                                            {1024, 1024},
                                            {1219, 1024},
                                            {1220, 1220},
                                            {1359, 1220},
                                            {1360, 1360},
                                            {1439, 1360},
                                            {1440, 1440},
                                            {1459, 1440},
                                            {1460, 1460},
                                            {9000, 1460}}) {
    Script one;
    one.listening(1);
    one.in("S", 0, 0);
    one.peer_port = 6000;
    one.in("S", 0, 0, {.mss = offered});
    const Seq number = one.r.emit.seq;
    one.call(Call::CallListen, one.listener, 2);
    one.in(".", 1, number + 1);
    EXPECT_EQ(one.r.post.snd_mss, remembered) << offered;
  }
}
TEST_F(ModelCookie, WithoutRoomTheAckIsDroppedAndTheNextOneCounts) {
  cookie();
  EXPECT_FALSE(returns(cookie_));
  EXPECT_EQ(s.r.drop, Drop::DropBacklog);
  EXPECT_EQ(s.emitted(), "-");
  EXPECT_EQ(s.toe.counters().tcp_drop_backlog, 1u);
  make_room();
  EXPECT_TRUE(returns(cookie_));
}
TEST_F(ModelCookie, AForgedOneIsReset) {
  cookie();
  make_room();
  for (unsigned bit = 0; bit < 32; ++bit) {
    if (bit >= 24 && bit < 27) continue;  // the size: the peer's own word
    const Seq forged = cookie_ ^ 1u << bit;
    EXPECT_FALSE(returns(forged)) << bit;
    EXPECT_EQ(s.r.drop, Drop::DropNoConnection);
    EXPECT_EQ(s.r.emit.seq, forged + 1);
    EXPECT_TRUE(s.r.emit.flags.rst);
  }
  s.in(".", 2, cookie_ + 1);
  EXPECT_EQ(s.r.conn, kNoDesc) << "the peer's number counts too";
  ++s.peer_port;
  EXPECT_FALSE(returns(cookie_)) << "and its port";
  --s.peer_port;
  EXPECT_FALSE(returns(cookie_, "S."));
  EXPECT_FALSE(returns(cookie_, "R."));
  EXPECT_TRUE(returns(cookie_, "P."));
}
TEST_F(ModelCookie, ItExpires) {
  for (const auto& [late, good] : {std::pair(kPeriod, true),
                                   {2 * kPeriod - 1, true},
                                   {2 * kPeriod, false},
                                   {32 * kPeriod, false},
                                   {33 * kPeriod, false}}) {
    for (const std::uint64_t begin : {5 * kPeriod, 31 * kPeriod, 0xFFFF * kPeriod}) {
      Script one;
      one.now = begin;
      one.listening(1);
      one.in("S", 0, 0);
      one.peer_port = 6000;
      one.in("S", 0, 0);
      const Seq number = one.r.emit.seq;
      one.call(Call::CallListen, one.listener, 2);
      one.now = begin + late;
      one.in(".", 1, number + 1);
      EXPECT_EQ(one.r.conn != kNoDesc, good) << late << ' ' << begin;
    }
  }
}
TEST_F(ModelCookie, AFloodLeavesRoomForAnHonestPeer) {
  proves("T05 4987-01");
  s.listening(2);
  for (s.peer_port = 10'000; s.peer_port < 10'200; ++s.peer_port) s.in("S", 0, 0);
  EXPECT_EQ(s.toe.resources().listeners.children(), 2u);
  EXPECT_EQ(s.toe.counters().tcp_cookies_sent, 198u);
  s.peer_port = Script::kPeerPort;
  s.in("S", 0, 0);
  const Seq number = s.r.emit.seq;
  s.peer_port = 10'000;  // one of the flood goes away
  s.in("R", 1, 0);
  s.peer_port = Script::kPeerPort;
  EXPECT_TRUE(returns(number));
}

}  // namespace
}  // namespace sockwire::model
