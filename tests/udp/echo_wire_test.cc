// Echo at the wire: how soon a checked frame is answered, at the line rate, and by whom.
#include "tests/udp/echo_wire.h"
#include "Vecho_wire_16.h"
#include "Vecho_wire_4.h"
#include "Vecho_wire_8.h"

namespace sockwire::test {
namespace {

using enum UdpEchoVerdict;

template <typename Top>
class EchoWire : public testing::Test {
 protected:
  // Clocks from the one that sees the FCS's end to the one that puts out the preamble's first
  // octet, as `make bench` counts them.
  static std::uint64_t latency(unsigned after, const Octets& frame) {
    Wire<Top> wire(after);
    wire.send(frame);
    wire.settle();
    EXPECT_EQ(wire.bursts.size(), 1u);
    return wire.bursts.empty() ? 0 : wire.bursts[0].begin - wire.last_end;
  }
};
using Widths = testing::Types<Vecho_wire_4, Vecho_wire_8, Vecho_wire_16>;
TYPED_TEST_SUITE(EchoWire, Widths);

TYPED_TEST(EchoWire, A64OctetFrameIsAnsweredWithinSixteenClocks) {
  for (unsigned after = 0; after < 8; ++after) {
    const auto udp = this->latency(after, echo_frame(18, 1));
    EXPECT_LE(udp, 16u) << after;
    EXPECT_EQ(udp, this->latency(after, frame(icmp(8, 0, Octets(22, 0x44)), 1))) << after;
  }
}

TYPED_TEST(EchoWire, NothingLeavesBeforeTheFcsWasChecked) {
  Wire<TypeParam> wire;
  for (unsigned size = 0; size < 1473; size += 31) {
    wire.send(echo_frame(size, size), false);
    if (size % 2) wire.send(echo_frame(size, size + 1), true);
    wire.settle();
    EXPECT_EQ(wire.bursts.size(), size % 2) << size;
    wire.bursts.clear();
  }
}

TYPED_TEST(EchoWire, FramesBackToBackAreAllAnswered) {
  for (const unsigned size : {0u, 1u, 18u, 19u, 40u, 500u, 1471u, 1472u}) {
    Wire<TypeParam> wire(size % 8);
    const unsigned count = size < 100 ? 300 : 20;
    for (unsigned i = 0; i < count; ++i) wire.send(echo_frame(size, i));
    wire.settle();
    const auto sent = wire.sent();
    ASSERT_EQ(sent.size(), count) << size;
    EXPECT_EQ(wire.overflows, 0u);
    for (unsigned i = 0; i < count; ++i) {
      ASSERT_EQ(sent[i], echoed(echo_frame(size, i))) << size << ", " << i;
    }
    for (const UdpEchoRecord& record : wire.records) {
      EXPECT_EQ(record.verdict, EchoAnswered);
    }
  }
}

// Both echoes at once: each in its turn, in its order.
TYPED_TEST(EchoWire, IcmpAndUdpShareTheLine) {
  Wire<TypeParam> wire;
  for (unsigned i = 0; i < 200; ++i) {
    wire.send(echo_frame(18, i));
    wire.send(frame(icmp(8, 0, Octets(22, static_cast<std::uint8_t>(i))), 1));
  }
  wire.settle();
  unsigned udp = 0, icmp = 0;
  for (const Octets& octets : wire.sent()) {
    if (octets[23] == 17) {
      EXPECT_EQ(get(octets, 36, 2), 1024 + udp++);
    } else {
      EXPECT_EQ(octets[40], icmp++);
    }
  }
  EXPECT_EQ(udp, 200u);
  EXPECT_EQ(icmp, 200u);
}

// What comes in fragments, to a broadcast or to another port is not the application's.
TYPED_TEST(EchoWire, OtherDatagramsAreNotAnswered) {
  Wire<TypeParam> wire;
  const Octets message = udp(2000, 7, Octets(16));
  wire.send(frame(udp(2000, 8, Octets(16)), 17));
  wire.send(ethernet(broadcast_mac, peer_mac, 0x0800,
                     Ipv4{.protocol = 17, .dst = 0xFFFFFFFF, .payload = message}.build()));
  wire.send(ethernet(Network{}.mac, peer_mac, 0x0800,
                     Ipv4{.flags_offset = 0x2000, .protocol = 17, .payload = message}.build()));
  wire.top.echo_port_i = 0;
  wire.settle();
  wire.send(frame(udp(2000, 0, Octets(16)), 17));
  wire.settle();
  EXPECT_TRUE(wire.bursts.empty());
  EXPECT_TRUE(wire.records.empty());
}

}  // namespace
}  // namespace sockwire::test
