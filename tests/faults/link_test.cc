// The link with faults: shares, times and order are as asked for, and a seed is a run.
#include "sim/link.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "verif/cosim/packet.h"

namespace sockwire {
namespace {

using Octets = std::vector<std::uint8_t>;

// The numbers of the frames in the order in which they come out, and when.
struct Trip {
  std::vector<std::pair<std::uint64_t, unsigned>> out;
  LinkDirection::Counts counts;
  std::vector<LinkDirection::Arrival> arrivals;
  bool operator==(const Trip& other) const { return out == other.out; }
};

constexpr std::uint64_t kGapNs = 1000;
constexpr unsigned kFrames = 20'000;

Octets frame_of(unsigned number) {
  const packet::Tcp tcp{.src_port = 1, .dst_port = 2, .seq = number, .flags = packet::kAck, .payload = Octets(40, 7)};
  const packet::Ip ip{.src = 3, .dst = 4, .protocol = 6, .payload = tcp.build(3, 4)};
  return packet::ethernet(5, number, 0x0800, ip.build());
}

Trip travel(const LinkFaults& faults, std::uint64_t seed, unsigned frames = kFrames) {
  LinkDirection link{faults, seed};
  Trip trip;
  for (unsigned i = 0; i < frames || !link.idle(); ++i) {
    const std::uint64_t now = i * kGapNs;
    if (i < frames) link.enter(frame_of(i), now);
    while (auto arrival = link.leave(now)) {
      trip.out.emplace_back(now, static_cast<unsigned>(packet::get(arrival->frame, 6, 6)));
      trip.arrivals.push_back(std::move(*arrival));
    }
  }
  trip.counts = link.counts();
  return trip;
}

TEST(Link, WithoutFaultsIsAWire) {
  const Trip trip = travel({}, 1, 100);
  ASSERT_EQ(trip.out.size(), 100U);
  for (unsigned i = 0; i < 100; ++i) {
    EXPECT_EQ(trip.out[i], std::pair(std::uint64_t{i * kGapNs}, i));
    EXPECT_EQ(trip.arrivals[i].frame, frame_of(i));
    EXPECT_TRUE(trip.arrivals[i].fcs_good);
  }
}

TEST(Link, SameSeedSameRun) {
  const LinkFaults faults{.loss = 0.1, .duplicate = 0.1, .reorder = 0.1, .corrupt = 0.1, .delay_ns = 5000, .jitter_ns = 3000};
  EXPECT_EQ(travel(faults, 7), travel(faults, 7));
  EXPECT_FALSE(travel(faults, 7) == travel(faults, 8));
}

TEST(Link, LosesItsShareAndNoMore) {
  const Trip trip = travel({.loss = 0.1}, 2);
  EXPECT_NEAR(static_cast<double>(trip.counts.lost) / kFrames, 0.1, 0.01);
  EXPECT_EQ(trip.out.size() + trip.counts.lost, kFrames);
  EXPECT_TRUE(std::ranges::is_sorted(trip.out, {}, [](const auto& o) { return o.second; }));
}

TEST(Link, DelayIsKeptAndJitterKeepsTheOrder) {
  const Trip trip = travel({.delay_ns = 5000, .jitter_ns = 20'000}, 3);
  ASSERT_EQ(trip.out.size(), kFrames);
  EXPECT_TRUE(std::ranges::is_sorted(trip.out, {}, [](const auto& o) { return o.second; }));
  std::uint64_t longest = 0;
  for (const auto& [at, number] : trip.out) {
    const std::uint64_t took = at - number * kGapNs;
    ASSERT_GE(took, 5000U);
    longest = std::max(longest, took);
  }
  EXPECT_LE(longest, 25'000U + kGapNs);
  EXPECT_GT(longest, 20'000U);
}

TEST(Link, ReordersItsShareWithinTheHold) {
  const Trip trip = travel({.reorder = 0.1, .hold_ns = 10'000}, 4);
  ASSERT_EQ(trip.out.size(), kFrames);
  EXPECT_NEAR(static_cast<double>(trip.counts.reordered) / kFrames, 0.1, 0.01);
  std::uint64_t overtaken = 0;
  unsigned highest = 0;
  for (const auto& [at, number] : trip.out) {
    if (number < highest) ++overtaken;
    highest = std::max(highest, number);
    EXPECT_LE(at - number * kGapNs, 11'000U);
  }
  EXPECT_GT(overtaken, trip.counts.reordered / 2);
}

TEST(Link, DuplicatesItsShareOnce) {
  const Trip trip = travel({.duplicate = 0.1, .hold_ns = 10'000}, 5);
  EXPECT_EQ(trip.out.size(), kFrames + trip.counts.duplicated);
  EXPECT_NEAR(static_cast<double>(trip.counts.duplicated) / kFrames, 0.1, 0.01);
  std::multiset<unsigned> numbers;
  for (const auto& [at, number] : trip.out) numbers.insert(number);
  for (unsigned i = 0; i < kFrames; ++i) ASSERT_TRUE(numbers.count(i) == 1 || numbers.count(i) == 2) << i;
}

// What the FCS does not tell, a checksum must: or the judge of a run could not trust its own link.
TEST(Link, DamageIsAlwaysSeenByFcsOrChecksum) {
  const Trip trip = travel({.corrupt = 0.5}, 6);
  std::uint64_t seen = 0, bad_fcs = 0;
  for (std::size_t i = 0; i < trip.arrivals.size(); ++i) {
    const auto& arrival = trip.arrivals[i];
    ASSERT_EQ(arrival.damaged, arrival.frame != frame_of(static_cast<unsigned>(i))) << i;
    if (!arrival.fcs_good) {
      ++bad_fcs;
      continue;
    }
    try {
      packet::Tcp::parse(packet::Ip::parse(std::span(arrival.frame).subspan(14)));
      ASSERT_FALSE(arrival.damaged) << i;
    } catch (const std::runtime_error&) {
      ASSERT_TRUE(arrival.damaged) << i;
      ++seen;
    }
  }
  EXPECT_EQ(seen, trip.counts.bit_errors);
  EXPECT_EQ(bad_fcs, trip.counts.bad_fcs);
  EXPECT_GT(seen, kFrames / 5);
  EXPECT_GT(bad_fcs, kFrames / 5);
}

TEST(Link, ArpIsOnlyDamagedWhereTheFcsTells) {
  LinkDirection link{{.corrupt = 1}, 9};
  const packet::Arp arp{.sender_mac = 1, .sender_ip = 2, .target_ip = 3};
  for (unsigned i = 0; i < 100; ++i) {
    link.enter(packet::ethernet(4, 5, 0x0806, arp.build()), i);
    const auto arrival = link.leave(i);
    ASSERT_TRUE(arrival && arrival->damaged);
    EXPECT_FALSE(arrival->fcs_good);
  }
}

TEST(Link, DirectionsHaveRandomNumbersOfTheirOwn) {
  Link link{{.loss = 0.5}, 11};
  unsigned different = 0;
  for (unsigned i = 0; i < 100; ++i) {
    link.to_engine.enter(frame_of(i), i);
    link.from_engine.enter(frame_of(i), i);
    different += link.to_engine.leave(i).has_value() != link.from_engine.leave(i).has_value();
  }
  EXPECT_GT(different, 20U);
}

}  // namespace
}  // namespace sockwire
