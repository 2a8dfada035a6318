// IGMP: messages that arrive, and the answers to queries (RFC 2236 2, 3, RFC 3376 4, 5.2, 7.1).
#include "tests/model/igmp.h"

namespace sockwire::model {
namespace {

TEST_F(ModelIgmp, ARecordTellsTheMessage) {
  EXPECT_EQ(hears(message(0x11, 7, kGroup)), (IgmpRecord{.valid = true,
                                                         .now = n.now,
                                                         .kind = IgmpEvent::IgmpMessage,
                                                         .verdict = IgmpQuery,
                                                         .src = Net::kPeerIp,
                                                         .length = 8,
                                                         .msg_type = 0x11,
                                                         .code = 7,
                                                         .group = kGroup,
                                                         .mode = ModeV2}));
  EXPECT_EQ(n.toe.counters().igmp_in_queries, 1u);
}
TEST_F(ModelIgmp, DamagedAndShortOnesAreDropped) {
  const Octets good = message(0x11, 0, 0);
  for (std::size_t octets = 0; octets < 8; ++octets) {
    const IgmpRecord r = hears(Octets(good.begin(), good.begin() + static_cast<long>(octets)));
    EXPECT_EQ(r.verdict, IgmpChecksum);
    EXPECT_EQ(r.length, octets);
    EXPECT_EQ(r.msg_type, 0);
  }
  for (std::size_t octet = 0; octet < 8; ++octet) {
    Octets bad = good;
    bad[octet] ^= 0x10;
    EXPECT_EQ(hears(bad).verdict, IgmpChecksum) << octet;
  }
  Octets beyond = message(0x11, 0, 0, 9);  // the sum is over all of it, also an odd number
  EXPECT_EQ(hears(beyond).verdict, IgmpQuery);
  beyond.back() ^= 1;
  EXPECT_EQ(hears(beyond).verdict, IgmpChecksum);
  EXPECT_EQ(n.toe.counters().igmp_in_errors, 17u);
}
// RFC 3376 7.1: 8 octets are version 1 or 2, 12 and more are version 3, others are none.
TEST_F(ModelIgmp, TheLengthOfAQueryTellsItsVersion) {
  for (std::size_t more = 0; more < 8; ++more) {
    n.now += 300 * Net::kSecond;
    if (n.toe.igmp_overdue(n.now)) n.toe.igmp_mode_event(n.now);
    const IgmpRecord r = hears(message(0x11, 10, 0, more));
    EXPECT_EQ(r.verdict, more == 0 || more >= 4 ? IgmpQuery : IgmpIgnored) << more;
    EXPECT_EQ(r.mode, more == 0 ? ModeV2 : ModeV3);
  }
}
TEST_F(ModelIgmp, WhatIsNoneOfOurBusinessIsIgnored) {
  for (unsigned type = 0; type < 256; ++type) {
    if (type == 0x11) continue;
    const IgmpRecord r = hears(message(type, 3, kGroup, 8));
    EXPECT_EQ(r.verdict, IgmpIgnored) << type << ": also reports, while we speak version 3";
    EXPECT_EQ(r.msg_type, type);
    EXPECT_EQ(r.code, 3);
    EXPECT_EQ(r.group, kGroup);
  }
  for (const unsigned version : {2u, 1u}) {
    query(version);
    for (unsigned type = 0; type < 256; ++type) {
      if (type == 0x11) continue;
      const bool report = type == 0x12 || type == 0x16;
      EXPECT_EQ(hears(message(type, 0, kOther)).verdict, report ? IgmpReport : IgmpIgnored) << type;
    }
  }
}
TEST_F(ModelIgmp, AQueueOfFourAndNoMore) {
  for (unsigned i = 0; i < 6; ++i) arrives(in_ip(message(0x11, 10, i)));
  EXPECT_THAT(n.toe.owed(), ::testing::ElementsAre("6 IGMP messages that wait for their event"));
  for (unsigned i = 0; i < 6; ++i) {
    const IgmpRecord r = n.toe.igmp_message_event(n.now);
    EXPECT_EQ(r.verdict, i < 4 ? IgmpQuery : IgmpBusy);
    EXPECT_EQ(r.group, i < 4 ? i : 0);
    EXPECT_EQ(r.src, Net::kPeerIp);
    EXPECT_EQ(r.length, 8);
  }
  EXPECT_EQ(n.toe.counters().igmp_in_errors, 2u);
  EXPECT_EQ(hears(message(0x11, 10, 0), kAllHosts, true).verdict, IgmpBusy) << "we are told so";
  for (unsigned i = 0; i < 5; ++i) arrives(in_ip(message(0x11, 10, i)));
  for (unsigned i = 0; i < 5; ++i)
    EXPECT_EQ(n.toe.igmp_message_event(n.now, false).verdict, IgmpQuery);
  EXPECT_THROW(n.toe.igmp_message_event(n.now), std::logic_error);
}
TEST_F(ModelIgmp, ABusyOneChangesNothing) {
  EXPECT_EQ(hears(message(0x11, 10, 0), kAllHosts, true).mode, ModeV3);
}

// ---------------------------------------------------------------- answers

class ModelIgmpAnswer : public ModelIgmp {
 protected:
  // The only deadline, in ticks from now: by trying.
  std::uint32_t deadline() const {
    for (std::uint32_t ticks = 0; ticks < 4'000'000; ++ticks)
      if (n.toe.igmp_overdue(n.now + (std::uint64_t{ticks} << 10))) return ticks;
    ADD_FAILURE() << "nothing is ever due";
    return 0;
  }
  // Member of these, and nothing to be said any more.
  void in(std::initializer_list<std::uint32_t> groups) {
    for (const std::uint32_t group : groups) {
      const IgmpRecord r = join(group);
      draw(977);
      timer(r.post, r.entry);
    }
    forget_frames();
  }
};

TEST_F(ModelIgmpAnswer, AQueryIsAnsweredInItsTime) {
  in({kGroup});
  query(3, 0, 50);
  const std::uint32_t ticks = draw(50 * 3125 / 32);
  EXPECT_EQ(deadline(), ticks);
  const IgmpRecord r = timer({.deadline = tick() + ticks});
  EXPECT_EQ(r.send, IgmpSendV3);
  EXPECT_EQ(r.record_type, 2) << "nothing has changed";
  EXPECT_EQ(packet::get(n.sent(FrameKind::Igmp).payload, 8, 1), 2u);
}
// RFC 3376 4.1.1.
TEST_F(ModelIgmpAnswer, TheCodeOfVersion3HasAnExponent) {
  in({kGroup});
  for (const auto& [code, tenths] : {std::pair{0u, 0u},
                                     {1u, 1u},
                                     {127u, 127u},
                                     {128u, 128u},
                                     {0x8Fu, 31u << 3},
                                     {0x90u, 16u << 4},
                                     {0xFFu, 31u << 10}}) {
    query(3, 0, code);
    const std::uint32_t ticks = draw(std::uint64_t{tenths} * 3125 / 32);
    EXPECT_EQ(deadline(), ticks) << code;
    timer({.deadline = tick() + ticks});
  }
}
TEST_F(ModelIgmpAnswer, TheCodeOfVersion2HasNoneAndThatOfVersion1IsTenSeconds) {
  in({kGroup});
  query(2, 0, 255);
  std::uint32_t ticks = draw(255 * 3125 / 32);
  EXPECT_EQ(deadline(), ticks);
  EXPECT_EQ(timer({.deadline = tick() + ticks}).send, IgmpSendV2);
  query(1);
  ticks = draw(100 * 3125 / 32);
  EXPECT_EQ(deadline(), ticks);
  EXPECT_EQ(timer({.deadline = tick() + ticks}).send, IgmpSendV1);
}
TEST_F(ModelIgmpAnswer, AnEarlierAnswerStays) {
  in({kGroup});
  std::uint32_t earliest = 0;
  for (int i = 0; i < 50; ++i) {
    query(3, 0, 100);
    const std::uint32_t ticks = draw(100 * 3125 / 32);
    earliest = i == 0 ? ticks : std::min(earliest, ticks);
    ASSERT_EQ(deadline(), earliest);
  }
}
TEST_F(ModelIgmpAnswer, AQueryOfOneGroupIsForItsMember) {
  in({kGroup, kOther});
  query(3, 0xEFFFFFFF);
  EXPECT_FALSE(n.toe.igmp_overdue(n.now + 100 * Net::kSecond)) << "nobody draws";
  query(3, kOther, 1);
  const std::uint32_t ticks = draw(97);
  n.now += std::uint64_t{ticks} << 10;
  EXPECT_THROW(n.toe.igmp_timer_event(0, n.now), std::logic_error);
  EXPECT_EQ(n.toe.igmp_timer_event(1, n.now).group, kOther);
}
TEST_F(ModelIgmpAnswer, AGeneralQueryIsForAllLowestFirst) {
  in({kGroup, kOther});
  query(3, 0, 10);
  const std::uint32_t first = draw(976), second = draw(976), from = tick();
  for (const auto& [place, ticks] : {std::pair{0u, first}, {1u, second}}) {
    n.now = (std::uint64_t{from + ticks} << 10) - 1;
    EXPECT_THROW(n.toe.igmp_timer_event(place, n.now), std::logic_error);
    EXPECT_EQ(n.toe.igmp_timer_event(place, n.now + 1).entry, place);
  }
}
// An answer before the change was told again tells it: TO_EX, and once is left out.
TEST_F(ModelIgmpAnswer, AQuerySoonAfterAJoinIsAnsweredByTheChange) {
  const IgmpRecord joined = join(kGroup);
  draw(977);
  query(3, 0, 0);
  draw(0);
  const IgmpRecord r = timer({.deadline = tick() + 1});
  EXPECT_LE(tick(), joined.post.deadline);
  EXPECT_EQ(r.record_type, 4);
  EXPECT_FALSE(r.post.armed || r.post.repeats);
}
TEST_F(ModelIgmpAnswer, WhoIsLeavingDoesNotAnswer) {
  in({kGroup});
  const IgmpRecord left = leave(kGroup);
  draw(977);
  query(3, 0, 0);
  EXPECT_EQ(deadline(), left.post.deadline - tick());
}
TEST_F(ModelIgmpAnswer, LatenessIsThatOfTheEarliest) {
  in({kGroup, kOther});
  query(3, 0, 10);
  const std::uint32_t first = draw(976), second = draw(976);
  EXPECT_FALSE(n.toe.igmp_overdue(n.now));
  const std::uint64_t later = n.now + (std::uint64_t{2000} << 10);
  EXPECT_EQ(n.toe.igmp_overdue(later), 2000 - std::min(first, second));
}

// ---------------------------------------------------------------- what IPv4 lets through

class ModelIgmpIp : public ModelIgmp {
 protected:
  IpVerdict of(std::uint32_t to, std::uint32_t from = Net::kPeerIp, std::uint16_t fragment = 0) {
    packet::Ip ip = in_ip(message(0x11, 10, 0), to);
    ip.src = from;
    ip.fragment = fragment;
    return arrives(ip);
  }
};

using enum IpVerdict;

TEST_F(ModelIgmpIp, WhoHearsIt) {
  EXPECT_EQ(of(kAllHosts), IpDelivered);
  EXPECT_EQ(of(kGroup), IpAddress) << "no member";
  option(desc, Option::OptionJoin, kGroup);
  EXPECT_EQ(of(kGroup), IpDelivered);
  EXPECT_EQ(of(Net::kEverybody), IpDiscard);
  EXPECT_EQ(of(Net::kSubnetBroadcast), IpDiscard);
  EXPECT_EQ(of(Net::kOurIp), IpDiscard) << "in a frame to a group";
  EXPECT_EQ(n.ip(in_ip(message(0x11, 10, 0), Net::kOurIp).build()).verdict, IpDelivered);
  for (const std::uint8_t protocol : {std::uint8_t{1}, std::uint8_t{6}, std::uint8_t{17}}) {
    packet::Ip ip = in_ip(Octets(20), kAllHosts);
    ip.protocol = protocol;
    EXPECT_EQ(arrives(ip), IpAddress) << "only IGMP hears all systems without a member";
    ip.dst = kGroup;
    EXPECT_EQ(arrives(ip), protocol == 17 ? IpDelivered : IpDiscard);
  }
}
TEST_F(ModelIgmpIp, FromWhom) {
  EXPECT_EQ(of(kAllHosts, 0), IpDelivered) << "RFC 4541 2.1.1: a querier without an address";
  EXPECT_EQ(of(kAllHosts, Net::kOurIp), IpAddress);
  EXPECT_EQ(of(kAllHosts, 0x7F000001), IpAddress);
  EXPECT_EQ(of(kAllHosts, kGroup), IpAddress);
  packet::Ip udp = in_ip(Octets(20), Net::kEverybody);
  udp.protocol = 17;
  udp.src = 0;
  EXPECT_EQ(arrives(udp), IpAddress) << "nobody else may have none";
}
TEST_F(ModelIgmpIp, OnlyInOnePiece) {
  for (const std::uint16_t fragment :
       {std::uint16_t{0x2000}, std::uint16_t{1}, std::uint16_t{0x2001}})
    EXPECT_EQ(of(kAllHosts, Net::kPeerIp, fragment), IpDiscard);
  EXPECT_EQ(n.toe.counters().ip_in_discards, 3u);
  EXPECT_EQ(n.toe.counters().ip_reasm_reqds, 0u);
  EXPECT_EQ(of(kAllHosts, Net::kPeerIp, 0x4000), IpDelivered);
}
TEST_F(ModelIgmpIp, WithoutAnAddressNoGroupIsHeard) {
  n.network({Net::kOurMac, 0, 0, 0});
  EXPECT_EQ(of(kAllHosts), IpAddress);
  EXPECT_EQ(of(Net::kEverybody), IpDiscard);
  EXPECT_EQ(of(Net::kEverybody, 0), IpDiscard) << "from nobody, though we are nobody too";
}
TEST_F(ModelIgmpIp, TakesNothingOfTheDatagramMemory) {
  EXPECT_EQ(n.ip(in_ip(message(0x11, 10, 0)).build(), 0x01005E000001, true).verdict, IpDelivered);
  EXPECT_EQ(n.toe.pages_in_use(), 0u);
}

}  // namespace
}  // namespace sockwire::model
