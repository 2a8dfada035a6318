// The calls of UDP: what each does, and each errno (docs/rules/udp.md, "Calls").
#include "tests/udp/udp_widths.h"

namespace sockwire::test {
namespace {

TYPED_TEST(Udp, DescriptorsAreGivenLowestFirstUntilThereAreNone) {
  auto& b = this->bench_;
  for (unsigned i = 0; i < kCount; ++i) EXPECT_EQ(b.socket(), kFirst + i);
  EXPECT_EQ(b.call(Call::CallSocket, 0, 0, 1).answer.error, Errno::Emfile);
  EXPECT_EQ(b.records.back().conn, kNone);
  EXPECT_EQ(b.call(Call::CallClose, kFirst + 2).answer.error, Errno::Ok);
  EXPECT_EQ(b.call(Call::CallAbort, kFirst + 1).answer.error, Errno::Ok);
  EXPECT_EQ(b.socket(), kFirst + 1);
  EXPECT_EQ(b.socket(), kFirst + 2);
  b.expect_all_free();
}

TYPED_TEST(Udp, WhatIsNoSocketIsEbadf) {
  auto& b = this->bench_;
  for (const Call c :
       {Call::CallBind, Call::CallConnect, Call::CallSend, Call::CallRecv, Call::CallOption,
        Call::CallClose, Call::CallAbort, Call::CallListen, Call::CallShutdown})
    EXPECT_EQ(b.call(c, kFirst + 3, kPeer, 7, 1).answer.error, Errno::Ebadf);
}

TYPED_TEST(Udp, CallsOfStreamsAreNotSupported) {
  auto& b = this->bench_;
  const auto desc = b.socket();
  for (const Call c : {Call::CallListen, Call::CallAccept, Call::CallShutdown})
    EXPECT_EQ(b.call(c, desc).answer.error, Errno::Eopnotsupp);
}

TYPED_TEST(Udp, APortBelongsToOneSocket) {
  auto& b = this->bench_;
  const auto one = b.socket(53), two = b.socket();
  EXPECT_EQ(b.call(Call::CallBind, two, 0, 53).answer.error, Errno::Eaddrinuse);
  EXPECT_EQ(b.call(Call::CallBind, one, 0, 54).answer.error, Errno::Einval);
  EXPECT_EQ(b.call(Call::CallClose, one).answer.error, Errno::Ok);
  EXPECT_EQ(b.call(Call::CallBind, two, 0, 53).answer.value, 53U);
}

TYPED_TEST(Udp, EphemeralPortsGoRoundAndPassOverThoseTaken) {
  auto& b = this->bench_;
  const auto one = b.socket(49153), two = b.socket(), three = b.socket(), four = b.socket();
  EXPECT_EQ(b.call(Call::CallBind, two, 0, 0).answer.value, 49152U);
  EXPECT_EQ(b.call(Call::CallConnect, three, kPeer, 7).answer.value, 49154U);
  b.send(four, {1, 2, 3}, kPeer, 7);
  EXPECT_EQ(b.records.back().emit.src_port, 49155);
  b.call(Call::CallClose, one);
  b.call(Call::CallClose, two);
  b.top().secret_i[1] = 0x3FFFU << 13 | 0x1FFF;  // bits 45 to 32 of the secret: the last port
  b.top().secret_set_i = 1;
  b.tick();
  b.reference.u = 0x3FFF;
  EXPECT_EQ(b.call(Call::CallBind, b.socket(), 0, 0).answer.value, 65535U);
  EXPECT_EQ(b.call(Call::CallBind, b.socket(), 0, 0).answer.value, 49152U);
  b.expect_all_free();
}

TYPED_TEST(Udp, ConnectChoosesAPeerAndUndoesIt) {
  auto& b = this->bench_;
  const auto desc = b.socket(1000);
  for (const std::uint32_t addr : {kUs, 0x7F000001U, 0xF0000001U})
    EXPECT_EQ(b.call(Call::CallConnect, desc, addr, 7).answer.error, Errno::Einval) << addr;
  EXPECT_EQ(b.call(Call::CallConnect, desc, kPeer, 0).answer.error, Errno::Einval);
  for (const std::uint32_t addr : {kNetBroadcast, kAllBroadcast})
    EXPECT_EQ(b.call(Call::CallConnect, desc, addr, 7).answer.error, Errno::Eacces);
  EXPECT_EQ(b.option(desc, Option::OptionBroadcast, 1), Errno::Ok);
  for (const std::uint32_t addr : {kNetBroadcast, kAllBroadcast, kGroup, kPeer})
    EXPECT_EQ(b.call(Call::CallConnect, desc, addr, 7).answer.value, 1000U);
  EXPECT_TRUE(b.records.back().post.connected);
  EXPECT_EQ(b.call(Call::CallConnect, desc).answer.error, Errno::Ok);
  EXPECT_FALSE(b.records.back().post.connected);
  EXPECT_EQ(b.send(desc, {1}).answer.error, Errno::Edestaddrreq);
}

TYPED_TEST(Udp, OptionsTakeTheirValuesAndNoOthers) {
  auto& b = this->bench_;
  const auto desc = b.socket();
  const auto ok = [&](Option o, std::uint32_t v) {
    EXPECT_EQ(b.option(desc, o, v), Errno::Ok) << v;
  };
  const auto bad = [&](Option o, std::uint32_t v) {
    EXPECT_EQ(b.option(desc, o, v), Errno::Einval) << v;
  };
  ok(Option::OptionTtl, 0), ok(Option::OptionTtl, 255), bad(Option::OptionTtl, 256);
  ok(Option::OptionTos, 0x46), ok(Option::OptionTos, 0xB9), bad(Option::OptionTos, 0x100);
  ok(Option::OptionBroadcast, 1), bad(Option::OptionBroadcast, 2);
  ok(Option::OptionNoFragment, 1), bad(Option::OptionNoFragment, 0x80000001);
  ok(Option::OptionMulticastTtl, 255), bad(Option::OptionMulticastTtl, 0),
      bad(Option::OptionMulticastTtl, 256);
  for (const unsigned none : {0U, 1U, 5U, 13U, 22U, 0x8006U})
    EXPECT_EQ(b.call(Call::CallOption, desc, 0, std::uint16_t(none), 1).answer.error, Errno::Einval)
        << none;
  b.send(desc, {1, 2}, kPeer, 9);
  const UdpEmit e = b.records.back().emit;
  EXPECT_EQ(e.ttl, 255);
  EXPECT_EQ(e.tos, 0xB9);
  EXPECT_TRUE(e.dont_fragment);
  ok(Option::OptionTtl, 0);
  b.send(desc, {1, 2}, kPeer, 9);
  EXPECT_EQ(b.records.back().emit.ttl, 64);
  ok(Option::OptionMulticastTtl, 5);
  b.send(desc, {1, 2}, kGroup, 9);
  EXPECT_EQ(b.records.back().emit.ttl, 5);
  b.expect_all_free();
}

TYPED_TEST(Udp, MembershipsAreAPoolAndEndWithTheirSocket) {
  auto& b = this->bench_;
  const auto one = b.socket(), two = b.socket();
  EXPECT_EQ(b.option(one, Option::OptionJoin, kPeer), Errno::Einval);
  EXPECT_EQ(b.option(one, Option::OptionLeave, kGroup), Errno::Eaddrnotavail);
  b.top().group_i = kGroup;
  for (unsigned i = 0; i < kGroups - 1; ++i)
    EXPECT_EQ(b.option(one, Option::OptionJoin, kGroup + i), Errno::Ok);
  EXPECT_EQ(b.option(one, Option::OptionJoin, kGroup), Errno::Eaddrinuse);
  EXPECT_EQ(b.option(two, Option::OptionJoin, kGroup), Errno::Ok);
  EXPECT_EQ(b.option(two, Option::OptionJoin, kGroup + 1), Errno::Enobufs);
  EXPECT_EQ(b.option(two, Option::OptionLeave, kGroup + 1), Errno::Eaddrnotavail);
  EXPECT_EQ(b.option(one, Option::OptionLeave, kGroup + 3), Errno::Ok);
  EXPECT_EQ(b.option(two, Option::OptionJoin, kGroup + 1), Errno::Ok);
  b.call(Call::CallClose, one);  // its six are free, the two of the other stay
  EXPECT_TRUE(b.top().group_hit_o);
  for (unsigned i = 2; i < kGroups; ++i)
    EXPECT_EQ(b.option(two, Option::OptionJoin, kGroup + i), Errno::Ok);
  EXPECT_EQ(b.option(two, Option::OptionJoin, kGroup + 100), Errno::Enobufs);
  b.expect_all_free();
}

TYPED_TEST(Udp, ALookShowsTheBlockAndTheFirstDatagram) {
  auto& b = this->bench_;
  const auto desc = b.socket(2000);
  EXPECT_EQ(b.look(desc).second, 0U);
  b.arrive(2000, pattern(33));
  b.arrive(2000, pattern(5));
  auto [ucb, first] = b.look(desc);
  EXPECT_EQ(ucb, b.reference.sockets[0].ucb);
  EXPECT_EQ(ucb.queued, 2);
  EXPECT_EQ(first, 33U);
  b.call(Call::CallRecv, desc, 0, 0, 100);
  EXPECT_EQ(b.look(desc).second, 5U);
  EXPECT_EQ(b.look(kFirst + 3).first, Ucb{});
  b.expect_all_free();
}

}  // namespace
}  // namespace sockwire::test
