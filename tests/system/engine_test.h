// What every behaviour test shares: one fixture, run on the model, on the RTL, and on both in lockstep.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <string>

#include "verif/cosim/bench.h"
#include "verif/cosim/peer.h"

namespace sockwire {

// Numbers that differ from octet to octet and from seed to seed.
inline Octets pattern(std::size_t octets, unsigned seed = 1) {
  Octets out(octets);
  unsigned x = seed * 2654435761U + 1;
  for (auto& octet : out) octet = static_cast<std::uint8_t>((x = x * 1664525U + 1013904223U) >> 24);
  return out;
}

class EngineTest : public testing::TestWithParam<Engine> {
 protected:
  // The command that runs this very test again.
  static std::string repeat() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    return testing::internal::GetArgvs().front() + " --gtest_filter=" + test->test_suite_name() + "." +
           test->name();
  }

  // Times run 1024 times as fast unless a test says otherwise: a second lasts a millisecond.
  Bench::Options options{.time_shift = 10, .msl_us = 2'000'000, .repeat = repeat()};
  ScriptedPeer::Options peer_options{};

  Bench& bench() {
    if (!bench_) {
      bench_ = std::make_unique<Bench>(GetParam(), options);
      peer_ = std::make_unique<ScriptedPeer>(*bench_, peer_options);
    }
    return *bench_;
  }
  ScriptedPeer& peer() {
    bench();
    return *peer_;
  }

  // A socket of the engine that is connected to `connection`, by its own connect().
  unsigned connected(PeerConnection& connection) {
    const unsigned desc = bench().socket();
    const auto answer = bench().connect(desc, peer().ip(), connection.port());
    EXPECT_EQ(answer.error, Errno::Einprogress);
    connection.open_from_engine();
    EXPECT_EQ(bench().state(desc).state, TcpState::Established);
    return desc;
  }
  unsigned listening(std::uint16_t port, unsigned backlog = 4) {
    const unsigned desc = bench().socket();
    bench().bind(desc, port);
    bench().listen(desc, backlog);
    return desc;
  }
  // The connection that waits for this listener.
  unsigned accepted(unsigned listener) {
    Bench::Answered answer{};
    EXPECT_TRUE(bench().run_until([&] {
      answer = bench().accept(listener);
      return answer.error == Errno::Ok;
    })) << to_string(answer.error);
    return answer.value;
  }
  TcpState state(unsigned desc) { return bench().state(desc).state; }
  ::testing::AssertionResult reaches(unsigned desc, TcpState wanted, double bound_us = 3000) {
    if (bench().run_until([&] { return state(desc) == wanted; }, bound_us)) {
      return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure() << "state is " << to_string(state(desc));
  }
  ::testing::AssertionResult is_freed(unsigned desc, double bound_us = 3000) {
    if (bench().run_until([&] { return !bench().state(desc).allocated; }, bound_us)) {
      return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure() << "socket " << desc << " is still there, "
                                         << to_string(state(desc));
  }
  // Receives until `octets` have come, or the stream ends.
  Octets received(unsigned desc, std::size_t octets) {
    Octets all;
    const bool came = bench().run_until([&] {
      const auto part = bench().recv(desc);
      if (part) all.insert(all.end(), part->begin(), part->end());
      return all.size() >= octets || (part && part->empty());
    }, peer().options().patience_us);
    EXPECT_TRUE(came) << all.size() << " octets of " << octets << " came";
    return all;
  }
  std::uint32_t count(std::uint32_t address) { return bench().read32(address); }

  // The end of every test: nothing may be owed, in lockstep.
  void TearDown() override {
    if (!bench_ || HasFailure()) return;
    bench_->drain();
    bench_->finish();
  }

 private:
  std::unique_ptr<Bench> bench_;
  std::unique_ptr<ScriptedPeer> peer_;
};

}  // namespace sockwire

// The suite on all three engines.
#define SOCKWIRE_ENGINES(suite)                                                                   \
  INSTANTIATE_TEST_SUITE_P(Engines, suite,                                                        \
                           testing::Values(Engine::Model, Engine::Rtl, Engine::Lockstep),         \
                           [](const auto& engine) { return to_string(engine.param); })
