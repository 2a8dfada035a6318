// toe_tcp_rx and the receiving half of toe_tcp_mover, in all widths (tcp_path_tb): header,
// checksum, staging, moves to the receive buffer and on to the host's window.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/requirement.h"
#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

class TcpPathRx : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 7};
  Random& random = bench.random;

  TcpSegment segment(std::size_t payload, std::size_t options = 0) {
    return bench.random_segment(payload, options);
  }
  void settle() { bench.settle(); }

  // A good segment with all its octets is served after whatever was before.
  void expect_next_is_served() {
    const auto before = bench.records.size();
    const auto sent = segment(100);
    bench.push(sent);
    settle();
    ASSERT_EQ(bench.records.size(), before + 1);
    EXPECT_EQ(bench.records.back().seq, sent.seq);
    bench.move({Take, 3, 17, 100, 0, 100});
    EXPECT_EQ(bench.receive(3, 17, 100), sent.payload);
  }
};

TEST_P(TcpPathRx, every_payload_size_arrives_with_its_header) {
  proves("9293-MUST-5");
  std::vector<std::size_t> sizes;
  for (std::size_t size = 0; size <= 1460; size += size < 70 ? 1 : 1 + random() % 97)
    sizes.push_back(size);
  sizes.push_back(1460);
  for (const auto size : sizes) {
    bench.rx.idle = random() % 3 * 40;
    const auto sent = segment(size, random() % 11 * 4);
    bench.push(sent);
    settle();
    ASSERT_EQ(bench.records.size(), 1u) << size;
    EXPECT_EQ(bench.records[0], (SegmentRecord{peer_ip,
                                               sent.ports,
                                               sent.seq,
                                               sent.ack,
                                               sent.flags,
                                               sent.wnd,
                                               {},
                                               sent.flags & Urg ? sent.urgent : std::uint16_t{0},
                                               static_cast<std::uint16_t>(size)}));
    if (size > 0) {
      const unsigned buffer = random() % buffers, offset = random() % buf_bytes;
      const auto length = static_cast<unsigned>(size);
      bench.move({Take, buffer, offset, length, 0, length});
      ASSERT_EQ(bench.receive(buffer, offset, length), sent.payload) << size;
    }
    bench.records.clear();
  }
  EXPECT_EQ(bench.in_errs + bench.in_discards, 0u);
}

// lessons: a segment that fills a gap and reaches past it must give exactly the new octets, once.
TEST_P(TcpPathRx, exactly_the_octets_that_are_new_are_taken) {
  for (int round = 0; round < 60; ++round) {
    const auto total = 1 + random() % 700, skip = random() % (total + 1);
    const auto length = random() % (total - skip + 1), guard = 64u;
    const unsigned buffer = random() % buffers, offset = random() % buf_bytes;
    const auto old = random_octets(length + 2 * guard, random);
    const auto ring = [](unsigned at) { return at % buf_bytes; };
    const auto whole = static_cast<unsigned>(old.size());
    const unsigned begin = ring(offset + buf_bytes - guard);
    TcpSegment fill{.options = {}, .payload = old}, sent = segment(total);
    bench.push(fill);
    bench.push(sent);
    settle();
    bench.move({Take, buffer, begin, whole, 0, whole});
    bench.move({Take, buffer, offset, length, skip, total});
    auto expected = old;
    std::copy_n(sent.payload.begin() + skip, length, expected.begin() + guard);
    ASSERT_EQ(bench.receive(buffer, begin, whole), expected)
        << total << ' ' << skip << ' ' << length;
  }
  expect_next_is_served();
}

// lessons: data that comes out of order is kept. Each piece has its place in the ring from the
// first moment on, whatever comes first; some come twice, in other cuts, and the ring's end is
// among them.
TEST_P(TcpPathRx, pieces_in_any_order_find_their_places) {
  for (unsigned round = 0; round < 12; ++round) {
    const auto stream = random_octets(1800, random);
    const unsigned buffer = random() % buffers, start = buf_bytes - 1 - random() % 1800;
    struct Piece {
      unsigned at, length;
    };
    std::vector<Piece> pieces;
    for (unsigned cuts = 0; cuts < 2; ++cuts) {
      for (unsigned at = 0, length; at < 1800; at += length) {
        length = std::min(1800 - at, 1 + random() % 500);
        pieces.push_back({at, length});
      }
    }
    std::shuffle(pieces.begin(), pieces.end(), random);
    for (const auto& [at, length] : pieces) {
      auto sent = segment(0);
      const auto skip = std::min(at, random() % 20);  // what was there before is skipped
      const auto begin = stream.begin() + at;
      sent.payload = random_octets(skip, random);
      sent.payload.insert(sent.payload.end(), begin, begin + length);
      bench.push(sent);
      settle();
      bench.move({Take, buffer, (start + at) % buf_bytes, length, skip, skip + length});
    }
    ASSERT_EQ(bench.receive(buffer, start, 1800), stream) << start;
  }
  EXPECT_EQ(bench.in_discards, 0u);
}

TEST_P(TcpPathRx, segments_wait_in_staging_while_others_come) {
  bench.rx.idle = 10;
  std::deque<Octets> waiting;
  unsigned offset = 0, seen = 0, pushed = 0;
  while (seen < 300) {
    if (waiting.size() < 8 && pushed < 300) {
      const auto size = 1 + random() % 400;
      waiting.push_back(random_octets(size, random));
      bench.push(TcpSegment{.options = {}, .payload = waiting.back()});
      ++pushed;
    }
    bench.step(random() % 50);
    if (bench.records.size() > seen && random() % 2) {
      const auto length = bench.records[seen++].length;
      ASSERT_EQ(length, waiting.front().size());
      bench.move({Take, 1, offset, length, 0, length});
      ASSERT_EQ(bench.receive(1, offset, length), waiting.front());
      offset = (offset + length) % buf_bytes;
      waiting.pop_front();
    }
    ASSERT_EQ(bench.in_discards, 0u);
  }
}

TEST_P(TcpPathRx, bad_headers_and_checksums_are_counted_and_dropped) {
  proves("9293-MUST-3 T01 T02");
  unsigned bad = 0;
  const auto expect_dropped = [&](Octets octets) {
    bench.push(std::move(octets));
    settle();
    ++bad;
    ASSERT_EQ(bench.in_errs, bad);
    ASSERT_TRUE(bench.records.empty());
  };
  const auto good = encode(segment(40), peer_ip, our_ip);
  for (std::size_t size = 0; size < 20; ++size) {
    Octets octets(good.begin(), good.begin() + static_cast<long>(size));
    expect_dropped(octets);
  }
  for (unsigned bit = 0; bit < 8 * good.size(); ++bit) {
    auto octets = good;
    octets[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    expect_dropped(octets);
  }
  for (const unsigned offset : {0u, 1u, 4u, 15u}) {  // right sum, impossible data offset
    auto octets = encode(segment(offset == 15 ? 39 : 0), peer_ip, our_ip);
    octets[12] = static_cast<std::uint8_t>(offset << 4), octets[16] = octets[17] = 0;
    const auto sum =
        static_cast<std::uint16_t>(~ones_sum(octets, pseudo_sum(peer_ip, our_ip, octets.size())));
    octets[16] = static_cast<std::uint8_t>(sum >> 8), octets[17] = static_cast<std::uint8_t>(sum);
    expect_dropped(octets);
  }
  bench.push(good, false, peer_ip + 1);  // the pseudo-header counts
  settle();
  EXPECT_EQ(bench.in_errs, bad + 1);
  EXPECT_EQ(bench.in_segs, bad + 1);
  bench.push(good, true);  // IP takes it back: it never was
  settle();
  EXPECT_EQ(bench.in_segs, bad + 1);
  expect_next_is_served();
}

// lessons: both encodings of zero in a one's complement sum are right.
TEST_P(TcpPathRx, both_encodings_of_a_zero_checksum_are_taken) {
  auto sent = segment(2);
  sent.payload = {0, 0};
  const auto octets = encode(sent, peer_ip, our_ip);
  sent.payload = {octets[16], octets[17]};
  auto zero = encode(sent, peer_ip, our_ip);
  ASSERT_EQ(zero[16] | zero[17], 0);
  bench.push(zero);
  zero[16] = zero[17] = 0xFF;
  bench.push(zero);
  settle();
  EXPECT_EQ(bench.records.size(), 2u);
}

TEST_P(TcpPathRx, a_segment_without_room_is_dropped_whole_and_counted) {
  bench.engine_stops = true;
  std::vector<TcpSegment> sent;
  for (const unsigned size : {1460u, 1460u, 1460u, 1000u, 176u, 1u}) {  // 4096 without 3 and 6
    sent.push_back(segment(size));
    bench.push(sent.back());
  }
  settle();
  EXPECT_EQ(bench.in_discards, 2u);
  EXPECT_EQ(bench.in_segs, 6u);
  bench.engine_stops = false;
  settle();
  ASSERT_EQ(bench.records.size(), 4u);
  for (const auto index : {0u, 1u, 3u, 4u}) {
    const auto length = static_cast<unsigned>(sent[index].payload.size());
    bench.move({Take, 2, 4000, length, 0, length});
    EXPECT_EQ(bench.receive(2, 4000, length), sent[index].payload);
  }
  expect_next_is_served();
}

TEST_P(TcpPathRx, the_stream_does_not_wait_for_the_engine) {
  bench.engine_stops = true;
  for (int i = 0; i < 20; ++i) bench.push(segment(0));
  const auto start = bench.cycle();
  settle();
  EXPECT_LT(bench.cycle() - start, 20u * (20 / bench.data_bytes + 5) + 30);
  EXPECT_EQ(bench.in_discards, 4u);
  bench.engine_stops = false;
  settle();
  EXPECT_EQ(bench.records.size(), 16u);
  bench.records.clear();
  expect_next_is_served();
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpPathRx, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
