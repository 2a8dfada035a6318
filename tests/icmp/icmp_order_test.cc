// toe_icmp: one stream of records for messages, datagrams, replies without a neighbour and faults,
// whatever comes at the same time.
#include "tests/icmp/icmp_bench.h"

namespace sockwire::test {
namespace {

class IcmpOrder : public testing::TestWithParam<unsigned> {};

TEST_P(IcmpOrder, EveryDecisionIsToldOnce) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    Icmp dut(GetParam(), {.idle = seed % 2 * 20, .stall = seed % 3 * 30});
    Random random(seed);
    dut.missing_ip = peer_ip;
    dut.job_collisions = seed == 5 ? 70 : 0;
    // By kind of record, what is to be told of, in order.
    std::vector<unsigned> messages, datagrams;
    std::array<std::deque<Fault>, 2> faults;
    for (unsigned i = 0; i < 1500; ++i) {
      const Octets rest = random_octets(4 + random() % 60, random);
      const std::uint32_t src = peer_ip + random() % 3;
      if (random() % 2) {
        dut.message(icmp(random() % 4 ? 8 : random() % 16, 0, rest, random() % 8 ? std::optional<unsigned>{} : 1), src);
        messages.push_back(static_cast<unsigned>(4 + rest.size()));
      }
      if (random() % 3 == 0) {
        dut.datagrams.push_back({{.src = src}, icmp(random() % 2 ? 8 : 3, 0, rest)});
        datagrams.push_back(static_cast<unsigned>(4 + rest.size()));
      }
      if (random() % 3 == 0) {
        const unsigned from = random() % 2;
        const Fault fault{3, random() % 128 * 2 + from, Ipv4{.protocol = 17, .src = src}.build(), random_octets(8, random)};
        faults[from].push_back(fault);
        dut.faults[from].push_back(fault);
      }
      dut.now += random() % 30000;
      dut.step(random() % 40);
    }
    dut.settle();
    dut.step(3000);
    std::size_t message = 0, datagram = 0, given_up = 0;
    unsigned replies = 0, queued = 0, lost = 0, busy_ones = 0, jobs = 0, limited = 0;
    for (std::size_t i = 0; i < dut.records.size(); ++i) {
      const Record& record = dut.records[i];
      ASSERT_EQ(record.order, i);
      EXPECT_EQ(record.now != 0, record.verdict == fault_queued || record.verdict == fault_limited);
      if (record.verdict == fault_queued || record.verdict == fault_limited) {
        auto& from = faults[record.code % 2];
        ASSERT_FALSE(from.empty());
        EXPECT_EQ(from.front().code, record.code);
        from.pop_front();
        record.verdict == fault_queued ? ++queued : ++limited;
      } else if (record.verdict == fault_lost) {
        ++lost;
      } else if (record.verdict == no_route) {
        ++given_up;
      } else if (record.datagram) {
        ASSERT_LT(datagram, datagrams.size());
        EXPECT_EQ(record.length, datagrams[datagram++]);
        jobs += record.verdict == answered;
        busy_ones += record.verdict == busy;
      } else {
        ASSERT_LT(message, messages.size());
        EXPECT_EQ(record.length, messages[message++]);
        replies += record.verdict == answered;
        busy_ones += record.verdict == busy;
      }
      if (record.verdict >= fault_queued) { EXPECT_EQ(record.length, 36u); }
    }
    EXPECT_EQ(message, messages.size());
    EXPECT_EQ(datagram, datagrams.size());
    EXPECT_TRUE(faults[0].empty() && faults[1].empty());
    EXPECT_EQ(dut.jobs.size(), jobs);
    EXPECT_EQ(dut.tx.packets.size() + given_up, replies);
    EXPECT_EQ(dut.fault_tx.packets.size() + lost, queued);
    EXPECT_GT(given_up, 0u);
    EXPECT_GT(lost, 0u);
    EXPECT_GT(jobs, 0u);
    EXPECT_EQ(dut.count[0], message + datagram);
    EXPECT_EQ(dut.count[3], dut.tx.packets.size());
    EXPECT_EQ(dut.count[4], busy_ones + given_up);
    EXPECT_EQ(dut.count[9], dut.fault_tx.packets.size());
    EXPECT_EQ(dut.count[11], limited + lost);
  }
}

// Pulses that come at the same time are all counted.
TEST_P(IcmpOrder, RepliesFromBothPlacesAreCounted) {
  Icmp dut(GetParam());
  Random random(7);
  unsigned sent = 0, lost = 0;
  for (unsigned i = 0; i < 4000; ++i) {
    if (i % 6 == 0) dut.message(icmp(8, 0, Octets(4)), peer_ip);
    dut.top.echo_sent_i = random() % 30 == 0 || i % 400 < 70;  // as long as that, one in each clock
    dut.top.echo_lost_i = random() % 30 == 0;
    sent += dut.top.echo_sent_i, lost += dut.top.echo_lost_i;
    dut.step();
  }
  dut.top.echo_sent_i = dut.top.echo_lost_i = 0;
  dut.settle();
  EXPECT_EQ(dut.count[3], dut.tx.packets.size() + sent);
  unsigned busy_ones = 0;
  for (const Record& record : dut.records) busy_ones += record.verdict == busy;
  EXPECT_EQ(dut.count[4], busy_ones + lost);
}

INSTANTIATE_TEST_SUITE_P(Widths, IcmpOrder, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
