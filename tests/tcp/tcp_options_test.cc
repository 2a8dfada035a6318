// toe_tcp_options behind toe_tcp_rx, in all widths (tcp_path_tb): the options that we know among
// good, odd and hostile ones, in every order and at every alignment.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tests/requirement.h"
#include "tests/tcp/tcp_path_bench.h"

namespace sockwire::test {
namespace {

class TcpOptions : public testing::TestWithParam<unsigned> {
 protected:
  PathBench bench{GetParam(), 5};
  Random& random = bench.random;
  std::vector<Octets> waiting;
  std::vector<std::uint8_t> flags;

  void push(Octets options, std::uint8_t with = Syn) {
    auto sent = bench.random_segment(0);
    sent.options = options;
    sent.flags = with;
    bench.push(sent);
    options.resize((options.size() + 3) / 4 * 4);
    waiting.push_back(std::move(options)), flags.push_back(with);
    if (waiting.size() == 12) judge();
  }

  void judge() {  // all that was pushed
    bench.settle();
    ASSERT_EQ(bench.records.size(), waiting.size());
    for (std::size_t i = 0; i < waiting.size(); ++i)
      ASSERT_EQ(bench.records[i].options, find_options(waiting[i], flags[i] & Syn))
          << testing::PrintToString(waiting[i]);
    bench.records.clear(), waiting.clear(), flags.clear();
  }

  Octets sack(unsigned blocks) {
    Octets option{5, static_cast<std::uint8_t>(2 + 8 * blocks)};
    for (unsigned i = 0; i < 2 * blocks; ++i) append(option, random(), 4);
    return option;
  }

  std::array<Octets, 4> good() {
    std::array<Octets, 4> options{Octets{2, 4}, Octets{3, 3}, Octets{4, 2}, Octets{8, 10}};
    append(options[0], random(), 2);
    append(options[1], random() % 18, 1);
    append(options[3], random(), 4);
    append(options[3], random(), 4);
    return options;
  }
};

void add(Octets& to, const Octets& more) { to.insert(to.end(), more.begin(), more.end()); }

TEST_P(TcpOptions, every_order_at_every_alignment) {
  std::array<unsigned, 4> order{0, 1, 2, 3};
  do {
    for (unsigned nops = 0; nops < 256; ++nops) {  // two bits in front of each
      const auto parts = good();
      Octets options;
      for (unsigned i = 0; i < 4; ++i) {
        options.insert(options.end(), nops >> (2 * i) & 3, 1);
        add(options, parts[order[i]]);
      }
      options.push_back(0);
      while (options.size() < 40 && random() % 4)  // behind the end: whatever
        options.push_back(static_cast<std::uint8_t>(random()));
      push(std::move(options), random() % 8 ? Syn : Ack);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  judge();
}

TEST_P(TcpOptions, each_cut_off_by_the_end_of_the_header) {
  for (unsigned kind = 0; kind < 4; ++kind) {
    for (unsigned kept = 1; kept <= good()[kind].size(); ++kept) {
      auto option = good()[kind];
      option.resize(kept);
      Octets options((8 - kept % 4) % 4, 1);
      add(options, option);
      push(options);
      Octets behind = good()[(kind + 1) % 4];  // one that is whole comes before it
      while ((behind.size() + kept) % 4) behind.push_back(1);
      add(behind, option);
      push(behind);
    }
  }
  judge();
}

TEST_P(TcpOptions, sack_blocks_at_every_alignment) {
  for (unsigned blocks = 1; blocks <= 4; ++blocks) {
    for (unsigned nops = 0; 2 + 8 * blocks + nops <= 40; ++nops) {
      for (const std::uint8_t with : {Ack, Syn, static_cast<Flag>(Syn | Ack), Fin}) {
        Octets options(nops, 1);
        add(options, sack(blocks));
        const auto ts = good()[3];
        if (options.size() + ts.size() <= 40 && random() % 2) add(options, ts);
        if (options.size() < 40 && random() % 2) options.push_back(0);
        while (options.size() < 40 && options.back() == 0 && random() % 4)
          options.push_back(static_cast<std::uint8_t>(random()));
        push(std::move(options), with);
      }
    }
  }
  judge();
}

TEST_P(TcpOptions, hostile_sack_blocks_count_for_nothing) {
  for (unsigned length = 0; length < 44;
       ++length) {  // every length, whole, cut off, before a good one
    for (unsigned room = 2; room <= 40; room += 2) {
      Octets options = sack(4);
      options[1] = static_cast<std::uint8_t>(length);
      options.resize(std::min(room, 34u));
      if (options.size() + 10 <= 40 && random() % 2) add(options, sack(1));
      push(std::move(options), Ack);
    }
  }
  for (unsigned first = 1; first <= 2; ++first) {  // two: the first counts, and the second cut off
    for (unsigned cut = 0; cut < 12; ++cut) {
      Octets options = sack(first);
      add(options, sack(2));
      options.resize(options.size() - cut);
      push(std::move(options), Ack);
    }
  }
  judge();
}

// lessons: an option of length 0 that never advances stops reception for good.
TEST_P(TcpOptions, every_length_of_every_kind) {
  for (unsigned kind = 0; kind < 12; ++kind) {
    for (const unsigned length : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 9u, 10u, 11u, 12u, 18u, 127u, 255u}) {
      Octets options{static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(length)};
      for (unsigned i = 2; i < length && i < 20; ++i)
        options.push_back(static_cast<std::uint8_t>(random()));
      const auto parts = good();
      for (const auto& part : parts)
        if (options.size() + part.size() <= 40) add(options, part);
      push(std::move(options));
    }
  }
  judge();
}

TEST_P(TcpOptions, hostile_ones_harm_nobody) {
  proves("9293-MUST-4 9293-MUST-5 9293-MUST-6 9293-MUST-7 9293-MUST-64 9293-MUST-68 T03");
  const std::vector<Octets> directed = {
      {2, 4, 5, 0xB4},                // MSS 1460
      {1, 1, 1, 1, 2, 4, 5, 0xB4},    // behind NOPs
      {3, 0, 0, 0},                   // length 0
      {8, 1, 2, 4, 5, 0xB4, 1, 1},    // length 1
      {2, 0, 5, 0xB4},                // MSS of length 0
      {2, 3, 5, 2, 4, 5, 0xB4, 0},    // MSS of length 3
      {2, 6, 1, 1, 2, 4, 5, 0xB4},    // MSS of length 6
      {1, 2, 4, 5},                   // cut off by the end of the header
      {1, 1, 1, 2},                   // without a length
      {3, 200, 2, 4, 5, 0xB4, 1, 1},  // beyond the header
      {0, 2, 4, 5, 0xB4, 0, 0, 0},    // behind the end
      {2, 4, 1, 2, 2, 4, 3, 4},       // two: the first counts
      {2, 4, 1, 2, 9, 0, 3, 4},       // what was found before stays
      {253, 2, 254, 2, 2, 4, 7, 8},   // options without a body
      {3, 3, 14, 3, 3, 2, 4, 2},      // window scale twice: the first counts
      {3, 3, 15, 4, 2, 4, 2, 1},      // a shift of 15 is told as 14
      {3, 3, 255, 1},                 // and so is one of 255
  };
  for (const auto& options : directed) push(options);
  judge();
  for (unsigned round = 0; round < 3000; ++round) {
    Octets options;
    static constexpr std::uint8_t likely[] = {0, 1, 2, 2, 3, 3, 4, 4, 8, 10, 1, 5};
    for (auto left = random() % 11 * 4; left > 0; --left)
      options.push_back(random() % 16 == 0 ? static_cast<std::uint8_t>(random())
                                           : likely[(random() % 64 ? 1 : 0) + random() % 11]);
    push(std::move(options), random() % 4 ? Syn : Ack);
  }
  judge();
}

TEST_P(TcpOptions, payload_behind_options_is_whole) {
  for (unsigned words = 0; words <= 10; ++words) {
    for (unsigned size = 1; size < 20; ++size) {
      auto sent = bench.random_segment(size);
      sent.options = random_octets(4 * words, random);
      bench.push(sent);
      bench.settle();
      ASSERT_EQ(bench.records.size(), 1u);
      ASSERT_EQ(bench.records[0].length, size);
      bench.move({Take, 0, 0, size, 0, size});
      ASSERT_EQ(bench.receive(0, 0, size), sent.payload) << words;
      bench.records.clear();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpOptions, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
