// The scoreboard alone: RFC 6675 section 4 on boards small enough to be counted by hand. SMSS is
// 100, so more than 200 octets, or three ranges, make what lies in front of them lost.
#include "model/tcp/scoreboard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/requirement.h"

namespace sockwire::model {
namespace {

using Ranges = std::vector<Range>;
constexpr std::uint32_t kNone = Scoreboard::kNoBound;

// Numbers are relative to snd_una: in the middle of the circle, across its end, across its half.
class ModelScoreboard : public ::testing::TestWithParam<Seq> {
 protected:
  Range at(Range r) const { return {.left = GetParam() + r.left, .right = GetParam() + r.right}; }
  Tcb board(Ranges ranges, std::uint32_t nxt, std::uint32_t rtx = 0) const {
    for (Range& range : ranges) range = at(range);
    const RangePlaces places = places_of(ranges);
    return {.snd_una = GetParam(),
            .snd_nxt = GetParam() + nxt,
            .snd_rtx = GetParam() + rtx,
            .snd_mss = 100,
            .sacked0 = places[0],
            .sacked1 = places[1],
            .sacked2 = places[2],
            .sacked3 = places[3]};
  }
  // The board after these blocks of an ACK, and whether they told something new.
  std::pair<Ranges, bool> mark(const Ranges& before_it, Ranges blocks,
                               std::uint32_t una = 0) const {
    Tcb t = board(before_it, 1000);
    for (Range& block : blocks) block = at(block);
    const bool fresh = update_scoreboard(t, GetParam() + una, blocks);
    Ranges after = ranges_in(Scoreboard::places(t));
    for (Range& range : after) range = {range.left - GetParam(), range.right - GetParam()};
    return {after, fresh};
  }
  std::uint32_t next(const Tcb& t) const { return Scoreboard(t).next() - GetParam(); }
  bool lost(const Tcb& t, std::uint32_t octet) const {
    return Scoreboard(t).is_lost(GetParam() + octet);
  }
  std::uint32_t hole(const Tcb& t, std::uint32_t octet) const {
    return Scoreboard(t).hole(GetParam() + octet);
  }
};
INSTANTIATE_TEST_SUITE_P(Una, ModelScoreboard,
                         ::testing::Values(0x1000'0000u, 0xFFFF'FF00u, 0x7FFF'FF00u, 0xFFFF'FC18u));

TEST_P(ModelScoreboard, EmptyNothingIsLostAndAllIsUnderWay) {
  EXPECT_EQ(Scoreboard(board({}, 1000)).pipe(), 1000u);
  EXPECT_EQ(Scoreboard(board({}, 1000, 300)).pipe(), 1300u) << "sent again up to 300";
  EXPECT_EQ(next(board({}, 1000, 300)), 300u);
  EXPECT_EQ(hole(board({}, 1000), 0), kNone);
  EXPECT_FALSE(lost(board({}, 1000), 0));
}
TEST_P(ModelScoreboard, NextSkipsWhatThePeerHolds) {
  const Ranges ranges = {{200, 300}, {500, 600}};
  for (const auto& [rtx, expected] : {std::pair(0u, 0u),
                                      {199u, 199u},
                                      {200u, 300u},
                                      {299u, 300u},
                                      {300u, 300u},
                                      {550u, 600u},
                                      {600u, 600u}})
    EXPECT_EQ(next(board(ranges, 1000, rtx)), expected) << rtx;
}
TEST_P(ModelScoreboard, AHoleReachesToTheNextRange) {
  const Tcb t = board({{200, 300}, {500, 600}}, 1000);
  for (const auto& [octet, expected] :
       {std::pair(0u, 200u), {199u, 1u}, {200u, 300u}, {300u, 200u}, {499u, 1u}, {500u, kNone}})
    EXPECT_EQ(hole(t, octet), expected) << octet;
}
// IsLost(): DupThresh ranges, or more than (DupThresh - 1) * SMSS octets, behind it.
TEST_P(ModelScoreboard, LostByOctets) {
  proves("6675-02");
  EXPECT_FALSE(lost(board({{200, 400}}, 1000), 0)) << "200 are not more than 200";
  EXPECT_TRUE(lost(board({{200, 401}}, 1000), 0));
  EXPECT_TRUE(lost(board({{200, 401}}, 1000), 199));
  EXPECT_FALSE(lost(board({{200, 401}}, 1000), 401));
  EXPECT_TRUE(lost(board({{200, 300}, {400, 501}}, 1000), 199));
  EXPECT_FALSE(lost(board({{200, 300}, {400, 501}}, 1000), 300));
}
TEST_P(ModelScoreboard, LostByRanges) {
  proves("6675-02");
  const Tcb t = board({{100, 110}, {200, 210}, {300, 310}}, 400);
  EXPECT_TRUE(lost(t, 0));
  EXPECT_TRUE(lost(t, 99));
  EXPECT_FALSE(lost(t, 110));
  EXPECT_FALSE(lost(t, 310));
}
TEST_P(ModelScoreboard, ThePipe) {
  proves("6675-01 6675-03");
  EXPECT_EQ(Scoreboard(board({{200, 300}}, 1000)).pipe(), 900u) << "not lost yet";
  EXPECT_EQ(Scoreboard(board({{200, 400}}, 1000)).pipe(), 800u);
  EXPECT_EQ(Scoreboard(board({{200, 401}}, 1000)).pipe(), 599u) << "0..200 is lost";
  EXPECT_EQ(Scoreboard(board({{200, 401}}, 1000, 100)).pipe(), 699u) << "100 of it went again";
  EXPECT_EQ(Scoreboard(board({{200, 401}}, 1000, 200)).pipe(), 799u);
  EXPECT_EQ(Scoreboard(board({{200, 401}}, 1000, 300)).pipe(), 799u) << "the peer holds those";
  EXPECT_EQ(Scoreboard(board({{200, 401}}, 401)).pipe(), 0u);
  // 0..100 is lost; 110..200, 210..300 and 310..400 are not.
  const Ranges three = {{100, 110}, {200, 210}, {300, 310}};
  EXPECT_EQ(Scoreboard(board(three, 400)).pipe(), 270u);
  EXPECT_EQ(Scoreboard(board(three, 400, 150)).pipe(), 270u + 100 + 40);
  EXPECT_EQ(Scoreboard(board(three, 400, 400)).pipe(), 270u + 100 + 270);
}

TEST_P(ModelScoreboard, BlocksOutsideOfWhatIsUnderWayDoNotCount) {
  proves("T13");
  const Ranges bad = {{0, 100},     {0u - 50, 50},      {0u - 50, 0u - 10}, {900, 1001},
                      {1000, 1100}, {300, 200},         {300, 300},         {0u - 1, 1000},
                      {0, 1000},    {0x8000'0000, 500}, {500, 0x8000'0100}};
  for (const Range& block : bad)
    EXPECT_EQ(mark({}, {block}), std::pair(Ranges{}, false)) << block.left << ':' << block.right;
  EXPECT_EQ(mark({}, {{1, 1000}}), std::pair(Ranges({{1, 1000}}), true));
}
TEST_P(ModelScoreboard, BlocksAreKeptInOrderAndJoined) {
  proves("2018-08");
  EXPECT_EQ(mark({}, {{700, 800}, {300, 400}, {500, 600}}).first,
            Ranges({{300, 400}, {500, 600}, {700, 800}}));
  EXPECT_EQ(mark({{100, 200}, {300, 400}}, {{200, 300}}).first, Ranges({{100, 400}}));
  EXPECT_EQ(mark({{100, 200}, {300, 400}}, {{150, 310}}).first, Ranges({{100, 400}}));
  EXPECT_EQ(mark({{100, 200}, {300, 400}}, {{50, 500}}).first, Ranges({{50, 500}}));
  EXPECT_EQ(mark({{100, 200}, {300, 400}}, {{201, 299}}).first,
            Ranges({{100, 200}, {201, 299}, {300, 400}}));
}
TEST_P(ModelScoreboard, AFifthRangeIsForgottenUnlessItTouches) {
  const Ranges four = {{100, 110}, {200, 210}, {300, 310}, {400, 410}};
  EXPECT_EQ(mark(four, {{500, 510}}), std::pair(four, false));
  EXPECT_EQ(mark(four, {{50, 60}}), std::pair(four, false));
  EXPECT_EQ(mark(four, {{410, 510}}).first,
            Ranges({{100, 110}, {200, 210}, {300, 310}, {400, 510}}));
  EXPECT_EQ(mark(four, {{110, 200}, {500, 510}}).first,
            Ranges({{100, 210}, {300, 310}, {400, 410}, {500, 510}}));
}
TEST_P(ModelScoreboard, WhatWasToldBeforeIsNothingNew) {
  EXPECT_FALSE(mark({{100, 300}}, {{100, 300}}).second);
  EXPECT_FALSE(mark({{100, 300}}, {{150, 200}}).second);
  EXPECT_TRUE(mark({{100, 300}}, {{150, 301}}).second);
}
// An ACK takes away what it reaches; that alone is nothing new.
TEST_P(ModelScoreboard, AnAckPrunes) {
  const Ranges ranges = {{100, 200}, {300, 400}, {500, 600}};
  EXPECT_EQ(mark(ranges, {}, 99), std::pair(ranges, false));
  EXPECT_EQ(mark(ranges, {}, 100), std::pair(Ranges({{300, 400}, {500, 600}}), false));
  EXPECT_EQ(mark(ranges, {}, 350), std::pair(Ranges({{500, 600}}), false));
  EXPECT_EQ(mark(ranges, {{300, 400}}, 1000), std::pair(Ranges{}, false));
  EXPECT_EQ(mark(ranges, {{700, 800}}, 400), std::pair(Ranges({{500, 600}, {700, 800}}), true));
}

}  // namespace
}  // namespace sockwire::model
