// Datagrams that are sent from the datagram memory: park slots, pieces, identification, what their
// owners are told (docs/rules/network.md, "IPv4 out", "Sending from the datagram memory").
#include "tests/model/net.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

class ModelSending : public ::testing::Test {
 protected:
  Net n;
  std::uint16_t desc = n.socket(7);

  ArpRecord ask() { return n.toe.arp_resolve_event(ArpClient::ClientSend); }
  void send(std::uint32_t addr, std::size_t octets = 4) {
    ASSERT_EQ(n.send_all(desc, counting(octets), addr), Errno::Ok);
  }
  std::uint16_t id() { return static_cast<std::uint16_t>(packet::get(n.last_frame, 18, 2)); }
  std::vector<std::uint32_t> destinations() {
    std::vector<std::uint32_t> all;
    while (n.toe.peek_frame(FrameKind::Send)) all.push_back(n.sent().dst);
    return all;
  }
};

TEST_F(ModelSending, AMissIsParkedAndGoesFirstWhenItsNeighbourAnswers) {
  n.meet(0x0A000003);
  send(Net::kPeerIp);
  EXPECT_EQ(ask().send, ArpSend::SendRequest);
  send(0x0A000003);
  n.meet();  // which answers the question too
  send(Net::kPeerIp);
  EXPECT_EQ(ask().ip, Net::kPeerIp);
  EXPECT_EQ(ask().ip, 0x0A000003u);
  EXPECT_EQ(ask().ip, Net::kPeerIp);
  EXPECT_EQ(n.toe.udp().ucb(desc).sending, 3);
  EXPECT_EQ(destinations(), (std::vector<std::uint32_t>{Net::kPeerIp, 0x0A000003, Net::kPeerIp}));
}
TEST_F(ModelSending, FourWaitAndMoreAreGivenUp) {
  for (unsigned i = 0; i < kSendParks; ++i) {
    send(Net::kPeerIp);
    ask();
  }
  EXPECT_THROW(n.toe.udp_done_event(n.now), std::logic_error);
  send(Net::kPeerIp);
  ask();
  const UdpRecord r = n.toe.udp_done_event(n.now);
  EXPECT_TRUE(r.failed);
  EXPECT_EQ(r.ready, (Ready{.error = true, .writable = true}));
  EXPECT_EQ(r.post.error, Errno::Ehostunreach);
  EXPECT_EQ(n.toe.counters().udp_out_discards, 1u);
}
TEST_F(ModelSending, ASilentNeighbourFailsAllThatWaitForIt) {
  send(Net::kPeerIp);
  send(0x0A000003);
  send(Net::kPeerIp);
  for (int i = 0; i < 3; ++i) ask();
  for (unsigned tick = 0; tick <= kRequestLimit; ++tick) {
    n.toe.arp_tick_event();
    while (n.toe.arp_waits()) n.toe.arp_wait_event();
  }
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(n.toe.udp_done_event(n.now).failed);
  EXPECT_EQ(n.toe.udp().ucb(desc).sending, 0);
  EXPECT_EQ(n.toe.pages_in_use(), 0u);
  EXPECT_EQ(n.send(desc, counting(1)), Errno::Ehostunreach) << "told once";
  EXPECT_EQ(n.send(desc, counting(1)), Errno::Ok);
}
TEST_F(ModelSending, WithoutAPendingSlotItIsGivenUpAtOnce) {
  for (std::uint32_t i = 0; i < kPendingSlots; ++i) {
    send(0x0A000010 + i);
    EXPECT_EQ(ask().send, ArpSend::SendRequest);
  }
  send(0x0A000020);
  EXPECT_EQ(ask().send, ArpSend::SendNone);
  EXPECT_TRUE(n.toe.udp_done_event(n.now).failed);
}
TEST_F(ModelSending, WhatHasLeftAndWhatWasGivenUpAreToldApart) {
  n.meet();
  send(Net::kPeerIp);
  ask();
  for (std::uint32_t i = 0; i <= kPendingSlots; ++i) {
    send(0x0A000010 + i);
    ask();
  }
  EXPECT_TRUE(n.toe.udp_done_event(n.now, true).failed);
  EXPECT_FALSE(n.toe.udp_done_event(n.now, false).failed);
  EXPECT_THROW(n.toe.udp_done_event(n.now), std::logic_error);
}
TEST_F(ModelSending, ABroadcastAndAGroupAskNobody) {
  n.option(desc, Option::OptionBroadcast, 1);
  n.option(desc, Option::OptionMulticastTtl, 9);
  for (const auto& [addr, mac] :
       {std::pair<std::uint32_t, std::uint64_t>{Net::kEverybody, kMacBroadcast},
        {Net::kSubnetBroadcast, kMacBroadcast},
        {0xE1FF0203, 0x01'00'5E'7F'02'03}}) {
    send(addr);
    EXPECT_THROW(ask(), std::logic_error);
    n.toe.unasked_event();
    EXPECT_EQ(n.sent().ttl, addr == 0xE1FF0203 ? 9 : 64);
    EXPECT_EQ(packet::get(n.last_frame, 0, 6), mac);
    EXPECT_FALSE(n.toe.udp_done_event(n.now).failed);
  }
  EXPECT_THROW(n.toe.unasked_event(), std::logic_error);
}
TEST_F(ModelSending, ThatABroadcastHasLeftMayBeToldBeforeItIsSeen) {
  const std::uint16_t other = n.socket(8);
  n.option(other, Option::OptionBroadcast, 1);
  n.meet();
  send(Net::kPeerIp);
  ask();
  n.send(other, counting(4), Net::kEverybody);
  EXPECT_EQ(n.toe.udp_done_event(n.now, false, other).conn, other);
  EXPECT_EQ(n.toe.udp_done_event(n.now, false, desc).conn, desc);
  EXPECT_THROW(n.toe.udp_done_event(n.now), std::logic_error);
}
// The hardware had begun to send the broadcast before the neighbour answered.
TEST_F(ModelSending, ABroadcastMayLeaveBeforeWhatHasNotBegun) {
  n.option(desc, Option::OptionBroadcast, 1);
  send(Net::kPeerIp, 2000);
  ask();
  send(Net::kEverybody);
  n.meet();
  ask();
  n.toe.unasked_event();
  EXPECT_EQ(destinations().front(), Net::kEverybody);
  EXPECT_EQ(id(), 0x1235) << "numbered in the order in which they left";
}

// ---------------------------------------------------------------- pieces

TEST_F(ModelSending, WhatIsLargerThanTheMtuIsCut) {
  n.meet();
  for (const std::size_t octets : {1472u, 1473u, 2952u, 2953u, 65507u}) {
    send(Net::kPeerIp, octets);
    ask();
    Octets whole;
    const std::size_t pieces = (octets + 8 + 1479) / 1480;
    for (std::size_t i = 0; i < pieces; ++i) {
      const IpSent told = *n.toe.next_sent(FrameKind::Send);
      const packet::Ip piece = n.sent();
      EXPECT_EQ(told.at, i * 1480);
      EXPECT_EQ(told.more, i + 1 < pieces);
      EXPECT_EQ(told.length, piece.payload.size());
      EXPECT_EQ(told.identification, id());
      EXPECT_EQ(piece.fragment, told.at / 8 | (told.more ? 0x2000 : 0));
      whole.insert(whole.end(), piece.payload.begin(), piece.payload.end());
    }
    EXPECT_FALSE(n.toe.next_frame(FrameKind::Send));
    const Udp same{.src_port = 7, .dst_port = 5000, .payload = counting(octets)};
    EXPECT_EQ(whole, same.build(Net::kOurIp, Net::kPeerIp));
  }
  EXPECT_EQ(n.toe.counters().ip_out_requests, 5u);
  EXPECT_EQ(n.toe.counters().ip_out_frag_oks, 4u);
  EXPECT_EQ(n.toe.counters().ip_out_frag_creates, 2u + 2 + 3 + 45);
}
// RFC 6864: with DF it has no meaning.
TEST_F(ModelSending, EachDatagramHasItsIdentification) {
  n.meet();
  const auto one = [&](std::size_t octets = 4) {
    send(Net::kPeerIp, octets);
    ask();
    n.sent();
    return id();
  };
  EXPECT_EQ(one(), 0x1234) << "secret[31:16]";
  EXPECT_EQ(one(1500), 0x1235);
  n.sent();
  EXPECT_EQ(id(), 0x1235) << "the second piece";
  n.option(desc, Option::OptionNoFragment, 1);
  EXPECT_EQ(one(), 0);
  n.option(desc, Option::OptionNoFragment, 0);
  EXPECT_EQ(one(), 0x1236);
  n.toe.set_secret({0xFFFF'0000, 0, 0, 0});
  EXPECT_EQ(one(), 0xFFFF);
  EXPECT_EQ(one(), 0);
}
TEST_F(ModelSending, TheRecordSaysWhatTheHeaderSays) {
  proves("1122-IP-09");
  n.meet();
  n.option(desc, Option::OptionTtl, 3);
  n.option(desc, Option::OptionTos, 0xB9);
  send(Net::kPeerIp);
  ask();
  const IpSent* sent = n.toe.peek_sent(FrameKind::Send);
  ASSERT_NE(sent, nullptr);
  EXPECT_EQ(sent->dst, Net::kPeerIp);
  EXPECT_EQ(sent->protocol, 17);
  EXPECT_EQ(sent->length, 12);
  EXPECT_EQ(sent->ttl, 3);
  EXPECT_EQ(sent->tos, 0xB9);
  EXPECT_FALSE(sent->dont_fragment);
  EXPECT_EQ(n.sent().ttl, 3);
  EXPECT_EQ(n.last_frame[15], 0xB9);
  EXPECT_EQ(n.toe.peek_sent(FrameKind::Send), nullptr);
}
TEST_F(ModelSending, TheMemoryIsFreeWhenTheLastFrameHasLeft) {
  n.meet();
  send(Net::kPeerIp, 5000);
  EXPECT_EQ(n.toe.pages_in_use(), 5u);
  ask();
  n.toe.udp_done_event(n.now);
  n.sent();
  EXPECT_EQ(n.toe.pages_in_use(), 5u);
  while (n.toe.next_frame(FrameKind::Send)) {
  }
  EXPECT_EQ(n.toe.pages_in_use(), 0u);
}

}  // namespace
}  // namespace sockwire::model
