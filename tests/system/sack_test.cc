// Selective acknowledgments: RFC 2018, recovery by them (RFC 6675), what came twice (RFC 2883).
// Segments have 200 octets; ten are in flight at first, and the buffer holds forty.
#include <numeric>

#include "tests/system/flow.h"

namespace sockwire {
namespace {

using namespace packet;

class Sack : public FlowTest {
 protected:
  PeerConnection connection{peer(), 80};
  unsigned desc = 0;

  void start() {
    connection.wnd = 60'000;
    desc = open(connection, joined({mss_option(200), sack_permitted_option()}));
  }
  void flood() {
    start();
    fill(desc);
    EXPECT_EQ(places(connection, arrivals()), from(0, 10));
  }
  // What follows an acknowledgment of `octets` that tells to hold these.
  Places after(std::uint32_t octets, std::vector<Block> blocks) {
    const std::uint32_t base = connection.engine_iss() + 1;
    for (Block& block : blocks) block.left += base, block.right += base;
    Tcp tcp = connection.segment(kAck);
    tcp.ack = base + octets;
    tcp.wnd = 60'000;
    tcp.options = sack_option(blocks);
    peer().send_tcp(tcp);
    return places(connection, arrivals());
  }
  // Our text, from this octet of our stream on.
  std::vector<Block> answer_to(std::uint32_t at, std::size_t octets) {
    text(connection, at, pattern(octets));
    std::vector<Block> blocks = peer().expect_tcp("an ACK").sack();
    const std::uint32_t base = connection.snd_nxt();
    for (Block& block : blocks) block.left -= base, block.right -= base;
    return blocks;
  }
};
SOCKWIRE_ENGINES(Sack);

// ssthresh = cwnd = FlightSize / 2 = 1000 (2000 before the two of limited transmit); one segment
// goes at once, the next ones when the pipe holds 800 or less.
TEST_P(Sack, ThePipeIsKeptInRecovery) {
  proves("6675-01 6675-03 6675-05 6675-06 6675-07 2018-08 2018-13");
  flood();
  std::vector<Places> brought;
  for (std::uint32_t right = 400; right <= 2000; right += 200) {
    brought.push_back(after(0, {{200, right}}));
  }
  const std::vector<Places> wanted{{2000}, {2200}, {0}, {}, {}, {}, {}, {2400}, {2600}};
  EXPECT_EQ(brought, wanted);
  EXPECT_EQ(count(reg::kTcpRetransSegs), 1U);
  // All that was in flight then: cwnd = min(ssthresh, max(FlightSize, SMSS) + SMSS) = 600.
  EXPECT_EQ(after_ack(connection, 2400), from(2800, 1));
}

// Three holes: each is repaired once, in one round trip, before anything new.
TEST_P(Sack, SeveralHolesAreRepairedInOneRoundTrip) {
  proves("6675-01 6675-02 6675-03 6675-04 6675-06");
  flood();
  EXPECT_EQ(after(0, {{200, 400}}), (Places{2000}));
  EXPECT_EQ(after(0, {{600, 800}, {200, 400}}), (Places{2200}));
  std::vector<Places> brought;
  for (std::uint32_t right = 1200; right <= 2400; right += 200) {
    brought.push_back(after(0, {{1000, right}, {600, 800}, {200, 400}}));
  }
  const std::vector<Places> wanted{{0}, {}, {}, {400}, {800}, {2400}, {2600}};
  EXPECT_EQ(brought, wanted);
  EXPECT_EQ(after(400, {{1000, 2400}, {600, 800}}), (Places{2800}));
  EXPECT_EQ(after(800, {{1000, 2400}}), (Places{3000}));
  EXPECT_EQ(count(reg::kTcpRetransSegs), 3U);
  EXPECT_EQ(after_ack(connection, 2400), (Places{3200}));
}

// More than two segments held beyond it: lost, with the first acknowledgment that says so.
TEST_P(Sack, OneAcknowledgmentCanTellOfALoss) {
  proves("6675-02 6675-05");
  flood();
  EXPECT_EQ(after(0, {{200, 800}}), (Places{0}));
  EXPECT_EQ(count(reg::kTcpRetransSegs), 1U);
}

// The last segment of a window is lost too: nothing is held beyond it, and the partial
// acknowledgment alone tells of it.
TEST_P(Sack, ALostTailIsRepairedByThePartialAck) {
  proves("6675-04");
  flood();
  // In the pipe: the last 200 and the segment again; three more fit into 1000.
  EXPECT_EQ(after(0, {{200, 1800}}), (Places{0, 2000, 2200, 2400}));
  EXPECT_EQ(after_ack(connection, 1800), (Places{1800}));
}

// RFC 2018 8: the receiver may have thrown away what it held.
TEST_P(Sack, ATimeOutForgetsWhatWasHeld) {
  proves("2018-09 2018-10 2018-11 6675-08 6675-09 T13");
  flood();
  EXPECT_EQ(after(0, {{200, 800}}), (Places{0}));
  EXPECT_EQ(places(connection, {peer().expect_tcp("by timer")}), (Places{0}));
  EXPECT_EQ(after_ack(connection, 200), (Places{200, 400}));
  EXPECT_EQ(after(200, {{1200, 2000}}), Places{}) << "no recovery before 2000";
  // What is told from then on counts: [800, 1000) goes, then what follows the board.
  EXPECT_EQ(after(600, {{800, 1000}}), (Places{600, 1000}));
}

TEST_P(Sack, BlocksThatCannotBeAreIgnored) {
  proves("T13 T03");
  flood();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(after(0, {{3000, 3200}, {0, 200}, {800, 600}, {400, 400}}), Places{});
    EXPECT_EQ(after(0, {{1800, 2200}, {0xFFFFFF00, 0xFFFFFFF0}}), Places{});
    EXPECT_EQ(after_ack(connection, 0), Places{}) << "without news it is no duplicate";
  }
  EXPECT_EQ(count(reg::kTcpRetransSegs), 0U);
}

// Five islands: the board has room for four; what is left out costs a repetition, no octet.
TEST_P(Sack, MoreIslandsThanTheBoardHolds) {
  proves("2018-08");
  flood();
  after(0, {{200, 300}, {400, 500}, {600, 700}, {800, 900}});
  after(0, {{1000, 1100}});
  for (std::uint32_t at = 100; at < 8192; at += 100) ack(connection, at), arrivals(5);
  ack(connection, 8192);
  bench().drain();
  EXPECT_EQ(bench().state(desc).unacked, 0U);
}

// RFC 2883 4: the first block tells what came twice, the next one what it lies in.
TEST_P(Sack, WhatComesTwiceIsTold) {
  proves("2883-01 2883-02 2883-03 2018-05 2018-07");
  start();
  const std::uint32_t base = connection.snd_nxt();
  text(connection, 0, pattern(100));
  EXPECT_EQ(peer().expect_tcp("an ACK").ack, base + 100);
  EXPECT_EQ(answer_to(0, 100), (std::vector<Block>{{0, 100}}));
  EXPECT_EQ(answer_to(200, 100), (std::vector<Block>{{200, 300}}));
  EXPECT_EQ(answer_to(200, 100), (std::vector<Block>{{200, 300}, {200, 300}}));
  EXPECT_EQ(answer_to(300, 100), (std::vector<Block>{{200, 400}}));
  EXPECT_EQ(answer_to(250, 100), (std::vector<Block>{{250, 350}, {200, 400}}));
  EXPECT_EQ(answer_to(50, 100), (std::vector<Block>{{50, 100}, {200, 400}})) << "the other half is new";
  EXPECT_EQ(answer_to(150, 50), std::vector<Block>{});
  EXPECT_EQ(answer_to(0, 400), (std::vector<Block>{{0, 400}}));
}

// Four blocks without timestamps, D-SACK included.
TEST_P(Sack, AsManyBlocksAsFit) {
  proves("2018-06");
  start();
  for (const std::uint32_t at : {100U, 300U, 500U}) answer_to(at, 50);
  EXPECT_EQ(answer_to(700, 50),
            (std::vector<Block>{{700, 750}, {500, 550}, {300, 350}, {100, 150}}));
  EXPECT_EQ(answer_to(300, 50),
            (std::vector<Block>{{300, 350}, {300, 350}, {700, 750}, {500, 550}}));
}

}  // namespace
}  // namespace sockwire
