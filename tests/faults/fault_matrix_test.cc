// The fault matrix: loss x reorder x duplicate x corrupt x delay x small windows x sequence wrap. All
// 128 combinations on the model, sixteen of them, in which any three factors meet in every way, in
// lockstep: more than 50,000 events of the engine. `make soak` goes on for ever.
#include <gtest/gtest.h>

#include "tests/faults/run.h"
#include "tests/requirement.h"

namespace sockwire {
namespace {

constexpr std::uint64_t kEach = 3'200;    // events a run at least: sixteen runs are 51,200
constexpr std::uint64_t kUntil = 2'600;   // no more connections then; those that are open go on

std::string program() {
  // The long run's program stands beside this one.
  const std::string self = testing::internal::GetArgvs().front();
  return self.substr(0, self.rfind('/') + 1) + "sockwire_soak";
}

Outcome run(Engine engine, std::uint64_t seed, std::uint64_t until = kUntil, Plant plant = Plant::None) {
  Scenario scenario = make_scenario(seed, until);
  scenario.plant = plant;
  Outcome outcome = run_scenario(engine, scenario, program());
  testing::Test::RecordProperty("outcome", outcome.text());
  return outcome;
}

class FaultMatrix : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FaultMatrix, EveryOctetIsRight) {
  proves("9293-MUST-2 9293-MUST-3 9293-SHLD-14 1122-IP-02 T29");
  const Outcome outcome = run(Engine::Lockstep, GetParam());
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_GE(outcome.events, kEach);
  std::printf("%s\n", outcome.text().c_str());
}

INSTANTIATE_TEST_SUITE_P(Lockstep, FaultMatrix, testing::ValuesIn(slice()),
                         [](const auto& seed) { return "Seed" + std::to_string(seed.param); });

TEST(Matrix, RtlAlone) {
  proves("9293-MUST-2 9293-MUST-3 9293-SHLD-14 1122-IP-02 T29");
  EXPECT_EQ(run(Engine::Rtl, 127, 1'000).trouble, "");
}

// Every combination; and what a factor is to bring has come.
TEST(Matrix, AllCombinationsOnTheModel) {
  proves("9293-MUST-2 9293-MUST-3 9293-SHLD-14 9293-MUST-36 1122-IP-02 T29");
  Outcome all;
  for (std::uint64_t seed = 0; seed < 1U << kFactors; ++seed) {
    const Outcome one = run(Engine::Model, seed);
    ASSERT_EQ(one.trouble, "");
    EXPECT_EQ(one.wraps_in > 0, (seed & kWrap) != 0) << seed;
    all.connections += one.connections;
    all.probes += one.probes;
    all.probed += one.probed;
    all.out_of_order += one.out_of_order;
    all.sent_again_by_engine += one.sent_again_by_engine;
    all.bad_sums_at_peer += one.bad_sums_at_peer;
  }
  EXPECT_GT(all.connections, 2'000U);
  EXPECT_GT(all.probes, 50U);
  EXPECT_GT(all.probed, 20U);
  EXPECT_GT(all.out_of_order, 2'000U);
  EXPECT_GT(all.sent_again_by_engine, 1'000U);
  EXPECT_GT(all.bad_sums_at_peer, 100U);
}

TEST(Matrix, SliceMeetsAnyThreeFactorsInEveryWay) {
  const auto rows = slice();
  for (unsigned a = 0; a < kFactors; ++a) {
    for (unsigned b = a + 1; b < kFactors; ++b) {
      for (unsigned c = b + 1; c < kFactors; ++c) {
        unsigned count[8] = {};
        for (const std::uint64_t row : rows) ++count[(row >> a & 1) | (row >> b & 1) << 1 | (row >> c & 1) << 2];
        for (const unsigned n : count) EXPECT_EQ(n, 2U) << a << b << c;
      }
    }
  }
}

// ---- the judge judged: bugs planted in the link that only a look at the octets can find

TEST(Judge, FindsAnOctetThatIsWrongUnderARightChecksum) {
  for (const Engine engine : {Engine::Model, Engine::Lockstep}) {
    const Outcome outcome = run(engine, 0, kUntil, Plant::Octet);
    EXPECT_NE(outcome.trouble.find("the engine's user received 0x"), std::string::npos) << outcome.trouble;
    EXPECT_NE(outcome.trouble.find("seed 0, "), std::string::npos) << outcome.trouble;
    EXPECT_NE(outcome.trouble.find("--seed 0 --each 2600 --plant octet"), std::string::npos) << outcome.trouble;
  }
}

TEST(Judge, FindsAConnectionThatIsStuck) {
  const Outcome outcome = run(Engine::Model, 0, kUntil, Plant::Silence);
  EXPECT_TRUE(outcome.trouble.find("stuck: nothing has moved") != std::string::npos ||
              outcome.trouble.find("answers Etimedout") != std::string::npos) << outcome.trouble;
}

TEST(Judge, SameSeedSameRun) {
  const Outcome first = run(Engine::Lockstep, 15, 200), again = run(Engine::Lockstep, 15, 200);
  EXPECT_EQ(first.text(), again.text());
}

}  // namespace
}  // namespace sockwire
