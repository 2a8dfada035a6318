// toe_ip_memory and toe_ip_memory_read: octets, pages, slots and turns (docs/contracts.md).
#include "tests/ip/memory_bench.h"

#include <set>

namespace sockwire::test {
namespace {

class IpMemory : public testing::TestWithParam<unsigned> {};

// What was written comes out of memory_read, from anywhere.
void expect_stretch(MemoryBench& bench, unsigned slot, unsigned at, unsigned length) {
  const std::size_t before = bench.stream.packets.size();
  bench.start = {slot, at, length};
  ASSERT_TRUE(bench.run([&] { return bench.stream.packets.size() > before; }, 100000));
  const Octets& octets = bench.stream.packets.back().octets;
  ASSERT_EQ(octets.size(), length);
  for (unsigned i = 0; i < length; ++i) ASSERT_EQ(octets[i], bench.slots.at(slot).at(at + i)) << i;
}

TEST_P(IpMemory, GivesBackWhatWasWrittenAtAnyPlace) {
  MemoryBench bench(GetParam());
  const unsigned most = std::min(65515u, bench.pages * 1024 - 4096);
  for (const unsigned size : {1u, 3u, 8u, 15u, 16u, 17u, 1023u, 1024u, 1025u, 1480u, 2960u, most}) {
    for (const unsigned stall : {0u, 60u}) {
      if (size == most && stall) continue;
      bench.stream.stall = stall;
      const unsigned slot = bench.open(size % 2);
      const unsigned at = size == most ? 0 : bench.random() % 2100;
      EXPECT_TRUE(bench.write(size % 2, slot, at, random_octets(size, bench.random)));
      expect_stretch(bench, slot, at, size);
      if (size > 40) expect_stretch(bench, slot, at + 13, size - 29);
      expect_stretch(bench, slot, at, 0);
      bench.free(2, slot);
    }
  }
  bench.expect_all_free();
}

TEST_P(IpMemory, StoresABeatAClockAndReadsOneAClock) {
  MemoryBench bench(GetParam());
  const unsigned slot = bench.open(0);
  auto cycles = [&](auto&& work) {
    const auto begin = bench.cycle();
    work();
    return bench.cycle() - begin;
  };
  const Octets octets = random_octets(8192, bench.random);
  EXPECT_LE(cycles([&] { bench.write(0, slot, 0, octets); }), 8192 / bench.n + 8 + 4);
  EXPECT_LE(cycles([&] { expect_stretch(bench, slot, 0, 8192); }), 8192 / bench.n + 8 * 3 + 16);
}

// 64 octets a frame, 84 octet times a frame at 1 Gb/s: one beat of 4 octets each fourth clock.
TEST_P(IpMemory, TakesDatagramsBackToBack) {
  MemoryBench bench(GetParam());
  for (unsigned i = 0; i < 200; ++i) {
    const auto begin = bench.cycle();
    const unsigned slot = bench.open(0);
    EXPECT_TRUE(bench.write(0, slot, 0, random_octets(46, bench.random)));
    expect_stretch(bench, slot, 0, 46);
    bench.free(1, slot);
    EXPECT_LE(bench.cycle() - begin, 46 / bench.n + 46 / bench.n + 20);
  }
  bench.expect_all_free();
}

TEST_P(IpMemory, LeavesTwoPagesForSending) {
  MemoryBench bench(GetParam());
  std::vector<unsigned> held;
  for (unsigned i = 0; i < bench.pages - 2; ++i) {
    held.push_back(bench.open(0));
    EXPECT_TRUE(bench.write(0, held.back(), 0, {7}));
  }
  EXPECT_FALSE(bench.write(0, held.back(), 1024, {8})) << "a third page was left for receiving";
  EXPECT_TRUE(bench.write(0, held.back(), 1, Octets(8, 9))) << "a page that is there is enough";
  const Octets across = random_octets(bench.n, bench.random);
  EXPECT_FALSE(bench.write(0, held.back(), 1024 - bench.n + 1, across)) << "nothing of half a beat counts";
  const unsigned sent = bench.open(1);
  EXPECT_TRUE(bench.write(1, sent, 0, {1}));
  EXPECT_TRUE(bench.write(1, sent, 1024, {2}));
  EXPECT_FALSE(bench.write(1, sent, 2048, {3}));
  EXPECT_FALSE(bench.write(1, sent, 2047 - bench.n + 2, across));
  bench.free(2, held.front());
  bench.step(20);
  EXPECT_FALSE(bench.write(0, held.back(), 1024, {8})) << "it is left for sending";
  EXPECT_TRUE(bench.write(1, sent, 2047 - bench.n + 2, across));
  held.front() = sent;
  for (const unsigned slot : held) bench.free(0, slot);
  bench.expect_all_free();
}

// Every port at once, as fast as it goes, and nothing is lost: neither octets nor pages.
TEST_P(IpMemory, ServesAllPortsAtOnce) {
  MemoryBench bench(GetParam(), 77 + GetParam());
  Random& random = bench.random;
  std::array<unsigned, 3> at{}, writer_slot{}, reader_slot{};
  std::array<bool, 3> writes{}, reads{};
  std::set<unsigned> leaving;
  auto others = [&](unsigned slot) {  // ports at work in this slot
    unsigned count = 0;
    for (unsigned p = 0; p < 3; ++p)
      count += (writes[p] && writer_slot[p] == slot) + (reads[p] && reader_slot[p] == slot);
    return count;
  };
  auto some_slot = [&]() -> std::optional<unsigned> {
    std::vector<unsigned> candidates;
    for (const auto& [slot, octets] : bench.slots)
      if (!octets.empty() && !leaving.contains(slot)) candidates.push_back(slot);
    if (candidates.empty()) return {};
    return candidates[random() % candidates.size()];
  };
  for (unsigned step = 0; step < 60000; ++step) {
    const bool drain = step > 59000;
    for (unsigned w = 0; w < 2; ++w) {  // begins a datagram, goes on with it, leaves it
      if (!writes[w] && !drain && (bench.top.open_available_o >> w & 1)) {
        bench.take |= 1u << w;
        writer_slot[w] = bench.offered(w), writes[w] = true;
        bench.slots[writer_slot[w]], at[w] = w ? random() % 3000 : random() % 400 * 8;
      } else if (writes[w] && !bench.writes[w]) {
        if (drain || random() % 60 == 0 || bench.full[w]) {
          writes[w] = bench.full[w] = false;
        } else {
          const unsigned count = random() % 8 ? bench.n : random() % (bench.n + 1);
          if (random() % 40 == 0) at[w] = random() % (bench.pages * 600);
          bench.writes[w] = {writer_slot[w], at[w], random_octets(count, random)};
          at[w] += count;
        }
      }
    }
    if (!bench.writes[2]) {  // overwrites what is there
      writes[2] = false;
      const auto slot = some_slot();
      if (slot && !drain && random() % 4 == 0) {
        auto place = bench.slots.at(*slot).lower_bound(random() % 4000);
        if (place != bench.slots.at(*slot).end()) {
          const unsigned from = place->first;
          unsigned count = 0;
          for (; count < bench.n && place != bench.slots.at(*slot).end() && place->first == from + count; ++place)
            ++count;
          writes[2] = true, writer_slot[2] = *slot;
          bench.writes[2] = {*slot, from, random_octets(count, random)};
        }
      }
    }
    for (unsigned r = 1; r < 3; ++r) {
      if (bench.reads[r]) continue;
      reads[r] = false;
      const auto slot = some_slot();
      if (!slot || drain) continue;
      reads[r] = true, reader_slot[r] = *slot;
      bench.reads[r] = {*slot, random() % 3 ? bench.slots.at(*slot).begin()->first + random() % 64 : random() % 5000};
    }
    for (unsigned f = 0; f < 4; ++f) {
      const auto slot = some_slot();
      if (bench.frees[f] || !slot || others(*slot) || random() % (drain ? 1 : 30)) continue;
      bench.frees[f] = *slot;
      leaving.insert(*slot);
    }
    bench.step();
    std::erase_if(leaving, [&](unsigned slot) { return !bench.slots.contains(slot); });
    EXPECT_LE(bench.waited[0], 2u);
  }
  for (unsigned p = 0; p < 3; ++p) EXPECT_GT(bench.writes_done[p], 500u) << p;
  for (unsigned p = 1; p < 3; ++p) EXPECT_GT(bench.reads_done[p], 500u) << p;
  while (!bench.slots.empty()) bench.free(0, bench.slots.begin()->first);
  bench.expect_all_free();
}

INSTANTIATE_TEST_SUITE_P(Widths, IpMemory, testing::Range(0u, 3u));

}  // namespace
}  // namespace sockwire::test
