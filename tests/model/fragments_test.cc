// Fragments become datagrams: RFC 791 3.2, RFC 815, RFC 1122 3.3.2, RFC 1858, RFC 5722.
#include <algorithm>
#include <random>

#include "tests/model/net.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using enum IpVerdict;

class ModelFragments : public ::testing::Test {
 protected:
  Net n;
  Octets whole = Udp{.payload = counting(5000)}.build(Net::kPeerIp, Net::kOurIp);

  IpVerdict in(std::size_t at, std::size_t length, bool more = true, std::uint8_t id = 1,
               std::optional<bool> no_room = {}) {
    return n.fragment({at, length, more, id}, whole, 17, no_room).verdict;
  }
  std::uint32_t fails() const { return n.toe.counters().ip_reasm_fails; }
};

TEST_F(ModelFragments, InAnyOrderTheyAreOneDatagram) {
  n.socket(53);
  EXPECT_EQ(in(2960, 2048, false), IpFragment);
  EXPECT_EQ(in(0, 1480), IpFragment);
  const IpRecord last = n.fragment({1480, 1480}, whole);
  EXPECT_EQ(last.verdict, IpComplete);
  EXPECT_EQ(last.length, 5008);
  EXPECT_EQ(last.at, 1480);
  EXPECT_TRUE(last.more);
  EXPECT_EQ(n.toe.udp_arrival_event(n.now).drop, UdpDrop::UdpDropNone);
  EXPECT_EQ(n.toe.counters().ip_reasm_reqds, 3u);
  EXPECT_EQ(n.toe.counters().ip_reasm_oks, 1u);
  EXPECT_EQ(n.toe.reassembling(), 0u);
}
TEST_F(ModelFragments, AnyCutInAnyOrderWithCopies) {
  std::mt19937 random(7);
  const std::uint16_t desc = n.socket(53);
  for (unsigned round = 0; round < 200; ++round) {
    std::vector<Net::Piece> pieces;
    const auto id = static_cast<std::uint8_t>(round);
    for (std::size_t at = 0; at < whole.size();) {
      const std::size_t length = std::min<std::size_t>(8 * (60 + random() % 120), whole.size() - at);
      pieces.push_back({at, length, at + length < whole.size(), id});
      at += length;
    }
    std::ranges::shuffle(pieces, random);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool last = i + 1 == pieces.size();
      EXPECT_EQ(n.fragment(pieces[i], whole).verdict, last ? IpComplete : IpFragment);
      if (last) break;
      EXPECT_EQ(n.fragment(pieces[random() % (i + 1)], whole).verdict, IpDuplicate);
    }
    n.toe.udp_arrival_event(n.now);
    ASSERT_EQ(n.recv(desc), Errno::Ok);
    ASSERT_EQ(n.r.answer.value, 5000u);
    ASSERT_EQ(n.toe.received(), Octets(whole.begin() + 8, whole.begin() + 8 + 2048));
  }
  EXPECT_EQ(n.toe.pages_in_use(), 0u);
}
TEST_F(ModelFragments, WhatCannotBeAFragment) {
  EXPECT_EQ(in(8, 0), IpRefused);
  EXPECT_EQ(in(8, 12), IpRefused) << "no multiple of eight, and others follow";
  EXPECT_EQ(fails(), 2u);
  whole.resize(70'000);
  EXPECT_EQ(n.fragment({65512, 4, false}, whole).verdict, IpRefused) << "beyond 65515";
  EXPECT_EQ(n.fragment({65512, 3, false}, whole).verdict, IpFragment);
  Net small(Config::small());
  EXPECT_EQ(small.fragment({16384, 8}, whole).verdict, IpRefused) << "beyond all pages";
  EXPECT_EQ(small.fragment({16376, 8}, whole).verdict, IpFragment);
}
TEST_F(ModelFragments, OverlapsEndTheirDatagram) {
  proves("791-08 I09");
  const auto ends = [&](auto second) {
    EXPECT_EQ(in(800, 800), IpFragment);
    EXPECT_EQ(second(), IpOverlap);
    EXPECT_EQ(n.toe.reassembling(), 0u);
  };
  ends([&] { return in(792, 16); });
  ends([&] { return in(1592, 16); });
  ends([&] { return in(0, 2000); });
  ends([&] { return in(792, 816); });
  EXPECT_EQ(fails(), 4u);
  EXPECT_EQ(in(0, 800), IpFragment) << "a new one";
}
TEST_F(ModelFragments, TheEndIsWhereItWasTold) {
  const auto after_end = [&](std::size_t at, std::size_t length, bool more) {
    EXPECT_EQ(in(1600, 100, false), IpFragment);
    return in(at, length, more);
  };
  EXPECT_EQ(after_end(2000, 8, true), IpOverlap) << "beyond it";
  EXPECT_EQ(after_end(800, 8, false), IpOverlap) << "another one";
  EXPECT_EQ(after_end(1600, 100, false), IpDuplicate);
  EXPECT_EQ(in(1696, 4, false), IpDuplicate);
  EXPECT_EQ(in(0, 1600), IpComplete);
  EXPECT_EQ(in(800, 800), IpFragment);
  EXPECT_EQ(in(8, 8, false), IpOverlap) << "octets are held beyond it";
}
TEST_F(ModelFragments, SlotsAndRangesHaveAnEnd) {
  for (std::uint8_t id = 1; id <= 4; ++id) EXPECT_EQ(in(8, 8, true, id), IpFragment);
  EXPECT_EQ(in(8, 8, true, 5), IpNoRoom);
  for (std::size_t i = 1; i < kReasmRanges; ++i) EXPECT_EQ(in(8 + 16 * i, 8), IpFragment);
  EXPECT_EQ(in(8 + 16 * kReasmRanges, 8), IpNoRoom);
  EXPECT_EQ(in(16, 8), IpFragment) << "it touches two, which are one now";
  EXPECT_EQ(in(8 + 16 * kReasmRanges, 8), IpFragment);
  EXPECT_EQ(fails(), 2u);
}
TEST_F(ModelFragments, WithoutRoomTheDatagramStaysAsItIs) {
  EXPECT_EQ(in(0, 1480, true, 1, true), IpNoRoom);
  EXPECT_EQ(n.toe.reassembling(), 0u) << "a new one is not begun";
  in(0, 1480);
  EXPECT_EQ(in(1480, 1480, true, 1, true), IpNoRoom);
  EXPECT_EQ(n.toe.reassembling(), 1u);
  in(1480, 1480);
  EXPECT_EQ(in(2960, 2048, false, 1, true), IpNoRoom) << "its layer had no room";
  EXPECT_EQ(in(2960, 2048, false), IpComplete) << "it can be completed later";
  EXPECT_EQ(fails(), 3u);
}
TEST_F(ModelFragments, AfterAMinuteItIsGivenUpAndToldOnce) {
  proves("1122-IP-19 1122-IP-20");
  in(0, 1480);
  n.now += 30 * Net::kSecond;
  in(2960, 1480);  // does not move the deadline
  n.now = 10 * Net::kSecond + (std::uint64_t{kReasmTicks} << 10);
  n.now = (n.now >> 10) << 10;
  EXPECT_FALSE(n.toe.ip_timeout_due(n.now - 1));
  ASSERT_TRUE(n.toe.ip_timeout_due(n.now));
  const IpRecord r = n.toe.ip_timeout_event(n.now);
  EXPECT_EQ(r.verdict, IpTimeout);
  EXPECT_EQ(r.identification, 1);
  EXPECT_EQ(r.length + r.at + r.more, 0);
  ASSERT_NE(n.toe.next_fault(FaultSource::Ip), nullptr);
  EXPECT_EQ(n.toe.next_fault(FaultSource::Ip)->msg_type, kTypeTimeExceeded);
  EXPECT_THROW(n.toe.ip_timeout_event(n.now), std::logic_error);
}
TEST_F(ModelFragments, WithoutTheFirstNobodyIsTold) {
  in(8, 1480);
  n.now += 61 * Net::kSecond;
  n.toe.ip_timeout_event(n.now);
  EXPECT_EQ(n.toe.next_fault(FaultSource::Ip), nullptr);
  EXPECT_EQ(fails(), 1u);
}
TEST_F(ModelFragments, ATcpSegmentIsReplayedAndTakesItsTurn) {
  const packet::Tcp syn = {.src_port = 1, .dst_port = 2, .flags = packet::kSyn,
                           .payload = counting(1000)};
  const Octets segment = syn.build(Net::kPeerIp, Net::kOurIp);
  n.fragment({512, segment.size() - 512, false}, segment, 6);
  EXPECT_EQ(n.fragment({0, 512}, segment, 6).verdict, IpComplete);
  EXPECT_FALSE(n.toe.next_segment());
  const IpRecord r = n.toe.ip_replay_event(n.now);
  EXPECT_EQ(r.verdict, IpReplay);
  EXPECT_EQ(r.length, segment.size());
  EXPECT_EQ(n.toe.next_segment()->length, 1000);
}
TEST_F(ModelFragments, ALongTcpSegmentIsForgotten) {
  const Octets segment(1488);
  n.fragment({0, 1480}, segment, 6);
  EXPECT_EQ(n.fragment({1480, 8, false}, segment, 6).verdict, IpComplete);
  EXPECT_THROW(n.toe.ip_replay_event(n.now), std::logic_error);
  EXPECT_EQ(n.toe.counters().ip_in_discards, 1u);
}

}  // namespace
}  // namespace sockwire::model
