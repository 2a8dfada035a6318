// Two engines and UDP between them: datagrams of any size, pings of any size, lost pieces.
#include <algorithm>

#include "tests/model/net.h"
#include "tests/model/pair.h"

namespace sockwire::model {
namespace {

// Both ends of a wire, each with a socket on the same port.
struct Ends {
  static constexpr std::uint16_t kPort = 7;

  explicit Ends(Faults faults = {}, unsigned seed = 1) : p(Config::base(), faults, seed) {
    a = open(p.left);
    b = open(p.right);
  }
  std::uint16_t open(Toe& toe) {
    const auto desc =
        static_cast<std::uint16_t>(p.call(toe, {.call = Call::CallSocket, .port = 1}).value);
    p.call(toe, {.call = Call::CallBind, .desc = desc, .port = kPort});
    return desc;
  }
  Errno send(Toe& from, std::uint16_t desc, std::uint32_t to, const Octets& octets) {
    for (std::size_t at = 0;; at += kWindowBytes) {
      const std::size_t now = std::min<std::size_t>(octets.size() - at, kWindowBytes);
      const bool more = at + now < octets.size();
      const auto length = static_cast<std::uint32_t>(now) | (more ? 1u << 31 : 0);
      const Answer answer = p.call(
          from,
          {.call = Call::CallSend, .desc = desc, .addr = to, .port = kPort, .length = length},
          std::span(octets).subspan(at, now));
      if (answer.error != Errno::Ok || !more) return answer.error;
    }
  }
  // The first datagram of the queue, window by window.
  std::optional<Octets> receive(Toe& toe, std::uint16_t desc) {
    Octets all;
    for (;;) {
      const auto from = static_cast<std::uint32_t>(all.size() / 16 * 16);
      const Answer answer = p.call(toe, {.call = Call::CallRecv,
                                         .desc = desc,
                                         .addr = from,
                                         .port = kPeekBit,
                                         .length = kWindowBytes});
      if (answer.error != Errno::Ok) return std::nullopt;
      all.insert(all.end(), toe.received().begin(), toe.received().end());
      if (all.size() < answer.value) continue;
      p.call(toe, {.call = Call::CallRecv, .desc = desc});
      return all;
    }
  }
  void expect_all_given_back() {
    for (Toe* toe : {&p.left, &p.right}) {
      EXPECT_EQ(toe->pages_in_use(), 0u);
      EXPECT_EQ(toe->reassembling(), 0u);
      EXPECT_THAT(toe->owed(), ::testing::IsEmpty());
    }
  }

  Pair p;
  std::uint16_t a = 0, b = 0;
};

TEST(ModelDatagramPair, EachSizeThereAndBack) {
  Ends e;
  for (const std::size_t octets : {0u, 1u, 15u, 16u, 17u, 1471u, 1472u, 1473u, 2048u, 2049u, 2960u,
                                   9000u, 32768u, 65506u, 65507u}) {
    ASSERT_EQ(e.send(e.p.left, e.a, kRightIp, counting(octets)), Errno::Ok) << octets;
    e.p.advance(1000);
    const auto there = e.receive(e.p.right, e.b);
    ASSERT_EQ(there, counting(octets)) << octets;
    const std::uint32_t from = e.p.udp_record.from_addr;
    EXPECT_EQ(from, kLeftIp);
    ASSERT_EQ(e.send(e.p.right, e.b, from, *there), Errno::Ok);
    e.p.advance(1000);
    ASSERT_EQ(e.receive(e.p.left, e.a), counting(octets));
  }
  e.expect_all_given_back();
}
// Datagrams are lost and doubled, but what arrives is what was sent.
TEST(ModelDatagramPair, OverABadWireEachArrivesWholeOrNotAtAll) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    Ends e({.lost = 30, .doubled = 30, .delayed = 100}, seed);
    const auto size = [](unsigned number) { return number * 997 % 9000; };
    std::vector<unsigned> arrived(300);
    const auto take_all = [&] {
      while (const auto octets = e.receive(e.p.right, e.b)) {
        const auto number = static_cast<unsigned>(packet::get(*octets, 0, 2));
        ASSERT_LT(number, arrived.size());
        ++arrived[number];
        Octets sent = counting(size(number) + 2, number);
        sent[0] = octets->at(0);
        sent[1] = octets->at(1);
        ASSERT_EQ(*octets, sent) << number;
      }
    };
    for (unsigned number = 0; number < arrived.size(); ++number) {
      Octets octets = counting(size(number) + 2, number);
      octets[0] = static_cast<std::uint8_t>(number >> 8);
      octets[1] = static_cast<std::uint8_t>(number);
      while (e.send(e.p.left, e.a, kRightIp, octets) == Errno::Eagain) e.p.advance(100);
      e.p.advance(20'000);
      e.p.now += 5'000'000;  // what was given up makes room
      ASSERT_NO_FATAL_FAILURE(take_all());
    }
    e.p.advance(20'000);
    take_all();
    EXPECT_GT(std::ranges::count_if(arrived, [](unsigned n) { return n > 0; }), 150);
    e.p.now += 61'000'000;
    e.p.advance(1000);
    e.expect_all_given_back();
  }
}
TEST(ModelDatagramPair, WhatIsMissingForAMinuteIsToldToTheSender) {
  Ends e;
  e.p.call(e.p.left, {.call = Call::CallConnect, .desc = e.a, .addr = kRightIp, .port = 7});
  e.send(e.p.left, e.a, 0, counting(10));
  e.p.advance(1000);
  e.receive(e.p.right, e.b);
  e.p.swallow = [](std::span<const std::uint8_t> frame) {
    return packet::get(frame, 12, 2) == 0x0800 && packet::get(frame, 20, 2) == (0x2000 | 185);
  };
  ASSERT_EQ(e.send(e.p.left, e.a, 0, counting(5000)), Errno::Ok);
  e.p.advance(1000);
  EXPECT_EQ(e.receive(e.p.right, e.b), std::nullopt);
  EXPECT_EQ(e.p.right.reassembling(), 1u);
  e.p.now += 59'900'000;
  e.p.advance(1000);
  EXPECT_EQ(e.p.right.reassembling(), 1u);
  e.p.now += 200'000;
  e.p.advance(1000);
  EXPECT_EQ(e.p.right.counters().ip_reasm_fails, 1u);
  EXPECT_EQ(e.p.right.counters().icmp_out_time_excds, 1u);
  EXPECT_EQ(e.p.left.counters().icmp_in_time_excds, 1u);
  EXPECT_EQ(e.send(e.p.left, e.a, 0, counting(1)), Errno::Ehostunreach);
  e.expect_all_given_back();
}
TEST(ModelDatagramPair, AClosedPortIsToldToWhoIsConnected) {
  Ends e;
  e.p.call(e.p.left, {.call = Call::CallConnect, .desc = e.a, .addr = kRightIp, .port = 9});
  e.send(e.p.left, e.a, 0, counting(10));
  e.p.advance(1000);
  EXPECT_EQ(e.send(e.p.left, e.a, 0, counting(10)), Errno::Econnrefused);
}

// Pings of any size, in fragments of any size.
TEST(ModelPing, OfAnySizeIsAnswered) {
  Net n;
  n.meet();
  for (const std::size_t octets : {0u, 1u, 56u, 1471u, 1472u, 1473u, 4000u, 16000u, 65506u, 65507u}) {
    const Octets whole =
        packet::Icmp{.id = 9, .sequence = 1, .payload = counting(octets)}.build();
    for (std::size_t at = 0; at < whole.size(); at += 1480) {
      const std::size_t left = whole.size() - at;
      n.fragment({at, std::min<std::size_t>(left, 1480), left > 1480}, whole, 1);
    }
    n.toe.run(n.now);
    Octets reply;
    for (const FrameKind kind : {FrameKind::Icmp, FrameKind::Send}) {
      while (n.toe.peek_frame(kind)) {
        const packet::Ip piece = n.sent(kind);
        EXPECT_EQ((piece.fragment & 0x1FFF) * 8u, reply.size());
        reply.insert(reply.end(), piece.payload.begin(), piece.payload.end());
      }
    }
    ASSERT_EQ(packet::Icmp::parse(reply).payload, counting(octets)) << octets;
  }
  EXPECT_EQ(n.toe.counters().icmp_out_echo_reps, 10u);
  EXPECT_EQ(n.toe.pages_in_use(), 0u);
}

}  // namespace
}  // namespace sockwire::model
