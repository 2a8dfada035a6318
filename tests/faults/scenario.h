// One point of the fault matrix, drawn from a seed: the low seven bits say which of the seven factors
// are on, everything else is by chance. So 128 seeds in a row are every combination once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/link.h"
#include "tests/faults/reference_tcp.h"

namespace sockwire {

enum Factor : unsigned {
  kLoss = 1, kReorder = 2, kDuplicate = 4, kCorrupt = 8, kDelay = 16, kSmallWindows = 32, kWrap = 64,
};
inline constexpr unsigned kFactors = 7;

// A bug in the link that no receiver can repair; the judge must find it.
enum class Plant { None, Octet, Silence };

struct Scenario {
  std::uint64_t seed = 0;
  std::uint64_t events = 0;  // of the engine's, after which no more connections are opened
  Plant plant = Plant::None;

  LinkFaults to_engine{}, from_engine{};
  unsigned time_shift = 13;
  unsigned at_once = 8;            // connections
  bool slow_readers = false;
  bool wrap = false;
  ReferenceTcp::Options peer{};    // of all its endpoints, but ports and sequence numbers
  std::uint32_t longest = 12'000;  // octets one way

  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool has(Factor factor) const { return (seed & factor) != 0; }
};

Scenario make_scenario(std::uint64_t seed, std::uint64_t events);

// Sixteen of the 128 combinations: of any three factors, each combination is there twice (an
// orthogonal array of strength three).
std::vector<std::uint64_t> slice();

}  // namespace sockwire
