// Arrivals, ICMP errors and what became of datagrams of ours (docs/rules/udp.md).
#include "tests/udp/udp_widths.h"

namespace sockwire::test {
namespace {

TYPED_TEST(Udp, LengthsThatContradictEachOtherAreDropped) {
  proves("768-05 U01");
  auto& b = this->bench_;
  b.socket(9);
  const auto drop = [&](Packet p, unsigned length, bool whole) {
    put16(p.octets, 4, length);
    put16(p.octets, 6, 0);
    p.whole = whole;
    return b.arrive(p).drop;
  };
  const Packet good{kPeer, kUs, udp_octets(kPeer, kUs, 7, 9, pattern(20))};
  EXPECT_EQ(drop(good, 28, true), UdpDrop::UdpDropNone);
  EXPECT_EQ(drop(good, 28, false), UdpDrop::UdpDropNone);
  EXPECT_EQ(drop(good, 29, true), UdpDrop::UdpDropLength);
  EXPECT_EQ(drop(good, 7, true), UdpDrop::UdpDropLength);
  EXPECT_EQ(drop(good, 0, false), UdpDrop::UdpDropLength);
  EXPECT_EQ(drop(good, 27, false), UdpDrop::UdpDropLength);
  EXPECT_EQ(drop(good, 27, true), UdpDrop::UdpDropNone);  // the rest is ignored
  EXPECT_EQ(b.records.back().arrival.length, 19);
  EXPECT_EQ(drop(good, 8, true), UdpDrop::UdpDropNone);
  for (const std::size_t size : {0U, 1U, 7U}) {
    Packet p = good;
    p.octets.resize(size);
    EXPECT_EQ(b.arrive(p).drop, UdpDrop::UdpDropLength);
    EXPECT_EQ(b.records.back().arrival.dst_port, 0);
  }
  EXPECT_EQ(b.reference.counted[2], 7U);
  b.expect_all_free();
}

TYPED_TEST(Udp, ChecksumsAreCheckedUnlessThereIsNone) {
  proves("768-03 1122-UDP-04 1122-UDP-05 U02");
  auto& b = this->bench_;
  b.socket(9);
  Packet p{kPeer, kUs, udp_octets(kPeer, kUs, 7, 9, pattern(33))};
  EXPECT_EQ(b.arrive(p).drop, UdpDrop::UdpDropNone);
  p.octets[20] ^= 0x10;
  EXPECT_EQ(b.arrive(p).drop, UdpDrop::UdpDropChecksum);
  put16(p.octets, 6, 0);
  EXPECT_EQ(b.arrive(p).drop, UdpDrop::UdpDropNone);
  p.src = kPeer + 1;  // the pseudo-header counts too
  p.octets = udp_octets(kPeer, kUs, 7, 9, pattern(33));
  EXPECT_EQ(b.arrive(p).drop, UdpDrop::UdpDropChecksum);
  Octets payload{0, 0};  // one whose checksum is sent as 0xFFFF
  put16(payload, 0,
        0xFFFFU - ones_sum(udp_octets(kPeer, kUs, 7, 9, payload), 6, pseudo(kPeer, kUs, 10)));
  p = {kPeer, kUs, udp_octets(kPeer, kUs, 7, 9, payload)};
  EXPECT_EQ(get16(p.octets, 6), 0xFFFFU);
  EXPECT_EQ(b.arrive(p).drop, UdpDrop::UdpDropNone);
  b.expect_all_free();
}

TYPED_TEST(Udp, APortThatNobodyHasIsAnsweredIfItWasForUsAlone) {
  proves("1122-UDP-01");
  auto& b = this->bench_;
  b.socket(9);
  EXPECT_EQ(b.arrive(10, pattern(12)).drop, UdpDrop::UdpDropNoPort);
  b.run(5);
  ASSERT_EQ(b.faults.size(), 1U);
  EXPECT_EQ(b.faults[0].first, kPeer);
  EXPECT_EQ(b.faults[0].second >> 32, 0x0007000AU);
  b.arrive(0, pattern(12));
  b.arrive(10, pattern(12), kPeer, 7, kNetBroadcast);
  b.arrive(10, pattern(12), kPeer, 7, kGroup);
  Packet options{kPeer, kUs, udp_octets(kPeer, kUs, 7, 10, pattern(4)), true, 6};
  EXPECT_EQ(b.arrive(options).drop, UdpDrop::UdpDropNoPort);
  b.run(5);
  EXPECT_EQ(b.faults.size(), 2U);  // port 0 of ours is nobody's, too
  b.top().fault_ready_i = 0;
  for (int i = 0; i < 4; ++i) b.arrive(11, {});
  b.top().fault_ready_i = 1;
  b.run(5);
  EXPECT_EQ(b.faults.size(), 4U);  // two waited, two were forgotten
  b.reference.faults.resize(4);
  b.expect_all_free();
}

TYPED_TEST(Udp, AConnectedSocketHearsItsPeerAlone) {
  auto& b = this->bench_;
  const auto desc = b.socket(9);
  b.arrive(9, {1}, kPeer + 1, 70);
  b.call(Call::CallConnect, desc, kPeer, 7);
  EXPECT_EQ(b.arrive(9, {2}).conn, desc);
  EXPECT_EQ(b.arrive(9, {3}, kPeer, 8).drop, UdpDrop::UdpDropNoPort);
  EXPECT_EQ(b.arrive(9, {4}, kPeer + 1, 7).drop, UdpDrop::UdpDropNoPort);
  EXPECT_EQ(b.call(Call::CallRecv, desc, 0, 0, 10).from_port, 70);  // what was queued stays
  b.call(Call::CallConnect, desc);
  EXPECT_EQ(b.arrive(9, {5}, kPeer + 1, 7).conn, desc);
  b.expect_all_free();
}

TYPED_TEST(Udp, GroupsReachTheirMembersAndBroadcastsEverybody) {
  auto& b = this->bench_;
  const auto desc = b.socket(9);
  EXPECT_EQ(b.arrive(9, {1}, kPeer, 7, kGroup).drop, UdpDrop::UdpDropNoPort);
  const auto other = b.socket(10);
  b.option(other, Option::OptionJoin, kGroup);
  EXPECT_EQ(b.arrive(9, {1}, kPeer, 7, kGroup).drop, UdpDrop::UdpDropNoPort);
  EXPECT_EQ(b.arrive(10, {1}, kPeer, 7, kGroup).conn, other);
  EXPECT_EQ(b.arrive(10, {1}, kPeer, 7, kGroup + 1).drop, UdpDrop::UdpDropNoPort);
  EXPECT_EQ(b.arrive(9, {1}, kPeer, 7, kAllBroadcast).conn, desc);
  EXPECT_EQ(b.arrive(9, {1}, kPeer, 7, kNetBroadcast).conn, desc);
  b.option(other, Option::OptionLeave, kGroup);
  EXPECT_EQ(b.arrive(10, {1}, kPeer, 7, kGroup).drop, UdpDrop::UdpDropNoPort);
  b.expect_all_free();
}

TYPED_TEST(Udp, ARecvTellsToWhomTheDatagramWasSent) {
  proves("1122-UDP-09");
  auto& b = this->bench_;
  const auto desc = b.socket(9);
  b.option(desc, Option::OptionJoin, kGroup);
  const std::array to{kUs, kGroup, kNetBroadcast, kAllBroadcast};
  for (const std::uint32_t dst : to) b.arrive(9, {1}, kPeer, 7, dst);
  for (const std::uint32_t dst : to) {
    EXPECT_EQ(b.call(Call::CallRecv, desc, 0, 1, 10).to_addr, dst);  // looked at
    EXPECT_EQ(b.call(Call::CallRecv, desc, 0, 0, 10).to_addr, dst);
  }
  EXPECT_EQ(b.call(Call::CallRecv, desc, 0, 0, 10).to_addr, 0U);  // nothing is queued
  b.expect_all_free();
}

TYPED_TEST(Udp, AFullQueueDropsAndCounts) {
  auto& b = this->bench_;
  const auto desc = b.socket(9);
  for (unsigned i = 0; i < kQueue; ++i) EXPECT_EQ(b.arrive(9, pattern(i + 1)).post.queued, i + 1);
  EXPECT_EQ(b.arrive(9, {1}).drop, UdpDrop::UdpDropQueue);
  EXPECT_EQ(b.records.back().post.drops, 1U);
  for (unsigned i = 0; i < 3; ++i)
    EXPECT_EQ(b.call(Call::CallRecv, desc, 0, 0, 99).answer.value, i + 1);
  for (unsigned i = 0; i < 4; ++i) b.arrive(9, pattern(20 + i));  // round the ring
  for (unsigned i = 3; i < 6; ++i)
    EXPECT_EQ(b.call(Call::CallRecv, desc, 0, 0, 99).answer.value, i + 1);
  b.expect_all_free();  // closed with datagrams queued
}

TYPED_TEST(Udp, IcmpErrorsReachConnectedSockets) {
  proves("1122-UDP-03");
  auto& b = this->bench_;
  const auto desc = b.socket(9);
  const auto told = [&](std::uint8_t type, std::uint8_t code, std::uint16_t port = 9,
                        std::uint16_t remote = 7) {
    return b.icmp({kPeer, remote, port, 0, type, code, 0, false});
  };
  EXPECT_EQ(told(3, 3).drop, UdpDrop::UdpDropNoPort);
  b.call(Call::CallConnect, desc, kPeer, 7);
  EXPECT_EQ(told(3, 3, 10).conn, kNone);
  EXPECT_EQ(told(3, 3, 9, 8).conn, kNone);
  EXPECT_EQ(b.icmp({kPeer + 1, 7, 9, 0, 3, 3, 0, false}).conn, kNone);
  const auto error = [&](std::uint8_t type, unsigned code) {
    EXPECT_TRUE(told(type, std::uint8_t(code)).ready.error);
    return b.call(Call::CallRecv, desc, 0, 0, 10).answer.error;
  };
  for (const unsigned code : {0U, 6U, 11U}) EXPECT_EQ(error(3, code), Errno::Enetunreach);
  for (const unsigned code : {2U, 3U}) EXPECT_EQ(error(3, code), Errno::Econnrefused);
  for (const unsigned code : {1U, 5U, 13U}) EXPECT_EQ(error(3, code), Errno::Ehostunreach);
  EXPECT_EQ(error(3, 4), Errno::Emsgsize);
  EXPECT_EQ(error(11, 0), Errno::Ehostunreach);
  EXPECT_EQ(error(12, 3), Errno::Ehostunreach);
  EXPECT_EQ(b.call(Call::CallRecv, desc, 0, 0, 10).answer.error, Errno::Eagain);  // told once
  told(3, 3);
  b.call(Call::CallConnect, desc, kPeer, 7);
  EXPECT_EQ(b.send(desc, {1}).answer.error, Errno::Ok);
  b.expect_all_free();
}

TYPED_TEST(Udp, WhatCannotLeaveIsTold) {
  auto& b = this->bench_;
  const auto desc = b.socket(9);
  b.call(Call::CallConnect, desc, kPeer, 7);
  b.send(desc, {1}), b.send(desc, {2}), b.send(desc, {3});
  EXPECT_EQ(b.sent().post.sending, 2);
  const UdpRecord lost = b.sent(true);
  EXPECT_TRUE(lost.ready.error && lost.ready.writable);
  EXPECT_EQ(lost.post.error, Errno::Ehostunreach);
  b.call(Call::CallClose, desc);
  EXPECT_EQ(b.sent(true).ready, Ready{});  // nobody is left to hear it
  EXPECT_EQ(b.records.back().conn, desc);
  EXPECT_EQ(b.reference.counted[5], 1U);
  b.expect_all_free();
}

// Sixty-four octets of frame at a gigabit are 84 clocks; an arrival is taken in a tenth of that.
TYPED_TEST(Udp, ArrivalsKeepUpWithTheLine) {
  auto& b = this->bench_;
  b.socket(9);
  b.offer({kPeer, kUs, udp_octets(kPeer, kUs, 7, 10, pattern(18))});
  const auto offered = b.cycles;
  b.until([&] { return !b.top().dg_valid_i; });
  EXPECT_LE(b.cycles - offered, 8U);
  b.run(10);
  b.expect_all_free();
}

}  // namespace
}  // namespace sockwire::test
