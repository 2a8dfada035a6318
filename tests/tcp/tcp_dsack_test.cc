// Octets that came twice are told (D-SACK, RFC 2883), once and first; docs/rules/tcp.md section 1
// ("options").
#include "tests/tcp/tcp_peer.h"

namespace sockwire::test {
namespace {

class TcpDsack : public ::testing::Test {
 protected:
  TcpBench bench;
  std::uint16_t listener = bench.listener(80);
  Connection c = open(true, 4000);

  Connection open(bool sack, std::uint16_t from, bool timestamps = false) {
    Peer peer(bench, from, 80);
    peer.sack = sack;
    if (timestamps) peer.tsval = 1;
    return accept(bench, listener, peer);
  }
  // Octets of the peer's stream.
  TcpRecord text(std::uint32_t from, std::uint32_t upto) {
    return c.peer.send_at(5001 + from, ".", upto - from);
  }
  using Octets = std::pair<std::uint32_t, std::uint32_t>;
  static std::vector<Octets> told(const TcpRecord& record) {
    std::vector<Octets> blocks;
    const Emit& emit = record.emit;
    for (const Range& range : {emit.sack0, emit.sack1, emit.sack2, emit.sack3})
      if (range != Range{}) blocks.emplace_back(range.left - 5001, range.right - 5001);
    EXPECT_EQ(blocks.size(), emit.sacks);
    return blocks;
  }
};

TEST_F(TcpDsack, ASegmentThatComesAgain) {
  text(0, 100);
  const TcpRecord again = text(0, 100);
  EXPECT_EQ(again.drop, Drop::DropUnacceptable);
  EXPECT_EQ(told(again), (std::vector<Octets>{{0, 100}}));
  EXPECT_EQ(again.emit.ack, 5101u);
}

TEST_F(TcpDsack, OnlyTheOctetsThatAreOld) {
  text(0, 100);
  const TcpRecord overlap = text(50, 150);
  EXPECT_EQ(overlap.drop, Drop::DropNone);
  EXPECT_EQ(told(overlap), (std::vector<Octets>{{50, 100}}));
  EXPECT_EQ(overlap.emit.ack, 5151u);
}

TEST_F(TcpDsack, InsideAHeldRange) {
  EXPECT_EQ(told(text(200, 300)), (std::vector<Octets>{{200, 300}}));
  EXPECT_EQ(told(text(220, 280)), (std::vector<Octets>{{220, 280}, {200, 300}}));
  EXPECT_EQ(told(text(250, 350)), (std::vector<Octets>{{200, 350}})) << "not all of it is old";
  EXPECT_EQ(told(text(200, 350)), (std::vector<Octets>{{200, 350}, {200, 350}}));
}

TEST_F(TcpDsack, ItComesFirstAndTakesTheLastOnesPlace) {
  for (std::uint32_t from = 200; from <= 800; from += 200) text(from, from + 100);
  EXPECT_EQ(told(text(400, 500)),
            (std::vector<Octets>{{400, 500}, {400, 500}, {800, 900}, {600, 700}}));
}

TEST_F(TcpDsack, ThreeBlocksBesideTimestamps) {
  c = open(true, 4001, true);
  for (std::uint32_t from = 200; from <= 600; from += 200) text(from, from + 100);
  EXPECT_EQ(told(text(400, 500)), (std::vector<Octets>{{400, 500}, {400, 500}, {600, 700}}));
}

TEST_F(TcpDsack, ItIsToldOnceOnly) {
  text(0, 100), text(0, 100);
  EXPECT_EQ(told(text(200, 300)), (std::vector<Octets>{{200, 300}}));
}

TEST_F(TcpDsack, NotInAnswerToWhatIsEmptyOrWithoutSack) {
  text(0, 100);
  EXPECT_EQ(told(c.peer.send_at(5000, ".F")), std::vector<Octets>{});
  c = open(false, 4001);
  text(0, 100);
  EXPECT_EQ(text(0, 100).emit.sacks, 0);
}

}  // namespace
}  // namespace sockwire::test
