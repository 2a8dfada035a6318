// toe_ip_rx: what is delivered, what is dropped and as what it counts (docs/rules/network.md).
#include "tests/ip/ip_lockstep.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

constexpr std::array<Pace, 4> paces{Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}};

Counts only(Counter counter) {
  Counts expected{1};
  if (counter != received) expected[counter] = 1;
  return expected;
}

class IpRx : public testing::TestWithParam<unsigned> {};

TEST_P(IpRx, DeliversThePayloadOfEverySizeWithoutPaddingAndOptions) {
  proves("791-02 791-10 1122-IP-12 1122-IP-14 9293-MUST-50 F04 I06 I07");
  for (const Pace pace : paces) {
    Rx rx(GetParam(), pace);
    Random random(GetParam() + 1);
    std::vector<Ipv4> sent;
    for (unsigned i = 0; i < 400; ++i) {
      Ipv4 datagram{.protocol = random() % 2 ? 1u : random() % 2 ? 2u : 6u};
      datagram.tos = random() % 256;
      datagram.id = random() % 65536;
      datagram.ttl = random() % 256;  // not looked at
      datagram.options = random_octets(random() % 3 ? 0 : 4 * (random() % 11), random);
      datagram.payload = random_octets(i < 80 ? i : random() % (1481 - 40), random);
      sent.push_back(datagram);
      const Octets octets = datagram.build();
      const unsigned padding = random() % 2 ? 0 : random() % 60;
      const bool tail = (octets.size() + padding) % rx.data_bytes == 0 && random() % 2;
      rx.frame(padded(octets, octets.size() + padding, 0xEE), false, Network{}.mac, tail);
    }
    rx.settle();
    std::size_t icmp_count = 0, tcp_count = 0, igmp_count = 0;
    for (const Ipv4& datagram : sent) {
      Sink& sink = datagram.protocol == 1 ? rx.icmp_sink : datagram.protocol == 2 ? rx.igmp_sink : rx.tcp_sink;
      auto& n = datagram.protocol == 1 ? icmp_count : datagram.protocol == 2 ? igmp_count : tcp_count;
      ASSERT_LT(n, sink.packets.size());
      const Packet& packet = sink.packets[n++];
      EXPECT_EQ(packet.octets, datagram.payload);
      EXPECT_FALSE(packet.err);
      VlWide<3> meta;
      std::copy(packet.side.begin(), packet.side.end(), meta.m_storage);
      EXPECT_EQ(bits(meta, 0, 8), datagram.tos);
      EXPECT_EQ(bits(meta, 8, 16), datagram.payload.size());
      EXPECT_EQ(bits(meta, 24, 8), datagram.protocol);
      EXPECT_EQ(bits(meta, 32, 32), datagram.dst);
      EXPECT_EQ(bits(meta, 64, 32), datagram.src);
    }
    EXPECT_EQ(icmp_count, rx.icmp_sink.packets.size());
    EXPECT_EQ(tcp_count, rx.tcp_sink.packets.size());
    EXPECT_EQ(igmp_count, rx.igmp_sink.packets.size());
    EXPECT_EQ(rx.count[received], sent.size());
  }
}

// Each reason alone, and the one that comes first when several apply.
TEST_P(IpRx, DropsAndCountsByTheFirstReason) {
  proves("1122-IP-01 1122-IP-02 1122-IP-05 1122-IP-06 1122-IP-25 1122-IP-26 1122-IP-27 791-01 791-07");
  proves("9293-MUST-57 9293-MUST-63 1122-ICMP-25 1122-ETH-07 I01 I03 I04 I05 C02 F07");
  Rx rx(GetParam());
  const Octets data(40, 0x33);
  const std::uint32_t everybody = 0xFFFFFFFF, subnet = 0x0A0001FF, group = 0xE0000123;
  const std::uint32_t all_systems = 0xE0000001;
  const std::uint64_t ours = Network{}.mac, group_mac = 0x01005E000123, all_systems_mac = 0x01005E000001;
  rx.top.member_i = group;
  using enum IpVerdict;
  struct Case {
    const char* what;
    Ipv4 datagram;
    IpVerdict verdict;
    std::uint64_t mac = Network{}.mac;
  };
  const Case cases[] = {
      {"good", {.payload = data}, IpDelivered},
      {"version", {.version = 6, .payload = data}, IpHeader},
      {"IHL 4", {.payload = data, .ihl = 4}, IpHeader},
      {"IHL 0", {.payload = data, .ihl = 0}, IpHeader},
      {"total length 19", {.payload = data, .total = 19}, IpHeader},
      {"total length below IHL", {.options = Octets(40, 1), .payload = data, .total = 56}, IpHeader},
      {"total length 0", {.payload = data, .total = 0}, IpHeader},
      {"total length beyond the frame", {.payload = data, .total = 61}, IpHeader},
      {"total length 65535", {.payload = data, .total = 65535}, IpHeader},
      {"checksum", {.payload = data, .sum = 0x1234}, IpHeader},
      {"source ours", {.src = Network{}.ip, .payload = data}, IpAddress},
      {"source 0", {.src = 0, .payload = data}, IpAddress},
      {"source loopback", {.src = 0x7F000001, .payload = data}, IpAddress},
      {"source multicast", {.src = 0xE0000001, .payload = data}, IpAddress},
      {"source class E", {.src = 0xF0000001, .payload = data}, IpAddress},
      {"source limited broadcast", {.src = everybody, .payload = data}, IpAddress},
      {"source subnet broadcast", {.src = subnet, .payload = data}, IpAddress},
      {"source elsewhere", {.src = 0x08080808, .payload = data}, IpDelivered},
      {"destination other", {.dst = 0x0A000103, .payload = data}, IpAddress},
      {"destination 0", {.protocol = 17, .dst = 0, .payload = data}, IpAddress},
      {"destination another subnet's broadcast", {.protocol = 17, .dst = 0x0A0002FF, .payload = data}, IpAddress},
      {"destination a group of others", {.protocol = 17, .dst = group + 1, .payload = data}, IpAddress, group_mac},
      {"broadcast, ICMP", {.dst = everybody, .payload = data}, IpDiscard, broadcast_mac},
      {"broadcast, TCP", {.protocol = 6, .dst = everybody, .payload = data}, IpDiscard, broadcast_mac},
      {"broadcast, UDP", {.protocol = 17, .dst = everybody, .payload = data}, IpDelivered, broadcast_mac},
      {"broadcast to our MAC, UDP", {.protocol = 17, .dst = everybody, .payload = data}, IpDelivered, ours},
      {"subnet broadcast, ICMP", {.dst = subnet, .payload = data}, IpDiscard, broadcast_mac},
      {"subnet broadcast, UDP", {.protocol = 17, .dst = subnet, .payload = data}, IpDelivered, broadcast_mac},
      {"group, TCP", {.protocol = 6, .dst = group, .payload = data}, IpDiscard, group_mac},
      {"group, UDP", {.protocol = 17, .dst = group, .payload = data}, IpDelivered, group_mac},
      {"ours to the broadcast MAC", {.payload = data}, IpDiscard, broadcast_mac},
      {"ours to a group MAC, TCP", {.protocol = 6, .payload = data}, IpDiscard, group_mac},
      {"ours to a group MAC, UDP", {.protocol = 17, .payload = data}, IpDiscard, group_mac},
      {"reserved flag", {.flags_offset = 0x8000, .payload = data}, IpDelivered},
      {"UDP", {.protocol = 17, .payload = data}, IpDelivered},
      {"protocol 0", {.protocol = 0, .payload = data}, IpProtocol},
      {"IGMP", {.protocol = 2, .payload = data}, IpDelivered},
      {"IGMP to a group", {.protocol = 2, .dst = group, .payload = data}, IpDelivered, group_mac},
      {"IGMP to a group of others", {.protocol = 2, .dst = group + 1, .payload = data}, IpAddress, group_mac},
      {"IGMP to all systems", {.protocol = 2, .dst = all_systems, .payload = data}, IpDelivered, all_systems_mac},
      {"UDP to all systems", {.protocol = 17, .dst = all_systems, .payload = data}, IpAddress, all_systems_mac},
      {"IGMP with Router Alert", {.protocol = 2, .dst = all_systems, .options = {0x94, 4, 0, 0}, .payload = data},
       IpDelivered, all_systems_mac},
      {"IGMP from nobody", {.protocol = 2, .src = 0, .dst = all_systems, .payload = data}, IpDelivered, all_systems_mac},
      {"IGMP from us", {.protocol = 2, .src = Network{}.ip, .payload = data}, IpAddress},
      {"IGMP from a group", {.protocol = 2, .src = group, .dst = all_systems, .payload = data}, IpAddress, all_systems_mac},
      {"IGMP to everybody", {.protocol = 2, .dst = everybody, .payload = data}, IpDiscard, broadcast_mac},
      {"IGMP in fragments", {.flags_offset = 0x2000, .protocol = 2, .payload = data}, IpDiscard},
      {"IGMP, the rest", {.flags_offset = 1, .protocol = 2, .dst = group, .payload = data}, IpDiscard, group_mac},
      {"no payload", {}, IpDelivered},
      {"more fragments", {.flags_offset = 0x2000, .protocol = 17, .payload = data}, IpFragment},
      {"header before address", {.src = 0, .payload = data, .sum = 1}, IpHeader},
      {"truncated before address", {.src = 0, .payload = data, .total = 80}, IpHeader},
      {"address before group MAC", {.dst = 1, .payload = data}, IpAddress, broadcast_mac},
      {"group MAC before protocol", {.protocol = 99, .payload = data}, IpDiscard, broadcast_mac},
      {"protocol before fragment", {.flags_offset = 1, .protocol = 99, .payload = data}, IpProtocol},
      {"address before fragment", {.flags_offset = 1, .dst = 1, .payload = data}, IpAddress},
  };
  for (const Case& c : cases) {
    rx.frame(c.datagram.build(), false, c.mac);
    rx.settle();
    ASSERT_EQ(rx.records.size(), 1u) << c.what;
    EXPECT_EQ(to_string(rx.records[0].verdict), to_string(c.verdict)) << c.what;
    Counts expected{1};
    expected[header_errors] = c.verdict == IpHeader;
    expected[address_errors] = c.verdict == IpAddress;
    expected[discarded] = c.verdict == IpDiscard;
    expected[unknown_protocols] = c.verdict == IpProtocol;
    expected[fragments] = c.verdict == IpFragment;
    EXPECT_EQ(rx.count, expected) << c.what;
    const bool direct = c.verdict == IpDelivered && c.datagram.protocol == 1;
    const bool udp = c.verdict == IpDelivered && c.datagram.protocol == 17;
    const bool igmp = c.verdict == IpDelivered && c.datagram.protocol == 2;
    std::erase_if(rx.icmp_sink.packets, [](const Packet& packet) { return packet.err; });
    ASSERT_EQ(rx.icmp_sink.packets.size(), direct) << c.what;
    if (direct) { EXPECT_EQ(rx.icmp_sink.packets[0].octets, c.datagram.payload) << c.what; }
    std::erase_if(rx.igmp_sink.packets, [](const Packet& packet) { return packet.err; });
    ASSERT_EQ(rx.igmp_sink.packets.size(), igmp) << c.what;
    if (igmp) { EXPECT_EQ(rx.igmp_sink.packets[0].octets, c.datagram.payload) << c.what; }
    ASSERT_EQ(rx.datagrams.size(), udp) << c.what;
    if (udp) { EXPECT_EQ(rx.datagrams[0].octets, c.datagram.payload) << c.what; }
    EXPECT_TRUE(rx.tcp_sink.packets.empty()) << c.what;
    rx.clear();
  }
}

// RFC 2131 4.1: before it has an address, a host hears broadcasts alone.
TEST_P(IpRx, HearsOnlyTheLimitedBroadcastWithoutAnAddressOfItsOwn) {
  Rx rx(GetParam());
  rx.set_network({.ip = 0});
  rx.top.member_i = 0xE0000123;
  for (const std::uint32_t dst : {Network{}.ip, 0u, 0x000000FFu, 0x0A0001FFu, 0xE0000123u}) {
    rx.frame(Ipv4{.protocol = 17, .dst = dst, .payload = Octets(30)}.build());
    rx.settle();
    EXPECT_EQ(rx.counted(), only(address_errors)) << dst;
  }
  rx.frame(Ipv4{.protocol = 2, .src = 0, .dst = 0xE0000001, .payload = Octets(30)}.build());
  rx.settle();
  EXPECT_EQ(rx.counted(), only(address_errors));
  for (const unsigned protocol : {1u, 2u}) {
    rx.frame(Ipv4{.protocol = protocol, .src = protocol == 2 ? 0 : peer_ip, .dst = 0xFFFFFFFF, .payload = Octets(30)}.build());
    rx.settle();
    EXPECT_EQ(rx.counted(), only(discarded));
  }
  EXPECT_TRUE(rx.icmp_sink.packets.empty() && rx.datagrams.empty());
  rx.frame(Ipv4{.protocol = 17, .dst = 0xFFFFFFFF, .payload = Octets(30)}.build(), false, broadcast_mac);
  rx.settle();
  EXPECT_EQ(rx.counted(), only(received));
  EXPECT_EQ(rx.datagrams.size(), 1u);
}

// lessons.md: a header whose complement is 0 may carry either zero; the sum is 0xFFFF with both.
TEST_P(IpRx, TakesBothZerosOfTheChecksum) {
  Rx rx(GetParam());
  Ipv4 datagram{.payload = Octets(30)};
  datagram.id = 0;
  datagram.sum = 0;
  Octets octets = datagram.build();
  datagram.id = checksum(slice(octets, 0, 20));  // now the sum without checksum is 0xFFFF
  ASSERT_EQ(checksum(slice(datagram.build(), 0, 20)), 0);
  for (const unsigned sum : {0x0000u, 0xFFFFu}) {
    datagram.sum = sum;
    rx.frame(datagram.build());
    rx.settle();
    EXPECT_EQ(rx.counted(), only(received)) << sum;
  }
  EXPECT_EQ(rx.icmp_sink.packets.size(), 2u);
}

TEST_P(IpRx, SurvivesFramesCutAtEveryOctetAndServesTheNextGoodOne) {
  proves("791-01 F01");
  for (const Pace pace : paces) {
    Rx rx(GetParam(), pace);
    const Octets options(40, 1);
    for (unsigned size = 0; size < 80; ++size) {
      for (const bool with_options : {false, true}) {
        Ipv4 datagram{.payload = Octets(20, 0x44)};
        if (with_options) datagram.options = options;
        const Octets whole = datagram.build();
        const bool cut = size < whole.size();
        rx.frame(slice(whole, 0, std::min<std::size_t>(size, whole.size())));
        rx.frame(Ipv4{.protocol = 6, .payload = Octets(size, 0x55)}.build());
        rx.settle();
        EXPECT_EQ(rx.count[header_errors], cut ? 1u : 0u) << size;
        EXPECT_EQ(rx.count[received], 2u) << size;
        rx.counted();
        for (const auto& packet : rx.icmp_sink.packets) EXPECT_EQ(packet.err, cut) << size;
        ASSERT_EQ(rx.tcp_sink.packets.size(), 1u) << size;
        EXPECT_EQ(rx.tcp_sink.packets[0].octets, Octets(size, 0x55));
        EXPECT_FALSE(rx.tcp_sink.packets[0].err);
        rx.icmp_sink.packets.clear();
        rx.tcp_sink.packets.clear();
      }
    }
  }
}

TEST_P(IpRx, EndsWithErrWhatTheMacHasFoundBadAndCountsNothing) {
  proves("F03");
  Rx rx(GetParam(), {20, 20});
  for (unsigned size = 0; size < 100; ++size) {
    rx.frame(padded(Ipv4{.payload = Octets(size, 0x66)}.build(), 46 + size % 30), true);
    rx.frame(Octets(size, 0x45), true);
    rx.frame(Ipv4{.payload = Octets(size, 0x77)}.build());
  }
  rx.settle();
  EXPECT_EQ(rx.counted(), (Counts{100}));
  unsigned good = 0;
  for (const auto& packet : rx.icmp_sink.packets) {
    if (packet.err) continue;
    EXPECT_EQ(packet.octets, Octets(good, 0x77));
    ++good;
  }
  EXPECT_EQ(good, 100u);
}

TEST_P(IpRx, FlippingAnyHeaderBitIsSeen) {
  proves("1122-IP-02 I02");
  Rx rx(GetParam());
  const Octets good = Ipv4{.options = Octets(8, 1), .payload = Octets(20, 0x12)}.build();
  for (unsigned bit = 0; bit < 28 * 8; ++bit) {
    Octets bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1u << bit % 8);
    rx.frame(bad);
  }
  rx.frame(good);
  rx.settle();
  EXPECT_EQ(rx.count[header_errors], 28u * 8);
  EXPECT_EQ(rx.count[received], 28u * 8 + 1);
}

INSTANTIATE_TEST_SUITE_P(Widths, IpRx, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
