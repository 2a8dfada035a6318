// toe_arp: neighbours that are being asked for, and entries that are doubted (docs/rules/network.md,
// "ARP": ArpResolve, ArpWait, ArpAdvise).
#include "tests/arp/arp_bench.h"
#include "tests/requirement.h"

#include <algorithm>

namespace sockwire::test {
namespace {

class ArpPending : public testing::TestWithParam<unsigned> {
 protected:
  ArpBench arp{GetParam()};
};

TEST_P(ArpPending, AsksForFourNeighboursAtATimeAndOnceForEach) {
  proves("1122-ARP-03");
  for (unsigned i = 0; i < ArpBench::slots; ++i) {
    for (const ArpClient client : {client_tcp, client_icmp, client_send, client_fault, client_echo}) {
      EXPECT_EQ(arp.ask(ip(i), client), waiting);  // the same question, sent once
      ArpRecord expected{.kind = kind_resolve, .client = client, .ip = ip(i)};
      if (client == client_tcp) expected.send = send_request, expected.send_ip = ip(i);
      arp.step();
      EXPECT_EQ(arp.records.back(), expected);
    }
  }
  EXPECT_EQ(arp.ask(other_ip), miss);
  arp.settle();
  EXPECT_EQ(arp.records.back(), (ArpRecord{.kind = kind_resolve, .ip = other_ip}));
  const Arp reply{.operation = 2, .sender_mac = mac(2), .sender_ip = ip(2), .target_mac = Network{}.mac};
  arp.packet(reply);
  arp.settle();
  EXPECT_EQ(arp.records.back(), (ArpRecord{.kind = kind_packet,
                                           .packet = reply.build(),
                                           .learned = true,
                                           .pending = pending_resolved,
                                           .pending_ip = ip(2)}));
  EXPECT_EQ(arp.ask(ip(2)), hit(mac(2)));
  EXPECT_EQ(arp.ask(other_ip), waiting);  // a slot is free again
  EXPECT_EQ(arp.ask(ip(3)), waiting);
  EXPECT_EQ(arp.ask(ip(5)), miss);
  arp.settle();
  EXPECT_EQ(arp.count[ArpBench::out_requests], 5u);
}

TEST_P(ArpPending, AllClientsAtOnceAreAllAnswered) {
  arp.packet({});
  arp.settle();
  for (unsigned round = 0; round < 50; ++round) {
    for (unsigned i = 0; i < ArpBench::clients; ++i)
      arp.asks[i] = true, arp.ask_ip[i] = round % 2 ? peer_ip : ip(i % ArpBench::slots);
    arp.step(40);
    for (unsigned i = 0; i < ArpBench::clients; ++i) {
      ASSERT_EQ(arp.answers[i].size(), round + 1);
      EXPECT_EQ(arp.answers[i].back(), round % 2 ? hit(peer_mac) : waiting);
    }
  }
}

TEST_P(ArpPending, AsksAgainEachTickAndGivesUpAfterFourRequests) {
  proves("1122-ARP-03 A07");
  EXPECT_EQ(arp.ask(peer_ip), waiting);
  for (unsigned i = 0; i < 6; ++i) arp.tick();
  arp.settle();
  ASSERT_EQ(arp.records.size(), 1u + 6 + 5);  // the question, ticks, and waits while the slot is in use
  EXPECT_EQ(arp.records[0], (ArpRecord{.kind = kind_resolve, .ip = peer_ip, .send = send_request,
                                       .send_ip = peer_ip}));
  for (unsigned i = 0; i < 5; ++i) {
    EXPECT_EQ(arp.records[1 + 2 * i], (ArpRecord{.kind = kind_tick}));
    ArpRecord expected{.kind = kind_wait, .ip = peer_ip};
    if (i >= 1 && i <= 3) expected.send = send_request, expected.send_ip = peer_ip;
    if (i == 4) expected.pending = pending_failed, expected.pending_ip = peer_ip;
    EXPECT_EQ(arp.records[2 + 2 * i], expected) << i;
  }
  EXPECT_EQ(arp.count[ArpBench::out_requests], 4u);
  EXPECT_EQ(arp.ask(other_ip), waiting);
  arp.tick();
  arp.tick();
  EXPECT_EQ(arp.records.back().send_ip, other_ip);  // counted anew
}

// Each slot has tries of its own; after a tick they wait lowest first, before anything else is done.
TEST_P(ArpPending, EachNeighbourIsAskedForOnItsOwn) {
  arp.ask(ip(0));
  arp.tick();
  arp.tick();
  arp.ask(ip(1));
  arp.ask(ip(2));
  arp.packet({.operation = 2, .sender_mac = mac(0), .sender_ip = ip(0)});
  arp.settle();
  arp.ask(ip(3));  // takes the lowest slot, which is free again
  arp.settle();
  std::size_t tick = arp.records.size();
  arp.packet({.operation = 2, .sender_mac = mac(9), .sender_ip = other_ip});
  arp.asks[client_send] = true, arp.ask_ip[client_send] = ip(0);
  arp.now += 1u << 20;
  arp.step(60);
  while (tick < arp.records.size() && arp.records[tick].kind != kind_tick) ++tick;
  ASSERT_GE(arp.records.size(), tick + 4);
  for (unsigned i = 0; i < 3; ++i) {
    const std::uint32_t asked[] = {ip(3), ip(1), ip(2)};
    EXPECT_EQ(arp.records[tick + 1 + i], (ArpRecord{.kind = kind_wait, .ip = asked[i]}));
  }
  for (unsigned i = 0; i < 4; ++i) arp.tick();
  for (const std::uint32_t given_up : {ip(1), ip(2), ip(3)}) {
    const auto failed = [&](const ArpRecord& record) {
      return record.pending == pending_failed && record.pending_ip == given_up;
    };
    EXPECT_EQ(std::ranges::count_if(arp.records, failed), 1);
  }
}

TEST_P(ArpPending, AdviceMakesAnEntryInvalidAndNothingElse) {
  arp.packet({});
  arp.packet({.sender_mac = mac(1), .sender_ip = ip(1)});
  arp.settle();
  arp.advise(peer_ip);
  arp.advise(other_ip);
  arp.settle();
  ASSERT_EQ(arp.records.size(), 4u);
  EXPECT_EQ(arp.records[2], (ArpRecord{.kind = kind_advise, .ip = peer_ip, .forgotten = true}));
  EXPECT_EQ(arp.records[3], (ArpRecord{.kind = kind_advise, .ip = other_ip}));
  EXPECT_EQ(arp.ask(ip(1)), hit(mac(1)));
  EXPECT_EQ(arp.ask(peer_ip), waiting);
  arp.advise(peer_ip);  // it is being asked for
  arp.settle();
  EXPECT_EQ(arp.ask(peer_ip), waiting);
  arp.packet({.operation = 2, .sender_mac = mac(7)});
  arp.settle();
  EXPECT_EQ(arp.ask(peer_ip), hit(mac(7)));
}

// A hint may be lost, but eight of them wait.
TEST_P(ArpPending, EightPiecesOfAdviceWait) {
  arp.tx.stall = 100;
  for (unsigned i = 0; i < 5; ++i) arp.packet({});  // replies fill the queue: no event begins any more
  arp.step(200);
  const std::size_t before = arp.records.size();
  for (unsigned i = 0; i < 12; ++i) arp.advise(ip(i));
  arp.step(50);
  EXPECT_EQ(arp.records.size(), before);
  arp.tx.stall = 0;
  arp.settle();
  std::vector<std::uint32_t> advised;
  for (const ArpRecord& record : arp.records)
    if (record.kind == kind_advise) advised.push_back(record.ip);
  std::vector<std::uint32_t> expected;
  for (unsigned i = 0; i < 8; ++i) expected.push_back(ip(i));
  EXPECT_EQ(advised, expected);
}

INSTANTIATE_TEST_SUITE_P(Widths, ArpPending, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
