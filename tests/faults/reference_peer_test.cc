// The reference endpoint itself: two of them over the link, with every fault and every option; and an
// initial number of the engine's where the hash for tests says that it will be.
#include <gtest/gtest.h>

#include <ostream>

#include "sim/link.h"
#include "tests/faults/reference_peer.h"
#include "tests/faults/siphash.h"

namespace sockwire {
namespace {

using Octets = std::vector<std::uint8_t>;
using State = ReferenceTcp::State;

Octets text_of(std::uint32_t seed, std::size_t octets) {
  Octets text(octets);
  for (auto& octet : text) octet = static_cast<std::uint8_t>((seed = seed * 1664525U + 1013904223U) >> 24);
  return text;
}

struct Pair {
  struct Side {
    std::unique_ptr<ReferencePeer> host;
    ReferenceTcp* tcp = nullptr;
    Octets text, got;
  };

  Pair(const LinkFaults& faults, ReferenceTcp::Options a, ReferenceTcp::Options b, std::uint64_t seed)
      : link{faults, seed} {
    left.host = std::make_unique<ReferencePeer>(
        ReferencePeer::Options{.mac = 0x020000000001, .engine_mac = 0x020000000002, .ip = 1, .engine_ip = 2},
        [this](const Octets& frame) { link.to_engine.enter(frame, ns()); });
    right.host = std::make_unique<ReferencePeer>(
        ReferencePeer::Options{.mac = 0x020000000002, .engine_mac = 0x020000000001, .ip = 2, .engine_ip = 1},
        [this](const Octets& frame) { link.from_engine.enter(frame, ns()); });
    a.port = b.remote_port = 1000;
    b.port = a.remote_port = 2000;
    left.tcp = &left.host->add(a);
    right.tcp = &right.host->add(b);
    left.text = text_of(1, 20'000), right.text = text_of(2, 30'000);
  }
  std::uint64_t ns() const { return static_cast<std::uint64_t>(now * 1000); }

  void step() {
    now += 1;
    while (auto frame = link.to_engine.leave(ns())) {
      if (frame->fcs_good) right.host->receive(frame->frame, now);
    }
    while (auto frame = link.from_engine.leave(ns())) {
      if (frame->fcs_good) left.host->receive(frame->frame, now);
    }
    for (Side* side : {&left, &right}) {
      side->host->tick(now);
      const auto part = side->tcp->read(static_cast<std::size_t>(ns()) % 700, now);
      side->got.insert(side->got.end(), part.begin(), part.end());
    }
  }
  // Everything is said at once; who has it all closes.
  bool converse(double bound = 3e6) {
    left.tcp->write(left.text, now);
    right.tcp->write(right.text, now);
    bool closed = false;
    while (now < bound && !(left.tcp->gone() && right.tcp->gone())) {
      step();
      if (!closed && left.tcp->state() >= State::Established) closed = true, left.tcp->close(now);
      if (right.tcp->at_end()) right.tcp->close(now);
    }
    return left.tcp->gone() && right.tcp->gone();
  }

  Link link;
  Side left, right;
  double now = 0;
};

struct Setting {
  const char* name;
  LinkFaults faults;
  ReferenceTcp::Options options;
};

const LinkFaults kAll{.loss = 0.08, .duplicate = 0.1, .reorder = 0.15, .corrupt = 0.05, .delay_ns = 10'000,
                      .jitter_ns = 8'000, .hold_ns = 60'000};

void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.name; }

class ReferencePairs : public testing::TestWithParam<Setting> {};

TEST_P(ReferencePairs, EveryOctetArrivesAndBothForget) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    auto a = GetParam().options, b = a;
    a.iss = 0U - static_cast<std::uint32_t>(500 * seed);
    b.iss = 0U - static_cast<std::uint32_t>(900 * seed);
    Pair pair{GetParam().faults, a, b, seed};
    pair.right.tcp->listen();
    pair.left.tcp->connect(0);
    ASSERT_TRUE(pair.converse());
    EXPECT_EQ(pair.left.got, pair.right.text);
    EXPECT_EQ(pair.right.got, pair.left.text);
    EXPECT_EQ(pair.left.tcp->complaint() + pair.right.tcp->complaint(), "");
    EXPECT_EQ(pair.left.tcp->end(), ReferenceTcp::End::Orderly);
    EXPECT_TRUE(pair.right.tcp->end() == ReferenceTcp::End::Orderly);
    EXPECT_TRUE(pair.left.tcp->counts().wrapped_out);
    EXPECT_TRUE(pair.left.tcp->counts().wrapped_in);
    EXPECT_EQ(pair.left.host->counts().bad_sums + pair.right.host->counts().bad_sums,
              pair.link.to_engine.counts().bit_errors + pair.link.from_engine.counts().bit_errors);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Settings, ReferencePairs,
    testing::Values(Setting{"Clean", {}, {}},
                    Setting{"Faults", kAll, {}},
                    Setting{"FaultsAndSmallWindows", kAll, {.mss = 200, .segment = 200, .buffer = 700}},
                    Setting{"FaultsAndAllOptions", kAll,
                            {.window_scale = std::uint8_t{3}, .sack = true, .timestamps = true, .timestamp_start = 0xFFFFFF00,
                             .ack_delay_us = 20}}),
    [](const auto& setting) { return std::string{setting.param.name}; });

TEST(ReferencePeer, SimultaneousOpen) {
  Pair pair{{.delay_ns = 10'000}, {}, {}, 1};
  pair.left.tcp->connect(0);
  pair.right.tcp->connect(0);
  ASSERT_TRUE(pair.converse());
  EXPECT_EQ(pair.right.got, pair.left.text);
}

TEST(ReferencePeer, ResetsWhatNobodyOwns) {
  Pair pair{{}, {}, {}, 1};
  pair.left.tcp->connect(0);  // nobody listens: the endpoint is closed
  for (int i = 0; i < 100; ++i) pair.step();
  EXPECT_EQ(pair.left.tcp->end(), ReferenceTcp::End::Refused);
  EXPECT_EQ(pair.right.host->counts().resets, 1U);
}

// The first vectors of the reference implementation: key 00..0f, message 00, 00 01, ...
TEST(ReferencePeer, SipHash) {
  const Octets message{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  EXPECT_EQ(siphash24(0x0706050403020100, 0x0F0E0D0C0B0A0908, message), 0xa129ca6149be45e5U);
}

}  // namespace
}  // namespace sockwire
