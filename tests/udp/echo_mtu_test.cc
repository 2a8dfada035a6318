// The design behind GMII on a link with jumbo frames, and with short ones: MAC, IPv4, and both
// echoes.
#include "Vecho_wire_576.h"
#include "Vecho_wire_9000.h"
#include "tests/udp/echo_wire.h"

namespace sockwire::test {
namespace {

using enum UdpEchoVerdict;

template <typename Top_, unsigned kMtu>
struct Link {
  using Top = Top_;
  static constexpr unsigned mtu = kMtu;
};

template <typename Link>
class EchoMtu : public testing::Test {};
using Links = testing::Types<Link<Vecho_wire_576, 576>, Link<Vecho_wire_9000, 9000>>;
TYPED_TEST_SUITE(EchoMtu, Links);

TYPED_TEST(EchoMtu, FramesUpToTheLongestComeBackAtTheLineRate) {
  constexpr unsigned most = TypeParam::mtu - 28;
  for (const unsigned size : {most, most - 1, most - 3, most - 7, most / 2, 100u}) {
    Wire<typename TypeParam::Top> wire(size % 8);
    for (unsigned i = 0; i < 12; ++i) wire.send(echo_frame(size, i));
    wire.settle();
    const auto sent = wire.sent();
    ASSERT_EQ(sent.size(), 12u) << size;
    for (unsigned i = 0; i < 12; ++i) {
      ASSERT_EQ(sent[i] == echoed(echo_frame(size, i)), true) << size << ", " << i;
    }
    EXPECT_EQ(wire.overflows, 0u);
  }
}

// While a segment that came in fragments goes to TCP, what follows on the line waits in the MAC's
// FIFO.
TYPED_TEST(EchoMtu, NothingIsLostBehindASegmentInFragments) {
  Wire<typename TypeParam::Top> wire;
  constexpr unsigned whole = TypeParam::mtu - 20, half = whole / 16 * 8;
  for (unsigned round = 0; round < 4; ++round) {
    for (const bool last : {false, true}) {
      Ipv4 fragment{.id = round, .flags_offset = last ? half / 8 : 0x2000u, .protocol = 6};
      fragment.payload = Octets(last ? whole - half : half, 0x42);
      wire.send(ethernet(Network{}.mac, peer_mac, 0x0800, fragment.build()));
    }
    for (unsigned i = 0; i < 40; ++i)
      wire.send(frame(icmp(8, 0, Octets(22, static_cast<std::uint8_t>(i))), 1));
  }
  wire.settle();
  EXPECT_EQ(wire.sent().size(), 160u);
  EXPECT_EQ(wire.overflows, 0u);
}

TYPED_TEST(EchoMtu, LongerOnesAreNotTaken) {
  Wire<typename TypeParam::Top> wire;
  wire.send(echo_frame(TypeParam::mtu - 27, 1));
  wire.send(frame(icmp(8, 0, Octets(TypeParam::mtu - 23, 1)), 1));
  wire.send(echo_frame(TypeParam::mtu - 28, 2));
  wire.settle();
  ASSERT_EQ(wire.sent().size(), 1u);
  EXPECT_EQ(wire.sent()[0], echoed(echo_frame(TypeParam::mtu - 28, 2)));
}

TYPED_TEST(EchoMtu, IcmpAnswersTheLongestFrameToo) {
  Wire<typename TypeParam::Top> wire;
  const auto echo = [](unsigned type, unsigned i) {
    return icmp(type, 0, Octets(TypeParam::mtu - 24 - i, static_cast<std::uint8_t>(i + 1)));
  };
  for (unsigned i = 0; i < 9; ++i) wire.send(frame(echo(8, i), 1));
  wire.settle();
  const auto sent = wire.sent();
  ASSERT_EQ(sent.size(), 9u);
  for (unsigned i = 0; i < 9; ++i) {
    EXPECT_EQ(slice(sent[i], 34, sent[i].size()) == echo(0, i), true) << i;
  }
}

}  // namespace
}  // namespace sockwire::test
