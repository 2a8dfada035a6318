// toe_tcp_options behind toe_tcp_rx, in all widths (tcp_path_tb): the MSS option among good, odd
// and hostile ones.

#include <gtest/gtest.h>

#include "tests/tcp/tcp_path_bench.h"
#include "tests/requirement.h"

namespace sockwire::test {
namespace {

class TcpOptions : public testing::TestWithParam<unsigned> {};

// By RFC 9293 section 3.2 as docs/rules/network.md reads it, over an index.
std::optional<std::uint16_t> find_mss(const Octets& options) {
  for (std::size_t at = 0; at < options.size();) {
    if (options[at] == 0) break;
    if (options[at] == 1) {
      ++at;
      continue;
    }
    if (at + 1 >= options.size()) break;
    const std::size_t length = options[at + 1];
    if (length < 2 || at + length > options.size()) break;
    if (options[at] == 2 && length == 4)
      return static_cast<std::uint16_t>(options[at + 2] << 8 | options[at + 3]);
    at += length;
  }
  return std::nullopt;
}

// lessons: an option of length 0 that never advances stops reception for good.
TEST_P(TcpOptions, hostile_ones_harm_nobody) {
  proves("9293-MUST-4 9293-MUST-5 9293-MUST-6 9293-MUST-7 9293-MUST-64 9293-MUST-68 T03");
  PathBench bench{GetParam(), 5};
  auto& random = bench.random;
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
  };
  for (unsigned round = 0; round < 1500; ++round) {
    auto sent = bench.random_segment(random() % 9);
    if (round < directed.size()) {
      sent.options = directed[round];
    } else {
      static constexpr std::uint8_t likely[] = {0, 1, 2, 2, 3, 4, 4, 4, 5, 8};
      for (auto left = random() % 11 * 4; left > 0; --left)
        sent.options.push_back(random() % 16 == 0 ? static_cast<std::uint8_t>(random())
                                                  : likely[1 + random() % 9]);
    }
    sent.flags = static_cast<std::uint8_t>(round < directed.size() || random() % 4 ? Syn : Ack);
    const auto length = static_cast<unsigned>(sent.payload.size());
    bench.push(sent);
    bench.settle();
    ASSERT_EQ(bench.records.size(), 1u) << round;
    if (length) bench.move({Take, 0, 0, length, 0, length});
    const auto mss = sent.flags == Syn ? find_mss(sent.options) : std::nullopt;
    ASSERT_EQ(bench.records[0].has_mss, mss.has_value()) << testing::PrintToString(sent.options);
    ASSERT_EQ(bench.records[0].mss, mss.value_or(0)) << testing::PrintToString(sent.options);
    ASSERT_EQ(bench.records[0].length, length);
    bench.records.clear();
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, TcpOptions, testing::Values(0u, 1u, 2u), width_name);

}  // namespace
}  // namespace sockwire::test
