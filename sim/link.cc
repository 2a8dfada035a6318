#include "sim/link.h"

#include <algorithm>

namespace sockwire {

namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kIpHeader = 20;
constexpr unsigned kLongestBurst = 8;  // bits

// Octets of the frame that are a TCP segment or an ICMP message in IPv4, with the IP header; 0:
// none.
std::size_t datagram_octets(const LinkDirection::Frame& frame) {
  if (frame.size() < kEthernetHeader + kIpHeader || frame[12] != 0x08 || frame[13] != 0x00)
    return 0;
  const std::uint8_t protocol = frame[kEthernetHeader + 9];
  const std::size_t total =
      std::size_t{frame[kEthernetHeader + 2]} << 8 | frame[kEthernetHeader + 3];
  if ((protocol != 6 && protocol != 1) || total > frame.size() - kEthernetHeader) return 0;
  return total;
}

}  // namespace

bool LinkDirection::happens(double share) {
  constexpr double kScale = 1.0 / 9007199254740992.0;  // 2^-53
  return static_cast<double>(random_() >> 11) * kScale < share;
}

void LinkDirection::enter(std::span<const std::uint8_t> frame, std::uint64_t now_ns) {
  ++counts_.entered;
  // All is drawn for each frame, so that another share of one fault leaves the others where they
  // are.
  const bool lost = happens(faults_.loss);
  const bool twice = happens(faults_.duplicate);
  const bool held = happens(faults_.reorder);
  const bool damaged = happens(faults_.corrupt);
  const std::uint64_t at = now_ns + faults_.delay_ns + up_to(faults_.jitter_ns);
  const std::uint64_t late = 1 + up_to(faults_.hold_ns), later = 1 + up_to(faults_.hold_ns);
  if (lost) {
    ++counts_.lost;
    return;
  }
  Arrival arrival{.frame = Frame(frame.begin(), frame.end())};
  const std::uint64_t in_turn = std::max(at, last_ns_);
  if (twice) {
    ++counts_.duplicated;
    under_way_.emplace(in_turn + later, arrival);
  }
  if (damaged) damage(arrival);
  if (held) {
    ++counts_.reordered;
    under_way_.emplace(in_turn + late, std::move(arrival));
  } else {
    last_ns_ = in_turn;
    under_way_.emplace(in_turn, std::move(arrival));
  }
}

void LinkDirection::damage(Arrival& arrival) {
  const std::size_t datagram = datagram_octets(arrival.frame);
  arrival.damaged = true;
  arrival.fcs_good = datagram > 0 && random_() % 2 == 0;
  ++(arrival.fcs_good ? counts_.bit_errors : counts_.bad_fcs);
  const std::size_t first = arrival.fcs_good ? kEthernetHeader : 0;
  const std::size_t bits = 8 * (arrival.fcs_good ? datagram : arrival.frame.size());
  const std::size_t length = 1 + random_() % kLongestBurst;
  const std::size_t start = random_() % (bits - length + 1);
  const std::uint64_t pattern = random_();
  for (std::size_t i = 0; i < length; ++i) {
    const bool flip = i == 0 || i + 1 == length || (pattern >> i & 1U) != 0;
    const std::size_t bit = start + i;
    // In the order of the wire within the sum: most significant bit first.
    if (flip) arrival.frame[first + bit / 8] ^= static_cast<std::uint8_t>(0x80U >> (bit % 8));
  }
}

std::optional<LinkDirection::Arrival> LinkDirection::leave(std::uint64_t now_ns) {
  const auto next = under_way_.begin();
  if (next == under_way_.end() || next->first > now_ns) return {};
  Arrival arrival = std::move(next->second);
  under_way_.erase(next);
  ++counts_.left;
  return arrival;
}

}  // namespace sockwire
