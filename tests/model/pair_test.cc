// Two models back to back: what a pair of hosts sees of connections.
#include "tests/model/pair.h"

#include <gtest/gtest.h>

namespace sockwire::model {
namespace {

Octets random_octets(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  Octets octets(count);
  for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
  return octets;
}

// One side of a transfer: sends all of `out`, receives into `in`.
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
      const auto chunk =
          std::span(out).subspan(sent).first(std::min<std::size_t>(out.size() - sent, 2048));
      const Answer answer = pair.call(toe,
                                      {.call = Call::CallSend,
                                       .desc = desc,
                                       .length = static_cast<std::uint32_t>(chunk.size())},
                                      chunk);
      if (answer.error != Errno::Ok) {
        EXPECT_EQ(answer.error, Errno::Eagain);
        break;
      }
      sent += answer.value;
    }
    if (sent == out.size() && !closed) {
      closed = true;
      EXPECT_EQ(pair.call(toe, {.call = Call::CallShutdown, .desc = desc, .length = 1}).error,
                Errno::Ok);
    }
    while (!finished) {
      const Answer answer = pair.call(toe, {.call = Call::CallRecv, .desc = desc, .length = 2048});
      if (answer.error != Errno::Ok) {
        EXPECT_EQ(answer.error, Errno::Eagain);
        break;
      }
      finished = answer.value == 0;
      in.insert(in.end(), toe.received().begin(), toe.received().end());
    }
  }
};

void transfer(Faults faults, unsigned seed, std::size_t octets) {
  Pair pair(Config::small(), faults, seed);
  const auto [client, server] = pair.connect();
  Side left = {pair.left, client, random_octets(octets, seed)};
  Side right = {pair.right, server, random_octets(octets, seed + 1000)};
  const bool done = pair.advance_until(
      [&] {
        left.serve(pair);
        right.serve(pair);
        return left.finished && right.finished;
      },
      100'000'000'000);
  ASSERT_TRUE(done) << left.in.size() << " and " << right.in.size() << " octets arrived";
  EXPECT_EQ(left.in, right.out);
  EXPECT_EQ(right.in, left.out);
}

TEST(ModelPair, AMebibyteBothWays) { transfer({}, 1, 1 << 20); }

}  // namespace
}  // namespace sockwire::model
