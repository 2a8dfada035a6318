// toe_icmp: errors that we send about what others have sent us (docs/rules/network.md, "Faults").
#include "tests/icmp/icmp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

constexpr Network network{};
constexpr std::uint64_t tick = 1024;  // us
constexpr unsigned period = 977, limit = 100, queue = 2;

class IcmpFault : public testing::TestWithParam<unsigned> {
 protected:
  Random random{29};
  Icmp dut{GetParam()};

  Fault about(unsigned type, unsigned code, Ipv4 header) {
    return {type, code, header.build(), random_octets(8, random)};
  }
  Fault about(unsigned type, unsigned code, std::uint32_t src = peer_ip) {
    return about(type, code, Ipv4{.tos = random() % 256, .id = random() % 65536, .ttl = random() % 256,
                                  .protocol = 17, .src = src, .total = 20 + random() % 1480});
  }
  static Octets message(const Fault& fault) {
    return icmp(fault.type, fault.code, Octets(4) + fault.header + fault.first);
  }
  static Record told(std::uint64_t order, unsigned verdict, const Fault& fault, std::uint64_t now = 0) {
    return {order, verdict, static_cast<std::uint32_t>(get(fault.header, 12, 4)), 36, false, fault.type, fault.code, now};
  }
  // The verdict on it.
  unsigned judged(const Fault& fault, unsigned from = 0) {
    dut.faults[from].push_back(fault);
    dut.settle();
    return dut.records.back().verdict;
  }
};

TEST_P(IcmpFault, QuotesTheHeaderAndEightOctets) {
  proves("792-03 1122-ICMP-02 1122-ICMP-05 1122-ICMP-11");
  dut.fault_tx.stall = 30;
  for (unsigned i = 0; i < 90; ++i) {
    const std::array<std::array<unsigned, 2>, 3> kinds{{{3, 2}, {3, 3}, {11, 1}}};
    const auto [type, code] = kinds[i % 3];
    const std::uint32_t src = peer_ip + (i % 2 ? 0 : random() % 8 * 0x100);
    const Fault fault = about(type, code, src);
    dut.now += random() % 2000;
    dut.faults[i % 2].push_back(fault);
    dut.settle();
    ASSERT_EQ(dut.fault_tx.packets.size(), i + 1);
    EXPECT_EQ(dut.fault_tx.packets[i].octets, message(fault));
    const std::uint32_t hop = i % 2 || src == peer_ip ? src : network.gateway;
    EXPECT_EQ(Icmp::meta(dut.fault_tx.packets[i]),
              (TxMeta{std::uint64_t{0x020000000000} | hop, src, 1, 36, 0, 0, true}));
    EXPECT_EQ(dut.records.back(), told(i, fault_queued, fault, dut.now));
    EXPECT_EQ(dut.questions[1].back(), hop);
  }
  EXPECT_EQ(dut.count, (Counts{0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 30, 0}));
  EXPECT_TRUE(dut.tx.packets.empty());
}

// RFC 1122 3.2.2: the list of what an error is never sent about.
TEST_P(IcmpFault, SomeThingsAreNeverSaid) {
  proves("792-04 1122-ICMP-06 1122-ICMP-07 1122-ICMP-10 C04");
  const std::uint32_t nobody[] = {0, 0x7F000001, 0xE0000001, 0xEFFFFFFF, 0xF0000001, 0xFFFFFFFF,
                                  network.ip | ~network.mask};
  const std::uint32_t not_us[] = {0xFFFFFFFF, network.ip | ~network.mask, 0xE0000001, network.ip ^ 1};
  for (const unsigned from : {0u, 1u}) {
    for (const std::uint32_t src : nobody) EXPECT_EQ(judged(about(3, 3, src), from), fault_limited) << src;
    for (const std::uint32_t dst : not_us)
      EXPECT_EQ(judged(about(3, 2, Ipv4{.protocol = 17, .dst = dst}), from), fault_limited) << dst;
    for (unsigned type = 0; type < 256; ++type) {
      Fault fault = about(11, 1, Ipv4{.protocol = 1});
      fault.first[0] = static_cast<std::uint8_t>(type);
      dut.now += 11 * tick;  // no more than 100 in a second
      EXPECT_EQ(judged(fault, from), type == 0 || type == 8 ? fault_queued : fault_limited) << type;
      fault = about(11, 1, Ipv4{.protocol = type == 1 ? 2 : type});
      fault.first[0] = 3;
      EXPECT_EQ(judged(fault, from), fault_queued) << type;
    }
  }
  EXPECT_EQ(dut.count[9], 0u);
  EXPECT_EQ(dut.count[10], 2 * 258u);
  EXPECT_EQ(dut.count[11], 2 * (7 + 4 + 254u));
  EXPECT_EQ(dut.fault_tx.packets.size(), 2 * 258u);
}

// What is not said counts for nothing; a period begins with the first that is said after the last one.
TEST_P(IcmpFault, AreLimitedToOneHundredInASecond) {
  proves("I15");
  dut.now = 5000 * tick;
  EXPECT_EQ(judged(about(3, 3, 0)), fault_limited);
  dut.now += 400 * tick;
  for (unsigned i = 0; i < limit; ++i) EXPECT_EQ(judged(about(3, 3), i % 2), fault_queued) << i;
  EXPECT_EQ(judged(about(3, 3)), fault_limited);
  dut.now += period * tick - 1;
  EXPECT_EQ(judged(about(3, 3)), fault_limited);
  EXPECT_EQ(dut.records.back().now, dut.now);
  dut.now += 1;
  for (unsigned i = 0; i < limit; ++i) EXPECT_EQ(judged(about(11, 1), i % 2), fault_queued) << i;
  EXPECT_EQ(judged(about(3, 2)), fault_limited);
  EXPECT_EQ(dut.fault_tx.packets.size(), 2 * limit);
  EXPECT_EQ(dut.count, (Counts{0, 0, 0, 0, 0, 0, 0, 0, 0, limit, limit, 4}));
}

// Whatever the time is, and where it wraps.
TEST_P(IcmpFault, APeriodBeginsAtAnyTime) {
  for (unsigned round = 0; round < 4; ++round) {
    dut.now = (dut.now + (1 + (std::uint64_t{random()} << 8 | random() % 256)) * tick) & ~std::uint64_t{1023};
    if (round == 3) dut.now = (std::uint64_t{1} << 42) * (1 + (dut.now >> 42)) - 3 * tick;
    for (unsigned i = 0; i < limit; ++i) ASSERT_EQ(judged(about(3, 3), i % 2), fault_queued) << round << ", " << i;
    ASSERT_EQ(judged(about(3, 3)), fault_limited) << round;
    dut.now += (period - 1) * tick;
    ASSERT_EQ(judged(about(3, 3)), fault_limited) << round;
    dut.now += tick;
    ASSERT_EQ(judged(about(3, 3)), fault_queued) << round;
  }
}

// After reset time begins at 0, and so does the first period.
TEST_P(IcmpFault, TheFirstPeriodBeginsAtZero) {
  dut.now = 500 * tick;
  for (unsigned i = 0; i < limit; ++i) EXPECT_EQ(judged(about(3, 3)), fault_queued) << i;
  EXPECT_EQ(judged(about(3, 3)), fault_limited);
  dut.now = period * tick;
  EXPECT_EQ(judged(about(3, 3)), fault_queued);
}

TEST_P(IcmpFault, TwoWaitUntilArpHasAnswered) {
  dut.arp_runs = false;
  std::vector<Fault> faults;
  for (unsigned i = 0; i < 5; ++i) {
    faults.push_back(about(3, i, peer_ip + i));
    EXPECT_EQ(judged(faults.back(), i % 2), i < queue ? fault_queued : fault_limited);
  }
  dut.arp_runs = true;
  dut.missing_ip = peer_ip;
  dut.step(200);
  ASSERT_EQ(dut.records.size(), 6u);
  EXPECT_EQ(dut.records[5], (Record{5, fault_lost, peer_ip, 36}));
  ASSERT_EQ(dut.fault_tx.packets.size(), 1u);
  EXPECT_EQ(dut.fault_tx.packets[0].octets, message(faults[1]));
  EXPECT_EQ(dut.count, (Counts{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 4}));
  // One that is being sent waits no more.
  dut.fault_tx.stall = 100;
  for (unsigned i = 1; i < 5; ++i) {
    dut.faults[0].push_back(faults[i]);
    dut.step(200);
    EXPECT_EQ(dut.records.back().verdict, i < 4 ? fault_queued : fault_limited);
  }
  dut.fault_tx.stall = 0;
  dut.settle();
  ASSERT_EQ(dut.fault_tx.packets.size(), 4u);
  for (unsigned i = 1; i < 4; ++i) EXPECT_EQ(dut.fault_tx.packets[i].octets, message(faults[i]));
}

INSTANTIATE_TEST_SUITE_P(Widths, IcmpFault, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
