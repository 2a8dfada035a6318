// Recovery by SACK (RFC 6675), and what the peer is told of what came twice (RFC 2883). A segment
// has 200 octets, and the initial window is ten of them.
#include "tests/model/script.h"
#include "tests/requirement.h"

namespace sockwire::model {
namespace {

class ModelSack : public ::testing::Test {
 protected:
  ModelSack() { s.established({.wnd = 60'000, .mss = 200, .sack = true}); }
  // What may leave has left: 1 to 2,001.
  void fill(std::size_t octets = 4000) {
    for (std::size_t at = 0; at < octets; at += 2000) s.send(text(2000));
    s.turns();
    ASSERT_EQ(s.ours(t().snd_nxt), 2001u);
  }
  std::string ack(std::uint32_t number, std::vector<Range> blocks = {}) {
    s.in(".", 1, number, {.wnd = 60'000, .blocks = std::move(blocks)});
    return s.turns();
  }
  const Tcb& t() const { return s.tcb(); }
  static std::string segment(std::uint32_t seq) {
    return ". " + std::to_string(seq) + "(200) ack 1 win 4096\n";
  }

  Script s;
};

// Section 5: the third ACK with something new begins recovery; cwnd = ssthresh, nothing inflates.
TEST_F(ModelSack, TheThirdDuplicateBeginsRecovery) {
  proves("6675-05 6675-06");
  fill();
  EXPECT_EQ(ack(1, {{201, 401}}), segment(2001)) << "limited transmit";
  EXPECT_EQ(ack(1, {{201, 601}}), segment(2201));
  EXPECT_EQ(ack(1, {{201, 801}}), segment(1));
  EXPECT_TRUE(t().recovering);
  EXPECT_EQ(t().ssthresh, 1000u);
  EXPECT_EQ(t().cwnd, 1000u);
  // 801 to 2,401 is under way, and the first one again: 1,800. Each further 200 leave the pipe.
  for (std::uint32_t right = 1001; right < 1801; right += 200)
    EXPECT_EQ(ack(1, {{201, right}}), "") << right;
  EXPECT_EQ(ack(1, {{201, 1801}}), segment(2401)) << "the pipe is 800, cwnd 1,000";
  EXPECT_EQ(t().cwnd, 1000u);
}
TEST_F(ModelSack, AFullAcknowledgmentEndsRecovery) {
  proves("6675-07");
  fill();
  for (std::uint32_t right = 401; right <= 1801; right += 200) ack(1, {{201, right}});
  ASSERT_EQ(s.ours(t().snd_nxt), 2601u);
  EXPECT_EQ(ack(2401), segment(2601));
  EXPECT_FALSE(t().recovering);
  EXPECT_EQ(t().cwnd, 400u) << "200 are in flight";
}
// Section 5 step (1): one ACK is enough if the scoreboard says that the first segment is lost.
// Section 4: first what is lost, then new octets.
TEST_F(ModelSack, WhatIsLostGoesFirst) {
  proves("6675-04 6675-05");
  fill();
  EXPECT_EQ(ack(1, {{401, 601}, {801, 1001}, {1201, 1401}}), segment(1)) << "the pipe is 1,200";
  EXPECT_EQ(ack(1, {{1601, 1801}}), segment(201)) << "1,000 with it";
  EXPECT_EQ(ack(1, {{1801, 2001}}), segment(601) + segment(1001));
  const std::uint64_t later = s.now += 1000;
  EXPECT_EQ(ack(601), segment(2001) + segment(2201)) << "1,401 is not lost yet";
  EXPECT_TRUE(t().recovering);
  EXPECT_EQ(t().cwnd, 1000u) << "a partial ACK does not deflate";
  EXPECT_EQ(t().rtx_deadline, static_cast<std::uint32_t>(later) + t().rto);
}
TEST_F(ModelSack, WithoutNewOctetsWhatMayBeLostGoes) {
  proves("6675-04");
  fill(2000);
  ack(1, {{401, 601}, {801, 1001}, {1201, 1401}});
  ack(1, {{1601, 1801}});
  ack(1, {{1801, 2001}});
  EXPECT_EQ(ack(601), segment(1401));
  EXPECT_EQ(ack(601), "") << "behind 1,601 everything is held";
}
// Nothing tells of what is missing: NewReno's way.
TEST_F(ModelSack, APartialAckWithAnEmptyBoardRepeatsItsSegment) {
  fill();
  for (std::uint32_t right = 401; right <= 801; right += 200) ack(1, {{201, right}});
  EXPECT_EQ(ack(801), segment(801));
  EXPECT_TRUE(t().recovering);
}
// An ACK that repeats the same blocks, or has none, is no duplicate (section 2).
TEST_F(ModelSack, OldNewsIsNoDuplicate) {
  fill();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ack(1), "");
  ack(1, {{201, 401}});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ack(1, {{201, 401}}), "");
  EXPECT_EQ(t().dup_acks, 1);
}
// RFC 2018 sections 5 and 8, RFC 6675 5.1.
TEST_F(ModelSack, ATimeOutForgetsTheBoardAndUsesNewerBlocks) {
  proves("2018-09 2018-10 2018-11 6675-08 6675-09 T13");
  fill();
  ack(1, {{1, 201}});  // no block: it begins at snd_una
  ack(1, {{2, 2001}});
  EXPECT_FALSE(Scoreboard(t()).empty());
  EXPECT_EQ(s.timeout(), ". 1(200) ack 1 win 4096");
  EXPECT_TRUE(Scoreboard(t()).empty());
  EXPECT_FALSE(t().recovering);
  EXPECT_EQ(t().cwnd, 200u);
  EXPECT_EQ(ack(201, {{601, 801}}), segment(201) + segment(401));
  EXPECT_EQ(ack(401, {{601, 801}}), segment(801)) << "not what the peer holds";
  EXPECT_EQ(ack(401, {{601, 801}, {901, 951}, {961, 981}}), "");
  EXPECT_FALSE(t().recovering) << "the window of the time-out is not acknowledged yet";
}

// ---------------------------------------------------------------- D-SACK

class ModelDsack : public ::testing::TestWithParam<Seq> {
 protected:
  std::string text_in(std::uint32_t seq, std::size_t octets = 500) {
    return s.in(".", seq, 1, {.payload = text(octets)});
  }
  Script s{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(PeerIss, ModelDsack, ::testing::Values(0x1000'0000u, 0xFFFF'FE00u));

// RFC 2883 4.1, example 1.
TEST_P(ModelDsack, ASegmentThatCameTwiceIsToldOnce) {
  proves("2883-01 2883-02");
  s.established({.sack = true});
  text_in(1);
  text_in(501);
  EXPECT_EQ(text_in(501), ". 1(0) ack 1001 win 3096 sack 501:1001");
  text_in(1001);
  EXPECT_EQ(text_in(1501), ". 1(0) ack 2001 win 2096");
}
// Example 2: the duplicate first, then what is held.
TEST_P(ModelDsack, BesideAGap) {
  proves("2883-01");
  s.established({.sack = true});
  text_in(1);
  EXPECT_EQ(text_in(1001), ". 1(0) ack 501 win 3596 sack 1001:1501");
  EXPECT_EQ(text_in(1), ". 1(0) ack 501 win 3596 sack 1:501 1001:1501");
}
// Example 3: in a range that is held; the second block is the one around it.
TEST_P(ModelDsack, InsideWhatIsHeld) {
  proves("2883-03");
  s.established({.sack = true});
  text_in(1);
  text_in(1001);
  text_in(1501);
  EXPECT_EQ(text_in(1501), ". 1(0) ack 501 win 3596 sack 1501:2001 1001:2001");
}
// 4.2: only the part that had come.
TEST_P(ModelDsack, OnlyTheOctetsThatCameTwice) {
  s.established({.sack = true});
  text_in(1);
  EXPECT_EQ(text_in(1, 1000), ". 1(0) ack 1001 win 3096 sack 1:501");
  text_in(1501);
  EXPECT_EQ(text_in(1401, 600), ". 1(0) ack 1001 win 3096 sack 1401:2001") << "partly new";
}
TEST_P(ModelDsack, ThreeBlocksInAllBesideTimestamps) {
  s.established({.sack = true, .tsval = 1});
  for (const std::uint32_t at : {101u, 301u, 501u})
    s.in(".", at, 1, {.payload = text(100), .tsval = 1});
  EXPECT_EQ(s.in(".", 101, 1, {.payload = text(100), .tsval = 1}),
            ". 1(0) ack 1 win 4096 sack 101:201 101:201 501:601");
}
TEST_P(ModelDsack, NotWithoutSack) {
  s.established();
  text_in(1);
  EXPECT_EQ(text_in(1), ". 1(0) ack 501 win 3596");
}

}  // namespace
}  // namespace sockwire::model
