// The tour with streams 4, 8 and 16 octets wide: the width changes nothing that can be seen.
#include <ostream>

#include "tests/verif/tour.h"

namespace sockwire {
namespace {

struct Width {
  const char* name;
  DutMaker dut;
  unsigned octets;
};

void PrintTo(const Width& width, std::ostream* out) { *out << width.name; }

class LockstepWidths : public testing::TestWithParam<Width> {};
INSTANTIATE_TEST_SUITE_P(Octets, LockstepWidths,
                         testing::Values(Width{"four", make_dut_base, 4}, Width{"eight", make_dut_base8, 8},
                                         Width{"sixteen", make_dut_base16, 16}),
                         [](const auto& width) { return width.param.name; });

TEST_P(LockstepWidths, TheTourPasses) {
  Bench bench{Engine::Lockstep, {.dut = GetParam().dut, .seed = 11, .time_shift = 10, .repeat = "ctest"}};
  EXPECT_EQ(bench.cfg().DataBytes, GetParam().octets);
  EXPECT_EQ(bench.read32(offsetof(toe_regs_t, SIZES)) >> 24, GetParam().octets);
  take_tour(bench);
}

// Sizes around every beat, both ways and as pings.
TEST_P(LockstepWidths, EverySizePasses) {
  Bench bench{Engine::Lockstep, {.dut = GetParam().dut, .seed = 12, .time_shift = 8, .repeat = "ctest"}};
  ScriptedPeer peer{bench};
  peer.announce();
  const unsigned desc = bench.socket();
  bench.connect(desc, peer.ip(), 80);
  PeerConnection connection{peer, 80};
  connection.open_from_engine();
  for (unsigned size = 1; size <= 66; ++size) {
    bench.send(desc, pattern(size));
    EXPECT_EQ(connection.expect_data(size), pattern(size));
    connection.send_data(pattern(size, 7));
    connection.expect_ack();
    EXPECT_EQ(bench.recv(desc), pattern(size, 7));
    peer.ping(static_cast<std::uint16_t>(size), pattern(size, 9));
    EXPECT_EQ(peer.expect_icmp().payload, pattern(size, 9));
  }
  bench.drain();
  bench.finish();
}

}  // namespace
}  // namespace sockwire
