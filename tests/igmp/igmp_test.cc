// toe_igmp: what follows from memberships, and from time (docs/rules/igmp.md).
#include "tests/igmp/igmp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

using enum IgmpState;
using enum IgmpSend;

constexpr std::uint32_t group_a = 0xE0000105, group_b = 0xEF123456;
constexpr std::uint32_t older_querier = 253906;

class IgmpTest : public testing::TestWithParam<unsigned> {
 protected:
  Igmp igmp_{GetParam()};

  std::uint32_t tick() const { return IgmpReference::tick(igmp_.now); }
  // The record of the one event that there has been.
  IgmpRecord only() {
    const auto told = igmp_.told();
    EXPECT_EQ(told.size(), 1u);
    return told.empty() ? IgmpRecord{} : told[0];
  }
  // Time passes to just before the deadline: nothing; then to it: the timer.
  IgmpRecord timer(const IgmpEntry& entry) {
    igmp_.wait(entry.deadline - tick() - 1);
    EXPECT_TRUE(igmp_.told().empty());
    igmp_.wait(1);
    return only();
  }
  void expect(const IgmpRecord& record, IgmpEvent kind, std::uint32_t group, IgmpSend send,
              unsigned type = 0) {
    EXPECT_EQ(to_string(record.kind), to_string(kind));
    EXPECT_EQ(record.group, group);
    EXPECT_EQ(to_string(record.send), to_string(send));
    EXPECT_EQ(record.record_type, type);
  }
};

TEST_P(IgmpTest, AJoinIsToldAtOnceAndOnceMore) {
  igmp_.groups[3] = group_a;
  const IgmpRecord join = only();
  expect(join, IgmpEvent::IgmpJoin, group_a, IgmpSendV3, 4);
  // x = 270369 after reset: 1 + (4 * 977 >> 16)
  EXPECT_EQ(join.post, (IgmpEntry{EntryMember, group_a, true, true, true, tick() + 1}));
  EXPECT_EQ(join.entry, 0u);
  EXPECT_EQ(igmp_.last_frame.octets,
            (Octets{0x22, 0, 0xF8, 0xF8, 0, 0, 0, 1, 4, 0, 0, 0, 0xE0, 0, 1, 5}));
  EXPECT_EQ(checksum(igmp_.last_frame.octets), 0);
  const IgmpRecord again = timer(join.post);
  expect(again, IgmpEvent::IgmpTimer, group_a, IgmpSendV3, 4);
  EXPECT_EQ(again.post, (IgmpEntry{EntryMember, group_a, true, false, false, 0}));
  igmp_.wait(1'000'000);
  EXPECT_TRUE(igmp_.told().empty());
  EXPECT_EQ(igmp_.counts, (std::array<unsigned, 5>{0, 0, 0, 2, 0}));
}

TEST_P(IgmpTest, ALeaveIsToldAtOnceAndOnceMore) {
  igmp_.groups[0] = group_a;
  igmp_.wait(977);
  igmp_.told();
  igmp_.groups[0].reset();
  const IgmpRecord leave = only();
  expect(leave, IgmpEvent::IgmpLeave, group_a, IgmpSendV3, 3);
  // x = 67634689: 1 + (1032 * 977 >> 16)
  EXPECT_EQ(leave.post, (IgmpEntry{EntryLeaving, group_a, false, true, true, tick() + 16}));
  EXPECT_EQ(slice(igmp_.last_frame.octets, 8, 16), (Octets{3, 0, 0, 0, 0xE0, 0, 1, 5}));
  const IgmpRecord again = timer(leave.post);
  expect(again, IgmpEvent::IgmpTimer, group_a, IgmpSendV3, 3);
  EXPECT_EQ(again.post, IgmpEntry{});
  igmp_.wait(100'000);
  EXPECT_TRUE(igmp_.told().empty());
}

TEST_P(IgmpTest, TheFirstSocketJoinsAndTheLastOneLeaves) {
  igmp_.groups[5] = group_a;
  igmp_.wait(977);
  EXPECT_EQ(igmp_.told().size(), 2u);
  igmp_.groups[0] = igmp_.groups[7] = group_a;
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.groups[5].reset();
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.groups[7].reset();
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.groups[0].reset();
  expect(only(), IgmpEvent::IgmpLeave, group_a, IgmpSendV3, 3);
}

TEST_P(IgmpTest, AllSystemsIsNeverTold) {
  igmp_.groups[2] = all_systems;
  igmp_.wait(1000);
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.groups[3] = group_a;  // and hides nobody
  igmp_.groups[4] = all_systems;
  igmp_.groups[5] = group_b;
  const auto told = igmp_.told();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].group, group_a);
  EXPECT_EQ(told[1].group, group_b);
  igmp_.wait(1000);
  igmp_.told();
  igmp_.groups[2].reset(), igmp_.groups[4].reset();
  igmp_.wait(1000);
  EXPECT_TRUE(igmp_.told().empty());
}

TEST_P(IgmpTest, ComparesTheWholeAddress) {
  igmp_.groups[0] = group_a;
  igmp_.told();
  for (unsigned bit = 0; bit < 28; ++bit) {
    igmp_.groups[1] = group_a ^ 1u << bit;
    igmp_.wait(3000);
    const auto told = igmp_.told();
    EXPECT_TRUE(std::any_of(told.begin(), told.end(), [&](const IgmpRecord& r) {
      return r.kind == IgmpEvent::IgmpJoin && r.group == igmp_.groups[1];
    })) << bit;
  }
}

// A join takes back its own leave, else a free entry, else one whose leave is then told no more.
TEST_P(IgmpTest, AJoinTakesTheRightEntry) {
  for (unsigned i = 0; i < 8; ++i) igmp_.groups[i] = group_a + i;
  for (const IgmpRecord& join : igmp_.told()) EXPECT_EQ(join.entry, join.group - group_a);
  igmp_.wait(977);
  igmp_.told();
  igmp_.seed = 0xFFFFFFFF;
  igmp_.settle();
  for (const unsigned i : {2u, 4u, 6u}) igmp_.groups[i].reset();
  for (const IgmpRecord& leave : igmp_.told())
    EXPECT_EQ(to_string(leave.post.state), to_string(EntryLeaving));
  igmp_.groups[0] = group_a + 4;  // the Leaving one of this group
  auto told = igmp_.told();       // ... and 0 is left, in its entry
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[told[0].kind == IgmpEvent::IgmpLeave].entry, 4u);
  EXPECT_EQ(told[told[0].kind == IgmpEvent::IgmpLeave].post.state, EntryMember);
  igmp_.groups[2] = group_b;  // none is free: the lowest Leaving one
  EXPECT_EQ(only().entry, 0u);
  igmp_.wait(977);  // 2 and 6 are told and free
  igmp_.told();
  igmp_.groups[6] = group_b + 1;
  EXPECT_EQ(only().entry, 2u);
  igmp_.wait(977);
  igmp_.told();
  igmp_.groups[1].reset();  // Leaving 1 and free 6
  only();
  igmp_.groups[1] = group_b + 2;
  EXPECT_EQ(only().entry, 6u);
}

TEST_P(IgmpTest, AllGroupsMayChangeAtOnce) {
  for (unsigned round = 0; round < 6; ++round) {
    for (unsigned i = 0; i < 8; ++i) igmp_.groups[i] = group_a + 8 * (round % 2) + i;
    const auto told = igmp_.told();
    EXPECT_EQ(told.size(), round ? 16u : 8u);
    if (round == 3) igmp_.wait(977), igmp_.told();
  }
}

// Nothing is decided while a message waits for the line; what is no more then was never.
TEST_P(IgmpTest, OneMessageWaitsForTheLine) {
  igmp_.tx.stall = 100;
  igmp_.groups[0] = group_a;
  expect(only(), IgmpEvent::IgmpJoin, group_a, IgmpSendV3, 4);
  igmp_.groups[1] = group_b;
  igmp_.groups[2] = group_b + 1;
  igmp_.wait(977);
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.groups[2].reset();
  igmp_.groups[0].reset();
  igmp_.settle();
  igmp_.groups[0] = group_a;
  igmp_.message(query_v3(0, 1));  // what sends nothing goes on
  EXPECT_EQ(only().verdict, IgmpVerdict::IgmpQuery);
  igmp_.message(query_v2());
  EXPECT_EQ(only().mode, IgmpMode::ModeV2);
  igmp_.wait(older_querier);
  EXPECT_EQ(only().kind, IgmpEvent::IgmpMode);
  igmp_.tx.stall = 0;
  const auto told = igmp_.told();
  ASSERT_EQ(told.size(), 1u);
  expect(told[0], IgmpEvent::IgmpJoin, group_b, IgmpSendV3, 4);
}

TEST_P(IgmpTest, AVersionTwoHostReportsAndLeaves) {
  igmp_.message(query_v2());
  EXPECT_EQ(only().mode, IgmpMode::ModeV2);
  igmp_.groups[0] = group_b;
  const IgmpRecord join = only();
  expect(join, IgmpEvent::IgmpJoin, group_b, IgmpSendV2);
  EXPECT_EQ(igmp_.last_frame.octets, igmp(0x16, 0, group_b));
  EXPECT_EQ(join.post.deadline, tick() + 1 + (4 * 9766 >> 16));
  const IgmpRecord again = timer(join.post);
  expect(again, IgmpEvent::IgmpTimer, group_b, IgmpSendV2);
  EXPECT_EQ(again.post, (IgmpEntry{EntryMember, group_b, true, false, false, 0}));
  igmp_.groups[0].reset();
  const IgmpRecord leave = only();
  expect(leave, IgmpEvent::IgmpLeave, group_b, IgmpSendLeave);
  EXPECT_EQ(leave.post, IgmpEntry{});
  EXPECT_EQ(igmp_.last_frame.octets, igmp(0x17, 0, group_b));
  EXPECT_EQ(igmp_.counts, (std::array<unsigned, 5>{1, 0, 0, 2, 1}));
}

TEST_P(IgmpTest, WhoWasNotTheLastToReportLeavesSilently) {
  igmp_.message(query_v2());
  igmp_.groups[0] = group_b;
  igmp_.told();
  igmp_.message(igmp(0x16, 0, group_b));
  EXPECT_EQ(only().verdict, IgmpVerdict::IgmpReport);
  EXPECT_EQ(igmp_.reference.member(group_b)->armed, false);
  igmp_.groups[0].reset();
  expect(only(), IgmpEvent::IgmpLeave, group_b, IgmpSendNone);
  EXPECT_EQ(igmp_.counts[4], 0u);
}

TEST_P(IgmpTest, AVersionOneHostReportsAndNeverLeaves) {
  igmp_.message(query_v1());
  EXPECT_EQ(only().mode, IgmpMode::ModeV1);
  igmp_.groups[0] = group_a;
  const IgmpRecord join = only();
  expect(join, IgmpEvent::IgmpJoin, group_a, IgmpSendV1);
  EXPECT_EQ(igmp_.last_frame.octets, igmp(0x12, 0, group_a));
  expect(timer(join.post), IgmpEvent::IgmpTimer, group_a, IgmpSendV1);
  igmp_.groups[0].reset();
  const IgmpRecord leave = only();
  expect(leave, IgmpEvent::IgmpLeave, group_a, IgmpSendNone);
  EXPECT_EQ(leave.post, IgmpEntry{});
}

// RFC 3376 7.2.1: the oldest querier of the last 260 seconds counts.
TEST_P(IgmpTest, OlderQueriersAreForgottenAfterTheirTime) {
  igmp_.groups[0] = group_a;
  igmp_.told();
  igmp_.message(query_v2());
  EXPECT_EQ(only().mode, IgmpMode::ModeV2);
  igmp_.wait(1000);
  igmp_.told();
  igmp_.message(query_v1());
  EXPECT_EQ(only().mode, IgmpMode::ModeV1);
  const std::uint32_t v1 = tick() + older_querier;
  igmp_.message(query_v2());  // is heard all the same
  EXPECT_EQ(only().mode, IgmpMode::ModeV1);
  igmp_.wait(10'000);
  igmp_.told();
  igmp_.message(query_v2(group_b));
  EXPECT_EQ(only().mode, IgmpMode::ModeV1);
  const std::uint32_t v2 = tick() + older_querier;
  igmp_.wait(v1 - tick() - 1);
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.wait(1);
  const IgmpRecord gone = only();
  EXPECT_EQ(gone, (IgmpRecord{.valid = true,
                              .order = gone.order,
                              .now = gone.now,
                              .kind = IgmpEvent::IgmpMode,
                              .mode = IgmpMode::ModeV2}));
  igmp_.wait(v2 - tick() - 1);
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.wait(1);
  EXPECT_EQ(only().mode, IgmpMode::ModeV3);
  igmp_.wait(10 * older_querier);
  EXPECT_TRUE(igmp_.told().empty());
}

TEST_P(IgmpTest, BothVersionsMayEndAtOnce) {
  igmp_.message(query_v1());
  igmp_.message(query_v2());
  EXPECT_EQ(igmp_.told().size(), 2u);
  igmp_.wait(older_querier);
  EXPECT_EQ(only().mode, IgmpMode::ModeV3);
  // The hidden one alone: no other mode, and nobody is calmed.
  igmp_.message(query_v2());
  igmp_.wait(1000);
  igmp_.message(query_v1());
  igmp_.wait(older_querier - 1500);
  igmp_.told();
  igmp_.groups[0] = group_a;
  EXPECT_TRUE(only().post.armed);
  igmp_.tx.stall = 100;  // its timer waits
  igmp_.groups[1] = group_b;
  igmp_.settle();
  igmp_.told();
  igmp_.wait(500);
  EXPECT_EQ(only().mode, IgmpMode::ModeV1);
  EXPECT_TRUE(igmp_.reference.member(group_b)->armed);
  igmp_.tx.stall = 0;
}

// Another version: what was to be repeated is not, and nobody answers the old one's query any more.
TEST_P(IgmpTest, AnotherVersionCalmsEverybody) {
  igmp_.seed = 0x80000000;
  igmp_.settle();
  for (unsigned i = 0; i < 4; ++i) igmp_.groups[i] = group_a + i;
  igmp_.told();
  igmp_.groups[0].reset();
  igmp_.told();
  igmp_.message(query_v2(group_b));
  EXPECT_EQ(only().mode, IgmpMode::ModeV2);
  for (unsigned i = 0; i < 4; ++i) {
    const IgmpEntry entry =
        i == 0 ? IgmpEntry{} : IgmpEntry{EntryMember, group_a + i, true, false, false, 0};
    EXPECT_EQ(igmp_.reference.entries[i], entry);
  }
  igmp_.wait(20'000);
  EXPECT_TRUE(igmp_.told().empty());
  igmp_.groups[0] = group_b;
  EXPECT_EQ(only().entry, 0u);  // the one whose leave is told no more
  igmp_.wait(9766);
  igmp_.told();
  // Back in version 3 a query is answered with what is, not with a change of long ago.
  igmp_.wait(older_querier - 20'000 - 9766 - 10);
  igmp_.seed = 0x80000000;
  igmp_.groups[4] = group_a + 9;
  EXPECT_GT(only().post.deadline, tick() + 10);
  igmp_.wait(10);
  EXPECT_EQ(only().mode, IgmpMode::ModeV3);
  igmp_.message(query_v3(group_a + 9, 0));
  igmp_.wait(1);
  const auto told = igmp_.told();
  ASSERT_EQ(told.size(), 2u);
  expect(told[1], IgmpEvent::IgmpTimer, group_a + 9, IgmpSendV3, 2);
}

TEST_P(IgmpTest, TicksWrap) {
  igmp_.now = (std::uint64_t{0xFFFFFFF0} << 10) + 77;
  igmp_.seed = 0x7FFFFFFF;
  igmp_.groups[0] = group_a;
  const IgmpRecord join = only();
  EXPECT_LT(join.post.deadline, 0x80000000u);
  expect(timer(join.post), IgmpEvent::IgmpTimer, group_a, IgmpSendV3, 4);
  igmp_.now = (std::uint64_t{0x1FFFFFFF0} << 10) + 77;
  igmp_.message(query_v2());
  igmp_.told();
  igmp_.wait(older_querier - 1);
  EXPECT_FALSE(igmp_.told().empty());
  igmp_.wait(1);
  EXPECT_EQ(only().mode, IgmpMode::ModeV3);
}

// The first numbers of the generator from 1, and from a secret whose lowest bit is set.
TEST_P(IgmpTest, ChanceIsAsSpecified) {
  const auto pauses = [&](unsigned count) {
    std::vector<std::uint32_t> all;
    for (unsigned i = 0; i < count; ++i) {
      igmp_.groups[0] = group_a + i;
      for (const IgmpRecord& r : igmp_.told())
        if (r.kind == IgmpEvent::IgmpJoin) all.push_back(r.post.deadline - tick());
      igmp_.groups[0].reset();
      igmp_.wait(0);
      igmp_.told();
    }
    return all;
  };
  // Draws of joins and leaves in turn: 270369, 67634689, 2647435461, 307599695, 2398689233, ...
  EXPECT_EQ(pauses(3),
            (std::vector<std::uint32_t>{1, 1 + (40396u * 977 >> 16), 1 + (36601u * 977 >> 16)}));
  igmp_.seed = 0;
  igmp_.settle();
  EXPECT_EQ(pauses(2), (std::vector<std::uint32_t>{1, 1 + (40396u * 977 >> 16)}));
}

// TIME_SHIFT: now leaps.
TEST_P(IgmpTest, KeepsUpWithScaledTime) {
  igmp_.now_step = 700;  // 35 ticks in 50 clocks
  for (unsigned i = 0; i < 8; ++i) igmp_.groups[i] = group_a + i;
  igmp_.message(query_v2());
  for (unsigned i = 0; i < 40; ++i) {
    igmp_.message(i % 2 ? query_v1() : query_v3(group_a + i % 8, 255));
    igmp_.step(3000);
    igmp_.groups[i % 8] = group_a + (i * 5) % 16;
  }
  igmp_.now_step = 0;
  igmp_.settle();
  unsigned timers = 0;
  for (const IgmpRecord& r : igmp_.records) timers += r.kind == IgmpEvent::IgmpTimer;
  EXPECT_GT(timers, 20u);
}

INSTANTIATE_TEST_SUITE_P(Widths, IgmpTest, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
