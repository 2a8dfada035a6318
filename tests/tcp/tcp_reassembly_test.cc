// Text out of order: kept in its place, told by SACK blocks, delivered once and whole.
// RFC 9293 3.10.7.4, RFC 2018, RFC 5681 4.2; docs/rules/tcp.md section 4, 5 and 6.
#include <random>

#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpReassembly : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  Connection c = open(true, false);
  const std::uint32_t base = c.peer.seq;  // the octet that is expected first

  Connection open(bool sack, bool timestamps, std::uint16_t from = 4000) {
    Peer peer(bench, from, 80);
    peer.sack = sack;
    if (timestamps) peer.tsval = 1;
    return accept(bench, listener, peer);
  }
  TcpRecord text(std::uint32_t from, std::uint32_t upto, const char* letters = ".") {
    return c.peer.send_at(base + from, letters, upto - from);
  }
  // Ranges, in octets from the first.
  using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  Ranges ranges(std::initializer_list<Range> all) const {
    Ranges found;
    for (const Range& range : all)
      if (range != Range{}) found.emplace_back(range.left - base, range.right - base);
    return found;
  }
  Ranges held(const TcpRecord& r) const {
    return ranges({r.post.held0, r.post.held1, r.post.held2, r.post.held3});
  }
  Ranges told(const TcpRecord& r) const {
    EXPECT_TRUE(r.emit.valid) << "no acknowledgment";
    const Ranges all = ranges({r.emit.sack0, r.emit.sack1, r.emit.sack2, r.emit.sack3});
    EXPECT_EQ(r.emit.sacks, all.size());
    return all;
  }
  std::uint32_t next(const TcpRecord& r) const { return r.post.rcv_nxt - base; }
};

TEST_F(TcpReassembly, GapIsToldAndFilled) {
  const TcpRecord early = text(100, 200);
  EXPECT_EQ(early.take, (Take{base + 100, 0, 100}));
  EXPECT_FALSE(early.ready.readable);
  EXPECT_EQ(early.emit.ack, base);
  EXPECT_EQ(told(early), (Ranges{{100, 200}}));
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 100).answer.error, Errno::Eagain);
  const TcpRecord filled = text(0, 100);
  EXPECT_EQ(next(filled), 200u);
  EXPECT_EQ(filled.take, (Take{base, 0, 100}));
  EXPECT_TRUE(filled.ready.readable);
  EXPECT_EQ(filled.emit.ack, base + 200) << "at once: it fills a gap";
  EXPECT_EQ(told(filled), Ranges{});
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 1000).answer.value, 200u);
}

// Lessons, TCP 1: the new octets exactly, once.
TEST_F(TcpReassembly, SegmentThatFillsAGapAndReachesPastIt) {
  text(100, 200);
  text(300, 400);
  const TcpRecord filled = text(0, 350);
  EXPECT_EQ(filled.take, (Take{base, 0, 350}));
  EXPECT_EQ(next(filled), 400u);
  EXPECT_EQ(held(filled), Ranges{});
}

TEST_F(TcpReassembly, FillingLeavesWhatIsBeyondTheNextGap) {
  text(100, 200);
  text(300, 400);
  text(500, 600);
  const TcpRecord filled = text(0, 100);
  EXPECT_EQ(next(filled), 200u);
  EXPECT_EQ(told(filled), (Ranges{{500, 600}, {300, 400}}));
  EXPECT_EQ(next(text(150, 300)), 400u);
}

TEST_F(TcpReassembly, TheLatestRangeComesFirst) {
  text(100, 200);
  text(300, 400);
  EXPECT_EQ(told(text(500, 600)), (Ranges{{500, 600}, {300, 400}, {100, 200}}));
  EXPECT_EQ(told(text(150, 180)), (Ranges{{150, 180}, {100, 200}, {500, 600}, {300, 400}}))
      << "after what came twice (RFC 2883)";
}

TEST_F(TcpReassembly, NeighboursAndOverlapsAreJoined) {
  text(100, 200);
  EXPECT_EQ(held(text(200, 300)), (Ranges{{100, 300}}));
  EXPECT_EQ(held(text(50, 100)), (Ranges{{50, 300}}));
  EXPECT_EQ(held(text(250, 350)), (Ranges{{50, 350}}));
  EXPECT_EQ(held(text(40, 360)), (Ranges{{40, 360}}));
  text(400, 500);
  text(600, 700);
  EXPECT_EQ(held(text(360, 600)), (Ranges{{40, 700}}));
  text(701, 702);
  EXPECT_EQ(held(text(699, 700)), (Ranges{{40, 700}, {701, 702}})) << "one octet is missing";
}

TEST_F(TcpReassembly, FifthRangeIsNotTaken) {
  for (std::uint32_t i = 1; i <= 4; ++i) text(200 * i, 200 * i + 100);
  const TcpRecord fifth = text(1000, 1100);
  EXPECT_EQ(fifth.take, Take{});
  EXPECT_EQ(told(fifth), (Ranges{{800, 900}, {600, 700}, {400, 500}, {200, 300}}));
  EXPECT_EQ(held(text(900, 1000)), (Ranges{{800, 1000}, {600, 700}, {400, 500}, {200, 300}}));
  EXPECT_EQ(held(text(100, 1100)), (Ranges{{100, 1100}})) << "it joins all four";
  EXPECT_EQ(next(text(0, 100)), 1100u);
}

TEST_F(TcpReassembly, ThreeBlocksFitBesideTimestamps) {
  c = open(true, true, 4001);
  for (std::uint32_t i = 1; i <= 3; ++i) text(200 * i, 200 * i + 100);
  EXPECT_EQ(told(text(800, 900)), (Ranges{{800, 900}, {600, 700}, {400, 500}}));
  EXPECT_EQ(held(bench.last()).size(), 4u);
}

TEST_F(TcpReassembly, NoBlocksForAPeerThatDidNotPermitThem) {
  c = open(false, false, 4001);
  const TcpRecord early = text(100, 200);
  EXPECT_EQ(early.take.length, 100);
  EXPECT_EQ(told(early), Ranges{});
}

TEST_F(TcpReassembly, TextBeyondTheWindowIsTrimmed) {
  EXPECT_EQ(text(3000, 4200).take, (Take{base + 3000, 0, 1096}));
  EXPECT_EQ(held(bench.last()), (Ranges{{3000, 4096}}));
  EXPECT_EQ(text(4096, 4097).drop, Drop::DropUnacceptable);
  const TcpRecord fin = text(4090, 4100, ".F");
  EXPECT_FALSE(fin.post.fin_held) << "it lies beyond the window";
}

TEST_F(TcpReassembly, FinBeyondAGapIsHeld) {
  const TcpRecord early = text(100, 200, ".F");
  EXPECT_TRUE(early.post.fin_held);
  EXPECT_EQ(early.post.fin_seq, base + 200);
  EXPECT_EQ(early.emit.ack, base);
  EXPECT_FALSE(early.ready.peer_closed);
  EXPECT_EQ(next(text(0, 50)), 50u);
  const TcpRecord filled = text(50, 100);
  EXPECT_EQ(filled.emit.ack, base + 201);
  EXPECT_EQ(filled.post.state, TcpState::CloseWait);
  EXPECT_TRUE(filled.ready.peer_closed && filled.ready.readable);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 1000).answer.value, 200u);
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 1000).answer.error, Errno::Ok);
}

TEST_F(TcpReassembly, FinAloneBeyondAGapIsHeld) {
  EXPECT_TRUE(text(100, 100, ".F").post.fin_held);
  EXPECT_EQ(text(0, 100).post.state, TcpState::CloseWait);
}

TEST_F(TcpReassembly, TextBeyondAFinDoesNotCount) {
  text(100, 100, ".F");
  EXPECT_EQ(held(text(150, 300)), (Ranges{{150, 300}}));
  const TcpRecord filled = text(0, 160);
  EXPECT_EQ(filled.post.state, TcpState::CloseWait);
  EXPECT_EQ(next(filled), 101u);
  EXPECT_EQ(held(filled), Ranges{});
  EXPECT_EQ(bench.call(Call::CallRecv, c.desc, 1000).answer.value, 100u);
}

// Segments at random over a window, against a plain set of octets.
TEST_F(TcpReassembly, RandomSegmentsDeliverEveryOctetOnce) {
  std::mt19937 random(1);
  for (int round = 0; round < 40; ++round) {
    c = open(true, false, std::uint16_t(5000 + round));
    std::vector<bool> there(4096, false);
    std::uint32_t expected = 0;
    for (int step = 0; expected < 4096 && step < 4000; ++step) {
      const auto from = std::uint32_t(64 * (random() % 64)),
                 length = std::uint32_t(1 + random() % 700);
      const std::uint32_t upto = std::min(from + length, 4096u);
      const TcpRecord record = text(from, upto);
      if (record.take.length) {
        const std::uint32_t first = record.take.seq - base;
        EXPECT_EQ(first, std::max(from, expected));
        EXPECT_EQ(record.take.skip, first - from);
        EXPECT_EQ(first + record.take.length, upto);
        std::fill(there.begin() + first, there.begin() + upto, true);
      } else {
        EXPECT_TRUE(upto <= expected || held(record).size() == 4) << from << ' ' << upto;
      }
      while (expected < 4096 && there[expected]) ++expected;
      ASSERT_EQ(next(record), expected);
      std::vector<bool> known(4096, false);
      std::fill_n(known.begin(), expected, true);
      for (const auto& [left, right] : held(record))
        std::fill(known.begin() + left, known.begin() + right, true);
      ASSERT_EQ(known, there);
    }
    EXPECT_EQ(expected, 4096u);
    bench.call(Call::CallAbort, c.desc);
  }
}

}  // namespace
}  // namespace sockwire::test
