// toe_icmp: errors about segments and datagrams of ours, which TCP and UDP are told of
// (docs/rules/network.md, "ICMP").
#include "tests/icmp/icmp_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

class IcmpTold : public testing::TestWithParam<unsigned> {
 protected:
  Random random{17};

  // A message about a segment or a datagram, and what TCP or UDP ought to hear of it.
  struct Told {
    Octets message;
    ToldError error;
  };

  static Octets about(unsigned type, unsigned code, std::uint32_t second_word,
                      const Octets& quoted) {
    Octets rest;
    put(rest, second_word, 4);
    return icmp(type, code, rest + quoted);
  }
  static Octets segment(std::uint32_t ports, std::uint32_t seq, std::size_t more = 0) {
    Octets octets;
    put(octets, ports, 4);
    put(octets, seq, 4);
    octets.resize(octets.size() + more, 0x5A);
    return octets;
  }
  static Ipv4 datagram(const Octets& payload, unsigned protocol = 6) {
    return {.protocol = protocol, .src = Network{}.ip, .dst = 0x08080404, .payload = payload};
  }
  Told random_error(unsigned type, unsigned code, std::size_t more, unsigned protocol = 6) {
    const std::uint32_t ports = random(), seq = random(), second = random();
    Ipv4 quoted = datagram(segment(ports, seq, more), protocol);
    quoted.dst = random();
    quoted.tos = random() % 256, quoted.id = random() % 65536, quoted.ttl = random() % 256;
    quoted.total = random() % 65536;  // routers are known to change these
    if (random() % 2) quoted.sum = random() % 65536;
    quoted.flags_offset = random() % 8 << 13;
    const unsigned mtu = type == 3 && code == 4 ? second & 0xFFFF : 0;
    return {about(type, code, second, quoted.build()),
            {quoted.dst, protocol == 6 ? seq : 0, ports & 0xFFFF, ports >> 16, type, code, mtu}};
  }
};

TEST_P(IcmpTold, EachProtocolIsToldOfEachTypeAndCode) {
  proves("1122-ICMP-04 1122-ICMP-12 1122-ICMP-20 1122-ICMP-22");
  for (const Pace pace : {Pace{0, 0}, {50, 0}}) {
    Icmp dut(GetParam(), pace);
    std::vector<ToldError> for_tcp, for_udp;
    std::array<unsigned, 13> sent{};
    unsigned n = 0;
    for (const unsigned type : {3u, 11u, 12u}) {
      for (unsigned code = 0; code < 256; code += code < 20 ? 1 : 47) {
        for (const std::size_t more : {0u, 1u, 4u, 12u, 560u}) {
          const bool udp = random() % 2;
          const auto [message, error] = random_error(type, code, more, udp ? 17 : 6);
          dut.message(message);
          dut.settle();
          (udp ? for_udp : for_tcp).push_back(error);
          ASSERT_EQ(dut.tcp_errors, for_tcp) << type << ' ' << code << ' ' << more;
          ASSERT_EQ(dut.udp_errors, for_udp) << type << ' ' << code << ' ' << more;
          EXPECT_EQ(dut.records.back(), (Record{n++, udp ? error_for_udp : error_for_tcp, peer_ip,
                                                static_cast<unsigned>(message.size())}));
          ++sent[type];
        }
      }
    }
    EXPECT_EQ(dut.count, (Counts{n, 0, 0, 0, 0, sent[3], sent[11], sent[12], 0}));
    EXPECT_TRUE(dut.tx.packets.empty());
  }
}

// RFC 792: the quoted IP header and eight octets; less tells nothing.
TEST_P(IcmpTold, WhatIsTooShortIsIgnored) {
  proves("C10");
  Icmp dut(GetParam());
  const Octets quoted = datagram(segment(0x12345678, 9)).build();
  for (const unsigned type : {3u, 11u, 12u})
    for (std::size_t kept = 0; kept < quoted.size(); ++kept)
      dut.message(about(type, 0, 0, slice(kept % 2 ? quoted : datagram(segment(1, 2), 17).build(), 0, kept)));
  dut.settle();
  ASSERT_EQ(dut.records.size(), 84u);
  for (const Record& record : dut.records) EXPECT_EQ(record.verdict, ignored);
  EXPECT_TRUE(dut.tcp_errors.empty());
  EXPECT_EQ(dut.count, (Counts{84, 0, 0, 0, 0, 28, 28, 28, 0}));
  dut.message(about(3, 0, 0, quoted));
  dut.settle();
  EXPECT_EQ(dut.tcp_errors.size(), 1u);
}

TEST_P(IcmpTold, WhatIsNotAboutSomethingOfOursIsIgnored) {
  proves("9293-MUST-55");
  Icmp dut(GetParam());
  const Ipv4 ours = datagram(segment(0x12345678, 9));
  std::vector<Ipv4> foreign(7, ours);
  foreign[0].version = 6;
  foreign[1].ihl = 4;
  foreign[2].options = Octets(4, 1);
  foreign[3].flags_offset = 1;
  foreign[4].flags_offset = 0x1000;
  foreign[5].protocol = 1;
  foreign[6].src = Network{}.ip ^ 1;
  for (const Ipv4& quoted : foreign) dut.message(about(3, 1, 0, quoted.build()));
  for (const unsigned type : {4u, 5u, 0u, 13u}) dut.message(about(type, 0, 0, ours.build()));
  dut.settle();
  ASSERT_EQ(dut.records.size(), 11u);
  for (const Record& record : dut.records) EXPECT_EQ(record.verdict, ignored);
  EXPECT_EQ(dut.count, (Counts{11, 0, 0, 0, 0, 7, 0, 0, 1}));
  for (unsigned bit = 0; bit < 20 * 8; ++bit) {  // a wrong checksum tells nothing, whatever it says
    Octets bad = about(3, 1, 0, ours.build());
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1u << bit % 8);
    dut.message(bad);
  }
  dut.message(about(3, 1, 0, ours.build()), peer_ip, true);  // IP takes it back
  dut.settle();
  EXPECT_TRUE(dut.tcp_errors.empty());
  EXPECT_EQ(dut.count, (Counts{171, 160, 0, 0, 0, 7, 0, 0, 1}));
}

// While TCP takes nothing ErrorQueue of them are kept, and UDP and echo go on; the other way about, too.
TEST_P(IcmpTold, EachQueueIsBoundedByItself) {
  for (const bool udp_stands : {false, true}) {
    Icmp dut(GetParam());
    (udp_stands ? dut.udp_runs : dut.tcp_runs) = false;
    const auto& stands = udp_stands ? dut.udp_errors : dut.tcp_errors;
    const auto& goes_on = udp_stands ? dut.tcp_errors : dut.udp_errors;
    std::vector<ToldError> kept, told;
    for (unsigned i = 0; i < 9; ++i) {
      const auto [one, one_error] = random_error(11, i, i, udp_stands ? 17 : 6);
      const auto [other, other_error] = random_error(12, i, i, udp_stands ? 6 : 17);
      dut.message(one);
      dut.message(icmp(8, 0, Octets(4 + i)));
      dut.message(other);
      if (i < 4) kept.push_back(one_error);
      told.push_back(other_error);
      dut.settle();
    }
    EXPECT_TRUE(stands.empty());
    EXPECT_EQ(goes_on, told);
    for (std::size_t i = 0; i < 9; ++i) {
      const unsigned error = udp_stands ? error_for_udp : error_for_tcp;
      EXPECT_EQ(dut.records.at(3 * i).verdict, i < 4 ? error : unsigned{busy}) << i;
      EXPECT_EQ(dut.records.at(3 * i + 1).verdict, answered) << i;
      EXPECT_EQ(dut.records.at(3 * i + 2).verdict, udp_stands ? error_for_tcp : error_for_udp) << i;
    }
    EXPECT_EQ(dut.count, (Counts{27, 0, 9, 9, 5, 0, 9, 9, 0}));
    dut.tcp_runs = dut.udp_runs = true;
    dut.settle();
    EXPECT_EQ(stands, kept);
    const auto [message, error] = random_error(3, 4, 0, udp_stands ? 17 : 6);
    dut.message(message);
    dut.settle();
    EXPECT_EQ(stands.back(), error);
  }
}

// No room for requests does not keep errors away.
TEST_P(IcmpTold, FullOfRequestsItStillTellsOfErrors) {
  Icmp dut(GetParam());
  dut.arp_runs = false;
  for (unsigned i = 0; i < 20; ++i) dut.message(icmp(8, 0, Octets(600)));
  const auto [message, error] = random_error(12, 0, 548);
  dut.message(message);
  dut.settle();
  EXPECT_EQ(dut.records.at(19).verdict, busy);
  EXPECT_EQ(dut.records.back().verdict, error_for_tcp);
  EXPECT_EQ(dut.tcp_errors, (std::vector<ToldError>{error}));
  dut.arp_runs = true;
  dut.step(4000);
}

INSTANTIATE_TEST_SUITE_P(Widths, IcmpTold, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
