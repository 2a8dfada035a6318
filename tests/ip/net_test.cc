// ARP, IPv4 and ICMP together: frames in, frames out.
#include "tests/ip/frames.h"
#include "tests/requirement.h"

#include "Vnet_tb.h"

#include <array>

namespace sockwire::test {
namespace {

constexpr Network network{};

struct Net : Bench<Vnet_tb> {
  explicit Net(unsigned width, Pace pace = {})
      : rx(SOCKWIRE_STREAM_PINS(top, , i, o), 4u << width, 51 + pace.idle),
        tx(SOCKWIRE_STREAM_PINS(top, , o, i), 4u << width, "tx", 52),
        tcp(SOCKWIRE_STREAM_PINS(top, tcp_, o, i), 4u << width, "tcp", 53) {
    top.width_i = static_cast<CData>(width);
    sources = {&rx};
    sinks = {&tx, &tcp};
    rx.idle = pace.idle;
    tx.stall = pace.stall;
    sample = [this] {
      if (top.icmp_record_valid_o) verdicts.push_back(top.icmp_record_verdict_o);
    };
    set_network(top.network_i, network);
    reset();
  }
  void frame(const Octets& octets, bool err = false) {
    rx.push({.octets = padded(octets, 60), .err = err});
  }
  void arp(const Arp& packet, std::uint64_t dst = broadcast_mac) {
    frame(ethernet(dst, packet.sender_mac, 0x0806, packet.build()));
  }
  void settle() {
    ASSERT_TRUE(run([&] { return rx.empty(); }));
    step(700 + 2000 * (tx.stall != 0));
  }
  // The next frame that was sent.
  Octets sent() {
    if (taken == tx.packets.size()) return {};
    return tx.packets[taken++].octets;
  }
  Source rx;
  Sink tx, tcp;
  std::size_t taken = 0;
  std::vector<unsigned> verdicts;
};

Octets ping(const Octets& rest, std::uint32_t src = peer_ip) {
  return ethernet(network.mac, peer_mac, 0x0800,
                  Ipv4{.src = src, .payload = icmp(8, 0, rest)}.build());
}
Octets pong(const Octets& rest, std::uint32_t dst = peer_ip) {
  return ethernet(peer_mac, network.mac, 0x0800,
                  Ipv4{.src = network.ip, .dst = dst, .payload = icmp(0, 0, rest)}.build());
}

class NetTest : public testing::TestWithParam<unsigned> {};

TEST_P(NetTest, PingIsAnsweredOnceTheNeighbourIsKnown) {
  Net net(GetParam());
  const Octets rest(60, 0x5A);
  net.frame(ping(rest));
  net.settle();  // nobody has told who 10.0.1.1 is: it is asked for
  const Arp request{.sender_mac = network.mac, .sender_ip = network.ip, .target_ip = peer_ip};
  EXPECT_EQ(net.sent(), ethernet(broadcast_mac, network.mac, 0x0806, request.build()));
  EXPECT_EQ(net.sent(), Octets{});
  EXPECT_EQ(net.verdicts, (std::vector<unsigned>{1, 5}));
  net.arp({.operation = 2, .target_mac = network.mac}, network.mac);
  net.frame(ping(rest));
  net.settle();
  EXPECT_EQ(net.sent(), pong(rest));
  EXPECT_EQ(net.sent(), Octets{});
}

TEST_P(NetTest, PingsOfEverySizeThroughIdleAndBackpressure) {
  proves("792-02 F09");
  for (const Pace pace : {Pace{0, 0}, {50, 0}, {0, 50}, {30, 30}}) {
    Net net(GetParam(), pace);
    Random random(6);
    net.arp({});
    net.settle();
    const Arp reply{.operation = 2, .sender_mac = network.mac, .sender_ip = network.ip,
                    .target_mac = peer_mac, .target_ip = peer_ip};
    EXPECT_EQ(net.sent(), ethernet(peer_mac, network.mac, 0x0806, reply.build()));
    for (const unsigned size : {0u, 1u, 2u, 3u, 7u, 8u, 15u, 16u, 17u, 18u, 19u, 56u, 57u, 100u, 555u,
                                1471u, 1472u}) {
      const Octets rest = random_octets(4 + size, random);
      net.frame(ping(rest));
      net.settle();
      EXPECT_EQ(net.sent(), pong(rest)) << size;
    }
    EXPECT_EQ(net.sent(), Octets{});
  }
}

// Everything at once, as quickly as it comes: each frame is answered or dropped on its own.
TEST_P(NetTest, MixedTrafficIsServedInOrderAndBadFramesLeaveNoTrace) {
  proves("F03");
  for (const Pace pace : {Pace{0, 0}, {30, 0}, {40, 20}}) {
    Net net(GetParam(), pace);
    Random random(8);
    net.arp({});
    net.settle();
    net.sent();
    std::vector<Octets> replies, segments;
    for (unsigned i = 0; i < 500; ++i) {
      const Octets data = random_octets(4 + random() % 40, random);
      const Ipv4 segment{.protocol = 6, .payload = data};
      switch (random() % 8) {
        case 0:
        case 1: net.frame(ping(data)); replies.push_back(pong(data)); break;
        case 2: net.frame(ping(data), true); break;  // bad FCS
        case 3: net.frame(ethernet(network.mac, peer_mac, 0x86DD, data)); break;
        case 4: net.frame(ethernet(network.mac, peer_mac, 0x0800, data)); break;
        case 5: net.frame(ethernet(broadcast_mac, peer_mac, 0x0800, segment.build())); break;
        default:
          net.frame(ethernet(network.mac, peer_mac, 0x0800, segment.build()));
          segments.push_back(data);
      }
      ASSERT_TRUE(net.run([&] { return net.rx.empty(); }));
      net.step(random() % 2 ? 0 : 60 + 60 * (pace.stall != 0));
    }
    net.settle();
    // Pings may come more quickly than they are answered; none is answered twice or wrongly.
    unsigned busy = 0, answered = 0;
    std::size_t next = 0;
    for (const unsigned verdict : net.verdicts) busy += verdict == 4, answered += verdict == 1;
    EXPECT_EQ(busy + answered, replies.size());
    for (Octets sent = net.sent(); !sent.empty(); sent = net.sent()) {
      while (next < replies.size() && replies[next] != sent) ++next;
      ASSERT_LT(next++, replies.size());
      --answered;
    }
    EXPECT_EQ(answered, 0u);
    ASSERT_EQ(net.tcp.packets.size(), segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) {
      EXPECT_EQ(net.tcp.packets[i].octets, segments[i]);
      EXPECT_FALSE(net.tcp.packets[i].err);
    }
  }
}

// lessons.md: receive blocked by transmit blocked by ARP whose reply waits in receive. Pings are
// received, and refused, while nothing can be sent.
TEST_P(NetTest, ReceivingPingsDoesNotWaitForSending) {
  Net net(GetParam());
  net.arp({});
  net.settle();
  net.tx.stall = 100;
  for (unsigned i = 0; i < 100; ++i) net.frame(ping(Octets(60, 0x11)));
  net.frame(ethernet(network.mac, peer_mac, 0x0800, Ipv4{.protocol = 6, .payload = {1}}.build()));
  net.settle();
  EXPECT_EQ(net.verdicts.size(), 100u);
  EXPECT_EQ(net.tcp.packets.size(), 1u);
  net.tx.stall = 0;
  net.settle();
  net.sent();
  for (const unsigned verdict : net.verdicts) {
    if (verdict == 1) { EXPECT_EQ(net.sent(), pong(Octets(60, 0x11))); }
  }
  EXPECT_EQ(net.sent(), Octets{});
}

TEST_P(NetTest, EchoOf64OctetsLeavesSoonAfterItsLastBeat) {
  Net net(GetParam());
  net.arp({});
  net.settle();
  net.frame(ping(Octets(18, 0x22)));  // 60 octets without FCS
  net.settle();
  ASSERT_EQ(net.tx.packets.size(), 2u);
  const std::uint64_t cycles = net.tx.packets[1].first_cycle - net.rx.sent()[1].last_cycle;
  RecordProperty("cycles", static_cast<int>(cycles));
  EXPECT_LE(cycles, 9u);
}

INSTANTIATE_TEST_SUITE_P(Widths, NetTest, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
