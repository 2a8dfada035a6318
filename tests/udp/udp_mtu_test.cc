// What need not be cut on a link with other frames (docs/rules/udp.md, SEND, OptionNoFragment).
#include "Vudp_mtu_576.h"
#include "Vudp_mtu_9000.h"
#include "tests/udp/udp_bench.h"

namespace sockwire::test {
namespace {

template <typename Bench>
void expect_limit(unsigned mtu) {
  Bench bench;
  bench.reference.mtu = mtu;
  const auto desc = bench.socket(9);
  const auto send = [&](unsigned octets) {
    for (; octets > 2048; octets -= 2048) {
      const Errno error = bench.send(desc, Octets(2048, 1), kPeer, 9, true).answer.error;
      if (error != Errno::Ok) return error;
    }
    return bench.send(desc, Octets(octets, 2), kPeer, 9).answer.error;
  };
  bench.option(desc, Option::OptionNoFragment, 1);
  EXPECT_EQ(send(mtu - 28), Errno::Ok);
  bench.sent();
  EXPECT_EQ(send(mtu - 27), Errno::Emsgsize);
  bench.option(desc, Option::OptionNoFragment, 0);
  EXPECT_EQ(send(mtu - 27), Errno::Ok);
  bench.expect_all_free();
}

TEST(UdpMtu, ADatagramThatMustNotBeCutFitsAFrame) {
  expect_limit<UdpBench<Vudp_mtu_576, 4>>(576);
  expect_limit<UdpBench<Vudp_mtu_9000, 8>>(9000);
}

}  // namespace
}  // namespace sockwire::test
