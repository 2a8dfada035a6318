// Groups and those who forward them (RFC 2236, RFC 3376 as a host): what a membership tells, to whom,
// when, and what queriers and other hosts change of it.
#include <algorithm>
#include <array>
#include <map>

#include "tests/system/datagram.h"

namespace sockwire {
namespace {

using namespace packet;

constexpr std::uint32_t kGroup = 0xE0010203, kOther = 0xEF000001;
constexpr double kTick = 1024;  // us of the engine's time

// The random numbers of docs/rules/igmp.md, written apart from RTL and model.
class Chance {
 public:
  explicit Chance(std::uint32_t secret) : x_{secret | 1} {}
  std::uint32_t draw(std::uint32_t max) {
    x_ ^= x_ << 13, x_ ^= x_ >> 17, x_ ^= x_ << 5;
    return 1 + static_cast<std::uint32_t>((std::uint64_t{x_ >> 16} * max) >> 16);
  }

 private:
  std::uint32_t x_;
};

constexpr std::uint32_t ticks_of_tenths(std::uint32_t tenths) { return (tenths * 3125) >> 5; }

class IgmpSystem : public DatagramTest {
 protected:
  explicit IgmpSystem(unsigned time_shift = 13) : DatagramTest(time_shift) {}  // a second is 122 us

  Bench::Answered set(unsigned desc, Option option, std::uint32_t value) {
    return bench().set_option(desc, option, value);
  }
  void join(unsigned desc, std::uint32_t group) { EXPECT_EQ(set(desc, Option::OptionJoin, group).error, Errno::Ok); }
  void leave(unsigned desc, std::uint32_t group) { EXPECT_EQ(set(desc, Option::OptionLeave, group).error, Errno::Ok); }

  static std::uint64_t mac_of(std::uint32_t group) { return 0x01'00'5E'00'00'00 | (group & 0x7FFFFF); }
  // To the group that it is about; to all systems, if it is a general query.
  void say(const Igmp& message, std::uint32_t from) {
    const std::uint32_t to = message.group != 0 ? message.group : kAllSystems;
    peer().send_ip_to(mac_of(to), message.in(from, to));
  }
  void say(const Igmp& message) { say(message, peer().ip()); }

  // What every message of ours has in common (RFC 2236 2, RFC 3376 4).
  Igmp next_message() {
    const Igmp message = peer().expect_igmp();
    EXPECT_EQ(message.ttl, 1);
    EXPECT_EQ(message.tos, 0xC0);
    EXPECT_EQ(message.fragment, 0x4000) << "DF";
    EXPECT_EQ(message.id, 0);
    EXPECT_EQ(message.options, (Octets{0x94, 0x04, 0, 0})) << "Router Alert";
    EXPECT_EQ(message.src, engine_ip());
    EXPECT_EQ(message.code, 0);
    return message;
  }
  void expect_v3(std::uint8_t record, std::uint32_t group) {
    const Igmp message = next_message();
    EXPECT_EQ(message.type, Igmp::kReportV3);
    EXPECT_EQ(message.dst, kAllV3Routers);
    EXPECT_EQ(message.records, (std::vector<Igmp::Record>{{record, group}}));
  }
  void expect_older(std::uint8_t type, std::uint32_t group) {
    const Igmp message = next_message();
    EXPECT_EQ(message.type, type);
    EXPECT_EQ(message.group, group);
    EXPECT_EQ(message.dst, type == Igmp::kLeave ? kAllRouters : group);
    EXPECT_TRUE(message.tail.empty());
  }
  // A query for a group of others, as a router may send it to all.
  void ask_for_a_strange_group(unsigned version) {
    peer().send_ip_to(mac_of(kAllSystems), igmp_query(version, 0xE0000199, 1).in(peer().ip(), kAllSystems));
  }
  // Nothing more is said for so many seconds of the engine's.
  void expect_no_message(double seconds) {
    EXPECT_FALSE(bench().run_until([&] { return peer().has_igmp(); }, seconds * 1e6 / (1U << options.time_shift)));
  }
  // A group that has been told for good.
  void settled(unsigned desc, std::uint32_t group) {
    join(desc, group);
    for (int twice = 0; twice < 2; ++twice) expect_v3(kToExclude, group);
  }
  // Within so many seconds from now; also how long it took, in us of the engine's.
  double until_message(double seconds) {
    const double begin = bench().time_us();
    const double scale = 1U << options.time_shift;
    EXPECT_TRUE(bench().run_until([&] { return peer().has_igmp(); }, seconds * 1e6 / scale + 20));
    return (bench().time_us() - begin) * scale;
  }
};
SOCKWIRE_ENGINES(IgmpSystem);

// Where ticks count: one is a microsecond here.
class IgmpTimes : public IgmpSystem {
 protected:
  IgmpTimes() : IgmpSystem(10) { peer_options.patience_us = 50'000; }
};
SOCKWIRE_ENGINES(IgmpTimes);

// The 260 s after which an older querier is forgotten last 8 ms here.
class IgmpModes : public IgmpSystem {
 protected:
  IgmpModes() : IgmpSystem(15) {}
};
SOCKWIRE_ENGINES(IgmpModes);

TEST_P(IgmpSystem, AJoinIsToldTwice) {
  proves("3376-01 3376-02 3376-12 2236-10 1112-01");
  const unsigned desc = bound();
  join(desc, kGroup);
  expect_v3(kToExclude, kGroup);
  EXPECT_LE(until_message(1), 1.1e6);
  expect_v3(kToExclude, kGroup);
  expect_no_message(3);
  EXPECT_EQ(count(reg::kIgmpOutReports), 2U);
  EXPECT_EQ(count(reg::kIpOutRequests), 2U);
  EXPECT_FALSE(peer().has_arp()) << "nobody is asked for a group's address";
}

TEST_P(IgmpSystem, ALeaveIsToldTwice) {
  proves("3376-03 3376-12");
  const unsigned desc = bound();
  settled(desc, kGroup);
  leave(desc, kGroup);
  expect_v3(kToInclude, kGroup);
  EXPECT_LE(until_message(1), 1.1e6);
  expect_v3(kToInclude, kGroup);
  say(igmp_query(3, 0, 1));
  expect_no_message(2);
  EXPECT_EQ(count(reg::kIgmpOutReports), 4U);
  EXPECT_EQ(count(reg::kIgmpOutLeaves), 0U) << "that is a message of version 2";
}

TEST_P(IgmpSystem, ClosingASocketLeavesItsGroups) {
  proves("3376-03");
  const unsigned desc = bound();
  settled(desc, kGroup);
  settled(desc, kOther);
  bench().close(desc);
  std::map<std::uint32_t, unsigned> told;
  for (int i = 0; i < 4; ++i) {
    const Igmp message = next_message();
    ASSERT_EQ(message.records.size(), 1U);
    EXPECT_EQ(message.records[0].type, kToInclude);
    ++told[message.records[0].group];
  }
  EXPECT_EQ(told, (std::map<std::uint32_t, unsigned>{{kGroup, 2}, {kOther, 2}}));
}

// A change of mind between the two tellings: the newer state is what is told again.
TEST_P(IgmpSystem, AJoinSoonAfterALeaveIsToldInItsPlace) {
  proves("3376-04");
  const unsigned desc = bound();
  settled(desc, kGroup);
  leave(desc, kGroup);
  join(desc, kGroup);
  expect_v3(kToInclude, kGroup);
  expect_v3(kToExclude, kGroup);
  expect_v3(kToExclude, kGroup);
  expect_no_message(3);
}

TEST_P(IgmpSystem, TwoSocketsInOneGroupAreOneMember) {
  proves("1112-02");
  const unsigned first = bound(), second = bound(kPort + 1);
  settled(first, kGroup);
  join(second, kGroup);
  leave(first, kGroup);
  expect_no_message(3);
  say(igmp_query(3, kGroup, 1));
  expect_v3(kIsExclude, kGroup);
  bench().close(second);
  expect_v3(kToInclude, kGroup);
  expect_v3(kToInclude, kGroup);
}

// RFC 3376 5: all systems is never told.
TEST_P(IgmpSystem, AllSystemsIsNeverTold) {
  proves("2236-08 3376-05");
  const unsigned desc = bound();
  join(desc, kAllSystems);
  say(igmp_query(3, 0, 1));
  say(igmp_query(3, kAllSystems, 1));
  expect_no_message(2);
  peer().send_ip_to(mac_of(kAllSystems), Udp{.src_port = kOurs, .dst_port = kPort, .payload = pattern(9)}.in(peer().ip(), kAllSystems));
  const auto got = arrival(desc);
  EXPECT_EQ(got.octets, pattern(9)) << "it is heard all the same";
  EXPECT_EQ(got.to, kAllSystems);
  leave(desc, kAllSystems);
  expect_no_message(2);
  EXPECT_EQ(count(reg::kIgmpInQueries), 2U);
  EXPECT_EQ(count(reg::kIgmpOutReports), 0U);
}

TEST_P(IgmpSystem, AGeneralQueryIsAnsweredForEachGroupInItsTime) {
  proves("3376-06 3376-07 2236-01");
  const unsigned desc = bound();
  const std::array<std::uint32_t, 3> groups{kGroup, kOther, 0xE0000105};
  for (const std::uint32_t group : groups) settled(desc, group);
  say(igmp_query(3, 0, 10));
  std::vector<std::uint32_t> told;
  const double begin = bench().time_us();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Igmp message = next_message();
    ASSERT_EQ(message.records.size(), 1U);
    EXPECT_EQ(message.records[0].type, kIsExclude);
    told.push_back(message.records[0].group);
  }
  EXPECT_LE((bench().time_us() - begin) * (1U << options.time_shift), 1.1e6);
  std::ranges::sort(told);
  EXPECT_EQ(told, (std::vector<std::uint32_t>{0xE0000105, kGroup, kOther}));
  expect_no_message(2);
}

TEST_P(IgmpSystem, AQueryForOneGroupIsAnsweredForItAlone) {
  proves("2236-02 3376-08");
  const unsigned desc = bound();
  settled(desc, kGroup);
  settled(desc, kOther);
  say(igmp_query(3, kOther, 2));
  expect_v3(kIsExclude, kOther);
  ask_for_a_strange_group(3);
  expect_no_message(2);
  Igmp sources = igmp_query(3, kGroup, 1);
  sources.tail = {0x02, 125, 0, 2, 10, 0, 0, 3, 10, 0, 0, 4};
  say(sources);
  expect_v3(kIsExclude, kGroup);  // who wants a group from everybody wants it from these
}

// RFC 3376 4.1.12: whatever of our addresses a query came to.
TEST_P(IgmpSystem, AQueryToOurAddressCountsToo) {
  proves("3376-09");
  const unsigned desc = bound();
  settled(desc, kGroup);
  peer().send_ip(igmp_query(3, kGroup, 1).in(peer().ip(), engine_ip()));
  expect_v3(kIsExclude, kGroup);
  say(igmp_query(3, 0, 1), 0);  // of a switch that has no address
  expect_v3(kIsExclude, kGroup);
  Igmp plain = igmp_query(3, 0, 1);
  plain.options.clear(), plain.ttl = 64;
  say(plain);
  expect_v3(kIsExclude, kGroup);
}

// Each time of an answer follows from the secret and the queries: none is too early, none is late.
TEST_P(IgmpTimes, TheTimeOfEachAnswerIsDrawn) {
  proves("3376-07 2236-01");
  const unsigned desc = bound();
  Chance chance{options.secret[1]};
  const double tick = kTick / (1U << options.time_shift);
  const auto expect_after = [&](std::uint32_t ticks, std::uint8_t record) {
    const double begin = bench().time_us();
    expect_v3(record, kGroup);
    EXPECT_NEAR((bench().time_us() - begin) / tick, ticks, 12) << "ticks";
  };
  join(desc, kGroup);
  expect_v3(kToExclude, kGroup);
  expect_after(chance.draw(kUnsolicitedV3), kToExclude);
  std::vector<std::pair<std::uint8_t, std::uint32_t>> queries{{1, 1}, {10, 10}, {37, 37}, {9, 9}};
  if (GetParam() == Engine::Model) queries.insert(queries.end(), {{127, 127}, {0x80, 128}, {0x8F, 248}, {0x9A, 416}});
  for (const auto& [code, tenths] : queries) {
    say(igmp_query(3, 0, code));
    expect_after(chance.draw(ticks_of_tenths(tenths)), kIsExclude);
  }
}

// RFC 3376 5.2, 2236 3: an answer that is to come sooner stays.
TEST_P(IgmpSystem, AShorterQueryHurriesAnAnswerALongerOneDoesNotDelayIt) {
  proves("2236-03");
  const unsigned desc = bound();
  settled(desc, kGroup);
  say(igmp_query(3, 0, 0x8F));
  say(igmp_query(3, kGroup, 5));
  for (int i = 0; i < 5; ++i) say(igmp_query(3, 0, 0x9F));
  EXPECT_LE(until_message(1), 0.6e6);
  expect_v3(kIsExclude, kGroup);
  expect_no_message(3);
}

TEST_P(IgmpSystem, VersionTwoIsSpokenWithAQuerierOfVersionTwo) {
  proves("2236-01 2236-05 2236-06 3376-10 3376-13");
  const unsigned desc = bound();
  settled(desc, kGroup);
  say(igmp_query(2, 0, 10));
  expect_older(Igmp::kReportV2, kGroup);
  say(igmp_query(2, kGroup, 10));
  expect_older(Igmp::kReportV2, kGroup);
  join(desc, kOther);
  expect_older(Igmp::kReportV2, kOther);
  EXPECT_LE(until_message(10), 10.1e6);
  expect_older(Igmp::kReportV2, kOther);
  leave(desc, kOther);
  expect_older(Igmp::kLeave, kOther);
  say(igmp_query(3, 0, 10));  // a newer query does not change it
  expect_older(Igmp::kReportV2, kGroup);
  expect_no_message(3);
  EXPECT_EQ(count(reg::kIgmpOutLeaves), 1U);
  EXPECT_EQ(count(reg::kIgmpOutReports), 7U);
}

TEST_P(IgmpSystem, VersionOneIsSpokenWithAQuerierOfVersionOne) {
  proves("2236-07 3376-10");
  const unsigned desc = bound();
  settled(desc, kGroup);
  say(igmp_query(1));
  EXPECT_LE(until_message(10), 10.1e6) << "ten seconds, though the message says none";
  expect_older(Igmp::kReportV1, kGroup);
  say(igmp_query(2, 0, 5));  // version 1 goes first
  expect_older(Igmp::kReportV1, kGroup);
  join(desc, kOther);
  expect_older(Igmp::kReportV1, kOther);
  EXPECT_LE(until_message(10), 10.1e6);
  expect_older(Igmp::kReportV1, kOther);
  leave(desc, kOther);
  expect_no_message(11);
  EXPECT_EQ(count(reg::kIgmpOutLeaves), 0U) << "version 1 knows none";
}

// RFC 2236 3: who hears another's report keeps silent, and its leave is another's to tell.
TEST_P(IgmpSystem, AReportOfAnotherHostSilencesOurs) {
  proves("2236-04 2236-06");
  const unsigned desc = bound();
  settled(desc, kGroup);
  settled(desc, kOther);
  say(igmp_query(2, 0, 20));
  say(igmp_report(2, kGroup));
  expect_older(Igmp::kReportV2, kOther);
  expect_no_message(3);
  leave(desc, kGroup);
  expect_no_message(2);
  leave(desc, kOther);
  expect_older(Igmp::kLeave, kOther);
  EXPECT_EQ(count(reg::kIgmpInReports), 1U);
  // A report of version 1 too; and of a join that is yet to be told once more.
  join(desc, kGroup);
  expect_older(Igmp::kReportV2, kGroup);
  say(igmp_report(1, kGroup));
  expect_no_message(11);
  EXPECT_EQ(count(reg::kIgmpInReports), 2U);
}

TEST_P(IgmpSystem, InVersionThreeNobodyIsSilenced) {
  proves("3376-11");
  const unsigned desc = bound();
  settled(desc, kGroup);
  say(igmp_query(3, 0, 20));
  for (const unsigned version : {1U, 2U}) say(igmp_report(version, kGroup));
  Igmp theirs{.type = Igmp::kReportV3, .records = {{kIsExclude, kGroup}}};
  peer().send_ip_to(mac_of(kAllV3Routers), theirs.in(peer().ip(), kAllV3Routers));
  expect_v3(kIsExclude, kGroup);
  EXPECT_EQ(count(reg::kIgmpInReports), 0U);
  EXPECT_EQ(count(reg::kIpInAddrErrors), 1U) << "that group is the routers'";
}

// RFC 3376 7.2.1: after 260 s without a query of its version.
TEST_P(IgmpModes, AnOlderQuerierIsForgottenInTime) {
  proves("3376-10 2236-07");
  const unsigned desc = bound();
  settled(desc, kGroup);
  const auto answers_as = [&](unsigned version) {
    say(igmp_query(3, kGroup, 10));
    if (version == 3) expect_v3(kIsExclude, kGroup);
    if (version == 2) expect_older(Igmp::kReportV2, kGroup);
    if (version == 1) expect_older(Igmp::kReportV1, kGroup);
  };
  say(igmp_query(1));
  expect_older(Igmp::kReportV1, kGroup);
  bench().run_engine_us(120e6);
  answers_as(1);
  say(igmp_query(2, 0, 10));
  expect_older(Igmp::kReportV1, kGroup);
  bench().run_engine_us(100e6);
  answers_as(1);
  bench().run_engine_us(60e6);  // 280 s after version 1, 160 s after version 2
  answers_as(2);
  bench().run_engine_us(110e6);
  answers_as(3);
  bench().run_engine_us(10e6);
  join(desc, kOther);
  expect_v3(kToExclude, kOther);
  expect_v3(kToExclude, kOther);
}

// RFC 3376 7.2.1: when the mode changes, what is to be answered or told again is given up.
TEST_P(IgmpSystem, AChangeOfModeForgetsWhatWasToBeSaid) {
  proves("3376-13");
  const unsigned desc = bound();
  settled(desc, kGroup);
  settled(desc, kOther);
  leave(desc, kOther);
  expect_v3(kToInclude, kOther);
  say(igmp_query(3, 0, 60));
  ask_for_a_strange_group(2);
  expect_no_message(7);  // neither the leave again nor an answer
  say(igmp_query(2, 0, 10));
  expect_older(Igmp::kReportV2, kGroup);
  expect_no_message(2);
}

TEST_P(IgmpSystem, WhatIsDamagedOrStrangeIsCountedAndChangesNothing) {
  proves("G01 2236-09 3376-14 3376-15");
  const unsigned desc = bound();
  settled(desc, kGroup);
  Igmp bad = igmp_query(2, 0, 1);
  bad.checksum = 0x1234;
  say(bad);
  Ip shorter = igmp_query(2, 0, 1).in(peer().ip(), kAllSystems);
  shorter.payload.resize(7);
  peer().send_ip_to(mac_of(kAllSystems), shorter);
  for (const std::size_t octets : {1U, 2U, 3U}) {  // neither version 2 nor 3 (RFC 3376 7.1)
    Igmp odd = igmp_query(2, 0, 1);
    odd.tail.assign(octets, 0);
    say(odd);
  }
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{0x00, 0x13, Igmp::kLeave, Igmp::kReportV3, 0xFF}) {
    Igmp strange = igmp_query(2, kGroup, 1);
    strange.type = type;
    say(strange);
  }
  Ip piece = igmp_query(3, 0, 1).in(peer().ip(), kAllSystems);
  piece.fragment = 0x2000;
  peer().send_ip_to(mac_of(kAllSystems), piece);
  say(igmp_query(3, 0, 1), engine_ip());  // from ourselves
  peer().send_ip_to(kMacBroadcast, igmp_query(3, 0, 1).in(peer().ip(), 0xFFFFFFFF));
  expect_no_message(2);
  EXPECT_EQ(count(reg::kIgmpInErrors), 2U);
  EXPECT_EQ(count(reg::kIgmpInQueries), 0U);
  EXPECT_EQ(count(reg::kIpInDiscards), 2U) << "the fragment and the broadcast";
  EXPECT_EQ(count(reg::kIpInAddrErrors), 1U);
  say(igmp_query(3, 0, 1));
  expect_v3(kIsExclude, kGroup);
}

// Eight groups there are; who leaves one and joins another does not wait for the last word of the first.
TEST_P(IgmpSystem, ALeaveThatIsNotToldTwiceMakesRoom) {
  proves("3376-04");
  const unsigned desc = bound();
  for (std::uint32_t i = 0; i < kMemberships; ++i) join(desc, kGroup + i);
  for (std::uint32_t i = 0; i < 2 * kMemberships; ++i) next_message();
  leave(desc, kGroup + 3);
  join(desc, kOther);
  expect_v3(kToInclude, kGroup + 3);
  expect_v3(kToExclude, kOther);
  expect_v3(kToExclude, kOther);
  expect_no_message(3);
  say(igmp_query(3, 0, 10));
  std::vector<std::uint32_t> told;
  for (std::uint32_t i = 0; i < kMemberships; ++i) told.push_back(next_message().records.at(0).group);
  std::ranges::sort(told);
  std::vector<std::uint32_t> ours{kOther};
  for (std::uint32_t i = 0; i < kMemberships; ++i) if (i != 3) ours.push_back(kGroup + i);
  std::ranges::sort(ours);
  EXPECT_EQ(told, ours);
}

TEST_P(IgmpSystem, AMemberWithoutAnAddressTellsFromZero) {
  proves("3376-16");
  options.network.ip = 0;
  const unsigned desc = bound();
  join(desc, kGroup);
  expect_v3(kToExclude, kGroup);
  expect_v3(kToExclude, kGroup);
}

// Whatever the burst, each query is answered for or counted as lost, and the group is still told.
TEST_P(IgmpSystem, ABurstOfQueriesIsCounted) {
  proves("G01");
  const unsigned desc = bound();
  for (std::uint32_t i = 0; i < kMemberships; ++i) join(desc, kGroup + i);
  for (std::uint32_t i = 0; i < 2 * kMemberships; ++i) next_message();
  constexpr std::uint32_t kBurst = 60;
  for (std::uint32_t i = 0; i < kBurst; ++i) {
    say(igmp_query(3, i % 2 == 0 ? 0 : kGroup + i % kMemberships, static_cast<std::uint8_t>(1 + i % 20)));
  }
  bench().drain();
  EXPECT_EQ(count(reg::kIgmpInQueries) + count(reg::kIgmpInErrors), kBurst);
  EXPECT_GT(count(reg::kIgmpInQueries), kBurst / 2);
  EXPECT_LE(until_message(2), 2.1e6);
  bench().run_until([] { return false; }, 2.2e6 / (1U << options.time_shift));
  peer().forget();
  expect_no_message(2);
}

}  // namespace
}  // namespace sockwire
