// toe_arp: each rule of docs/rules/network.md, "ARP".
#include "tests/arp/arp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

class ArpTest : public testing::TestWithParam<unsigned> {
 protected:
  ArpBench arp{GetParam()};
};

TEST_P(ArpTest, AnswersRequestsForOurAddressAndLearnsWhoAsked) {
  proves("826-03 826-04");
  arp.packet({});
  arp.settle();
  EXPECT_EQ(arp.records, (std::vector<ArpRecord>{{.kind = kind_packet,
                                                  .packet = Arp{}.build(),
                                                  .learned = true,
                                                  .send = send_reply,
                                                  .send_ip = peer_ip,
                                                  .send_mac = peer_mac}}));
  EXPECT_EQ(arp.ask(peer_ip), hit(peer_mac));
  EXPECT_EQ(arp.count, (ArpBench::Counts{1, 0, 0, 1}));
}

TEST_P(ArpTest, IsNotPoisonedByWhatItDidNotAskFor) {
  proves("826-06 A02 A03 A08");
  arp.packet({.operation = 2});                                         // a reply to nothing
  arp.packet({.target_ip = other_ip});                                  // others talk
  arp.packet({.sender_ip = ip(1), .target_ip = ip(1)});                 // gratuitous
  arp.settle();
  for (const auto& record : arp.records) {
    EXPECT_FALSE(record.learned);
    EXPECT_EQ(record.send, send_none);
  }
  EXPECT_EQ(arp.records.size(), 3u);
  EXPECT_EQ(arp.ask(peer_ip), waiting);
  EXPECT_EQ(arp.ask(ip(1)), waiting);
}

TEST_P(ArpTest, RefreshesWhomItKnowsWhateverThePacketIs) {
  proves("826-02");
  arp.packet({});
  arp.packet({.operation = 2, .sender_mac = mac(1)});
  arp.settle();
  EXPECT_EQ(arp.ask(peer_ip), hit(mac(1)));
  arp.packet({.sender_mac = mac(2), .target_ip = other_ip});
  arp.settle();
  EXPECT_EQ(arp.ask(peer_ip), hit(mac(2)));
}

TEST_P(ArpTest, ComparesTheWholeAddress) {  // lessons.md: indexed by the last octet
  arp.ask(other_ip);
  for (unsigned bit = 0; bit < 32; ++bit) arp.packet({.operation = 2, .sender_ip = other_ip ^ 1u << bit});
  arp.settle();
  EXPECT_EQ(arp.ask(other_ip), waiting);
  arp.packet({});
  arp.settle();
  for (unsigned bit = 0; bit < 32; ++bit) EXPECT_FALSE(arp.ask(peer_ip ^ 1u << bit).hit) << bit;
}

TEST_P(ArpTest, ForgetsAnEntryAtTheAgeLimitUnlessRefreshed) {
  proves("1122-ARP-01");
  arp.packet({});
  arp.packet({.sender_mac = mac(1), .sender_ip = ip(1)});
  arp.settle();
  for (unsigned i = 0; i < 200; ++i) arp.tick();
  arp.packet({.operation = 2, .sender_mac = mac(1), .sender_ip = ip(1)});
  arp.settle();
  for (unsigned i = 200; i < ArpBench::age_limit - 1; ++i) arp.tick();
  EXPECT_TRUE(arp.ask(peer_ip).hit);  // being asked for does not make it younger
  arp.tick();
  EXPECT_FALSE(arp.ask(peer_ip).hit);
  EXPECT_TRUE(arp.ask(ip(1)).hit);
  for (unsigned i = ArpBench::age_limit; i < 200 + ArpBench::age_limit - 1; ++i) arp.tick();
  EXPECT_TRUE(arp.ask(ip(1)).hit);
  arp.tick();
  EXPECT_FALSE(arp.ask(ip(1)).hit);
}

TEST_P(ArpTest, ReplacesTheOldestUnderAFloodOfNeighbours) {
  proves("A06");
  for (unsigned i = 0; i < ArpBench::entries; ++i) {
    arp.packet({.sender_mac = mac(i), .sender_ip = ip(i)});
    arp.settle();
    if (i % 2) arp.tick();
  }
  arp.packet({.sender_mac = mac(0), .sender_ip = ip(0)});  // refreshed: 1 is the oldest now
  arp.packet({.sender_mac = mac(20), .sender_ip = ip(20)});
  arp.settle();
  EXPECT_TRUE(arp.ask(ip(0)).hit);
  EXPECT_FALSE(arp.ask(ip(1)).hit);
  for (unsigned i = 2; i < ArpBench::entries; ++i) EXPECT_EQ(arp.ask(ip(i)), hit(mac(i)));
  EXPECT_EQ(arp.ask(ip(20)), hit(mac(20)));
  // 2 and 3 have the same age: the lower index goes.
  arp.packet({.sender_mac = mac(21), .sender_ip = ip(21)});
  arp.settle();
  EXPECT_FALSE(arp.ask(ip(2)).hit);
  EXPECT_TRUE(arp.ask(ip(3)).hit);
  for (unsigned i = 0; i < 300; ++i) arp.packet({.sender_mac = mac(i), .sender_ip = ip(i)});
  arp.settle();
  EXPECT_EQ(arp.count[ArpBench::out_replies], 300u + ArpBench::entries + 3);
}

TEST_P(ArpTest, AnswersAProbeWithoutLearning) {
  const Arp probe{.sender_ip = 0};
  arp.packet(probe);
  arp.packet({.sender_ip = 0, .target_ip = other_ip});
  arp.settle();
  ASSERT_EQ(arp.records.size(), 2u);
  EXPECT_EQ(arp.records[0], (ArpRecord{.kind = kind_packet, .packet = probe.build(),
                                       .send = send_reply, .send_mac = peer_mac}));
  EXPECT_EQ(arp.records[1].send, send_none);
}

TEST_P(ArpTest, IgnoresWhatIsNoArpForEthernetAndIpv4) {
  proves("826-01 826-05 A01 A05");
  const Arp bad[] = {{.hardware = 6},        {.hardware = 0x0101},      {.protocol = 0x86DD},
                     {.hardware_length = 8}, {.protocol_length = 16},   {.operation = 0},
                     {.operation = 3},       {.operation = 0x0101},     {.sender_mac = 0},
                     {.sender_mac = broadcast_mac}, {.sender_mac = 0x010000000001}};
  for (const Arp& packet : bad) arp.packet(packet);
  arp.packet({}, 46, true);  // a frame that the MAC has found bad
  for (unsigned size = 0; size < 28; ++size) arp.rx.push({.octets = slice(Arp{}.build(), 0, size)});
  arp.settle();
  EXPECT_TRUE(arp.records.empty());
  EXPECT_EQ(arp.count, ArpBench::Counts{});
  for (unsigned size = 28; size < 70; ++size) arp.packet({}, size);
  arp.settle();
  EXPECT_EQ(arp.records.size(), 42u);
}

TEST_P(ArpTest, IgnoresPacketsWithoutAnAddressOfItsOwn) {
  set_network(arp.top.network_i, {.ip = 0});
  arp.packet({.target_ip = 0});
  arp.packet({});
  arp.settle();
  EXPECT_TRUE(arp.records.empty());
}

INSTANTIATE_TEST_SUITE_P(Widths, ArpTest, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
