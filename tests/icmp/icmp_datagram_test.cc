// toe_icmp: messages that came in fragments and lie in the datagram memory (docs/rules/network.md,
// "ICMP").
#include "tests/icmp/icmp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

class IcmpDatagram : public testing::TestWithParam<unsigned> {
 protected:
  Random random{23};

  static Ipv4 header(std::uint32_t src = peer_ip, unsigned tos = 0) {
    return {.tos = tos, .id = 0x1234, .flags_offset = 0x2000, .ttl = 7, .src = src};
  }
};

TEST_P(IcmpDatagram, AnEchoRequestBecomesItsReplyWhereItLies) {
  proves("792-02 1122-ICMP-23 1122-ICMP-27 C03");
  Icmp dut(GetParam());
  std::vector<Job> expected;
  for (const unsigned size : {4u, 5u, 6u, 7u, 1477u, 2000u, 5001u, 65507u}) {
    const Octets rest = random_octets(size, random);
    const unsigned code = random() % 256, tos = random() % 256;
    const std::uint32_t src = random();
    dut.datagrams.push_back({header(src, tos), icmp(8, code, rest)});
    dut.settle();
    expected.push_back({src, 64, tos, icmp(0, code, rest)});
    ASSERT_EQ(dut.jobs, expected) << size;
    EXPECT_EQ(dut.records.back(), (Record{expected.size() - 1, answered, src, 4 + size, true}));
  }
  EXPECT_EQ(dut.count, (Counts{8, 0, 8}));
  EXPECT_TRUE(dut.tx.packets.empty());
  EXPECT_TRUE(dut.questions[0].empty());
  dut.top.echo_sent_i = 1;
  dut.step(6);
  dut.top.echo_sent_i = 0, dut.top.echo_lost_i = 1;
  dut.step(2);
  dut.top.echo_lost_i = 0;
  dut.step(20);
  EXPECT_EQ(dut.count, (Counts{8, 0, 8, 6, 2}));
}

// Every checksum that a request can have; the reply's is right, and never 0: with what cannot be seen
// of the message it would be wrong for one of zeros (RFC 1071).
TEST_P(IcmpDatagram, ComputesTheChecksumFromTheRequests) {
  Icmp dut(GetParam());
  for (unsigned i = 0; i < 0x10000; i += (i < 0x10 || (i & 0x7FF) > 0x7F0 || (i & 0x7FF) < 0x10) ? 1 : 61) {
    Octets rest(4 + 2 * (random() % 3));
    rest[2] = static_cast<std::uint8_t>(i >> 8), rest[3] = static_cast<std::uint8_t>(i);
    const Octets request = icmp(8, 0, rest);
    dut.datagrams.push_back({header(), request});
    if (get(request, 2, 2) == 0) dut.datagrams.push_back({header(), icmp(8, 0, rest, 0xFFFF)});
    ASSERT_TRUE(dut.run([&] { return dut.datagrams.empty(); }, 1000));
    Octets reply = icmp(0, 0, rest);
    if (get(reply, 2, 2) == 0) reply[2] = reply[3] = 0xFF;
    ASSERT_EQ(dut.jobs.back().octets, reply) << i;
    ASSERT_EQ(checksum(dut.jobs.back().octets), 0) << i;
  }
  for (const Record& record : dut.records) EXPECT_EQ(record.verdict, answered);
}

TEST_P(IcmpDatagram, EverythingElseFreesItsSlot) {
  proves("792-01 1122-ICMP-01 1122-ICMP-06 C01 C04 C09");
  Icmp dut(GetParam());
  std::vector<Record> expected;
  const auto give = [&](const Octets& message, unsigned verdict) {
    dut.datagrams.push_back({header(), message});
    expected.push_back({expected.size(), verdict, peer_ip, static_cast<unsigned>(message.size()), true});
  };
  const Octets good = icmp(8, 0, random_octets(40, random));
  for (unsigned bit = 0; bit < good.size() * 8; ++bit) {
    Octets bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1u << bit % 8);
    give(bad, bad_checksum);
  }
  for (unsigned size = 0; size < 8; ++size)
    give(size < 4 ? Octets(size, 0xFF) : icmp(8, 0, Octets(size - 4, 8)), bad_checksum);
  const Octets quoted = Ipv4{.protocol = 6, .src = Network{}.ip, .dst = peer_ip, .payload = Octets(600)}.build();
  for (unsigned type = 0; type < 256; ++type)
    if (type != 8) give(icmp(type, 0, Octets(4) + quoted), ignored);  // errors, too: they came in pieces
  dut.settle();
  EXPECT_EQ(dut.records, expected);
  EXPECT_TRUE(dut.jobs.empty());
  EXPECT_TRUE(dut.tcp_errors.empty());
  const auto n = static_cast<unsigned>(expected.size());
  EXPECT_EQ(dut.count, (Counts{n, n - 255, 0, 0, 0, 1, 1, 1, 1}));
}

TEST_P(IcmpDatagram, WithoutRoomForTheJobItIsBusy) {
  Icmp dut(GetParam());
  dut.job_runs = false;
  const Octets request = icmp(8, 0, Octets(2000, 9));
  for (unsigned i = 0; i < 3; ++i) dut.datagrams.push_back({header(), request});
  dut.settle();
  for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(dut.records.at(i), (Record{i, busy, peer_ip, 2004, true}));
  EXPECT_EQ(dut.count, (Counts{3, 0, 3, 0, 3}));
  dut.job_runs = true;
  dut.datagrams.push_back({header(), request});
  dut.settle();
  EXPECT_EQ(dut.records.at(3).verdict, answered);
  EXPECT_EQ(dut.jobs.size(), 1u);
}

// Somebody else who hands a job over in the same clock is no want of room.
TEST_P(IcmpDatagram, WaitsForItsTurnWithTheJob) {
  Icmp dut(GetParam());
  dut.job_collisions = 20;
  for (unsigned i = 0; i < 100; ++i) dut.datagrams.push_back({header(), icmp(8, 0, Octets(100 + i, 3))});
  dut.settle();
  EXPECT_GE(dut.jobs.size(), 97u);
  EXPECT_EQ(dut.jobs.size() + dut.count[4], 100u);
}

// Four clocks in which the job is offered and not taken are a want of room, three are not.
TEST_P(IcmpDatagram, OffersTheJobForFourClocks) {
  Icmp dut(GetParam());
  for (const unsigned refused : {3u, 4u, 1u, 0u, 2u, 5u}) {
    const std::size_t busy_before = dut.count[4], jobs_before = dut.jobs.size();
    dut.job_runs = false;
    dut.datagrams.push_back({header(), icmp(8, 0, Octets(100, 3))});
    unsigned offered = 0;
    ASSERT_TRUE(dut.run([&] {
      if (dut.top.job_valid_o) offered == refused ? void(dut.job_runs = true) : void(++offered);
      return dut.datagrams.empty();
    }, 1000));
    dut.step(20);
    EXPECT_EQ(dut.count[4] - busy_before, refused >= 4) << refused;
    EXPECT_EQ(dut.jobs.size() - jobs_before, refused < 4) << refused;
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, IcmpDatagram, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
