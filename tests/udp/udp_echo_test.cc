// toe_udp_echo: which datagram is sent back, how, and what is told (docs/rules/udp.md, "The echo
// application").
#include "tests/requirement.h"
#include "tests/udp/udp_echo_bench.h"

namespace sockwire::test {
namespace {

using enum UdpEchoVerdict;

class UdpEcho : public testing::TestWithParam<unsigned> {};

TEST_P(UdpEcho, SendsEveryLengthBack) {
  for (const Pace pace : {Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}}) {
    Echo echo(GetParam(), pace);
    Random random(4);
    std::vector<unsigned> sizes;
    for (unsigned size = 0; size < 70; ++size) sizes.push_back(size);
    for (const unsigned size : {100u, 101u, 255u, 256u, 511u, 1000u, 1001u, 1470u, 1471u, 1472u})
      sizes.push_back(size);
    for (const unsigned size : sizes) {
      echo.give({.src_port = 1024 + random() % 60000,
                 .payload = random_octets(size, random),
                 .src = peer_ip + random() % 8},
                random() % 256, false, size % 3 == 0);
      if (size % 2) echo.settle();
    }
    echo.settle();
    EXPECT_EQ(echo.replies.size(), sizes.size());
  }
}

// What is behind the own length is neither summed nor sent, wherever the two ends lie in their
// beats.
TEST_P(UdpEcho, LeavesOutWhatItsOwnLengthDoesNotCount) {
  for (const Pace pace : {Pace{0, 0}, {40, 40}}) {
    Echo echo(GetParam(), pace);
    for (unsigned size = 0; size < 36; ++size) {
      for (unsigned behind = 0; behind < 36; ++behind) {
        echo.give({.payload = random_octets(size, echo.random),
                   .behind = random_octets(behind, echo.random)},
                  0, false, behind % 2);
        if (behind % 12 == 11) echo.settle();
      }
    }
    EXPECT_EQ(echo.replies.size(), 36u * 36);
  }
}

TEST_P(UdpEcho, DropsLengthsThatContradictEachOther) {
  proves("768-05 U01");
  Echo echo(GetParam());
  for (const unsigned octets : {8u, 9u, 12u, 15u, 16u, 17u, 40u}) {
    for (const unsigned own :
         {0u, 1u, 4u, 7u, 8u, octets - 1, octets, octets + 1, octets + 4, 0x8000u, 0xFFFFu}) {
      echo.give({.payload = random_octets(octets - 8, echo.random), .length = own, .sum = 0});
      echo.step(40);
    }
  }
  echo.settle();
  EXPECT_GT(echo.count[1], 30u);
  for (const UdpEchoRecord& r : echo.records) {
    EXPECT_TRUE(r.verdict == EchoAnswered || r.verdict == EchoLength);
  }
}

// lessons.md: frames with a bad checksum are answered all the same.
TEST_P(UdpEcho, ChecksEveryBit) {
  proves("768-03 U02");
  Echo echo(GetParam());
  const Udp good{.payload = random_octets(11, echo.random)};
  const Octets octets = good.build();
  unsigned wrong = 0;
  for (unsigned bit = 16; bit < 8 * octets.size(); ++bit) {  // behind the sender's port
    if (bit / 8 == 2 || bit / 8 == 3 || bit / 8 == 4 || bit / 8 == 5) continue;
    Udp bad = good;
    bad.sum = static_cast<unsigned>(get(octets, 6, 2));
    if (bit / 8 < 8)
      *bad.sum ^= 1u << (63 - bit);
    else
      bad.payload[bit / 8 - 8] =
          static_cast<std::uint8_t>(bad.payload[bit / 8 - 8] ^ 1u << bit % 8);
    echo.give(bad);
    ++wrong;
  }
  for (unsigned bit = 0; bit < 32; ++bit) {  // the pseudo-header counts too
    Udp other = good;
    other.sum = static_cast<unsigned>(get(octets, 6, 2));
    other.src ^= 1u << bit;
    echo.give(other);
    ++wrong;
  }
  echo.settle();
  EXPECT_EQ(echo.count, (std::array<unsigned, 3>{0, wrong, 0}));
  echo.give({.payload = good.payload, .sum = 0});  // none: not checked, and sent back so
  echo.give(good);
  echo.settle();
  EXPECT_EQ(echo.replies.size(), 2u);
}

// Both encodings of zero in a one's complement sum.
TEST_P(UdpEcho, KnowsBothZeros) {
  Echo echo(GetParam());
  Udp udp{.payload = Octets(2)};
  const Octets plain = udp.build();
  put(udp.payload = {}, get(plain, 6, 2), 2);  // makes the checksum 0xFFFF
  EXPECT_EQ(get(udp.build(), 6, 2), 0xFFFFu);
  echo.give(udp);
  udp.sum = 0;  // none
  echo.give(udp);
  echo.settle();
  EXPECT_EQ(echo.replies.size(), 2u);
}

TEST_P(UdpEcho, RefusesWhoMayAnswerItself) {
  Echo echo(GetParam());
  for (const unsigned dst : {7u, 2000u}) {
    for (const unsigned src : {0u, 1u, 7u, 19u, 1023u, 1024u, 1999u, 2000u, 2001u, 0xFFFFu})
      echo.give({.src_port = src, .dst_port = dst, .payload = Octets(10, 0x21)});
  }
  echo.settle();
  EXPECT_EQ(echo.count, (std::array<unsigned, 3>{9, 0, 11}));
}

TEST_P(UdpEcho, TheFirstRuleThatAppliesCounts) {
  Echo echo(GetParam());
  echo.give({.src_port = 7, .payload = Octets(3), .length = 12, .sum = 1});
  echo.give({.src_port = 7, .payload = Octets(3), .sum = 1});
  echo.give({.src_port = 7, .payload = Octets(3)});
  echo.arp_runs = false, echo.may_be_busy = true;
  for (unsigned i = 0; i < 40; ++i) echo.give({.payload = Octets(3)});
  echo.give({.src_port = 7, .payload = Octets(3)});
  echo.run([&] { return echo.rx.empty(); });
  echo.step(4);
  EXPECT_EQ(echo.records[0].verdict, EchoLength);
  EXPECT_EQ(echo.records[1].verdict, EchoChecksum);
  EXPECT_EQ(echo.records[2].verdict, EchoRefused);
  EXPECT_EQ(echo.records.back().verdict, EchoRefused);
  EXPECT_EQ(echo.busy, 24u);
  echo.arp_runs = true;
  echo.settle();
}

// A frame that the MAC found bad is nothing, whatever was kept of it.
TEST_P(UdpEcho, ForgetsWhatEndsWithErr) {
  Echo echo(GetParam());
  for (unsigned i = 0; i < 200; ++i)
    echo.give({.payload = random_octets(echo.random() % 100, echo.random)}, 0, i % 2 != 0,
              i % 3 == 0);
  echo.arp_at_once = true;
  echo.settle();
  EXPECT_EQ(echo.replies.size(), 100u);
}

TEST_P(UdpEcho, AsksForTheGatewayWhenTheSourceIsElsewhere) {
  Echo echo(GetParam());
  echo.give({.src = 0x08080808});
  echo.give({.src = 0x0A000177});
  ASSERT_TRUE(echo.run([&] { return echo.replies.size() == 2; }));
  EXPECT_EQ(echo.questions, (std::vector<std::uint32_t>{Network{}.gateway, 0x0A000177}));
}

TEST_P(UdpEcho, DropsTheReplyWhenItsNeighbourIsNotKnown) {
  for (const Pace pace : {Pace{0, 0}, {0, 50}}) {
    Echo echo(GetParam(), pace);
    echo.missing_ip = peer_ip;
    for (unsigned i = 0; i < 60; ++i) {
      echo.give({.src_port = 3000 + i,
                 .payload = Octets(4 + i, 0x13),
                 .src = i % 2 ? peer_ip : peer_ip + 1});
      ASSERT_TRUE(echo.run([&] { return echo.rx.empty(); }));
      if (i % 3 == 0)
        echo.step(100);
      else
        echo.step(60 * (1 + (pace.stall != 0)));
    }
    echo.settle();
    EXPECT_EQ(echo.lost, 30u);
    EXPECT_EQ(echo.count, (std::array<unsigned, 3>{30, 0, 30}));
  }
}

// Receiving never waits: what finds no room is dropped whole and told. Two of the largest find it.
TEST_P(UdpEcho, DropsWhatFindsNoRoomAndServesTheNext) {
  for (const unsigned size : {4u, 500u, 1472u}) {
    Echo echo(GetParam());
    echo.arp_runs = false, echo.may_be_busy = true;
    for (unsigned i = 0; i < 30; ++i) {
      echo.give({.payload = Octets(size, 0x31)});
      if (i % 4 == 1) echo.give({.payload = Octets(size, 0x31), .sum = 1});
      if (i % 4 == 2) echo.give({.src_port = 7, .payload = Octets(size, 0x31)});
    }
    ASSERT_TRUE(echo.run([&] { return echo.rx.empty(); }));
    echo.step(4);
    EXPECT_EQ(30 - echo.busy, size == 4 ? 16u : 4096 / ((size + 8 + echo.n - 1) / echo.n * echo.n))
        << size;
    for (unsigned i = 0; i < 2; ++i) {
      EXPECT_EQ(echo.records[i].verdict, EchoAnswered);
    }
    echo.arp_runs = true;
    echo.step(4000);
    echo.give({.payload = Octets(size, 0x32)});
    echo.settle();
    EXPECT_EQ(echo.records.back().verdict, EchoAnswered);
  }
}

// Store and forward: ARP is asked the clock after the last octet, the reply begins with the answer.
TEST_P(UdpEcho, CostsTwoClocksAndTheAnswer) {
  Echo echo(GetParam());
  echo.arp_at_once = true;
  echo.give({.payload = random_octets(18, echo.random)});
  echo.settle();
  EXPECT_EQ(echo.tx.packets.at(0).first_cycle - echo.rx.sent().at(0).last_cycle, 2u);
}

INSTANTIATE_TEST_SUITE_P(Widths, UdpEcho, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
