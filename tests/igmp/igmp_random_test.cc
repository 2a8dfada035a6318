// toe_igmp under random memberships, messages and time: each record is what the rules say, whatever
// the order in which the hardware took the events, and nothing that is due stays undone.
#include "tests/igmp/igmp_bench.h"

namespace sockwire::test {
namespace {

class IgmpRandom : public testing::TestWithParam<unsigned> {};

TEST_P(IgmpRandom, DoesWhatTheRulesSayInAnyOrder) {
  std::array<unsigned, 6> kinds{}, verdicts{};
  std::array<unsigned, 5> sends{};
  for (unsigned seed = 0; seed < 12; ++seed) {
    Igmp igmp_(GetParam(), {.idle = 30 * (seed % 3), .stall = 45 * (seed % 3)});
    Random random(seed);
    const auto below = [&](unsigned n) { return random() % n; };
    const unsigned many = seed % 4 == 3 ? 14 : 5;
    const auto some_group = [&] { return below(12) ? 0xE0000100u + below(many) : all_systems; };
    igmp_.seed = random();
    igmp_.now = std::uint64_t{random()} << 10 | std::uint64_t{seed % 2} << 42;
    for (unsigned i = 0; i < 3000; ++i) {
      switch (below(12)) {
        case 0:
        case 1:
          igmp_.groups[below(8)] = some_group();
          break;
        case 2:
          igmp_.groups[below(8)].reset();
          break;
        case 3:
          igmp_.message(query_v3(below(2) ? 0 : some_group(), below(4) ? below(256) : below(3)));
          break;
        case 4:
          if (below(seed % 3 == 0 ? 4 : 40) == 0)
            igmp_.message(below(3) ? query_v2(below(2) ? 0 : some_group(), 1 + below(255))
                                   : query_v1());
          break;
        case 5:
          igmp_.message(igmp(below(2) ? 0x12 : 0x16, 0, some_group()), random());
          break;
        case 6: {
          Octets octets = random_octets(below(30), random);
          if (!octets.empty()) octets[0] = 0x11;
          igmp_.message(octets, random(), below(2), below(2));
          break;
        }
        case 7:
          igmp_.now += below(2000) * tick_us;
          break;
        case 8:
          if (below(8) == 0) igmp_.now += below(300000) * tick_us;
          break;
        case 9:
          igmp_.now_step = std::array{0u, 1u, 20u, 800u}[below(4)];
          break;
        case 10:
          if (below(20) == 0)
            for (unsigned k = 0; k < 20; ++k) igmp_.message(query_v3(0, 255));
          break;
        default:
          igmp_.step(1 + below(60));
      }
      if (below(40) == 0) {
        igmp_.now_step = 0;
        igmp_.settle();
        if (below(3) == 0) igmp_.seed = random();
        igmp_.step();
      }
      if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "seed " << seed << ", step " << i;
    }
    igmp_.now_step = 0;
    for (const IgmpRecord& r : igmp_.told()) {
      ++kinds.at(static_cast<unsigned>(r.kind)), ++sends.at(static_cast<unsigned>(r.send));
      ++verdicts.at(static_cast<unsigned>(r.verdict));
    }
    igmp_.groups = {};
    for (unsigned i = 0; i < 3; ++i) igmp_.wait(1'000'000'000);
    igmp_.told();
    EXPECT_EQ(igmp_.reference.entries, (std::array<IgmpEntry, 8>{}));
  }
  for (unsigned i = 1; i < 6; ++i) EXPECT_GT(kinds[i], 40u) << i;
  for (const unsigned n : verdicts) EXPECT_GT(n, 40u);
  for (const unsigned n : sends) EXPECT_GT(n, 40u);
}

INSTANTIATE_TEST_SUITE_P(Widths, IgmpRandom, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
