// TCP options as octets, written from RFC 9293 section 3.2, RFC 7323, RFC 2018 and
// docs/rules/network.md: what a receiver finds among any octets, and a judge of what we send.
#pragma once

#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include "tests/tcp/tcp_wire.h"

namespace sockwire::test {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

struct Options {
  std::optional<std::uint16_t> mss{};
  std::optional<std::uint8_t> wscale{};
  bool sackok = false;
  std::optional<Pair> ts{};   // TSval, TSecr
  std::vector<Pair> sacks{};  // left, right
  bool operator==(const Options&) const = default;
};

inline std::uint32_t number(const Octets& octets, std::size_t at, unsigned count) {
  std::uint32_t value = 0;
  while (count--) value = value << 8 | octets.at(at++);
  return value;
}

inline std::ostream& operator<<(std::ostream& out, const Options& options) {
  if (options.mss) out << " mss " << *options.mss;
  if (options.wscale) out << " wscale " << +*options.wscale;
  if (options.sackok) out << " sackOK";
  if (options.ts) out << " ts " << options.ts->first << ' ' << options.ts->second;
  for (const auto& [left, right] : options.sacks) out << " sack " << left << ':' << right;
  return out;
}

// What a receiver finds: the first well-formed one of each kind; MSS, window scale and SACK
// permitted in a SYN alone, SACK blocks everywhere else.
inline Options find_options(const Octets& octets, bool syn) {
  Options found;
  for (std::size_t at = 0; at < octets.size() && octets[at] != 0;) {
    if (octets[at] == 1) {
      ++at;
      continue;
    }
    if (at + 1 >= octets.size()) break;
    const std::size_t kind = octets[at], length = octets[at + 1];
    if (length < 2 || at + length > octets.size()) break;
    if (kind == 2 && length == 4 && !found.mss)
      found.mss = static_cast<std::uint16_t>(number(octets, at + 2, 2));
    if (kind == 3 && length == 3 && !found.wscale)
      found.wscale = octets[at + 2] > 14 ? std::uint8_t{14} : octets[at + 2];
    if (kind == 4 && length == 2) found.sackok = true;
    if (kind == 8 && length == 10 && !found.ts)
      found.ts = {number(octets, at + 2, 4), number(octets, at + 6, 4)};
    if (kind == 5 && length > 2 && length % 8 == 2 && length <= 34 && found.sacks.empty())
      for (std::size_t block = at + 2; block < at + length; block += 8)
        found.sacks.emplace_back(number(octets, block, 4), number(octets, block + 4, 4));
    at += length;
  }
  if (syn) found.sacks.clear();
  if (!syn) found.mss.reset(), found.wscale.reset(), found.sackok = false;
  return found;
}

// Judges options that we send: nothing but well-formed ones, each kind once, NOPs between them,
// whole words; timestamps and SACK blocks on word boundaries. Nothing if that is not so.
inline std::optional<Options> judge_options(const Octets& octets) {
  Options found;
  if (octets.size() % 4 || octets.size() > 40) return std::nullopt;
  for (std::size_t at = 0; at < octets.size();) {
    if (octets[at] == 1) {
      ++at;
      continue;
    }
    if (at + 1 >= octets.size()) return std::nullopt;
    const std::size_t kind = octets[at], length = octets[at + 1];
    if (length < 2 || at + length > octets.size()) return std::nullopt;
    if (kind == 2 && length == 4 && !found.mss) {
      found.mss = static_cast<std::uint16_t>(number(octets, at + 2, 2));
    } else if (kind == 3 && length == 3 && !found.wscale) {
      found.wscale = octets[at + 2];
    } else if (kind == 4 && length == 2 && !found.sackok) {
      found.sackok = true;
    } else if (kind == 8 && length == 10 && !found.ts && at % 4 == 2) {
      found.ts = {number(octets, at + 2, 4), number(octets, at + 6, 4)};
    } else if (kind == 5 && length > 2 && length % 8 == 2 && found.sacks.empty() && at % 4 == 2) {
      for (std::size_t block = at + 2; block < at + length; block += 8)
        found.sacks.emplace_back(number(octets, block, 4), number(octets, block + 4, 4));
    } else {
      return std::nullopt;
    }
    at += length;
  }
  return found;
}

}  // namespace sockwire::test
