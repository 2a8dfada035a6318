// Two models back to back: however a connection ends, everything that it held comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "tests/model/pair.h"

namespace sockwire::model {
namespace {

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

void PrintTo(End end, std::ostream* out) {
  constexpr const char* kNames[] = {"LeftFirst", "RightFirst", "Both", "LeftAborts", "RightAborts", "RightUnread", "Shutdowns"};
  *out << kNames[static_cast<unsigned>(end)];
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
