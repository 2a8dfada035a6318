// toe_ip_rx: what is delivered, what is dropped and as what it counts (docs/rules/network.md).
#include "tests/ip/frames.h"
#include "tests/requirement.h"

#include "Vip_tb.h"

#include <array>

namespace sockwire::test {
namespace {

constexpr std::array<Pace, 4> paces{Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}};

// The counters in the order of ip_stat_t, first field first.
enum Counter { received, header, address, unknown, discarded, fragment, requests, counters };

struct Rx : Bench<Vip_tb> {
  explicit Rx(unsigned width, Pace pace = {})
      : data_bytes(4u << width),
        source(SOCKWIRE_STREAM_PINS(top, , i, o), data_bytes, 11 + pace.idle),
        icmp_sink(SOCKWIRE_STREAM_PINS(top, icmp_, o, i), data_bytes, "icmp", 12),
        tcp_sink(SOCKWIRE_STREAM_PINS(top, tcp_, o, i), data_bytes, "tcp", 13) {
    top.width_i = static_cast<CData>(width);
    sources = {&source};
    sinks = {&icmp_sink, &tcp_sink};
    source.idle = pace.idle;
    icmp_sink.stall = tcp_sink.stall = pace.stall;
    icmp_sink.side = tcp_sink.side = [this] { return words(top.meta_o); };
    source.drive_side = [this](const Packet& p) { top.broadcast_i = !p.side.empty() && p.side[0]; };
    sample = [this] {
      for (unsigned i = 0; i < counters; ++i) count[i] += top.rx_stat_o >> (counters - 1 - i) & 1;
    };
    set_network(top.network_i, {});
    reset();
  }
  void frame(Octets octets, bool err = false, bool broadcast = false, bool tail = false) {
    source.push({.octets = std::move(octets), .err = err, .empty_tail = tail, .side = {broadcast}});
  }
  void settle() {
    ASSERT_TRUE(run([&] { return source.empty(); }));
    step(30 + 40 * (icmp_sink.stall != 0));
    EXPECT_FALSE(icmp_sink.inside_packet() || tcp_sink.inside_packet());
  }
  // Counts since the last call.
  std::array<unsigned, counters> counted() { return std::exchange(count, {}); }

  unsigned data_bytes;
  Source source;
  Sink icmp_sink, tcp_sink;
  std::array<unsigned, counters> count{};
};

std::array<unsigned, counters> only(Counter counter) {
  std::array<unsigned, counters> expected{1};
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
      Ipv4 datagram{.protocol = random() % 2 ? 1u : 6u};
      datagram.tos = random() % 256;
      datagram.id = random() % 65536;
      datagram.ttl = random() % 256;  // not looked at
      datagram.options = random_octets(random() % 3 ? 0 : 4 * (random() % 11), random);
      datagram.payload = random_octets(i < 80 ? i : random() % (1481 - 40), random);
      sent.push_back(datagram);
      const Octets octets = datagram.build();
      const unsigned padding = random() % 2 ? 0 : random() % 60;
      const bool tail = (octets.size() + padding) % rx.data_bytes == 0 && random() % 2;
      rx.frame(padded(octets, octets.size() + padding, 0xEE), false, false, tail);
    }
    rx.settle();
    std::size_t icmp_count = 0, tcp_count = 0;
    for (const Ipv4& datagram : sent) {
      Sink& sink = datagram.protocol == 1 ? rx.icmp_sink : rx.tcp_sink;
      auto& n = datagram.protocol == 1 ? icmp_count : tcp_count;
      ASSERT_LT(n, sink.packets.size());
      const Packet& packet = sink.packets[n++];
      EXPECT_EQ(packet.octets, datagram.payload);
      EXPECT_FALSE(packet.err);
      EXPECT_EQ(packet.side[0] & 0xFFFF, datagram.payload.size());
      EXPECT_EQ(packet.side[0] >> 16 & 0xFF, datagram.protocol);
      EXPECT_EQ(packet.side[0] >> 24 | packet.side[1] << 8, datagram.dst);
      EXPECT_EQ(packet.side[1] >> 24 | packet.side[2] << 8, datagram.src);
    }
    EXPECT_EQ(icmp_count, rx.icmp_sink.packets.size());
    EXPECT_EQ(tcp_count, rx.tcp_sink.packets.size());
    EXPECT_EQ(rx.count[received], sent.size());
  }
}

// Each reason alone, and the one that comes first when several apply.
TEST_P(IpRx, DropsAndCountsByTheFirstReason) {
  proves("1122-IP-25");
  proves("1122-IP-01 1122-IP-02 1122-IP-05 1122-IP-06 1122-IP-26 1122-IP-27 791-01");
  proves("9293-MUST-57 9293-MUST-63 1122-ICMP-25 I01 I03 I04 I05 I08 I16 C02");
  Rx rx(GetParam());
  const Octets data(40, 0x33);
  struct Case {
    const char* what;
    Ipv4 datagram;
    Counter counter;
  };
  const Case cases[] = {
      {"good", {.payload = data}, received},
      {"version", {.version = 6, .payload = data}, header},
      {"IHL 4", {.payload = data, .ihl = 4}, header},
      {"IHL 0", {.payload = data, .ihl = 0}, header},
      {"total length 19", {.payload = data, .total = 19}, header},
      {"total length below IHL", {.options = Octets(40, 1), .payload = data, .total = 56}, header},
      {"total length 0", {.payload = data, .total = 0}, header},
      {"total length beyond the frame", {.payload = data, .total = 61}, header},
      {"total length 65535", {.payload = data, .total = 65535}, header},
      {"checksum", {.payload = data, .sum = 0x1234}, header},
      {"source ours", {.src = Network{}.ip, .payload = data}, address},
      {"source 0", {.src = 0, .payload = data}, address},
      {"source loopback", {.src = 0x7F000001, .payload = data}, address},
      {"source multicast", {.src = 0xE0000001, .payload = data}, address},
      {"source class E", {.src = 0xF0000001, .payload = data}, address},
      {"source limited broadcast", {.src = 0xFFFFFFFF, .payload = data}, address},
      {"source subnet broadcast", {.src = 0x0A0001FF, .payload = data}, address},
      {"source elsewhere", {.src = 0x08080808, .payload = data}, received},
      {"destination other", {.dst = 0x0A000103, .payload = data}, address},
      {"destination broadcast", {.dst = 0xFFFFFFFF, .payload = data}, address},
      {"destination subnet broadcast", {.dst = 0x0A0001FF, .payload = data}, address},
      {"more fragments", {.flags_offset = 0x2000, .payload = data}, fragment},
      {"offset", {.flags_offset = 0x0001, .payload = data}, fragment},
      {"offset's high bit", {.flags_offset = 0x1000, .payload = data}, fragment},
      {"reserved flag", {.flags_offset = 0x8000, .payload = data}, received},
      {"UDP", {.protocol = 17, .payload = data}, unknown},
      {"protocol 0", {.protocol = 0, .payload = data}, unknown},
      {"no payload", {}, received},
      {"header before address", {.src = 0, .payload = data, .sum = 1}, header},
      {"truncated before address", {.src = 0, .payload = data, .total = 80}, header},
      {"address before fragment", {.flags_offset = 1, .dst = 1, .payload = data}, address},
      {"fragment before protocol", {.flags_offset = 1, .protocol = 99, .payload = data}, fragment},
  };
  for (const Case& c : cases) {
    rx.frame(c.datagram.build());
    rx.settle();
    EXPECT_EQ(rx.counted(), only(c.counter)) << c.what;
    ASSERT_EQ(rx.tcp_sink.packets.size(), 0u) << c.what;
    if (c.counter == received) {
      ASSERT_EQ(rx.icmp_sink.packets.size(), 1u) << c.what;
      EXPECT_EQ(rx.icmp_sink.packets[0].octets, c.datagram.payload) << c.what;
      EXPECT_FALSE(rx.icmp_sink.packets[0].err) << c.what;
    } else {
      for (const auto& packet : rx.icmp_sink.packets) EXPECT_TRUE(packet.err) << c.what;
    }
    rx.icmp_sink.packets.clear();
  }
}

TEST_P(IpRx, DropsWhatCameToTheBroadcastMacLast) {
  proves("1122-ETH-07 9293-MUST-57 F07");
  Rx rx(GetParam());
  rx.frame(Ipv4{.payload = Octets(30)}.build(), false, true);
  rx.settle();
  EXPECT_EQ(rx.counted(), only(discarded));
  rx.frame(Ipv4{.protocol = 17, .payload = Octets(30)}.build(), false, true);
  rx.settle();
  EXPECT_EQ(rx.counted(), only(unknown));
  EXPECT_TRUE(rx.icmp_sink.packets.empty());
  // A broadcast and its neighbours, close together.
  for (unsigned size = 0; size < 40; ++size) {
    rx.frame(Ipv4{.payload = Octets(size)}.build(), false, false);
    rx.frame(Ipv4{.payload = Octets(size)}.build(), false, true);
  }
  rx.settle();
  EXPECT_EQ(rx.icmp_sink.packets.size(), 40u);
  EXPECT_EQ(rx.count[discarded], 40u);
}

TEST_P(IpRx, DropsEverythingWithoutAnAddressOfItsOwn) {
  Rx rx(GetParam());
  set_network(rx.top.network_i, {.ip = 0});
  rx.frame(Ipv4{.payload = Octets(30)}.build());
  rx.settle();
  EXPECT_EQ(rx.counted(), only(address));
  rx.frame(Ipv4{.dst = 0, .payload = Octets(30)}.build());
  rx.settle();
  EXPECT_EQ(rx.counted(), only(address));
  EXPECT_TRUE(rx.icmp_sink.packets.empty());
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
        EXPECT_EQ(rx.count[header], cut ? 1u : 0u) << size;
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
  EXPECT_EQ(rx.counted(), (std::array<unsigned, counters>{100}));
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
  EXPECT_EQ(rx.count[header], 28u * 8);
  EXPECT_EQ(rx.count[received], 28u * 8 + 1);
}

INSTANTIATE_TEST_SUITE_P(Widths, IpRx, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
