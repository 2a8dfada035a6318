// toe_ip_rx on a link with jumbo frames: datagrams of up to 9,000 octets in one piece and in fragments.
#include "tests/ip/ip_lockstep.h"

namespace sockwire::test {
namespace {

using enum IpVerdict;

struct Jumbo : Reassembly {
  explicit Jumbo(unsigned width, Pace pace = {}) : Reassembly(width, pace) { reference.mtu = 9000; }
};

class IpJumbo : public testing::TestWithParam<unsigned> {};

TEST_P(IpJumbo, WholeDatagramsOfEveryProtocolPass) {
  for (const Pace pace : {Pace{0, 0}, {20, 20}}) {
    Jumbo rx(GetParam(), pace);
    rx.set_echo_port(7);
    for (const unsigned size : {1480u, 1481u, 4000u, 8979u, 8980u}) {
      for (const unsigned protocol : {1u, 6u, 17u, 7u}) {
        Ipv4 datagram = rx.datagram(size, protocol == 7 ? 17 : protocol);
        if (protocol >= 7) datagram.payload[2] = 0, datagram.payload[3] = protocol == 7 ? 7 : 8;
        rx.send(datagram);
      }
      EXPECT_EQ(rx.check(), 0u);
    }
    rx.expect_all_free();
  }
}

TEST_P(IpJumbo, ASegmentInFragmentsMayBeAsLongAsAFrame) {
  Jumbo rx(GetParam());
  for (const unsigned size : {1488u, 8976u, 8979u, 8980u}) {
    const Ipv4 segment = rx.datagram(size, 6, size);
    EXPECT_EQ(rx.verdicts(cut_by(segment, size / 16 * 8)).back(), IpReplay) << size;
    EXPECT_EQ(rx.seen.tcp, (std::vector<Octets>{segment.payload}));
  }
  EXPECT_EQ(rx.verdicts(cut_by(rx.datagram(8981, 6), 8976)), (Verdicts{IpFragment, IpComplete}));
  EXPECT_TRUE(rx.seen.tcp.empty());
  rx.expect_all_free();
}

INSTANTIATE_TEST_SUITE_P(Widths, IpJumbo, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
