// Text beyond a gap: RFC 9293 3.10.7.4 (SHLD-31), RFC 2018, RFC 5681 4.2.
#include <algorithm>
#include <random>

#include "tests/model/script.h"

namespace sockwire::model {
namespace {

using enum TcpState;

// Each test with the peer's numbers in the middle of the circle and just below its end.
class ModelReassembly : public ::testing::TestWithParam<Seq> {
 protected:
  // The octets of the stream from `at` (1 is the first) up to, not including, `end`.
  std::string piece(std::uint32_t at, std::uint32_t end, std::string_view flags = "P.") {
    return s.in(flags, at, 1, {.payload = stream_.substr(at - 1, end - at)});
  }
  std::string held() const {
    std::string all;
    for (const Range& range : {s.tcb().held0, s.tcb().held1, s.tcb().held2, s.tcb().held3}) {
      if (range.left == range.right) continue;
      all += std::to_string(range.left - s.tcb().irs) + ':' +
             std::to_string(range.right - s.tcb().irs) + ' ';
    }
    return all;
  }
  std::string read_all() {
    std::string all;
    for (std::string part = s.recv(); part != "Eagain" && !part.empty(); part = s.recv())
      all += part;
    return all;
  }

  Script s{GetParam()};
  const std::string stream_ = text(5000);
};
INSTANTIATE_TEST_SUITE_P(PeerIss, ModelReassembly,
                         ::testing::Values(0x1000'0000u, 0xFFFF'FFFEu, 0x7FFF'FFFEu));

TEST_P(ModelReassembly, TextBeyondAGapWaitsForIt) {
  s.established();
  EXPECT_EQ(piece(11, 21), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.r.take, s.take(11, 0, 10));
  EXPECT_EQ(s.r.ready, Ready{});
  EXPECT_EQ(s.recv(), "Eagain");
  EXPECT_EQ(piece(1, 11), ". 1(0) ack 21 win 4076") << "a gap is closed: at once";
  EXPECT_EQ(s.r.ready, Ready{.readable = true});
  EXPECT_EQ(read_all(), stream_.substr(0, 20));
  EXPECT_EQ(held(), "");
}
TEST_P(ModelReassembly, RangesThatTouchAreJoined) {
  s.established();
  piece(11, 21);
  piece(31, 41);
  EXPECT_EQ(held(), "31:41 11:21 ");
  piece(41, 51);
  EXPECT_EQ(held(), "31:51 11:21 ");
  piece(5, 11);
  EXPECT_EQ(held(), "5:21 31:51 ") << "the one that changed stands in front";
  piece(15, 36);
  EXPECT_EQ(held(), "5:51 ");
  piece(20, 25);
  EXPECT_EQ(held(), "5:51 ") << "nothing new";
  EXPECT_EQ(piece(1, 5), ". 1(0) ack 51 win 4046");
  EXPECT_EQ(read_all(), stream_.substr(0, 50));
}
TEST_P(ModelReassembly, TheGapIsFilledInPieces) {
  s.established();
  for (const std::uint32_t at : {11u, 31u, 51u}) piece(at, at + 10);
  EXPECT_EQ(piece(1, 35), ". 1(0) ack 41 win 4056") << "over two gaps and into what was held";
  EXPECT_EQ(s.r.take, s.take(1, 0, 34));
  EXPECT_EQ(held(), "51:61 ");
  EXPECT_EQ(piece(41, 46), ". 1(0) ack 46 win 4051") << "at once, while a gap is left";
  EXPECT_EQ(piece(46, 51), ". 1(0) ack 61 win 4036");
  EXPECT_EQ(read_all(), stream_.substr(0, 60));
}
// Four gaps; a fifth finds no place, and its octets come again.
TEST_P(ModelReassembly, AFifthGapIsNotKept) {
  s.established();
  for (const std::uint32_t at : {11u, 31u, 51u, 71u}) piece(at, at + 10);
  EXPECT_EQ(piece(91, 101), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.r.take, Take{});
  EXPECT_EQ(held(), "71:81 51:61 31:41 11:21 ");
  piece(81, 91);
  EXPECT_EQ(held(), "71:91 51:61 31:41 11:21 ") << "what touches one of them is kept";
  piece(21, 31);
  EXPECT_EQ(held(), "11:41 71:91 51:61 ");
  piece(95, 101);
  EXPECT_EQ(held(), "95:101 11:41 71:91 51:61 ");
}
TEST_P(ModelReassembly, OnlyTheWindowIsKept) {
  s.established();
  piece(4000, 4200);
  EXPECT_EQ(s.r.take, s.take(4000, 0, 97));
  EXPECT_EQ(held(), "4000:4097 ");
  piece(4097, 4098);
  EXPECT_EQ(s.r.drop, Drop::DropUnacceptable);
}

// ---------------------------------------------------------------- FIN

TEST_P(ModelReassembly, AFinBeyondAGapCountsWhenTheGapIsClosed) {
  s.established();
  EXPECT_EQ(piece(11, 21, "FP."), ". 1(0) ack 1 win 4096");
  EXPECT_EQ(s.state(), Established);
  EXPECT_EQ(piece(1, 11), ". 1(0) ack 22 win 4075");
  EXPECT_EQ(s.state(), CloseWait);
  EXPECT_EQ(s.r.ready, (Ready{.peer_closed = true, .readable = true}));
  EXPECT_EQ(read_all(), stream_.substr(0, 20));
  EXPECT_EQ(s.recv(), "");
}
TEST_P(ModelReassembly, TextBehindAFinIsForgotten) {
  s.established();
  s.in("F.", 11, 1);
  piece(21, 31);
  piece(11, 16);
  EXPECT_EQ(piece(1, 11), ". 1(0) ack 12 win 4085");
  EXPECT_EQ(s.state(), CloseWait);
  EXPECT_EQ(held(), "");
  EXPECT_EQ(read_all(), stream_.substr(0, 10));
}
TEST_P(ModelReassembly, TextForNobodyIsResetBeyondAGapToo) {
  s.established();
  s.error(Call::CallClose);
  s.turns();
  EXPECT_EQ(s.in("P.", 11, 2, {.payload = "late"}), "R 2(0)");
  EXPECT_EQ(s.r.post, Tcb{});
}

// ---------------------------------------------------------------- SACK blocks (RFC 2018 section 4)

TEST_P(ModelReassembly, TheLatestBlockStandsInFront) {
  s.established({.sack = true});
  EXPECT_EQ(piece(11, 21), ". 1(0) ack 1 win 4096 sack 11:21");
  EXPECT_EQ(piece(31, 41), ". 1(0) ack 1 win 4096 sack 31:41 11:21");
  EXPECT_EQ(piece(51, 61), ". 1(0) ack 1 win 4096 sack 51:61 31:41 11:21");
  EXPECT_EQ(piece(71, 81), ". 1(0) ack 1 win 4096 sack 71:81 51:61 31:41 11:21");
  EXPECT_EQ(piece(25, 31), ". 1(0) ack 1 win 4096 sack 25:41 71:81 51:61 11:21");
  EXPECT_EQ(piece(1, 11), ". 1(0) ack 21 win 4076 sack 25:41 71:81 51:61");
  EXPECT_EQ(piece(21, 25), ". 1(0) ack 41 win 4056 sack 71:81 51:61");
}
TEST_P(ModelReassembly, BesideTimestampsThereIsRoomForThree) {
  s.established({.sack = true, .tsval = 5});
  const auto piece_with_ts = [&](std::uint32_t at) {
    return s.in("P.", at, 1, {.payload = "x", .tsval = 6});
  };
  for (const std::uint32_t at : {11u, 21u, 31u}) piece_with_ts(at);
  EXPECT_EQ(piece_with_ts(41), ". 1(0) ack 1 win 4096 sack 41:42 31:32 21:22");
}
TEST_P(ModelReassembly, WhoHasNotOfferedSackGetsNone) {
  s.established();
  EXPECT_EQ(piece(11, 21), ". 1(0) ack 1 win 4096");
}
// What the option takes is not there for text: 1460 - 4 - 8.
TEST_P(ModelReassembly, TextLeavesRoomForTheBlocks) {
  s.established({.wnd = 8192, .mss = 1460, .sack = true});
  piece(11, 21);
  s.send(text(2000));
  EXPECT_EQ(s.turn(), ". 1(1448) ack 1 win 4096 sack 11:21");
}

// ---------------------------------------------------------------- in any order

TEST_P(ModelReassembly, EveryOctetLandsInItsPlace) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Script one(GetParam());
    std::mt19937 random(seed);
    one.established();
    std::string received;
    while (received.size() < stream_.size()) {
      const std::uint32_t next = one.tcb().rcv_nxt - one.tcb().irs;
      const std::uint32_t at =
          1 + static_cast<std::uint32_t>(std::max<std::int64_t>(
                  0, std::int64_t{next} - 300 + static_cast<std::int64_t>(random() % 1500)));
      if (at - 1 >= stream_.size()) continue;
      one.in("P.", at, 1, {.payload = stream_.substr(at - 1, 1 + random() % 700)});
      if (random() % 4 == 0)
        if (const std::string part = one.recv(); part != "Eagain") received += part;
    }
    EXPECT_EQ(received, stream_) << "seed " << seed;
  }
}

}  // namespace
}  // namespace sockwire::model
