// SEND and RECV: octets, pieces, checksums, sizes, and what an error leaves (docs/rules/udp.md).
#include "tests/udp/udp_widths.h"

namespace sockwire::test {
namespace {

TYPED_TEST(Udp, ADatagramLeavesWithHeaderAndChecksum) {
  proves("768-01 768-02 1122-UDP-04 1122-UDP-07");
  auto& b = this->bench_;
  const auto desc = b.socket(0x1234);
  for (const unsigned size :
       {0U, 1U, 2U, 3U, 4U, 7U, 8U, 15U, 16U, 17U, 1016U, 1472U, 2047U, 2048U}) {
    const UdpRecord r = b.send(desc, pattern(size, size), kPeer, 0x5678);
    EXPECT_EQ(r.answer.value, size);
    EXPECT_EQ(r.emit.length, size);
    EXPECT_EQ(b.reference.leaving.front().size(), size + 8);
    const UdpRecord done = b.sent();  // compares the octets
    EXPECT_TRUE(done.ready.writable);
    EXPECT_EQ(done.post.sending, 0);
  }
  b.expect_all_free();
}

TYPED_TEST(Udp, AChecksumThatIsZeroIsSentAsFfff) {
  proves("768-02");
  auto& b = this->bench_;
  const auto desc = b.socket(0x1234);
  Octets payload{0, 0};
  const unsigned sum =
      ones_sum(udp_octets(kUs, kPeer, 0x1234, 9, payload), 6, pseudo(kUs, kPeer, 10));
  put16(payload, 0, 0xFFFF - sum);
  EXPECT_EQ(b.send(desc, payload, kPeer, 9).emit.checksum, 0xFFFF);
  b.sent();
  payload[1] ^= 1;
  EXPECT_NE(b.send(desc, payload, kPeer, 9).emit.checksum, 0xFFFF);
  b.expect_all_free();
}

// Sums whose folding carries once more: those just above 0.
TYPED_TEST(Udp, AChecksumWhoseFoldingCarries) {
  auto& b = this->bench_;
  const auto desc = b.socket(0x1234);
  for (unsigned above = 1; above < 8; ++above) {
    Octets payload{0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};  // what counts for 0, but carries
    const unsigned sum = ones_sum(udp_octets(kUs, kPeer, 0x1234, 9, payload), 6, pseudo(kUs, kPeer, 16));
    put16(payload, 0, (0xFFFF - sum + above) % 0xFFFF);
    EXPECT_EQ(b.send(desc, payload, kPeer, 9).emit.checksum, 0xFFFF - above);
    b.sent();
  }
  b.expect_all_free();
}

TYPED_TEST(Udp, ASocketIsShownByItself) {
  auto& b = this->bench_;
  for (unsigned i = 0; i < kCount; ++i) {
    const auto port = static_cast<std::uint16_t>(100 + i);
    EXPECT_EQ(b.socket(port), kFirst + i);
    for (unsigned queued = 0; queued <= i % 3; ++queued) b.arrive(port, pattern(10 * i + queued + 1));
  }
  for (unsigned round = 0; round < 4; ++round) {
    for (unsigned i = 0; i < kCount; ++i) {
      b.run(round);
      const auto [ucb, first] = b.look(static_cast<std::uint16_t>(kFirst + i));
      EXPECT_EQ(ucb.local_port, 100 + i);
      EXPECT_EQ(first, 10 * i + 1);
    }
  }
  b.expect_all_free();
}

// Behind the datagram the window stays as it was, but for what is left of a beat.
TYPED_TEST(Udp, ARecvFetchesNoMoreThanThereIs) {
  auto& b = this->bench_;
  const auto desc = b.socket(9);
  b.arrive(9, pattern(400, 3));
  b.arrive(9, pattern(20, 4));
  b.call(Call::CallRecv, desc, 0, 0, 2048);
  b.call(Call::CallRecv, desc, 0, 0, 2048);
  const Octets seen = b.read_window(400), before = pattern(400, 3);
  EXPECT_TRUE(std::equal(seen.begin() + 32, seen.end(), before.begin() + 32));
  b.expect_all_free();
}

TYPED_TEST(Udp, PiecesMakeOneDatagramUpToTheLargest) {
  auto& b = this->bench_;
  const auto desc = b.socket(1), other = b.socket(2);
  b.call(Call::CallConnect, desc, kPeer, 9);
  for (unsigned i = 0; i < 7; ++i) {
    EXPECT_EQ(b.send(desc, pattern(2048, i), 0, 0, true).answer.value, 2048U);
    EXPECT_FALSE(b.records.back().emit.valid);
  }
  EXPECT_EQ(b.send(desc, pattern(2032, 9), 0, 0, true).post.composed, 16368);
  EXPECT_EQ(b.send(desc, pattern(8, 10)).emit.length, kPages * 1024 - 8);
  b.sent();
  b.run(100);
  for (unsigned i = 0; i < 3; ++i) {  // two at the same time
    EXPECT_EQ(b.send(desc, pattern(48, i), 0, 0, true).post.composed, 48 * (i + 1));
    EXPECT_EQ(b.send(other, pattern(32, i), kPeer, 9, true).post.composed, 32 * (i + 1));
  }
  EXPECT_EQ(b.send(other, {1, 2, 3}, kPeer, 9).emit.length, 99);
  EXPECT_EQ(b.send(desc, {1}).emit.length, 145);
  b.sent();
  b.sent();
  EXPECT_EQ(b.send(desc, {}, 0, 0, true).answer.value, 0U);  // a piece of nothing
  EXPECT_EQ(b.send(desc, pattern(16), 0, 0, true).post.composed, 16);
  EXPECT_EQ(b.send(desc, {}).emit.length, 16);
  b.expect_all_free();
}

TYPED_TEST(Udp, AnErrorForgetsWhatWasComposed) {
  auto& b = this->bench_;
  const auto desc = b.socket(1);
  const auto piece = [&] {
    EXPECT_EQ(b.send(desc, pattern(2032), kPeer, 9, true).post.composed, 2032);
  };
  const auto fails = [&](Errno error, std::uint32_t addr, std::uint16_t port,
                         std::uint32_t length) {
    piece();
    const UdpRecord r = b.call(Call::CallSend, desc, addr, port, length);
    EXPECT_EQ(r.answer.error, error);
    EXPECT_EQ(r.post.composed, 0);
    b.run(100);
    EXPECT_EQ(b.top().pages_free_o, kPages);
  };
  fails(Errno::Einval, kPeer, 9, 2049);
  fails(Errno::Einval, kPeer, 9, 0x7FFFFFF0);
  fails(Errno::Einval, kPeer, 9, 1U << 31 | 17);
  fails(Errno::Einval, kPeer, 0, 16);
  fails(Errno::Einval, kUs, 9, 16);
  fails(Errno::Eacces, kNetBroadcast, 9, 16);
  fails(Errno::Edestaddrreq, 0, 9, 16);
  piece();
  b.option(desc, Option::OptionNoFragment, 1);
  EXPECT_EQ(b.call(Call::CallSend, desc, kPeer, 9, 16).answer.error, Errno::Emsgsize);
  EXPECT_EQ(b.send(desc, pattern(1473), kPeer, 9).answer.error, Errno::Emsgsize);
  EXPECT_EQ(b.send(desc, pattern(1472), kPeer, 9).answer.error, Errno::Ok);
  b.option(desc, Option::OptionNoFragment, 0);
  b.sent();
  for (unsigned i = 0; i < 7; ++i) b.send(desc, pattern(2048), kPeer, 9, true);
  b.send(desc, pattern(2032), kPeer, 9, true);
  EXPECT_EQ(b.send(desc, pattern(9), kPeer, 9).answer.error, Errno::Emsgsize);
  b.run(100);
  piece();
  b.call(Call::CallConnect, desc, kPeer, 9);
  b.icmp({kPeer, 9, 1, 0, 3, 3, 0, false});
  EXPECT_EQ(b.send(desc, pattern(16)).answer.error, Errno::Econnrefused);
  piece();
  b.expect_all_free();  // what is composed ends with its socket
}

// While octets of a SEND move, other events are taken; the call sees what they have left.
TYPED_TEST(Udp, OtherEventsPassASendWhoseOctetsMove) {
  auto& b = this->bench_;
  const auto desc = b.socket(1);
  b.call(Call::CallConnect, desc, kPeer, 9);
  b.write_window(pattern(2048));
  b.start_call({Call::CallSend, desc, 0, 0, 2048});
  b.run(10);
  const auto offered = b.cycles;
  EXPECT_TRUE(b.arrive(1, {}, kPeer, 9).ready.readable);
  EXPECT_LE(b.cycles - offered, 30U);
  EXPECT_TRUE(b.top().call_valid_i);
  EXPECT_EQ(b.finish_call().emit.length, 2048);
  b.sent();
  b.start_call({Call::CallSend, desc, 0, 0, 2048});
  b.run(10);
  b.icmp({kPeer, 9, 1, 0, 3, 3, 0, false});
  EXPECT_TRUE(b.top().call_valid_i);
  EXPECT_EQ(b.finish_call().answer.error, Errno::Econnrefused);
  b.run(100);
  EXPECT_EQ(b.top().pages_free_o, kPages - 1);  // the one that is queued
  b.expect_all_free();
}

TYPED_TEST(Udp, WithoutRoomTheSamePieceCanBeGivenAgain) {
  auto& b = this->bench_;
  b.no_room_allowed = true;
  const auto desc = b.socket(1), other = b.socket(2);
  b.top().job_ready_i = 0;
  EXPECT_EQ(b.send(desc, pattern(100), kPeer, 9).answer.error, Errno::Eagain);
  EXPECT_TRUE(b.records.back().no_room);
  b.run(100);
  EXPECT_EQ(b.top().pages_free_o, kPages);
  b.top().job_ready_i = 1;
  for (unsigned i = 0; i < 3; ++i) b.send(desc, pattern(2048, i), kPeer, 9, true);
  unsigned pieces = 0;
  while (b.send(other, pattern(2048, pieces), kPeer, 9, true).answer.error == Errno::Ok) ++pieces;
  EXPECT_GE(pieces, 4U);
  EXPECT_EQ(b.records.back().answer.error, Errno::Eagain);
  EXPECT_EQ(b.records.back().post.composed, 2048 * pieces);
  b.send(desc, {}, kPeer, 9);
  b.sent();
  b.run(100);
  EXPECT_EQ(b.send(other, pattern(2048, pieces), kPeer, 9, true).answer.error, Errno::Ok);
  b.top().job_ready_i = 0;
  EXPECT_EQ(b.send(other, pattern(7), kPeer, 9).answer.error, Errno::Eagain);
  b.top().job_ready_i = 1;
  EXPECT_EQ(b.send(other, pattern(7), kPeer, 9).emit.length, 2048 * (pieces + 1) + 7);
  b.expect_all_free();
}

TYPED_TEST(Udp, ReceivingTruncatesAndPeeks) {
  auto& b = this->bench_;
  const auto desc = b.socket(5);
  const auto receive = [&](std::uint32_t length, std::uint16_t flags = 0, std::uint32_t from = 0) {
    return b.call(Call::CallRecv, desc, from, flags, length);
  };
  EXPECT_EQ(receive(10).answer.error, Errno::Eagain);
  b.arrive(5, pattern(5000), kPeer, 77);
  b.arrive(5, {}, kPeer + 1, 78);
  b.arrive(5, pattern(16, 3), kPeer + 2, 79);
  for (const unsigned from : {0U, 16U, 1008U, 2048U, 4096U, 4992U, 5008U, 0x10000U, 0xFFFFFFF0U}) {
    EXPECT_EQ(receive(2048, 1, from).answer.value, 5000U);
    EXPECT_EQ(b.reference.received.size(), from > 5000 ? 0 : std::min(2048U, 5000 - from));
  }
  EXPECT_EQ(receive(100, 1, 8).answer.error, Errno::Einval);
  EXPECT_EQ(receive(0, 1).answer.value, 5000U);
  EXPECT_EQ(receive(0xFFFFFFFF, 0).answer.value, 5000U);
  EXPECT_EQ(b.records.back().from_addr, kPeer);
  EXPECT_EQ(b.records.back().from_port, 77);
  EXPECT_EQ(receive(10).answer, (Answer{true, Errno::Ok, 0}));
  EXPECT_EQ(b.records.back().from_port, 78);
  EXPECT_EQ(receive(1, 1).answer.value, 16U);
  EXPECT_EQ(receive(16).answer.value, 16U);
  EXPECT_EQ(b.records.back().post.queued, 0);
  EXPECT_EQ(receive(16).answer.error, Errno::Eagain);
  b.expect_all_free();
}

}  // namespace
}  // namespace sockwire::test
