// Buffers behind the AXI4 port, in all widths (tcp_path_tb with External): where they lie, when a move is
// done, what answers that are errors do, and that slow memory lets nothing be overwritten.

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

class TcpPathMemory : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 31};
  Random& random = bench.random;
  AxiMemory& memory = *bench.memory;

  static std::uint32_t place(unsigned buffer, MoveKind kind, unsigned offset) {
    return memory_base + (2 * buffer + (kind == Send)) * buf_bytes + offset % buf_bytes;
  }
  Octets stored(unsigned buffer, MoveKind kind, unsigned offset, unsigned length) {
    Octets octets;
    while (length--) octets.push_back(memory.read(place(buffer, kind, offset++)));
    return octets;
  }
  Request request(unsigned buffer, unsigned offset, unsigned length) {
    auto made = bench.random_request();
    made.buffer = buffer, made.offset = offset, made.length = length;
    return made;
  }
};

// docs/contracts.md: block n has its receive ring at 2n rings from the base, its send ring behind it.
TEST_P(TcpPathMemory, each_ring_is_where_the_map_says) {
  for (unsigned buffer = 0; buffer < buffers; ++buffer) {
    const unsigned offset = buf_bytes - 37 * (buffer + 1), length = 200;
    const auto sent = random_octets(length, random);
    bench.send(sent, buffer, offset);
    EXPECT_EQ(stored(buffer, Send, offset, length), sent);
    auto segment = bench.random_segment(length);
    bench.push(segment);
    bench.settle();
    bench.move({Take, buffer, offset, length, 0, length});
    EXPECT_EQ(bench.receive(buffer, offset, length), segment.payload);
    EXPECT_EQ(stored(buffer, Take, offset, length), segment.payload);
    EXPECT_EQ(stored(buffer, Send, offset, length), sent) << "the other ring";
  }
}

// The host is told, and a payload read, only when the memory has answered.
TEST_P(TcpPathMemory, a_move_is_done_when_the_memory_has_answered) {
  memory.options.latency = 300;
  for (unsigned round = 0; round < 10; ++round) {
    const unsigned length = 1 + random() % 1400, offset = random() % buf_bytes;
    const auto octets = random_octets(length, random);
    bench.write_window(octets);
    const auto done = bench.user_done;
    auto sent = request(1, offset, length);
    sent.tag = bench.move({Send, 1, offset, length});
    bench.tx.packets.clear();
    bench.requests.push_back(sent);
    const auto reads = memory.counts().read_bursts;
    while (bench.user_done == done) {
      bench.step();
      ASSERT_LE(memory.counts().read_bursts, reads) << "read before it is there";
    }
    EXPECT_EQ(stored(1, Send, offset, length), octets);
    ASSERT_TRUE(bench.run([&] { return !bench.tx.packets.empty(); }, 5000));
    expect_sent(bench.tx.packets[0], sent, octets);
  }
}

// One that could not be read whole vanishes and is counted; those around it leave.
TEST_P(TcpPathMemory, a_payload_that_cannot_be_read_never_leaves) {
  const auto octets = random_octets(1460, random);
  const auto tag = bench.send(octets, 2, 100);
  for (const auto error : {AxiMemory::kSlverr, AxiMemory::kDecerr}) {
    for (unsigned bad = 0; bad < 6; ++bad) {  // the burst that errs
      bench.tx.packets.clear();
      const auto stale = bench.stale, told = bench.memory_errors;
      unsigned bursts = 0;
      std::vector<Request> requests;
      for (unsigned i = 0; i < 3; ++i) {
        requests.push_back(request(2, 100, 1460));
        requests[i].tag = tag;
        bench.requests.push_back(requests[i]);
      }
      const auto first = place(2, Send, 100) & ~255U;
      unsigned reads_of_first = 0;
      memory.respond = [&](bool write, std::uint32_t address) -> std::uint8_t {
        EXPECT_FALSE(write);
        if ((address & ~255U) == first) ++reads_of_first, bursts = 0;
        return reads_of_first == 2 && bursts++ == bad ? error : std::uint8_t{0};
      };
      ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() == 2 && bench.stale == stale + 1; }, 10000));
      expect_sent(bench.tx.packets[0], requests[0], octets);
      expect_sent(bench.tx.packets[1], requests[2], octets);
      EXPECT_GT(bench.memory_errors, told);
      memory.respond = nullptr;
    }
  }
}

TEST_P(TcpPathMemory, errors_of_moves_are_told_and_end_nothing) {
  memory.respond = [](bool, std::uint32_t) { return AxiMemory::kSlverr; };
  bench.send(random_octets(500, random), 0, 4000);
  EXPECT_GT(bench.memory_errors, 0U);
  auto before = bench.memory_errors;
  auto segment = bench.random_segment(300);
  bench.push(segment);
  bench.settle();
  bench.move({Take, 0, 50, 300, 0, 300});
  bench.receive(0, 50, 300);
  EXPECT_GT(bench.memory_errors, before);
  memory.respond = nullptr;
  before = bench.memory_errors;
  const auto octets = random_octets(300, random);
  bench.send(octets, 0, 4000);
  EXPECT_EQ(stored(0, Send, 4000, 300), octets);
  EXPECT_EQ(bench.memory_errors, before);
}

// The floor moves and other octets come while a payload is on its way from a memory of any latency.
TEST_P(TcpPathMemory, slow_memory_lets_nothing_be_overwritten) {
  std::uint32_t floor = first_floor;
  unsigned left = 0, vanished = 0;
  for (unsigned round = 0; round < 80; ++round) {
    memory.options.latency = random() % 400, memory.options.stall = random() % 3 * 30;
    const auto payload = random_octets(600, random), others = random_octets(600, random);
    auto sent = request(1, random() % buf_bytes, 600);
    sent.seq = floor;
    sent.tag = bench.send(payload, 1, sent.offset);
    bench.write_window(others);
    bench.tx.packets.clear();
    bench.requests.push_back(sent);
    bench.step(random() % (random() % 2 ? 20 : memory.options.latency + 300));  // before it is looked at, or while it is read
    const auto done = bench.user_done;
    const auto stale = bench.stale;
    bench.floor(1, floor += 600);
    bench.move({Send, 1, sent.offset, 600});
    ASSERT_TRUE(bench.run([&] { return bench.user_done > done; }, 20000));
    ASSERT_TRUE(bench.run([&] { return bench.tx.packets.size() + bench.stale - stale == 1; }, 20000));
    if (bench.tx.packets.empty()) {
      ++vanished;
    } else {
      expect_sent(bench.tx.packets[0], sent, payload), ++left;
    }
    EXPECT_EQ(stored(1, Send, sent.offset, 600), others);
  }
  EXPECT_TRUE(left > 20 && vanished > 0) << left << ' ' << vanished;
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathMemory, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
