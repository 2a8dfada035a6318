// The matrix itself judged: the oracle against sentences of the RFCs with the numbers worked out by
// hand, and the judge against wrong expectations, each of which it must report.
#include <gtest/gtest.h>

#include <ostream>

#include "tests/matrix/judge.h"

namespace sockwire {
namespace {

using namespace oracle;

constexpr Block kEstablished{.state = TcpState::Established,
                             .iss = 99,
                             .snd_una = 110,
                             .snd_nxt = 130,
                             .rcv_nxt = 0xFFFFFFF8,
                             .rcv_wnd = 100};

TEST(Oracle, KnowsTheWindowAcrossZero) {
  const auto only = [](const oracle::Arrival& seg) {
    const auto allowed = arrives(kEstablished, seg);
    EXPECT_EQ(allowed.size(), 1U);
    return allowed.front();
  };
  const Outcome text = only({.seq = 0xFFFFFFF0, .ack = 130, .controls = kAck, .text = 20});
  EXPECT_EQ(text.delivered, 12U);  // eight of twenty are old
  EXPECT_EQ(text.block.snd_una, 130U);
  EXPECT_EQ(*text.reply, (Reply{.controls = kAck, .seq = 130, .ack = 4}));
  const Outcome old = only({.seq = 0xFFFFFFE0, .ack = 130, .controls = kAck, .text = 20});
  EXPECT_EQ(old.block.snd_una, 110U);  // not even its ACK counts
  EXPECT_EQ(*old.reply, (Reply{.controls = kAck, .seq = 130, .ack = 0xFFFFFFF8}));
  EXPECT_EQ(only({.seq = 0xFFFFFFF8, .controls = kRst}).told, Errno::Econnreset);
  EXPECT_TRUE(only({.seq = 91, .controls = kRst}).challenge);  // the last of the window
  EXPECT_FALSE(only({.seq = 92, .controls = kRst}).reply);
  const Outcome fin = only({.seq = 0xFFFFFFF8, .ack = 110, .controls = kAck | kFin, .text = 8});
  EXPECT_EQ(fin.block.state, TcpState::CloseWait);
  EXPECT_EQ(fin.reply->ack, 1U);
  EXPECT_FALSE(fin.may_delay);
}

TEST(Oracle, AnswersWhereNobodyIs) {
  const Outcome bare = arrives({}, {.seq = 100, .controls = kSyn | kFin, .text = 5}).front();
  EXPECT_EQ(*bare.reply, (Reply{.controls = kRst | kAck, .seq = 0, .ack = 107}));
  const Outcome ack = arrives({}, {.seq = 100, .ack = 7, .controls = kAck}).front();
  EXPECT_EQ(*ack.reply, (Reply{.controls = kRst, .seq = 7, .ack = 0}));
  EXPECT_FALSE(arrives({}, {.controls = kAck | kRst}).front().reply);
}

// Every state has an answer to every set of control bits.
TEST(Oracle, HasNoHole) {
  for (unsigned state = 0; state <= static_cast<unsigned>(TcpState::TimeWait); ++state) {
    Block block = kEstablished;
    block.state = static_cast<TcpState>(state);
    for (std::uint16_t controls = 0; controls < kControls; ++controls) {
      const auto allowed = arrives(block, {.seq = block.rcv_nxt, .ack = 130, .controls = controls});
      ASSERT_FALSE(allowed.empty());
      if ((controls & kRst) != 0) {  // 3.5.2: no RST is answered by RST
        for (const auto& outcome : allowed) {
          EXPECT_FALSE(outcome.reply && (outcome.reply->controls & kRst) != 0);
        }
      }
    }
  }
}

struct Planted {
  const char* what;
  void (*plant)(Outcome&, Seen&);
};

void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.what; }

class Judge : public testing::TestWithParam<Planted> {};

// The engine's true answer to text in sequence, and one thing wrong in it or in what is expected.
TEST_P(Judge, ReportsAWrongExpectation) {
  Stage stage{Engine::Model, Bench::Options{}, Place::Established};
  stage.open();
  const Block before = stage.block();
  const oracle::Arrival text{.seq = before.rcv_nxt, .ack = before.snd_una, .controls = kAck, .text = 8};
  auto allowed = arrives(before, text);
  Seen seen = stage.play(text);
  if (seen.replies.empty()) stage.wait_for_ack(seen);
  std::string why;
  ASSERT_NE(judge(allowed, before, 0, seen, why), nullptr) << why;
  ASSERT_EQ(allowed.size(), 1U);
  GetParam().plant(allowed.front(), seen);
  EXPECT_EQ(judge(allowed, before, 0, seen, why), nullptr);
  EXPECT_NE(why.find("expected"), std::string::npos) << why;
}

INSTANTIATE_TEST_SUITE_P(
    Planted, Judge,
    testing::Values(
        Planted{"State", [](Outcome& o, Seen&) { o.block.state = TcpState::CloseWait; }},
        Planted{"Silence", [](Outcome& o, Seen&) { o.reply.reset(); }},
        Planted{"Controls", [](Outcome& o, Seen&) { o.reply->controls = kAck | kRst; }},
        Planted{"Sequence", [](Outcome& o, Seen&) { o.reply->seq += 1; }},
        Planted{"Acknowledgment", [](Outcome& o, Seen&) { o.reply->ack -= 1; }},
        Planted{"Delivery", [](Outcome& o, Seen&) { o.delivered += 1; }},
        Planted{"Acknowledged", [](Outcome& o, Seen&) { o.block.snd_una += 1; }},
        Planted{"Error", [](Outcome& o, Seen&) { o.told = Errno::Econnreset; }},
        Planted{"Fin", [](Outcome& o, Seen&) { o.closing = true; }},
        Planted{"Child", [](Outcome& o, Seen&) { o.child = true; }},
        Planted{"Gone", [](Outcome& o, Seen&) { o.gone = true; }},
        Planted{"NoAnswer", [](Outcome&, Seen& s) { s.replies.clear(); }},
        Planted{"TwoAnswers", [](Outcome&, Seen& s) { s.replies.push_back(s.replies.front()); }},
        Planted{"Options",
                [](Outcome&, Seen& s) {
                  s.replies.front().options = {1, 1, 1, 1};
                }},
        Planted{"WindowShrinks", [](Outcome&, Seen& s) { s.replies.front().wnd = 1; }}),
    [](const auto& planted) { return std::string(planted.param.what); });

}  // namespace
}  // namespace sockwire
