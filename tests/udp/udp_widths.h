// The benches of UDP, one for each width of the streams, for typed tests.
#pragma once

#include "Vudp_16.h"
#include "Vudp_4.h"
#include "Vudp_8.h"
#include "tests/requirement.h"
#include "tests/udp/udp_bench.h"

namespace sockwire::test {

template <typename Bench>
class Udp : public testing::Test {
 protected:
  Bench bench_;
};
using UdpWidths = testing::Types<UdpBench<Vudp_4, 4>, UdpBench<Vudp_8, 8>, UdpBench<Vudp_16, 16>>;
TYPED_TEST_SUITE(Udp, UdpWidths);

// Octets that tell their place.
inline Octets pattern(std::size_t count, unsigned seed = 1) {
  Octets octets(count);
  for (std::size_t i = 0; i < count; ++i) octets[i] = std::uint8_t(i * 7 + (i >> 8) * 31 + seed);
  return octets;
}

}  // namespace sockwire::test
