// toe_ip_send: from the datagram memory to IP, neighbours permitting (docs/rules/network.md).
#include "tests/ip/send_reference.h"
#include "tests/requirement.h"

#include <gmock/gmock.h>

namespace sockwire::test {
namespace {

using testing::ElementsAre;
using Done = SendBench::Done;

class IpSend : public testing::TestWithParam<unsigned> {};

TEST_P(IpSend, SendsEverySizeAsItLies) {
  for (const unsigned stall : {0u, 50u}) {
    SendBench bench(GetParam(), {.stall = stall});
    for (const unsigned size : {0u, 1u, 8u, 15u, 16u, 17u, 1023u, 1024u, 1025u, 1479u, 1480u, 1481u, 2960u, 65515u}) {
      const TxMeta meta = TxMeta::random(17, size, size % 2, bench.random);
      TxMeta to = meta;
      to.dst = net + 9, to.mac = 0x020000000000u + to.dst;
      const Octets octets = random_octets(size, bench.random);
      bench.give(bench.compose(to, 5, octets));
      bench.answer(to.dst, true);
      ASSERT_TRUE(bench.run([&] { return bench.dones.size() == 1; }, 100000));
      ASSERT_EQ(bench.out.packets.size(), 1u);
      EXPECT_EQ(bench.out.packets[0].octets, octets);
      EXPECT_EQ(get_meta(wide<4>(bench.out.packets[0].side)), to);
      EXPECT_THAT(bench.dones, ElementsAre(Done{5, false}));
      bench.out.packets.clear(), bench.dones.clear();
    }
    bench.expect_all_free();
  }
}

TEST_P(IpSend, AsksNobodyForBroadcastsAndGroups) {
  proves("1122-IP-26");
  SendBench bench(GetParam());
  const std::array<std::pair<std::uint32_t, std::uint64_t>, 4> cases{
      {{0xFFFFFFFF, broadcast_mac}, {net + 255, broadcast_mac}, {0xE0000001, 0x01005E000001},
       {0xEFFF8765, 0x01005E7F8765}}};
  for (const auto& [dst, mac] : cases) {
    bench.send(dst);
    ASSERT_TRUE(bench.run([&] { return !bench.dones.empty(); }, 1000));
    EXPECT_EQ(get_meta(wide<4>(bench.out.packets.back().side)).mac, mac);
    EXPECT_FALSE(bench.dones.back().failed);
    bench.dones.clear();
  }
  bench.send(0x08080808);
  bench.answer(Network{}.gateway, true);
  bench.send(net + 1);
  bench.answer(net + 1, true);
  ASSERT_TRUE(bench.run([&] { return bench.dones.size() == 2; }, 1000));
  EXPECT_EQ(bench.sent().size(), 6u);
}

TEST_P(IpSend, ParksFourAndGivesUpTheFifth) {
  SendBench bench(GetParam());
  for (unsigned i = 1; i <= 6; ++i) {
    bench.send(net + i);
    bench.answer(net + i, false, i != 5);
  }
  bench.step(50);
  EXPECT_THAT(bench.dones, ElementsAre(Done{5, true}, Done{6, true})) << "5 had no neighbour asked for";
  bench.settle(net + 3, true);
  bench.answer(net + 3, true);
  bench.step(100);
  bench.send(net + 7);
  bench.answer(net + 7, false, true);  // takes the place
  bench.send(net + 8);
  bench.answer(net + 8, false, true);
  bench.step(50);
  EXPECT_THAT(bench.dones, ElementsAre(Done{5, true}, Done{6, true}, Done{3, false}, Done{8, true}));
  for (const unsigned i : {7u, 1u, 4u, 2u}) bench.settle(net + i, false);
  bench.step(100);
  EXPECT_THAT(std::vector(bench.dones.begin() + 4, bench.dones.end()),
              testing::UnorderedElementsAre(Done{1, true}, Done{2, true}, Done{4, true}, Done{7, true}));
  bench.expect_all_free();
}

TEST_P(IpSend, LetsWhatIsParkedAskAgainInItsOrderBeforeTheHead) {
  SendBench bench(GetParam());
  for (const unsigned to : {1u, 2u, 1u, 1u}) {  // owners 1 to 4
    bench.send(net + to);
    bench.answer(net + to, false, true);
  }
  bench.send(net + 9);  // 5
  bench.send(net + 255);  // 6
  ASSERT_TRUE(bench.run([&] { return bench.top.req_valid_o; }, 100));
  bench.settle(net + 1, true);  // the head's question is withdrawn
  bench.answer(net + 1, true);
  bench.settle(net + 2, true);  // 2 was parked before 3
  bench.answer(net + 2, false, true);  // and is parked once more, behind
  bench.answer(net + 1, true);
  bench.answer(net + 1, true);
  bench.answer(net + 9, true);
  ASSERT_TRUE(bench.run([&] { return bench.dones.size() == 5; }, 1000));
  EXPECT_THAT(bench.sent(), ElementsAre(1, 1, 1, 9, 255));
  bench.settle(net + 2, false);
  bench.step(20);
  EXPECT_THAT(bench.dones, ElementsAre(Done{1, false}, Done{3, false}, Done{4, false}, Done{5, false},
                                       Done{6, false}, Done{2, true}));
}

// What ARP tells in the clock of the answer came after it.
TEST_P(IpSend, HearsOfItsNeighbourInTheClockOfTheAnswer) {
  for (const bool resolved : {true, false}) {
    SendBench bench(GetParam());
    bench.send(net + 1);
    ASSERT_TRUE(bench.run([&] { return bench.asks; }, 100));
    bench.take_request = true;
    bench.step();
    bench.rsp = {false, true, 0};
    bench.pending = {resolved, net + 1};
    bench.step();
    if (resolved) bench.answer(net + 1, true);
    bench.step(50);
    EXPECT_THAT(bench.dones, ElementsAre(Done{1, !resolved}));
  }
}

TEST_P(IpSend, TellsIcmpByPulsesAndTakesEightJobs) {
  SendBench bench(GetParam());
  for (unsigned i = 0; i < 10; ++i) {
    const auto job = bench.compose({.dst = net + 3, .protocol = 1, .length = 8}, no_desc, Octets(8));
    bench.give(job);
  }
  bench.step(20);
  EXPECT_EQ(bench.accepted.size(), 8u);
  EXPECT_FALSE(bench.job_room);
  for (unsigned i = 0; i < 10; ++i) bench.answer(net + 3, i % 3 != 0);
  bench.step(100);
  EXPECT_EQ(bench.echoes_sent, 6u);
  EXPECT_EQ(bench.echoes_lost, 4u);
  EXPECT_TRUE(bench.dones.empty());
  bench.expect_all_free();
}

// Jobs, answers, parks and failures by chance.
TEST_P(IpSend, KeepsTheRulesInAnyOrder) {
  SendBench bench(GetParam(), {.stall = 20});
  bench.done_stall = 40;
  Reference reference;
  Random& random = bench.random;
  std::size_t accepted = 0;
  std::set<std::uint32_t> known, waits;
  bool outstanding = false, hit = false, waiting = false;
  std::vector<Done> straight;
  bench.arp = [&] {  // as ARP: one question at a time, everything in the order of its events
    for (; accepted < bench.accepted.size(); ++accepted)
      if (!Reference::straight(bench.accepted[accepted])) reference.fifo.push_back(bench.accepted[accepted]);
      else straight.push_back({bench.accepted[accepted].owner, false});
    if (bench.taken) {
      const auto expected = reference.next();
      ASSERT_TRUE(expected);
      ASSERT_EQ(bench.asked_ip, *expected);
      reference.take();
      outstanding = true;
      hit = known.contains(*expected);
      if (!hit && waits.size() < 3 && random() % 8) waits.insert(*expected);
      waiting = !hit && waits.contains(*expected);
    }
    if (outstanding && random() % 3 == 0) {
      bench.rsp = {hit, waiting, 0x020000000000u + reference.hop(reference.asking.meta.dst)};
      reference.answer(hit, waiting);
      outstanding = false;
    }
    if (!outstanding) {
      if (!waits.empty() && random() % 40 == 0) {
        const auto ip = *std::next(waits.begin(), random() % static_cast<unsigned>(waits.size()));
        const bool resolved = random() % 2;
        waits.erase(ip);
        if (resolved) known.insert(ip);
        bench.pending = {resolved, ip};
        reference.settle(ip, resolved);
      }
      if (!known.empty() && random() % 30 == 0) known.erase(known.begin());
      if (!bench.rsp) bench.take_request = random() % 2;
    }
  };
  std::map<unsigned, SendBench::Job> jobs;
  constexpr std::array<std::uint32_t, 8> addresses{net + 1, net + 2, net + 3, net + 4, net + 5, 0x08080808, net + 255, 0xE1020304};
  for (unsigned i = 1; i <= 600; ++i) {
    const unsigned size = i % 100 == 0 ? 20000 : random() % 5 ? random() % 80 : random() % 3000;
    TxMeta meta = TxMeta::random(17, size, false, random);
    meta.dst = addresses[random() % 8];
    auto job = bench.compose(meta, i, random_octets(size, random));
    while (!job) bench.step(50), job = bench.compose(meta, i, random_octets(size, random));
    jobs[i] = *job;
    bench.give(job);
    bench.step(random() % 60);
  }
  ASSERT_TRUE(bench.run([&] { return bench.dones.size() == 600; }, 1000000)) << bench.dones.size();
  std::size_t frame = 0;
  for (const Done& done : bench.dones) {  // frames are those that did not fail, in order
    if (done.failed) continue;
    ASSERT_LT(frame, bench.out.packets.size());
    const Packet& packet = bench.out.packets[frame++];
    TxMeta meta = jobs.at(done.owner).meta;
    meta.mac = get_meta(wide<4>(packet.side)).mac;
    EXPECT_EQ(packet.octets, jobs.at(done.owner).octets);
    EXPECT_EQ(get_meta(wide<4>(packet.side)), meta);
  }
  EXPECT_EQ(frame, bench.out.packets.size());
  auto split = std::stable_partition(bench.dones.begin(), bench.dones.end(),
                                     [&](const Done& done) { return !Reference::straight(jobs.at(done.owner)); });
  const std::vector asked(bench.dones.begin(), split), rest(split, bench.dones.end());
  ASSERT_EQ(asked.size(), reference.dones.size());
  for (std::size_t i = 0; i < asked.size(); ++i) ASSERT_EQ(asked[i], reference.dones[i]) << i;
  EXPECT_EQ(rest, straight);
  EXPECT_GT(std::count_if(bench.dones.begin(), bench.dones.end(), [](const Done& done) { return done.failed; }), 20);
  bench.expect_all_free();
}

INSTANTIATE_TEST_SUITE_P(Widths, IpSend, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
