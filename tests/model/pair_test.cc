// Two models back to back: what a pair of hosts sees of connections, whatever the wire does.
#include "tests/model/pair.h"

#include <gmock/gmock.h>
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
}

void expect_all_returned(const Toe& toe, unsigned listeners) {
  const Resources& have = toe.resources();
  EXPECT_EQ(have.descriptors.left(), toe.config().sockets - listeners);
  EXPECT_EQ(have.buffers.left(), toe.config().buffers);
  EXPECT_EQ(have.ports.taken(), listeners);
  EXPECT_EQ(have.listeners.open_slots(), listeners);
  EXPECT_EQ(have.listeners.children(), 0u);
  EXPECT_TRUE(have.connections.empty());
  EXPECT_THAT(toe.owed(), ::testing::IsEmpty());
  for (std::uint16_t desc = 0; desc < toe.config().sockets; ++desc)
    EXPECT_TRUE(toe.tcb(desc).allocated || toe.tcb(desc) == Tcb{}) << desc;
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
INSTANTIATE_TEST_SUITE_P(Seeds, ModelPairFaults, ::testing::Range(1u, 13u));

// Both have filled the other's window and lost the first segment: their ACKs stand at the window's
// right edge. They must be heard, and no answer may be answered for ever.
TEST(ModelPair, FullWindowsBothWaysMakeNoStorm) {
  Pair pair(Config::base(), {.lost = 0, .doubled = 30, .delayed = 50}, 4);
  std::uint64_t records = 0;
  pair.left.on_record([&](const TcpRecord&) { ASSERT_LT(++records, 100'000u); });
  transfer(pair, 100'000);
}

// Defect 2: sequence numbers compared with a plain ">".
TEST(ModelPair, TransferAcrossTheEndOfTheSequenceSpace) {
  constexpr std::uint16_t kFrom = 4000;
  const Seq hash =
      initial_sequence_number({1, 2, 3, 4}, kLeftIp, {kFrom, kRightIp, Pair::kPort}, 0);
  const std::uint64_t start = std::uint64_t{0u - hash - 20'000}
                              << 2;  // ISS about 20,000 below 2^32
  Pair pair(Config::small(), {.lost = 20, .delayed = 50}, 1, start);
  transfer(pair, 100'000, kFrom);
}

// Deadlines keep 32 bits of the time.
TEST(ModelPair, TransferAcrossTheWrapOfTheClock) {
  Pair pair(Config::small(), {.lost = 50, .delayed = 50}, 3, 0xFFFF'FFFFull - 3'000'000);
  transfer(pair, 100'000);
  EXPECT_GT(pair.now, 0x1'0000'0000ull);
}

// ---------------------------------------------------------------- how connections end

enum class End { LeftFirst, RightFirst, Both, LeftAborts, RightAborts, RightUnread, Shutdowns };

void end_connection(Pair& pair, std::uint16_t client, std::uint16_t server, End how) {
  const auto left = [&](Call what) { pair.call(pair.left, what, client, 1); };
  const auto right = [&](Call what) { pair.call(pair.right, what, server, 1); };
  switch (how) {
    case End::LeftFirst:
      left(Call::CallClose);
      pair.advance(300);
      EXPECT_EQ(pair.left.tcb(client).state, TcpState::FinWait2);
      EXPECT_EQ(pair.right.tcb(server).state, TcpState::CloseWait);
      right(Call::CallClose);
      break;
    case End::RightFirst:
      right(Call::CallClose);
      pair.advance(300);
      EXPECT_EQ(pair.right.tcb(server).state, TcpState::FinWait2);
      left(Call::CallClose);
      break;
    case End::Both:
      left(Call::CallClose);
      right(Call::CallClose);
      pair.advance(300);
      EXPECT_EQ(pair.left.tcb(client).state, TcpState::TimeWait);
      EXPECT_EQ(pair.right.tcb(server).state, TcpState::TimeWait);
      break;
    case End::LeftAborts:
      left(Call::CallAbort);
      pair.advance(300);
      EXPECT_EQ(pair.call(pair.right, Call::CallRecv, server, 1).error, Errno::Econnreset);
      right(Call::CallClose);
      break;
    case End::RightAborts:
      right(Call::CallAbort);
      pair.advance(300);
      left(Call::CallClose);
      break;
    case End::RightUnread:
      pair.call(pair.left, {.call = Call::CallSend, .desc = client, .length = 4}, Octets(4, 'x'));
      pair.advance(300);
      right(Call::CallClose);
      pair.advance(300);
      EXPECT_EQ(pair.call(pair.left, Call::CallSend, client, 0).error, Errno::Econnreset);
      left(Call::CallClose);
      break;
    case End::Shutdowns:
      left(Call::CallShutdown);
      pair.advance(300);
      right(Call::CallShutdown);
      pair.advance(300);
      left(Call::CallClose);
      right(Call::CallClose);
      break;
  }
  pair.advance(2 * Pair::kMsl + 500);
}

class ModelPairEnds : public ::testing::TestWithParam<End> {};

TEST_P(ModelPairEnds, GiveEverythingBack) {
  Pair pair;
  const auto [client, server] = pair.connect();
  end_connection(pair, client, server, GetParam());
  pair.close_listener();
  expect_all_returned(pair.left, 0);
  expect_all_returned(pair.right, 0);
}
INSTANTIATE_TEST_SUITE_P(Ways, ModelPairEnds,
                         ::testing::Values(End::LeftFirst, End::RightFirst, End::Both,
                                           End::LeftAborts, End::RightAborts, End::RightUnread,
                                           End::Shutdowns));

// Defect 12: after so many connections nothing opens any more.
TEST(ModelPair, TenThousandConnectionsLeaveNothingBehind) {
  Pair pair;
  for (unsigned i = 0; i < 10'000; ++i) {
    switch (i % 10) {
      default: {
        const auto [client, server] = pair.connect();
        end_connection(pair, client, server, static_cast<End>(i % 10));
        break;
      }
      case 7:  // given up half open
        pair.listener();
        pair.call(pair.left, Call::CallClose, pair.begin_connect());
        pair.advance(300);
        break;
      case 8: {  // never accepted: the listener goes
        pair.listener();
        const std::uint16_t client = pair.begin_connect();
        pair.advance(500);
        pair.close_listener();
        pair.advance(300);
        EXPECT_EQ(pair.call(pair.left, Call::CallSend, client, 0).error, Errno::Econnreset);
        pair.call(pair.left, Call::CallClose, client);
        break;
      }
      case 9: {  // refused
        const std::uint16_t client = pair.begin_connect();
        pair.advance(500);
        EXPECT_EQ(pair.call(pair.left, Call::CallSend, client, 0).error, Errno::Econnrefused);
        pair.call(pair.left, Call::CallClose, client);
        break;
      }
    }
    if (HasFailure()) FAIL() << "in round " << i;
  }
  expect_all_returned(pair.left, 0);
  expect_all_returned(pair.right, 0);
}

}  // namespace
}  // namespace sockwire::model
