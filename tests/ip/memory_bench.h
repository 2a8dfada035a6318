// The users of the datagram memory at work: what each port offers stands still until it is taken,
// what was written is remembered, what is read is compared (docs/contracts.md, `toe_ip_memory`).
#pragma once

#include "tests/ip/frames.h"

#include "Vmemory_tb.h"

#include <array>
#include <map>
#include <optional>

namespace sockwire::test {

struct MemoryBench : Bench<Vmemory_tb> {
  static constexpr unsigned page_bytes = 1024, read_latency = 3, send_pages = 2;
  struct Write { unsigned slot, at; Octets octets; };
  struct Read { unsigned slot, at; };
  using Slot = std::map<unsigned, std::uint8_t>;  // what was written: place, octet

  explicit MemoryBench(unsigned width, unsigned seed = 1)
      : n(4u << width), pages(std::array{16u, 100u, 70u}.at(width)), random(seed),
        stream(SOCKWIRE_STREAM_PINS(top, , o, i), n, "read", seed) {
    top.width_i = static_cast<CData>(width);
    sinks = {&stream};
    drive = [this] { drive_pins(); };
    sample = [this] { sample_pins(); };
    reset();
    EXPECT_TRUE(run([this] { return top.init_done_o; }));
    step(4);
  }

  // One thing at a time, in the bench's own steps.
  unsigned open(unsigned opener) {
    EXPECT_TRUE(run([&] { return top.open_available_o >> opener & 1; }, 1000)) << "no slot";
    take = 1u << opener;
    const unsigned slot = offered(opener);
    step();
    slots[slot];
    return slot;
  }
  // Says whether there was room.
  bool write(unsigned port, unsigned slot, unsigned at, const Octets& octets) {
    for (std::size_t i = 0; i < octets.size(); i += n) {
      const std::size_t end = std::min<std::size_t>(octets.size(), i + n);
      writes.at(port) = {slot, at + static_cast<unsigned>(i), slice(octets, i, end)};
      EXPECT_TRUE(run([&] { return !writes.at(port); }, 1000));
      if (full.at(port)) return false;
    }
    return true;
  }
  void free(unsigned port, unsigned slot) {
    frees.at(port) = slot;
    EXPECT_TRUE(run([&] { return !frees.at(port); }, 2000));
  }
  unsigned offered(unsigned opener) const { return top.open_slot_o >> (8 * opener) & 0xFF; }

  // Every slot can be had, and a page in each of them.
  void expect_all_free() {
    step(200);
    std::vector<unsigned> held;
    for (unsigned i = 0; i < pages; ++i) {
      // the last one is offered to one opener only
      EXPECT_TRUE(run([&] { return top.open_available_o != 0; }, 1000)) << i << " slots of " << pages;
      held.push_back(open(top.open_available_o & 1 ? 0 : 1));
      EXPECT_TRUE(write(1, held.back(), 0, {1})) << i << " pages of " << pages;
    }
    step(10);
    EXPECT_EQ(top.open_available_o, 0);
    for (const unsigned slot : held) free(3, slot);
    step(200);
  }

  unsigned n, pages;
  Random random;
  Sink stream;  // of reader 0
  std::map<unsigned, Slot> slots;  // open ones
  // What each port offers.
  unsigned take = 0;
  std::array<std::optional<Write>, 3> writes{};
  std::array<std::optional<Read>, 3> reads{};  // 0 unused
  std::array<std::optional<unsigned>, 4> frees{};
  std::optional<std::array<unsigned, 3>> start{};  // slot, at, length
  // What became of it.
  std::array<bool, 3> full{};           // of the last write that was taken
  std::array<unsigned, 3> waited{};     // clocks, likewise
  std::array<unsigned, 3> reads_done{}, writes_done{};

 private:
  struct Expected { unsigned port; std::uint64_t cycle; std::vector<std::optional<std::uint8_t>> octets; };

  void drive_pins() {
    top.open_take_i = static_cast<CData>(take);
    take = 0;
    top.w_valid_i = top.r_valid_i = top.free_valid_i = 0;
    for (unsigned w = 0; w < 3; ++w) {
      if (!writes[w]) {  // what it does not offer means nothing
        set_field(top.w_slot_i, 8 * w, 8, random());
        set_field(top.w_at_i, 16 * w, 16, random());
        set_field(top.w_count_i, 5 * w, 5, random() % (n + 1));
        for (unsigned i = 0; i < 16; ++i) set_bits(top.w_data_i, 128 * w + 8 * i, 8, random());
        continue;
      }
      top.w_valid_i |= static_cast<CData>(1u << w);
      set_field(top.w_slot_i, 8 * w, 8, writes[w]->slot);
      set_field(top.w_at_i, 16 * w, 16, writes[w]->at);
      set_field(top.w_count_i, 5 * w, 5, writes[w]->octets.size());
      for (unsigned i = 0; i < writes[w]->octets.size(); ++i)
        set_bits(top.w_data_i, 128 * w + 8 * i, 8, writes[w]->octets[i]);
    }
    for (unsigned r = 1; r < 3; ++r) {
      if (!reads[r]) continue;
      top.r_valid_i |= static_cast<CData>(1u << (r - 1));
      set_field(top.r_slot_i, 8 * (r - 1), 8, reads[r]->slot);
      set_field(top.r_at_i, 16 * (r - 1), 16, reads[r]->at);
    }
    for (unsigned f = 0; f < 4; ++f) {
      if (!frees[f]) continue;
      top.free_valid_i |= static_cast<CData>(1u << f);
      set_field(top.free_slot_i, 8 * f, 8, *frees[f]);
    }
    top.start_valid_i = start.has_value();
    if (start) top.start_slot_i = static_cast<CData>((*start)[0]),
        top.start_at_i = static_cast<SData>((*start)[1]), top.start_length_i = static_cast<SData>((*start)[2]);
  }
  template <typename Port>
  static void set_field(Port& port, unsigned low, unsigned count, std::uint64_t value) {
    const std::uint64_t mask = ((std::uint64_t{1} << count) - 1) << low;
    port = static_cast<Port>((port & ~mask) | (value << low & mask));
  }

  // Reads first: they see what was taken in earlier clocks.
  void sample_pins() {
    for (unsigned r = 1; r < 3; ++r) {
      if (top.r_data_valid_o >> (r - 1) & 1) compare(r);
      if (!reads[r] || !(top.r_ready_o >> (r - 1) & 1)) continue;
      expected.push_back({r, cycle() + read_latency, seen(*reads[r], meanwhile[r])});
      reads[r].reset();
      meanwhile[r].clear();
    }
    for (unsigned w = 0; w < 3; ++w) {
      if (!writes[w]) continue;
      if (!(top.w_ready_o >> w & 1)) { ++waiting[w]; continue; }
      full[w] = top.w_full_o >> w & 1;
      waited[w] = std::exchange(waiting[w], 0);
      ++writes_done[w];
      for (unsigned i = 0; i < writes[w]->octets.size() && !full[w]; ++i)
        slots.at(writes[w]->slot)[writes[w]->at + i] = writes[w]->octets[i];
      for (unsigned r = 1; r < 3; ++r)
        if (reads[r]) meanwhile[r].push_back(*writes[w]);
      writes[w].reset();
    }
    for (unsigned f = 0; f < 4; ++f) {
      if (!frees[f] || !(top.free_ready_o >> f & 1)) continue;
      slots.erase(*frees[f]);
      frees[f].reset();
    }
    if (start && top.start_ready_o) start.reset();
  }
  // The octets that a read now must give; none where nothing was written, or was while it waited.
  std::vector<std::optional<std::uint8_t>> seen(const Read& read, std::vector<Write> writing) const {
    std::vector<std::optional<std::uint8_t>> octets(n);
    const Slot& slot = slots.at(read.slot);
    for (const auto& write : writes)
      if (write) writing.push_back(*write);
    for (unsigned i = 0; i < n; ++i) {
      const unsigned at = read.at + i;
      const bool moves = std::any_of(writing.begin(), writing.end(), [&](const Write& write) {
        return write.slot == read.slot && at >= write.at && at < write.at + write.octets.size();
      });
      if (const auto found = slot.find(at); found != slot.end() && !moves) octets[i] = found->second;
    }
    return octets;
  }
  void compare(unsigned port) {
    ASSERT_FALSE(expected.empty());
    const Expected first = expected.front();
    expected.pop_front();
    EXPECT_EQ(first.port, port);
    EXPECT_EQ(first.cycle, cycle());
    for (unsigned i = 0; i < n; ++i)
      EXPECT_EQ(bits(top.r_data_o, 8 * i, 8),
                first.octets[i].value_or(static_cast<std::uint8_t>(bits(top.r_data_o, 8 * i, 8))))
          << "octet " << i;
    ++reads_done[port];
  }

  std::array<unsigned, 3> waiting{};
  std::array<std::vector<Write>, 3> meanwhile{};  // taken while this reader waits
  std::deque<Expected> expected;
};

}  // namespace sockwire::test
