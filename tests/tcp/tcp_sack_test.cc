// SACK as a sender: the scoreboard (RFC 2018), recovery with it (RFC 6675); docs/rules/tcp.md
// section 1 ("board", "output") and 4. A segment holds 100 octets and the initial window 1,000; all
// numbers are worked out by hand, octets are counted from the first of the connection.
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

using Octets = std::pair<std::uint32_t, std::uint32_t>;  // from, up to

class TcpSack : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  Connection c = open(true, 4000);

  Connection open(bool sack, std::uint16_t from) {
    Peer peer(bench, from, 80);
    peer.mss = 100, peer.sack = sack;
    Connection made = accept(bench, listener, peer);
    no_delay(bench, made);
    return made;
  }
  Tcb tcb() { return bench.tcb(c.desc); }
  // The first octets and lengths of what leaves then.
  std::vector<Octets> sent_since(std::size_t before) {
    bench.quiet();
    std::vector<Octets> found;
    for (const Emit& emit : texts(bench, before))
      found.emplace_back(emit.seq - c.iss - 1, emit.length);
    return found;
  }
  std::vector<Octets> give(std::uint32_t octets) {
    const std::size_t before = bench.sent.size();
    EXPECT_EQ(bench.call(Call::CallSend, c.desc, octets).answer.value, octets);
    return sent_since(before);
  }
  std::vector<Octets> tell(std::uint32_t ack, const std::vector<Octets>& blocks,
                           std::uint32_t length = 0) {
    const std::size_t before = bench.sent.size();
    std::vector<Range> ranges;
    for (const auto& [left, right] : blocks)
      ranges.push_back({c.iss + 1 + left, c.iss + 1 + right});
    last = c.peer.acknowledge(c.iss + 1 + ack, ranges, length);
    return sent_since(before);
  }
  std::vector<Octets> board() {
    const Tcb now = tcb();
    std::vector<Octets> found;
    for (const Range& range : {now.sacked0, now.sacked1, now.sacked2, now.sacked3})
      if (range != Range{}) found.emplace_back(range.left - c.iss - 1, range.right - c.iss - 1);
    return found;
  }
  static std::vector<Octets> none() { return {}; }
  TcpRecord last;
};

TEST_F(TcpSack, BlocksAreJoinedAndSorted) {
  give(2048);
  tell(0, {{500, 600}});
  tell(0, {{100, 200}, {500, 600}});
  EXPECT_EQ(board(), (std::vector<Octets>{{100, 200}, {500, 600}}));
  tell(0, {{600, 700}});
  EXPECT_EQ(board(), (std::vector<Octets>{{100, 200}, {500, 700}})) << "on its right edge";
  tell(0, {{450, 500}});
  EXPECT_EQ(board(), (std::vector<Octets>{{100, 200}, {450, 700}})) << "on its left edge";
  tell(0, {{300, 350}, {800, 900}});
  EXPECT_EQ(board(), (std::vector<Octets>{{100, 200}, {300, 350}, {450, 700}, {800, 900}}));
  tell(0, {{210, 220}});
  EXPECT_EQ(board(), (std::vector<Octets>{{100, 200}, {300, 350}, {450, 700}, {800, 900}}))
      << "a fifth range has no place";
  tell(0, {{150, 460}});
  EXPECT_EQ(board(), (std::vector<Octets>{{100, 700}, {800, 900}})) << "it bridges three";
  tell(0, {{50, 950}});
  EXPECT_EQ(board(), (std::vector<Octets>{{50, 950}}));
}

TEST_F(TcpSack, FourBlocksOfOneSegmentAreTakenInTheirOrder) {
  give(2048);
  tell(0, {{700, 800}, {100, 200}, {500, 600}, {300, 400}});
  EXPECT_EQ(board(), (std::vector<Octets>{{100, 200}, {300, 400}, {500, 600}, {700, 800}}));
}

TEST_F(TcpSack, AcknowledgedRangesVanish) {
  give(2048);
  tell(0, {{100, 200}, {300, 400}, {500, 600}});
  tell(350, {});
  EXPECT_EQ(board(), (std::vector<Octets>{{500, 600}}));
  tell(600, {{800, 900}});
  EXPECT_EQ(board(), (std::vector<Octets>{{800, 900}}));
  tell(800, {{800, 900}});
  EXPECT_EQ(board(), none()) << "a block that is acknowledged does not count";
}

TEST_F(TcpSack, BlocksThatAreNoneAreNotHeeded) {
  give(500);
  tell(100, {});
  for (const Octets& block : {Octets{50, 90},
                             {100, 200},
                             {50, 200},
                             {400, 501},
                             {300, 200},
                             {300, 300},
                             {0x80000300, 0x80000400}}) {
    tell(100, {block});
    EXPECT_EQ(board(), none()) << block.first;
    EXPECT_EQ(tcb().dup_acks, 0) << block.first;
  }
}

TEST_F(TcpSack, OnlyNewsMakeADuplicate) {
  give(500);
  tell(0, {});
  EXPECT_EQ(tcb().dup_acks, 0) << "it tells of nothing";
  tell(0, {{100, 200}});
  EXPECT_EQ(tcb().dup_acks, 1);
  tell(0, {{100, 200}});
  EXPECT_EQ(tcb().dup_acks, 1) << "known";
  tell(0, {{100, 200}, {300, 310}}, 10);
  EXPECT_EQ(tcb().dup_acks, 2) << "text beside it does not matter";
}

TEST_F(TcpSack, MoreThanTwoSegmentsBeyondTellOfALoss) {
  give(2048);
  EXPECT_EQ(tell(0, {{100, 300}}), (std::vector<Octets>{{1000, 100}})) << "limited transmit";
  EXPECT_FALSE(tcb().recovering) << "two segments are not more than two";
  bench.now += 1000;
  EXPECT_EQ(tell(0, {{100, 301}}), (std::vector<Octets>{{0, 100}}));
  Tcb post = tcb();
  EXPECT_TRUE(post.recovering);
  EXPECT_EQ(post.ssthresh, 500u);
  EXPECT_EQ(post.cwnd, 500u) << "no inflation";
  EXPECT_EQ(post.recover, c.iss + 1100);
  EXPECT_EQ(post.snd_rtx, c.iss + 101);
  EXPECT_EQ(post.rtx_deadline, std::uint32_t(bench.now + 1'000'000));
  // pipe = 1,100 - 100 lost - held + 100 sent again; a segment more goes at 400.
  EXPECT_EQ(tell(0, {{100, 700}}), none());
  EXPECT_EQ(tell(0, {{100, 800}}), (std::vector<Octets>{{1100, 100}})) << "new octets";
  EXPECT_EQ(tcb().snd_rtx, c.iss + 101) << "which leave the place where holes are looked for";
  EXPECT_EQ(tell(0, {{100, 900}}), (std::vector<Octets>{{1200, 100}}));
  // All that was sent before the loss is acknowledged: 200 are in flight.
  tell(1100, {});
  EXPECT_FALSE(last.post.recovering);
  EXPECT_EQ(last.post.cwnd, 300u);
  EXPECT_EQ(last.post.snd_rtx, last.post.snd_nxt);
  EXPECT_EQ(board(), none());
}

TEST_F(TcpSack, ThreeRangesBeyondTellOfALossAtOnce) {
  give(2048);
  EXPECT_EQ(tell(0, {{100, 200}, {300, 400}, {500, 600}}), (std::vector<Octets>{{0, 100}}));
  EXPECT_TRUE(tcb().recovering);
  EXPECT_EQ(tcb().dup_acks, 1);
  EXPECT_EQ(tcb().cwnd, 500u);
  // Now all gaps are lost: pipe is what went again. They go first, then new octets, up to 500.
  EXPECT_EQ(tell(0, {{500, 1000}}),
            (std::vector<Octets>{{200, 100}, {400, 100}, {1000, 100}, {1100, 100}}));
}

TEST_F(TcpSack, ThirdDuplicateTellsOfALossToo) {
  give(600);
  tell(0, {{200, 250}}), tell(0, {{400, 450}});
  EXPECT_FALSE(tcb().recovering);
  EXPECT_EQ(tell(0, {{200, 260}}), (std::vector<Octets>{{0, 100}}));
  EXPECT_TRUE(tcb().recovering);
  EXPECT_EQ(tcb().cwnd, 300u);
}

TEST_F(TcpSack, NewOctetsGoBeforeWhatMayOnlyBeLate) {
  give(2048);
  // Of 800 to 900 nothing is known: 100 octets beyond. pipe is 100 + 100 sent again.
  EXPECT_EQ(tell(0, {{100, 800}, {900, 1000}}),
            (std::vector<Octets>{{0, 100}, {1000, 100}, {1100, 100}, {1200, 100}}));
}

TEST_F(TcpSack, WithoutNewOctetsWhatMayBeLateGoesAgain) {
  give(600);
  EXPECT_EQ(tell(0, {{100, 400}, {500, 600}}), (std::vector<Octets>{{0, 100}, {400, 100}}));
}

TEST_F(TcpSack, AHoleBoundsWhatGoesAgain) {
  give(2048);
  EXPECT_EQ(tell(0, {{30, 400}, {450, 1000}}),
            (std::vector<Octets>{
                {0, 30}, {400, 50}, {1000, 100}, {1100, 100}, {1200, 100}, {1300, 100}}));
}

TEST_F(TcpSack, APartialAckKeepsTheWindow) {
  give(2048);
  tell(0, {{100, 200}, {300, 400}, {500, 600}});
  bench.now += 1000;
  EXPECT_EQ(tell(200, {{300, 400}, {500, 600}}), none()) << "pipe is 600";
  EXPECT_TRUE(last.post.recovering && last.post.partial);
  EXPECT_FALSE(last.post.resend);
  EXPECT_EQ(last.post.cwnd, 500u);
  EXPECT_EQ(last.post.rtx_deadline, std::uint32_t(bench.now + 1'000'000));
  bench.now += 1000;
  EXPECT_EQ(tell(600, {}), (std::vector<Octets>{{600, 100}})) << "nothing tells of what is missing";
  EXPECT_TRUE(last.post.recovering && last.post.resend);
  EXPECT_EQ(last.post.cwnd, 500u);
  EXPECT_EQ(last.post.rtx_deadline, std::uint32_t(bench.now + 1'000'000)) << "each one restarts it";
}

TEST_F(TcpSack, DuplicatesDoNotInflateTheWindow) {
  give(2048);
  tell(0, {{100, 400}});
  for (std::uint32_t right = 500; right <= 700; right += 100) tell(0, {{100, right}});
  EXPECT_EQ(tcb().cwnd, 500u);
  EXPECT_EQ(tcb().dup_acks, 4);
}

TEST_F(TcpSack, ATimeoutForgetsTheBoard) {
  give(2048);
  tell(0, {{100, 200}, {300, 400}, {500, 600}});
  const std::size_t before = bench.sent.size();
  bench.after(1'000'000);
  EXPECT_EQ(sent_since(before), (std::vector<Octets>{{0, 100}}));
  EXPECT_EQ(board(), none());
  EXPECT_FALSE(tcb().recovering);
  // What is told from now on counts again: it is not sent a second time.
  EXPECT_EQ(tell(100, {{200, 300}}), (std::vector<Octets>{{100, 100}}));
  EXPECT_EQ(tell(300, {}), (std::vector<Octets>{{300, 100}, {400, 100}, {500, 100}}));
}

TEST_F(TcpSack, WithoutSackPermittedBlocksAreNotHeeded) {
  c = open(false, 4001);
  give(500);
  tell(0, {{100, 200}});
  EXPECT_EQ(board(), none());
  EXPECT_EQ(tcb().dup_acks, 1) << "RFC 5681 2";
}

}  // namespace
}  // namespace sockwire::test
