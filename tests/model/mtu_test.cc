// Links with frames of other sizes: what follows from the configuration's MTU (RFC 791 3.2, 879,
// 6691).
#include "host/registers.h"
#include "model/socket/registers.h"
#include "tests/model/net.h"
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

Config with_mtu(Config config, unsigned mtu) {
  config.mtu = mtu;
  return config;
}

class ModelMtu : public ::testing::TestWithParam<unsigned> {
 protected:
  const unsigned mtu = GetParam();
  const Config small = with_mtu(Config::small(), mtu), base = with_mtu(Config::base(), mtu);
};
INSTANTIATE_TEST_SUITE_P(Links, ModelMtu,
                         ::testing::Values(576u, 1280u, 1500u, 1501u, 1507u, 4352u, 9000u));

TEST_P(ModelMtu, ARegisterTellsIt) {
  EXPECT_EQ(Registers(small).read32(SOCKWIRE_ADDRESS(MTU)), mtu);
}

// ---------------------------------------------------------------- TCP

// RFC 6691: 40 octets are for headers.
TEST_P(ModelMtu, TheMssThatWeSayAndTake) {
  for (const unsigned offered : {64u, 536u, mtu - 41, mtu - 40, mtu - 39, 65535u}) {
    Script s(1, small);
    s.syn_sent();
    EXPECT_EQ(s.r.emit.mss, mtu - 40);
    s.in("S.", 0, 1, {.mss = static_cast<int>(offered)});
    EXPECT_EQ(s.tcb().snd_mss, std::min(offered, mtu - 40));
  }
}
TEST_P(ModelMtu, ASynAckSaysItToo) {
  Script s(1, small);
  s.syn_received();
  EXPECT_EQ(s.r.emit.mss, mtu - 40);
}
// What three bits can remember of it.
TEST_P(ModelMtu, ACookieSaysItAndRemembersNoMore) {
  Script s(1, small);
  s.listening(1);
  s.in("S", 0, 0);
  s.peer_port = 6000;
  s.in("S", 0, 0, {.mss = 9000});
  ASSERT_EQ(s.r.drop, Drop::DropCookie);
  EXPECT_EQ(s.r.emit.mss, mtu - 40);
  const Seq number = s.r.emit.seq;
  s.call(Call::CallListen, s.listener, 2);
  s.in(".", 1, number + 1);
  EXPECT_EQ(s.r.post.snd_mss, mtu == 576 ? 536 : mtu == 1280 ? 1220 : 1460);
}
// RFC 9293 3.8.6.2.2: half the buffer, or a segment.
TEST_P(ModelMtu, TheWindowGrowsBySegmentsOfTheLink) {
  Script s(1, small);
  s.established();
  for (std::uint32_t at = 1; at < 4097; at += 512)
    s.in("P.", at, 1, {.payload = std::string(512, 'a')});
  const std::uint32_t step = std::min(mtu - 40, 2048u);
  s.recv(step - 1);
  EXPECT_EQ(s.emitted(), "-");
  s.recv(1);
  EXPECT_EQ(s.emitted(), ". 1(0) ack 4097 win " + std::to_string(step));
}
TEST_P(ModelMtu, SegmentsFillTheLink) {
  Script s(1, base);
  s.established({.wnd = 65535, .mss = 9000});
  s.send(std::string(2000, 'a'));
  s.send(std::string(2000, 'a'));
  const unsigned first = std::min(mtu - 40, 4000u);
  s.turn();
  EXPECT_EQ(s.r.emit.length, first);
}
// RFC 1191: a router tells of a smaller one.
TEST_P(ModelMtu, APathIsNeverWiderThanTheLink) {
  for (const unsigned told : {1400u, mtu - 1, mtu, mtu + 1, 65535u}) {
    Script s(1, small);
    s.established({.mss = 9000});
    s.send("abc");
    s.turns();
    s.icmp(3, 4, 1, static_cast<std::uint16_t>(told));
    EXPECT_EQ(s.tcb().snd_mss, std::min(told, mtu) - 40) << told;
  }
}
TEST_P(ModelMtu, ASegmentInFragmentsIsNoLongerThanOneInOneFrame) {
  Net n(base);
  for (const unsigned octets : {mtu - 20, mtu - 19}) {
    const packet::Tcp tcp = {
        .src_port = 1, .dst_port = 2, .flags = packet::kSyn, .payload = counting(octets - 20)};
    const Octets segment = tcp.build(Net::kPeerIp, Net::kOurIp);
    n.fragment({0, 256}, segment, 6);
    EXPECT_EQ(n.fragment({256, octets - 256, false}, segment, 6).verdict, IpVerdict::IpComplete);
    if (octets > mtu - 20) {
      EXPECT_THROW(n.toe.ip_replay_event(n.now), std::logic_error);
    } else {
      EXPECT_EQ(n.toe.ip_replay_event(n.now).length, octets);
    }
  }
  EXPECT_EQ(n.toe.counters().ip_in_discards, 1u);
}

// ---------------------------------------------------------------- datagrams

// RFC 791 3.2: what does not fit is cut at a multiple of eight, and what is left is looked at anew.
TEST_P(ModelMtu, WhatDoesNotFitIsCut) {
  Net n(base);
  n.meet();
  const std::uint16_t desc = n.socket(7);
  const std::size_t fits = mtu - 20, piece = fits / 8 * 8;
  for (const std::size_t octets : {fits - 1, fits, fits + 1, piece + fits, piece + fits + 1,
                                   2 * piece, 2 * piece + 1, std::size_t{65515}}) {
    ASSERT_EQ(n.send_all(desc, counting(octets - 8)), Errno::Ok);
    n.toe.arp_resolve_event(ArpClient::ClientSend);
    n.toe.udp_done_event(n.now);
    Octets whole;
    for (bool more = true; more;) {
      const packet::Ip one = n.sent();
      more = one.more();
      EXPECT_EQ(one.at(), whole.size());
      EXPECT_LE(n.last_frame.size(), 14 + std::size_t{mtu});
      EXPECT_EQ(one.payload.size(), more ? piece : octets - whole.size());
      EXPECT_EQ(more, octets - whole.size() > fits);
      whole.insert(whole.end(), one.payload.begin(), one.payload.end());
    }
    EXPECT_FALSE(n.toe.next_frame(FrameKind::Send));
    const Udp same{.src_port = 7, .dst_port = 5000, .payload = counting(octets - 8)};
    EXPECT_EQ(whole, same.build(Net::kOurIp, Net::kPeerIp)) << octets;
  }
}
TEST_P(ModelMtu, WhatMayNotBeCutMustFit) {
  Net n(base);
  const std::uint16_t desc = n.socket(7);
  n.option(desc, Option::OptionNoFragment, 1);
  EXPECT_EQ(n.send_all(desc, counting(mtu - 28)), Errno::Ok);
  EXPECT_EQ(n.send_all(desc, counting(mtu - 27)), Errno::Emsgsize);
}

}  // namespace
}  // namespace sockwire::model
