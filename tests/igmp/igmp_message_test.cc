// toe_igmp: what becomes of messages (docs/rules/igmp.md, "IgmpMessage").
#include "tests/igmp/igmp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

using enum IgmpState;
using enum IgmpVerdict;

constexpr std::uint32_t group_a = 0xE0000105, group_b = 0xEF123456;

class IgmpMessage : public testing::TestWithParam<unsigned> {
 protected:
  Igmp igmp_{GetParam()};
  Random random{GetParam() + 71};

  std::uint32_t tick() const { return IgmpReference::tick(igmp_.now); }
  IgmpRecord judged(const Octets& octets) {
    igmp_.message(octets);
    const auto told = igmp_.told();
    EXPECT_EQ(told.size(), 1u);
    return told.empty() ? IgmpRecord{} : told[0];
  }
  // Members of these groups whose joins are told for good.
  void join(const std::vector<std::uint32_t>& groups) {
    for (std::size_t i = 0; i < groups.size(); ++i) igmp_.groups[i] = groups[i];
    igmp_.wait(0);
    igmp_.wait(9766);
    igmp_.told();
    for (const IgmpEntry& e : igmp_.reference.entries) EXPECT_FALSE(e.armed);
  }
  const IgmpEntry& entry(std::uint32_t group) { return *igmp_.reference.member(group); }
};

TEST_P(IgmpMessage, OfEveryLengthIsJudged) {
  for (unsigned size = 0; size < 270; size += size == 79 ? 170 : 1) {
    for (const unsigned type : {0x11u, 0x12u, 0x16u, 0x17u, 0x22u, 0u}) {
      Octets octets = random_octets(size, random);
      IgmpVerdict expected = IgmpChecksum;
      if (size >= 4) {  // with a sound checksum, too, fewer than eight are too few
        octets[0] = static_cast<std::uint8_t>(type);
        octets[2] = octets[3] = 0;
        if (size == 8) octets[1] = 0;
        const unsigned sum = checksum(octets);
        octets[2] = static_cast<std::uint8_t>(sum >> 8), octets[3] = static_cast<std::uint8_t>(sum);
        if (size < 8)
          expected = IgmpChecksum;
        else if (type == 0x11)
          expected = size > 8 && size < 12 ? IgmpIgnored : IgmpQuery;
        else if (type == 0x12 || type == 0x16)
          expected = igmp_.reference.v1 ? IgmpReport : IgmpIgnored;
        else
          expected = IgmpIgnored;
      }
      igmp_.message(octets, peer_ip + size, false, size % igmp_.data_bytes == 0 && type % 2);
      const auto told = igmp_.told();
      ASSERT_EQ(told.size(), 1u);
      EXPECT_EQ(to_string(told[0].verdict), to_string(expected)) << size << ", " << type;
      EXPECT_EQ(told[0].src, peer_ip + size);
      EXPECT_EQ(told[0].length, size);
      EXPECT_EQ(told[0].msg_type, size < 8 ? 0 : type);
    }
  }
}

TEST_P(IgmpMessage, WithAWrongChecksumIsNothing) {
  join({group_a});
  for (const Octets& good :
       {query_v1(), query_v2(group_a), query_v3(), igmp(0x16, 0, group_a, Octets(5, 9))}) {
    for (unsigned bit = 0; bit < 8 * good.size(); ++bit) {
      Octets bad = good;
      bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1u << bit % 8);
      const IgmpRecord record = judged(bad);
      EXPECT_EQ(to_string(record.verdict), to_string(IgmpChecksum));
      EXPECT_TRUE(record.msg_type == 0 && record.code == 0 && record.group == 0);
    }
  }
  EXPECT_EQ(igmp_.counts[2], 8u * (8 + 8 + 12 + 13));
  EXPECT_FALSE(entry(group_a).armed);
}

TEST_P(IgmpMessage, ThatEndsWithErrIsNothingAtAll) {
  for (unsigned i = 0; i < 60; ++i)
    igmp_.message(slice(query_v3(), 0, i % 13), peer_ip, true, i % 2);
  igmp_.message(query_v3());
  EXPECT_EQ(igmp_.told().size(), 1u);
}

// The answer comes within the time that the query names, by each version's rule.
TEST_P(IgmpMessage, QueriesNameTheLongestAnswer) {
  join({group_a});
  std::uint32_t x = igmp_.reference.x;
  const auto expect_pause = [&](const Octets& query, std::uint64_t longest) {
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    EXPECT_EQ(judged(query).verdict, IgmpQuery);
    EXPECT_TRUE(entry(group_a).armed);
    EXPECT_EQ(entry(group_a).deadline - tick(), 1 + ((x >> 16) * longest >> 16)) << longest;
    igmp_.wait(longest + 1);
    const auto told = igmp_.told();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].kind, IgmpEvent::IgmpTimer);
  };
  expect_pause(query_v3(0, 0), 0);  // at once
  expect_pause(query_v3(0, 1), 97);
  expect_pause(query_v3(0, 127), 12402);
  expect_pause(query_v3(0, 128), 12500);      // 16 << 3 tenths
  expect_pause(query_v3(0, 0x9A), 40625);     // 26 << 4
  expect_pause(query_v3(0, 255), 3'100'000);  // 31 << 10
  expect_pause(query_v3(group_a, 100), 9765);
  expect_pause(igmp(0x11, 20, 0, Octets(40, 1)), 1953);  // sources are not looked at
  expect_pause(query_v2(0, 1), 97);
  expect_pause(query_v2(0, 255), 24902);
  expect_pause(query_v1(), 9765);
}

TEST_P(IgmpMessage, ReportsOfVersionThreeSayWhatIs) {
  join({group_a});
  judged(query_v3(0, 10));
  igmp_.wait(1000);
  const auto told = igmp_.told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].record_type, 2u);
  EXPECT_EQ(igmp_.last_frame.octets,
            (Octets{0x22, 0, 0xFA, 0xF8, 0, 0, 0, 1, 2, 0, 0, 0, 0xE0, 0, 1, 5}));
}

TEST_P(IgmpMessage, AQueryAsksOneGroupOrAll) {
  join({group_a, group_b, group_a + 1});
  judged(query_v3(group_b, 200));
  for (const std::uint32_t group : {group_a, group_b, group_a + 1})
    EXPECT_EQ(entry(group).armed, group == group_b);
  judged(query_v3(group_b + 1, 200));
  judged(query_v3(all_systems, 200));
  EXPECT_FALSE(entry(group_a).armed);
  judged(query_v3(0, 200));
  for (const std::uint32_t group : {group_a, group_b, group_a + 1}) EXPECT_TRUE(entry(group).armed);
}

// One that is to answer sooner stays; each member draws, whether it stays or not.
TEST_P(IgmpMessage, TheSoonerAnswerStays) {
  join({group_a, group_b});
  unsigned stayed = 0, sooner = 0;
  for (unsigned i = 0; i < 60; ++i) {
    const std::uint32_t before = entry(group_a).deadline;
    const bool armed = entry(group_a).armed;
    judged(query_v3(i % 3 ? 0 : group_a, 60 + random() % 140));
    if (!armed) continue;
    EXPECT_LE(entry(group_a).deadline, before);
    (entry(group_a).deadline == before ? stayed : sooner)++;
    if (i % 20 == 19) igmp_.wait(20000), igmp_.told();
  }
  EXPECT_GT(stayed, 10u);
  EXPECT_GT(sooner, 2u);
}

// A join that is yet to be told once more keeps saying so when a query moves it.
TEST_P(IgmpMessage, AQueryDoesNotUndoAChange) {
  igmp_.seed = 0x80000000;
  igmp_.groups[0] = group_a;
  igmp_.told();
  judged(query_v3(0, 0));
  EXPECT_TRUE(entry(group_a).repeats);
  igmp_.wait(977);
  const auto told = igmp_.told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].record_type, 4u);
}

TEST_P(IgmpMessage, OthersReportsAreHeardInOlderVersionsOnly) {
  join({group_a, group_b});
  judged(query_v3(0, 250));
  for (const unsigned type : {0x12u, 0x16u, 0x22u})
    EXPECT_EQ(judged(igmp(type, 0, group_a)).verdict, IgmpIgnored);
  EXPECT_TRUE(entry(group_a).armed && entry(group_a).last_reporter);
  for (const Octets& query : {query_v2(0, 250), query_v1()}) {
    for (const unsigned type : {0x12u, 0x16u}) {
      judged(query);
      EXPECT_TRUE(entry(group_a).armed && entry(group_b).armed);
      EXPECT_EQ(judged(igmp(type, 0, group_a + 7)).verdict, IgmpReport);  // not ours
      EXPECT_EQ(judged(igmp(type, 0, 0)).verdict, IgmpReport);
      EXPECT_TRUE(entry(group_a).armed);
      EXPECT_EQ(judged(igmp(type, 0, group_a)).verdict, IgmpReport);
      EXPECT_EQ(entry(group_a), (IgmpEntry{EntryMember, group_a, false, false, false, 0}));
      EXPECT_TRUE(entry(group_b).armed);
    }
    EXPECT_EQ(judged(igmp(0x22, 0, group_b)).verdict, IgmpIgnored);
    EXPECT_EQ(judged(igmp(0x17, 0, group_b)).verdict, IgmpIgnored);
    igmp_.wait(25'000);
    const auto told = igmp_.told();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].group, group_b);
  }
  EXPECT_EQ(igmp_.counts[1], 12u);
}

// At the line rate, one in 84 clocks, none finds the queue full.
TEST_P(IgmpMessage, AreTakenAtTheLineRate) {
  for (unsigned i = 0; i < 8; ++i) igmp_.groups[i] = group_a + i;
  igmp_.settle();
  for (unsigned i = 0; i < 100; ++i) {
    igmp_.message(query_v3(0, 255));
    igmp_.step(84);
  }
  for (const IgmpRecord& r : igmp_.told()) EXPECT_NE(r.verdict, IgmpBusy);
}

// Four wait; the others are told in their place. None is forgotten, and those after them are heard.
TEST_P(IgmpMessage, FloodsAreBusyInTheirOrder) {
  for (unsigned i = 0; i < 8; ++i) igmp_.groups[i] = group_a + i;
  igmp_.wait(977);
  igmp_.told();
  for (unsigned round = 0; round < 8; ++round) {
    const unsigned count = 12 + 40 * (round % 2);
    const auto before = igmp_.counts[2];
    for (unsigned i = 0; i < count; ++i)
      igmp_.message(i % 5 ? query_v3(0, 255) : query_v3(0, i), peer_ip + i);
    const auto told = igmp_.told();
    unsigned n = 0, busy = 0;
    for (const IgmpRecord& r : told) {
      if (r.kind != IgmpEvent::IgmpMessage) continue;
      EXPECT_EQ(r.src, peer_ip + n);
      if (n < 4) {
        EXPECT_EQ(r.verdict, IgmpQuery);
      }
      busy += r.verdict == IgmpBusy;
      if (r.verdict == IgmpBusy) {
        EXPECT_TRUE(r.length == 12 && r.msg_type == 0 && r.group == 0 && r.code == 0);
      }
      ++n;
    }
    EXPECT_EQ(n, count);
    EXPECT_GT(busy, 3u);
    EXPECT_EQ(igmp_.counts[2] - before, busy);
    EXPECT_EQ(judged(query_v3(0, 255)).verdict, IgmpQuery);
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, IgmpMessage, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
