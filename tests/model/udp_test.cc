// UDP: calls of the host, options, errors (RFC 768, RFC 1122 4.1), event by event.
#include "tests/model/udp.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

TEST_F(ModelUdp, DescriptorsFollowThoseOfTcp) {
  EXPECT_EQ(desc, n.toe.config().sockets);
  EXPECT_EQ(ucb(), (Ucb{.allocated = true, .multicast_ttl = 1}));
  for (unsigned i = 1; i < n.toe.config().udp_sockets; ++i) EXPECT_EQ(n.socket(), desc + i);
  EXPECT_EQ(n.call({.call = Call::CallSocket, .port = 1}), Emfile);
  EXPECT_EQ(n.r.conn, kNoDesc);
  n.call({.call = Call::CallClose, .desc = static_cast<std::uint16_t>(desc + 3)});
  EXPECT_EQ(n.socket(), desc + 3) << "the lowest free one";
}
TEST_F(ModelUdp, WhatIsNotAllocatedAndWhatUdpHasNot) {
  for (const Call call : {Call::CallBind, Call::CallSend, Call::CallRecv, Call::CallClose})
    EXPECT_EQ(n.call({.call = call, .desc = static_cast<std::uint16_t>(desc + 1)}), Ebadf);
  for (const Call call : {Call::CallListen, Call::CallAccept, Call::CallShutdown})
    EXPECT_EQ(n.call({.call = call, .desc = desc}), Eopnotsupp);
}
TEST_F(ModelUdp, APortBelongsToOne) {
  EXPECT_EQ(bind(desc, 53), Ok);
  EXPECT_EQ(n.r.answer.value, 53u);
  EXPECT_EQ(bind(desc, 54), Einval);
  const std::uint16_t other = n.socket();
  EXPECT_EQ(bind(other, 53), Eaddrinuse);
  EXPECT_EQ(bind(other, 0), Ok);
  EXPECT_EQ(n.r.answer.value, 49152u + 5) << "secret[45:32]";
  EXPECT_EQ(bind(n.socket(), 49152 + 6), Ok);
  EXPECT_EQ(bind(n.socket(), 0), Ok);
  EXPECT_EQ(n.r.answer.value, 49152u + 7);
}
TEST_F(ModelUdp, ConnectNamesAPeerAndUndoesIt) {
  for (const auto& [addr, port, answer] :
       {std::tuple{Net::kPeerIp, 0, Einval}, {Net::kOurIp, 1, Einval}, {0x7F000001u, 1, Einval},
        {0xF0000001u, 1, Einval}, {Net::kEverybody, 1, Eacces}, {Net::kSubnetBroadcast, 1, Eacces},
        {Net::kGroup, 1, Ok}, {Net::kPeerIp, 1, Ok}})
    EXPECT_EQ(connect(addr, static_cast<std::uint16_t>(port)), answer) << std::hex << addr;
  EXPECT_EQ(n.r.answer.value, ucb().local_port);
  EXPECT_TRUE(ucb().bound && ucb().connected);
  EXPECT_EQ(connect(0), Ok);
  EXPECT_FALSE(ucb().connected);
  EXPECT_EQ(ucb().remote_addr + ucb().remote_port, 0u);
  EXPECT_TRUE(ucb().bound);
}

// ---------------------------------------------------------------- sending

TEST_F(ModelUdp, ADatagramIsEmittedWhole) {
  n.meet();
  EXPECT_EQ(n.send(desc, counting(5)), Ok);
  EXPECT_EQ(n.r.answer.value, 5u);
  EXPECT_EQ(n.r.emit.src_port, 49152 + 5);
  EXPECT_EQ(n.r.emit.ttl, 64);
  EXPECT_EQ(ucb().sending, 1);
  n.toe.arp_resolve_event(ArpClient::ClientSend);
  const packet::Ip ip = n.sent();
  EXPECT_EQ(ip.protocol, 17);
  const Udp same{.src_port = n.r.emit.src_port, .dst_port = 5000, .payload = counting(5)};
  EXPECT_EQ(ip.payload, same.build(Net::kOurIp, Net::kPeerIp));
  EXPECT_EQ(packet::get(ip.payload, 6, 2), n.r.emit.checksum);
  const UdpRecord done = n.toe.udp_done_event(n.now);
  EXPECT_EQ(done.conn, desc);
  EXPECT_EQ(done.ready, Ready{.writable = true});
  EXPECT_EQ(ucb().sending, 0);
}
TEST_F(ModelUdp, AChecksumOfZeroIsSentAsAllOnes) {
  proves("768-02");
  const UserCall two = {
      .call = Call::CallSend, .desc = desc, .addr = Net::kPeerIp, .port = 1, .length = 2};
  for (unsigned value = 0; value < 65536; ++value) {
    n.call(two, {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)}, false);
    ASSERT_NE(n.r.emit.checksum, 0);
    if (n.r.emit.checksum == 0xFFFF) return;
  }
  FAIL() << "no payload sums to 0";
}
TEST_F(ModelUdp, WhereADatagramMayGo) {
  const auto to = [&](std::uint32_t addr, std::uint16_t port = 1) {
    return n.send(desc, counting(1), addr, port);
  };
  EXPECT_EQ(to(0), Edestaddrreq);
  EXPECT_EQ(to(Net::kPeerIp, 0), Einval);
  EXPECT_EQ(to(Net::kOurIp), Einval);
  EXPECT_EQ(to(0x7F000001), Einval);
  EXPECT_EQ(to(Net::kEverybody), Eacces);
  n.option(desc, Option::OptionBroadcast, 1);
  EXPECT_EQ(to(Net::kEverybody), Ok);
  EXPECT_EQ(to(Net::kGroup), Ok);
  EXPECT_EQ(n.r.emit.ttl, 1) << "RFC 1112 6.1";
  connect(Net::kPeerIp, 77);
  EXPECT_EQ(to(0, 9), Ok);
  EXPECT_EQ(n.r.emit.dst_port, 77) << "port is not looked at";
}
TEST_F(ModelUdp, PieceByPiece) {
  EXPECT_EQ(n.send(desc, counting(24), Net::kPeerIp, 1, true), Einval) << "no multiple of 16";
  EXPECT_EQ(n.send(desc, counting(2048), Net::kPeerIp, 1, true), Ok);
  EXPECT_EQ(ucb().composed, 2048);
  EXPECT_FALSE(n.r.emit.valid);
  EXPECT_EQ(n.send(desc, counting(7, 2048), Net::kPeerIp, 1), Ok);
  EXPECT_EQ(n.r.emit.length, 2055);
  EXPECT_EQ(ucb().composed, 0);
  for (const std::uint32_t bad : {0u, Net::kEverybody, 0x7F000001u}) {
    n.send(desc, counting(16), Net::kPeerIp, 1, true);
    EXPECT_NE(n.send(desc, counting(1), bad, 1), Ok);
    EXPECT_EQ(ucb().composed, 0) << "it is forgotten";
  }
}
TEST_F(ModelUdp, HowLargeADatagramMayBe) {
  EXPECT_EQ(n.send_all(desc, counting(65508)), Emsgsize);
  EXPECT_EQ(n.send_all(desc, counting(65507)), Ok);
  n.option(desc, Option::OptionNoFragment, 1);
  EXPECT_EQ(n.send(desc, counting(1473)), Emsgsize);
  EXPECT_EQ(n.send(desc, counting(1472)), Ok);
  EXPECT_TRUE(n.r.emit.dont_fragment);
  Net small(Config::small());
  const std::uint16_t other = small.socket();
  EXPECT_EQ(small.send_all(other, counting(16377)), Emsgsize) << "more than all pages";
  EXPECT_EQ(small.send_all(other, counting(16376)), Ok);
}
TEST_F(ModelUdp, WithoutRoomThePieceCanBeGivenAgain) {
  n.send(desc, counting(16), Net::kPeerIp, 1, true);
  const UserCall rest = {.call = Call::CallSend, .desc = desc, .addr = Net::kPeerIp, .port = 1,
                         .length = 4};
  EXPECT_EQ(n.call(rest, counting(4), true), Eagain);
  EXPECT_TRUE(n.r.no_room);
  EXPECT_EQ(n.r.post, n.r.pre);
  EXPECT_EQ(n.call(rest, counting(4), false), Ok);
  EXPECT_EQ(n.r.emit.length, 20);
}

// ---------------------------------------------------------------- options, groups, errors

TEST_F(ModelUdp, OptionsAndTheirValues) {
  using enum Option;
  for (const auto& [option, value, answer] :
       {std::tuple{OptionTtl, 0u, Ok}, {OptionTtl, 255u, Ok}, {OptionTtl, 256u, Einval},
        {OptionTos, 255u, Ok}, {OptionTos, 256u, Einval}, {OptionBroadcast, 2u, Einval},
        {OptionNoFragment, 2u, Einval}, {OptionMulticastTtl, 0u, Einval},
        {OptionMulticastTtl, 7u, Ok}, {OptionMulticastTtl, 256u, Einval},
        {OptionNone, 0u, Einval}, {OptionNoDelay, 0u, Einval}, {OptionReuse, 0u, Einval},
        {OptionJoin, Net::kPeerIp, Einval}, {OptionLeave, Net::kGroup, Eaddrnotavail}})
    EXPECT_EQ(n.option(desc, option, value), answer) << static_cast<int>(option) << ' ' << value;
  EXPECT_EQ(ucb().ttl, 255);
  EXPECT_EQ(ucb().multicast_ttl, 7);
  EXPECT_EQ(n.call({.call = Call::CallOption, .desc = desc, .port = 0x106, .length = 1}), Einval);
}
TEST_F(ModelUdp, GroupsAreForTheirMembers) {
  bind(desc, 53);
  using enum Option;
  EXPECT_EQ(n.option(desc, OptionJoin, Net::kGroup), Ok);
  EXPECT_EQ(n.option(desc, OptionJoin, Net::kGroup), Eaddrinuse);
  EXPECT_EQ(n.udp({}, Net::kGroup).conn, desc);
  for (std::uint32_t i = 1; i < kMemberships; ++i) n.option(desc, OptionJoin, Net::kGroup + i);
  EXPECT_EQ(n.option(desc, OptionJoin, Net::kGroup + 99), Enobufs);
  EXPECT_EQ(n.option(desc, OptionLeave, Net::kGroup), Ok);
  const std::uint16_t other = n.socket(54);
  EXPECT_EQ(n.option(other, OptionJoin, Net::kGroup), Ok);
  EXPECT_EQ(n.udp({}, Net::kGroup).conn, kNoDesc) << "a member is there, but not on this port";
  n.call({.call = Call::CallClose, .desc = desc});
  n.call({.call = Call::CallAbort, .desc = other});
  EXPECT_FALSE(n.toe.hears_groups());
}
TEST_F(ModelUdp, AnErrorIsToldOnceWhereItBelongs) {
  proves("1122-UDP-03");
  connect(Net::kPeerIp, 5000);
  const packet::Ip ours = {
      .src = Net::kOurIp, .dst = Net::kPeerIp, .protocol = 17,
      .payload = Udp{.src_port = ucb().local_port, .dst_port = 5000}.build(1, 2)};
  for (const auto& [type, code, error] :
       {std::tuple{3, 0, Enetunreach}, {3, 1, Ehostunreach}, {3, 2, Econnrefused},
        {3, 3, Econnrefused}, {3, 4, Emsgsize}, {3, 6, Enetunreach}, {3, 11, Enetunreach},
        {3, 13, Ehostunreach}, {11, 0, Ehostunreach}, {12, 0, Ehostunreach}}) {
    n.icmp(packet::Icmp{.type = static_cast<std::uint8_t>(type),
                        .code = static_cast<std::uint8_t>(code), .payload = ours.build()}
               .build());
    n.toe.icmp_event();
    const UdpRecord r = n.toe.udp_icmp_event(n.now);
    EXPECT_EQ(r.conn, desc);
    EXPECT_EQ(r.ready, Ready{.error = true});
    EXPECT_EQ(n.recv(desc), error);
    EXPECT_EQ(n.recv(desc), Eagain);
  }
}
TEST_F(ModelUdp, ClosedMeanwhileNobodyIsTold) {
  n.meet();
  n.send(desc, counting(1));
  n.call({.call = Call::CallClose, .desc = desc});
  EXPECT_EQ(ucb(), Ucb{});
  n.toe.arp_resolve_event(ArpClient::ClientSend);
  EXPECT_TRUE(n.toe.next_frame(FrameKind::Send)) << "what is being sent leaves";
  const UdpRecord r = n.toe.udp_done_event(n.now);
  EXPECT_EQ(r.conn, desc);
  EXPECT_EQ(r.post, Ucb{});
  EXPECT_EQ(r.ready, Ready{});
}

}  // namespace
}  // namespace sockwire::model
