// TTL and DSCP of what a socket sends (RFC 9293 MUST-48, MUST-49; RFC 1122 3.2.1.6, 3.2.1.7;
// docs/rules/tcp.md section 1).
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

constexpr std::uint8_t kVoice = 46 << 2;  // RFC 3246

class ModelService : public ::testing::Test {
 protected:
  // Of the frames that have left since: {TTL, TOS}.
  std::vector<std::pair<unsigned, unsigned>> leave() {
    while (s.toe.owed().size() > s.toe.resources().turns.size() && asks())
      s.toe.arp_resolve_event(ArpClient::ClientTcp);
    std::vector<std::pair<unsigned, unsigned>> all;
    while (const auto frame = s.toe.next_frame(FrameKind::Tcp)) {
      EXPECT_EQ(packet::checksum(std::span(*frame).subspan(14, 20)), 0);
      all.emplace_back((*frame)[14 + 8], (*frame)[14 + 1]);
    }
    return all;
  }
  bool asks() const {
    for (const std::string& what : s.toe.owed())
      if (what.find("wait for their neighbour") != what.npos) return true;
    return false;
  }
  void know_the_peer() {
    const packet::Arp arp = {1, Script::kPeerMac, Script::kPeerIp, 0, Script::kOurIp};
    s.toe.frame(packet::ethernet(kMacBroadcast, Script::kPeerMac, 0x0806, arp.build()));
    s.toe.arp_packet_event();
  }

  Script s;
};

using Seen = std::vector<std::pair<unsigned, unsigned>>;

TEST_F(ModelService, EverySegmentOfTheConnectionHasIt) {
  proves("9293-MUST-48 9293-MUST-49 1122-IP-09 1122-IP-13");
  know_the_peer();
  s.desc = s.socket();
  s.bind(s.desc, s.our_port);
  EXPECT_EQ(s.option(Option::OptionTtl, 7), Errno::Ok);
  EXPECT_EQ(s.option(Option::OptionTos, kVoice), Errno::Ok);
  s.connect(s.desc);
  EXPECT_EQ(leave(), Seen({{7, kVoice}})) << "SYN";
  s.timeout();
  EXPECT_EQ(leave(), Seen({{7, kVoice}})) << "SYN again";
  const packet::Tcp answer = {.src_port = Script::kPeerPort,
                              .dst_port = Script::kOurPort,
                              .seq = 0x1000'0000,
                              .ack = s.tcb().iss + 1,
                              .flags = packet::kSyn | packet::kAck};
  const packet::Ip ip = {.src = Script::kPeerIp,
                         .dst = Script::kOurIp,
                         .protocol = 6,
                         .payload = answer.build(Script::kPeerIp, Script::kOurIp)};
  s.toe.frame(packet::ethernet(Script::kOurMac, Script::kPeerMac, kEtherTypeIpv4, ip.build()));
  s.toe.ip_event(s.now);
  s.toe.segment_event(s.now);
  s.send("abc");
  s.turn();
  EXPECT_EQ(leave(), Seen({{7, kVoice}, {7, kVoice}})) << "ACK, text";
  EXPECT_EQ(s.option(Option::OptionTtl, 255), Errno::Ok);
  EXPECT_EQ(s.option(Option::OptionTos, 0), Errno::Ok);
  s.timeout();
  EXPECT_EQ(leave(), Seen({{255, 0}})) << "from now on";
  s.error(Call::CallAbort);
  EXPECT_EQ(leave(), Seen({{255, 0}})) << "RST";
}
TEST_F(ModelService, SixtyFourUnlessSetAndNeverZero) {
  proves("1122-IP-11");
  know_the_peer();
  s.syn_sent();
  EXPECT_EQ(leave(), Seen({{64, 0}}));
  EXPECT_EQ(s.option(Option::OptionTtl, 0), Errno::Ok);
  s.timeout();
  EXPECT_EQ(leave(), Seen({{64, 0}}));
}
TEST_F(ModelService, WhatBelongsToNobodyHasNone) {
  know_the_peer();
  s.listening(0);
  s.in("S", 0, 0);  // the backlog is one
  s.peer_port = 6000;
  s.in("S", 0, 0);
  EXPECT_EQ(s.r.drop, Drop::DropCookie);
  s.our_port = 9;
  s.in("S", 0, 0);
  EXPECT_EQ(leave(), Seen({{64, 0}, {64, 0}, {64, 0}}));
}
TEST_F(ModelService, ValuesThatAreNone) {
  s.established();
  for (const std::uint32_t bad : {256u, 0x100u + kVoice, 0x8000'0000u}) {
    EXPECT_EQ(s.option(Option::OptionTtl, bad), Errno::Einval);
    EXPECT_EQ(s.option(Option::OptionTos, bad), Errno::Einval);
  }
  for (const std::uint32_t ecn : {1u, 2u, 3u, 255u})
    EXPECT_EQ(s.option(Option::OptionTos, ecn), Errno::Einval) << "RFC 3168: ours to set";
  EXPECT_EQ(s.r.post, s.r.pre);
  for (const Option none : {Option::OptionBroadcast, Option::OptionNoFragment,
                            Option::OptionMulticastTtl, Option::OptionJoin, Option::OptionLeave})
    EXPECT_EQ(s.option(none, 1), Errno::Einval) << "UDP's";
}
TEST_F(ModelService, AChildDoesNotInheritAndConnectKeeps) {
  s.desc = s.listener = s.socket();
  s.bind(s.desc, s.our_port);
  s.option(Option::OptionTtl, 9);
  s.option(Option::OptionTos, kVoice);
  s.error(Call::CallListen, 1);
  s.in("S", 0, 0);
  EXPECT_EQ(s.r.post.ttl, 0);
  EXPECT_EQ(s.r.post.tos, 0);
}

}  // namespace
}  // namespace sockwire::model
