// toe_icmp: which message is answered and how (docs/rules/network.md, "ICMP").
#include "tests/icmp/icmp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

class IcmpTest : public testing::TestWithParam<unsigned> {};

TEST_P(IcmpTest, AnswersEchoRequestsOfEveryLength) {
  proves("792-02 1122-ICMP-23 1122-ICMP-27 C03");
  for (const Pace pace : {Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}}) {
    Icmp icmp_dut(GetParam(), pace);
    Random random(4);
    std::vector<unsigned> sizes;
    for (unsigned size = 0; size < 70; ++size) sizes.push_back(size);
    for (const unsigned size : {100u, 101u, 255u, 256u, 511u, 1000u, 1001u, 1470u, 1471u, 1472u})
      sizes.push_back(size);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const Octets rest = random_octets(4 + sizes[i], random);
      const unsigned code = random() % 256;
      const std::uint32_t src = peer_ip + random() % 8;
      const bool tail = sizes[i] % icmp_dut.data_bytes == 0 && i % 3 == 0;
      const unsigned tos = random() % 256;
      icmp_dut.message(icmp(8, code, rest), src, false, tail && (8 + sizes[i]) % icmp_dut.data_bytes == 0, tos);
      icmp_dut.settle();
      ASSERT_EQ(icmp_dut.tx.packets.size(), i + 1);
      const Packet& reply = icmp_dut.tx.packets.back();
      EXPECT_EQ(reply.octets, icmp(0, code, rest)) << sizes[i];
      EXPECT_FALSE(reply.err);
      EXPECT_EQ(Icmp::meta(reply), (TxMeta{std::uint64_t{0x020000000000} | src, src, 1, 8 + sizes[i], 0, tos, true}));
      EXPECT_EQ(icmp_dut.records.back(), (Record{i, answered, src, 8 + sizes[i]}));
    }
    const auto n = static_cast<unsigned>(sizes.size());
    EXPECT_EQ(icmp_dut.count, (Counts{n, 0, n, n, 0}));
  }
}

TEST_P(IcmpTest, AsksForTheGatewayWhenTheSourceIsElsewhere) {
  proves("1122-IP-17");
  Icmp dut(GetParam());
  dut.message(icmp(8, 0, Octets(20)), 0x08080808);
  dut.message(icmp(8, 0, Octets(20)), 0x0A000177);
  dut.settle();
  EXPECT_EQ(dut.questions[0], (std::vector<std::uint32_t>{Network{}.gateway, 0x0A000177}));
}

// lessons.md: frames with a bad checksum are answered all the same.
TEST_P(IcmpTest, DropsBadChecksumsShortMessagesAndOtherTypes) {
  proves("792-01 792-04 1122-ICMP-01 1122-ICMP-06 1122-ICMP-15 1122-ICMP-31 1122-ICMP-36");
  proves("9293-MUST-55 C01 C04 C09 C10");
  Icmp dut(GetParam());
  std::vector<Record> expected;
  const auto expect = [&](Verdict verdict, std::size_t length) {
    expected.push_back({expected.size(), verdict, peer_ip, static_cast<unsigned>(length)});
  };
  const Octets good = icmp(8, 0, Octets(40, 0x21));
  for (unsigned bit = 0; bit < good.size() * 8; ++bit) {
    Octets bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1u << bit % 8);
    dut.message(bad);
    expect(bad_checksum, bad.size());
  }
  for (unsigned size = 0; size < 8; ++size) {  // with a right checksum where there is one
    Octets little = size < 4 ? Octets(size, 0xFF) : icmp(8, 0, Octets(size - 4, 8));
    dut.message(little);
    expect(bad_checksum, size);
  }
  for (unsigned type = 0; type < 256; ++type) {
    if (type == 8) continue;
    dut.message(icmp(type, 0, Octets(12, 0x21)));
    expect(ignored, 16);
    if (type % 50 == 0) {
      dut.message(icmp(type, 0, Octets(12, 0x21), 1));
      expect(bad_checksum, 16);
    }
  }
  dut.message(good, peer_ip, true);  // no message at all
  dut.settle();
  EXPECT_EQ(dut.records, expected);
  EXPECT_TRUE(dut.tx.packets.empty());
  EXPECT_EQ(dut.count[2] + dut.count[3] + dut.count[4], 0u);
  dut.message(good);
  dut.settle();
  EXPECT_EQ(dut.tx.packets.size(), 1u);
}

// lessons.md: both encodings of zero in a one's complement sum.
TEST_P(IcmpTest, ComputesBothZerosOfTheReplysChecksum) {
  Icmp dut(GetParam());
  const Octets all_zero(20);                           // sum 0: complement 0xFFFF
  Octets sum_ffff(20);
  sum_ffff[4] = sum_ffff[5] = 0xFF;                    // sum 0xFFFF: complement 0
  Octets request_zero(20);
  request_zero[4] = 0xF7, request_zero[5] = 0xFF;      // the request's sum is 0xFFFF
  for (const Octets& rest : {all_zero, sum_ffff, request_zero}) dut.message(icmp(8, 0, rest));
  dut.message(icmp(8, 0, request_zero, 0xFFFF));       // the other zero is right, too
  dut.settle();
  ASSERT_EQ(dut.tx.packets.size(), 4u);
  EXPECT_EQ(get(dut.tx.packets[0].octets, 2, 2), 0xFFFFu);
  EXPECT_EQ(get(dut.tx.packets[1].octets, 2, 2), 0x0000u);
  EXPECT_EQ(dut.tx.packets[2].octets, icmp(0, 0, request_zero));
  EXPECT_EQ(dut.tx.packets[3].octets, icmp(0, 0, request_zero));
}

TEST_P(IcmpTest, DropsTheReplyWhenItsNeighbourIsNotKnown) {
  for (const Pace pace : {Pace{0, 0}, {0, 50}}) {
    Icmp dut(GetParam(), pace);
    dut.missing_ip = peer_ip;
    for (unsigned i = 0; i < 60; ++i) {
      dut.message(icmp(8, 0, Octets(4 + i, 0x13)), i % 2 ? peer_ip : peer_ip + 1);
      ASSERT_TRUE(dut.run([&] { return dut.rx.empty(); }));
      if (i % 3 == 0) dut.step(100);
    }
    dut.settle();
    unsigned routes = 0, messages = 0;
    for (std::size_t i = 0; i < dut.records.size(); ++i) {
      EXPECT_EQ(dut.records[i].order, i);
      routes += dut.records[i].verdict == no_route;
      messages += dut.records[i].verdict == answered;
      if (dut.records[i].verdict == no_route) { EXPECT_EQ(dut.records[i].src, peer_ip); }
    }
    EXPECT_EQ(messages, 60u);
    EXPECT_EQ(routes, 30u);
    EXPECT_EQ(dut.tx.packets.size(), 30u);
    EXPECT_EQ(dut.count, (Counts{60, 0, 60, 30, 30}));
  }
}

// Receiving never waits: what finds no room is dropped whole and told (lessons.md: deadlock).
TEST_P(IcmpTest, DropsWhatFindsNoRoomAndServesTheNext) {
  for (const unsigned size : {4u, 500u, 1476u}) {
    Icmp dut(GetParam());
    dut.arp_runs = false;
    const Octets request = icmp(8, 0, Octets(size, 0x31));
    for (unsigned i = 0; i < 30; ++i) {
      dut.message(request);
      if (i % 4 == 1) dut.message(icmp(8, 0, Octets(size, 0x31), 1));
      if (i % 4 == 2) dut.message(icmp(9, 0, Octets(size, 0x31)));
    }
    dut.settle();
    unsigned kept = 0, refused = 0;
    for (const Record& record : dut.records) {
      kept += record.verdict == answered;
      refused += record.verdict == busy;
    }
    EXPECT_EQ(kept + refused, 30u);
    EXPECT_EQ(dut.records.size(), 45u);
    EXPECT_GE(kept, size == 4 ? 16u : 2048 / (size + 4));
    EXPECT_GT(refused, 0u);
    EXPECT_EQ(dut.count[4], refused);
    dut.arp_runs = true;
    dut.step(4000);
    EXPECT_EQ(dut.tx.packets.size(), kept);
    dut.message(request);
    dut.settle();
    EXPECT_EQ(dut.records.back().verdict, static_cast<unsigned>(answered));
    for (const auto& packet : dut.tx.packets) EXPECT_EQ(packet.octets, icmp(0, 0, Octets(size, 0x31)));
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, IcmpTest, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
