// The rules of "Sending from the datagram memory" (docs/rules/network.md) told in a few lines: who asks
// ARP next, and what becomes of it. Datagrams that ask nobody are not in it.
#pragma once

#include "tests/ip/send_bench.h"

namespace sockwire::test {

inline constexpr std::uint32_t net = 0x0A000100;  // 10.0.1.0/24

struct Reference {
  struct Parked { SendBench::Job job; std::uint32_t hop; bool known; };
  static std::uint32_t hop(std::uint32_t dst) { return dst >> 8 == net >> 8 ? dst : Network{}.gateway; }
  static bool straight(const SendBench::Job& job) { return job.meta.dst == net + 255 || job.meta.dst >> 28 == 14; }
  std::deque<SendBench::Job> fifo;  // those that ask
  std::vector<Parked> parks;
  std::vector<SendBench::Done> dones;
  SendBench::Job asking{};

  std::optional<std::uint32_t> next() {
    for (const auto& parked : parks)
      if (parked.known) return parked.hop;
    return fifo.empty() ? std::optional<std::uint32_t>{} : hop(fifo.front().meta.dst);
  }
  void take() {
    const auto known = std::find_if(parks.begin(), parks.end(), [](const auto& parked) { return parked.known; });
    if (known != parks.end()) asking = known->job, parks.erase(known);
    else asking = fifo.front(), fifo.pop_front();
  }
  void answer(bool hit, bool waiting) {
    if (!hit && waiting && parks.size() < 4) parks.push_back({asking, hop(asking.meta.dst), false});
    else dones.push_back({asking.owner, !hit});
  }
  void settle(std::uint32_t ip, bool resolved) {
    for (auto& parked : parks) {
      if (parked.hop != ip || parked.known) continue;
      parked.known = resolved;
      if (!resolved) dones.push_back({parked.job.owner, true});
    }
    if (!resolved) std::erase_if(parks, [&](const auto& parked) { return parked.hop == ip && !parked.known; });
  }
};

}  // namespace sockwire::test
