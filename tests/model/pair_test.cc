// Two models back to back: every octet arrives, whatever the wire does.
#include "tests/model/pair.h"
#include "tests/requirement.h"

#include <gtest/gtest.h>

namespace sockwire::model {
namespace {

Octets random_octets(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  Octets octets(count);
  for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
  return octets;
}

// One side of a transfer: sends all of `out` and then its FIN, receives into `in`.
struct Side {
  Toe& toe;
  std::uint16_t desc;
  Octets out;
  Octets in{};
  std::size_t sent = 0;
  bool closed = false;
  bool finished = false;

  void serve(Pair& pair) {
    while (sent < out.size()) {
      const auto rest = std::span(out).subspan(sent);
      const auto chunk = rest.first(std::min<std::size_t>(rest.size(), kWindowBytes));
      const Answer answer = pair.call(toe,
                                      {.call = Call::CallSend,
                                       .desc = desc,
                                       .length = static_cast<std::uint32_t>(chunk.size())},
                                      chunk);
      if (answer.error != Errno::Ok) {
        ASSERT_EQ(answer.error, Errno::Eagain);
        break;
      }
      sent += answer.value;
    }
    if (sent == out.size() && !closed) {
      closed = true;
      ASSERT_EQ(pair.call(toe, Call::CallShutdown, desc, 1).error, Errno::Ok);
    }
    while (!finished) {
      const Answer answer = pair.call(toe, Call::CallRecv, desc, kWindowBytes);
      if (answer.error != Errno::Ok) {
        ASSERT_EQ(answer.error, Errno::Eagain);
        break;
      }
      finished = answer.value == 0;
      in.insert(in.end(), toe.received().begin(), toe.received().end());
    }
  }
};

void transfer(Pair& pair, std::size_t octets, std::uint16_t from = 0) {
  const auto [client, server] = pair.connect(from);
  Side left = {pair.left, client, random_octets(octets, 1)};
  Side right = {pair.right, server, random_octets(octets, 2)};
  const bool done = pair.advance_until(
      [&] {
        left.serve(pair);
        right.serve(pair);
        return (left.finished && right.finished) || ::testing::Test::HasFatalFailure();
      },
      10'000'000'000);
  ASSERT_TRUE(done) << left.in.size() << " and " << right.in.size() << " octets arrived";
  EXPECT_EQ(left.in, right.out);
  EXPECT_EQ(right.in, left.out);

  pair.call(pair.left, Call::CallClose, client);
  pair.call(pair.right, Call::CallClose, server);
  pair.close_listener();
  const auto over = [](const Toe& toe) { return toe.resources().connections.empty(); };
  EXPECT_TRUE(pair.advance_until([&] { return over(pair.left) && over(pair.right); }, 600'000'000));
  pair.advance(1000);
  expect_all_returned(pair.left, 0);
  expect_all_returned(pair.right, 0);
}

TEST(ModelPair, AMebibyteBothWays) {
  Pair pair;
  transfer(pair, 1 << 20);
  EXPECT_EQ(pair.left.counters().tcp_retrans_segs, 0u);
  EXPECT_EQ(pair.right.counters().tcp_retrans_segs, 0u);
}

class ModelPairFaults : public ::testing::TestWithParam<unsigned> {};

TEST_P(ModelPairFaults, EveryOctetArrivesOnceInOrder) {
  const unsigned seed = GetParam();
  Pair pair(seed % 2 ? Config::small() : Config::base(),
            {.lost = 20 * (seed % 4), .doubled = 30, .delayed = 50}, seed);
  transfer(pair, 100'000);
}
INSTANTIATE_TEST_SUITE_P(Seeds, ModelPairFaults, ::testing::Range(1u, 41u));

// Hosts that change their minds about options in the middle, and read in small pieces, through
// loss.
TEST_P(ModelPairFaults, WhateverTheHostsAskFor) {
  std::mt19937 random(GetParam());
  Pair pair(Config::small(), {.lost = 30, .doubled = 30, .delayed = 100}, GetParam());
  pair.on_record = [&](const Toe& toe, const TcpRecord& r) {
    if (r.kind != EventKind::EventSegment || !r.post.attached || random() % 16 != 0) return;
    const auto which = random() % 2 ? Option::OptionNoDelay : Option::OptionKeepIdle;
    const auto value = static_cast<std::uint32_t>(random() % 3 * 501);
    Toe& side = &toe == &pair.left ? pair.left : pair.right;
    side.call({.call = Call::CallOption,  // run() carries it out
               .desc = r.conn,
               .port = static_cast<std::uint16_t>(which),
               .length = value});
  };
  transfer(pair, 30'000);
}

// Both have filled the other's window and lost the first segment: their ACKs stand at the window's
// right edge. They must be heard, and no answer may be answered for ever.
TEST(ModelPair, FullWindowsBothWaysMakeNoStorm) {
  Pair pair(Config::base(), {.lost = 0, .doubled = 30, .delayed = 50}, 4);
  std::uint64_t segments = 0;
  pair.on_record = [&](const Toe& toe, const TcpRecord& r) {
    segments += &toe == &pair.left && r.kind == EventKind::EventSegment;
    ASSERT_LT(segments, 10'000u);
  };
  transfer(pair, 100'000);
}

// Attack T34, defect 8: neither host reads for a minute, so that both windows close and are
// probed, through loss; then both read on.
TEST(ModelPair, BothWindowsClosedAndProbedAndOpenedAgain) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Pair pair(Config::small(), {.lost = 100, .delayed = 50}, seed);
    const auto [client, server] = pair.connect();
    Side left = {pair.left, client, random_octets(30'000, 1)};
    Side right = {pair.right, server, random_octets(30'000, 2)};
    for (int i = 0; i < 4; ++i) {
      for (auto [toe, desc] : {std::pair(&pair.left, client), std::pair(&pair.right, server)}) {
        Side& side = toe == &pair.left ? left : right;
        const auto chunk = std::span(side.out).subspan(side.sent).first(2000);
        side.sent +=
            pair.call(*toe, {.call = Call::CallSend, .desc = desc, .length = 2000}, chunk).value;
      }
      pair.advance(15 * 1'000'000);
    }
    const std::uint32_t segments = pair.left.counters().tcp_in_segs;
    EXPECT_TRUE(pair.advance_until(
        [&] {
          left.serve(pair);
          right.serve(pair);
          return (left.finished && right.finished) || HasFatalFailure();
        },
        3'600'000'000))
        << "seed " << seed;
    EXPECT_EQ(left.in, right.out);
    EXPECT_EQ(right.in, left.out);
    EXPECT_LT(pair.left.counters().tcp_in_segs - segments, 1000u) << "seed " << seed;
  }
}

// Defect 2: sequence numbers compared with a plain ">".
TEST(ModelPair, TransferAcrossTheEndOfTheSequenceSpace) {
  proves("T17");
  constexpr std::uint16_t kFrom = 4000;
  const Seq hash = initial_numbers({1, 2, 3, 4}, kLeftIp, {kFrom, kRightIp, Pair::kPort}, 0).iss;
  const std::uint64_t start = std::uint64_t{0u - hash - 20'000}
                              << 2;  // ISS about 20,000 below 2^32
  Pair pair(Config::small(), {.lost = 20, .delayed = 50}, 1, start);
  transfer(pair, 100'000, kFrom);
}

// Deadlines keep 32 bits of the time.
TEST(ModelPair, TransferAcrossTheWrapOfTheClock) {
  proves("T40");
  Pair pair(Config::small(), {.lost = 50, .delayed = 50}, 3, 0xFFFF'FFFFull - 3'000'000);
  transfer(pair, 100'000);
  EXPECT_GT(pair.now, 0x1'0000'0000ull);
}

}  // namespace
}  // namespace sockwire::model
