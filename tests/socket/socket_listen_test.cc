// toe_socket_listen against plain lists (docs/rules/tcp.md section 2).
#include <gtest/gtest.h>
#include <deque>
#include <optional>
#include <vector>

#include "Vlisten_4_8.h"
#include "tests/socket/bench.h"

namespace sockwire::test {
namespace {

constexpr unsigned listeners = 4;
constexpr unsigned sockets = 8;

struct Slot {
  bool listening = false;
  unsigned generation = 0, desc = 0, port = 0, backlog = 0, children = 0;
  std::deque<unsigned> queue;
};

class Listen : public testing::Test {
 protected:
  Bench<Vlisten_4_8> bench;
  std::vector<Slot> slots{listeners};

  unsigned parent(unsigned slot) const { return slots[slot].generation << 8 | slot; }
  bool alive(unsigned parent) const {
    const unsigned slot = parent & 0xFF;
    return slot < listeners && slots[slot].listening && slots[slot].generation == parent >> 8;
  }
  std::optional<unsigned> slot_of_port(unsigned port) const {
    for (unsigned i = 0; i < listeners; ++i)
      if (slots[i].listening && slots[i].port == port) return i;
    return {};
  }
  std::optional<unsigned> slot_of_desc(unsigned desc) const {
    for (unsigned i = 0; i < listeners; ++i)
      if ((slots[i].listening || !slots[i].queue.empty()) && slots[i].desc == desc) return i;
    return {};
  }
  std::optional<unsigned> free_slot() const {
    for (unsigned i = 0; i < listeners; ++i)
      if (!slots[i].listening && slots[i].queue.empty()) return i;
    return {};
  }

  void idle() {
    bench->open_i = bench->close_i = bench->count_up_i = bench->count_down_i = 0;
    bench->push_i = bench->pop_i = 0;
  }
  void open(unsigned desc, unsigned port, unsigned backlog) {
    bench->open_i = 1;
    bench->open_desc_i = static_cast<std::uint16_t>(desc);
    bench->open_port_i = static_cast<std::uint16_t>(port);
    bench->open_backlog_i = static_cast<std::uint8_t>(backlog);
    const auto known = slot_of_desc(desc);
    Slot& slot = slots[known ? *known : free_slot().value()];
    if (!known) slot = {true, slot.generation, desc, port, 0, 0, {}};
    slot.backlog = backlog;
  }
  void close(unsigned desc) {
    bench->close_i = 1;
    bench->close_desc_i = static_cast<std::uint16_t>(desc);
    Slot& slot = slots[slot_of_desc(desc).value()];
    slot.listening = false;
    slot.generation = (slot.generation + 1) & 0xFF;
  }
  void count(unsigned parent, bool up) {
    (up ? bench->count_up_i : bench->count_down_i) = 1;
    bench->count_parent_i = static_cast<std::uint16_t>(parent);
    if (alive(parent)) slots[parent & 0xFF].children += up ? 1U : ~0U;
  }
  void push(unsigned parent, unsigned child) {
    bench->push_i = 1;
    bench->push_parent_i = static_cast<std::uint16_t>(parent);
    bench->push_child_i = static_cast<std::uint16_t>(child);
    slots[parent & 0xFF].queue.push_back(child);
  }
  void tick() {
    bench.tick();
    idle();
  }

  // All answers, for questions about everything.
  void compare() {
    bench.settle();
    ASSERT_EQ(bench->slot_free_o, free_slot().has_value());
    for (unsigned port = 0; port < 8; ++port) {
      bench->find_port_i = static_cast<std::uint16_t>(port);
      bench.settle();
      const auto slot = slot_of_port(port);
      ASSERT_EQ(bench->find_hit_o, slot.has_value()) << "port " << port;
      if (!slot) continue;
      ASSERT_EQ(bench->find_parent_o, parent(*slot));
      ASSERT_EQ(bench->find_full_o, slots[*slot].children >= slots[*slot].backlog);
    }
    for (unsigned slot = 0; slot < listeners; ++slot) {
      for (unsigned age = 0; age < 2; ++age) {
        const unsigned asked = (parent(slot) - 256 * age) & 0xFFFF;
        bench->check_parent_i = static_cast<std::uint16_t>(asked);
        bench.settle();
        ASSERT_EQ(bench->check_alive_o, alive(asked));
        if (alive(asked)) {
          ASSERT_EQ(bench->check_desc_o, slots[slot].desc);
        }
      }
    }
    for (unsigned desc = 0; desc < sockets; ++desc) {
      bench->head_desc_i = bench->waiting_desc_i = static_cast<std::uint16_t>(desc);
      bench.settle();
      const auto slot = slot_of_desc(desc);
      const std::size_t waiting = slot ? slots[*slot].queue.size() : 0;
      ASSERT_EQ(bench->head_count_o, waiting);
      ASSERT_EQ(bench->waiting_count_o, waiting);
      if (waiting != 0 && bench->head_valid_o) {
        ASSERT_EQ(bench->head_child_o, slots[*slot].queue.front());
      }
    }
  }
};

TEST_F(Listen, ClosingMovesTheGenerationAndTheQueueCanStillBeDrained) {
  open(1, 5, 3);
  tick();
  const unsigned old = parent(0);
  for (const unsigned child : {6U, 2U, 4U}) {
    push(old, child);
    tick();
  }
  close(1);
  tick();
  compare();
  bench->head_desc_i = 1;
  for (const unsigned child : {6U, 2U, 4U}) {
    open(7, 3, 1);  // another listener: not in the slot that is drained
    tick();
    EXPECT_EQ(slots[1].desc, 7U);
    while (!bench->head_valid_o) bench.tick();
    EXPECT_EQ(bench->head_child_o, child);
    bench->pop_i = 1;
    tick();
  }
  EXPECT_EQ(bench->head_count_o, 0);
  slots[0].queue.clear();
  open(3, 6, 1);  // the lowest slot is free again, one generation on
  tick();
  bench->find_port_i = 6;
  bench.settle();
  EXPECT_EQ(bench->find_parent_o, 0x0100);
}

TEST_F(Listen, GenerationWrapsAfter256Closes) {
  for (unsigned i = 0; i < 257; ++i) {
    open(2, 4, 1);
    tick();
    compare();
    close(2);
    tick();
  }
  EXPECT_EQ(slots[0].generation, 1U);
}

TEST_F(Listen, RandomOperationsAgreeWithPlainLists) {
  Random random(7);
  for (unsigned round = 0; round < 40'000; ++round) {
    std::vector<bool> used(sockets, false);
    std::vector<unsigned> open_slots, poppable;
    for (unsigned i = 0; i < listeners; ++i) {
      if (slots[i].listening || !slots[i].queue.empty()) used[slots[i].desc] = true;
      if (slots[i].listening) open_slots.push_back(i);
      if (!slots[i].queue.empty()) poppable.push_back(i);
      for (const unsigned child : slots[i].queue) used[child] = true;
    }
    std::vector<unsigned> spare;
    for (unsigned desc = 0; desc < sockets; ++desc)
      if (!used[desc]) spare.push_back(desc);
    const auto any = [&](const std::vector<unsigned>& from) {
      return from[random.below(static_cast<unsigned>(from.size()))];
    };

    // A pop and an event of the engine in the same cycle.
    unsigned popped_slot = listeners;
    if (!poppable.empty() && random.chance(25)) {
      const unsigned slot = any(poppable);
      bench->head_desc_i = static_cast<std::uint16_t>(slots[slot].desc);
      bench.settle();
      if (bench->head_valid_o) {
        ASSERT_EQ(bench->head_child_o, slots[slot].queue.front());
        bench->pop_i = 1;
        popped_slot = slot;
      }
    }
    switch (random.below(6)) {
      case 0: {
        const unsigned port = random.below(8);
        if (!spare.empty() && free_slot() && !slot_of_port(port))
          open(any(spare), port, 1 + random.below(4));
        break;
      }
      case 1:
        if (!open_slots.empty()) open(slots[any(open_slots)].desc, 0, 1 + random.below(4));
        break;
      case 2:
        if (!open_slots.empty() && random.chance(20)) close(slots[any(open_slots)].desc);
        break;
      case 3: {
        const unsigned slot = random.below(listeners);
        const unsigned whose = random.chance(80) ? parent(slot) : (parent(slot) - 256) & 0xFFFF;
        const bool up = !alive(whose) || slots[slot].children == 0 || random.chance(60);
        count(whose, up);
        break;
      }
      default:
        if (!open_slots.empty() && !spare.empty()) push(parent(any(open_slots)), any(spare));
    }
    if (popped_slot != listeners) slots[popped_slot].queue.pop_front();
    tick();
    ASSERT_NO_FATAL_FAILURE(compare()) << "round " << round;
  }
}

}  // namespace
}  // namespace sockwire::test
