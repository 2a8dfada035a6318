// UDP (RFC 768), fragments (RFC 791 3.2) and what ICMP errors quote (RFC 792), for the scripted peer.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "verif/cosim/packet.h"

namespace sockwire::packet {
namespace {

constexpr std::uint32_t kUdp = 17;

std::uint32_t pseudo_header(std::uint32_t src, std::uint32_t dst, std::uint32_t length) {
  return (src >> 16) + (src & 0xFFFF) + (dst >> 16) + (dst & 0xFFFF) + kUdp + length;
}

}  // namespace

Octets quoted(const Ip& about, std::size_t octets) {
  Octets out = about.build();
  out.resize(std::min(out.size(), 20 + about.options.size() + octets));
  return out;
}

Icmp error(std::uint8_t type, std::uint8_t code, const Ip& about, std::uint16_t mtu) {
  return {.type = type, .code = code, .sequence = mtu, .payload = quoted(about)};
}

Ip fragment_of(const Ip& whole, std::size_t at, std::size_t n, bool more) {
  Ip piece = whole;
  const auto begin = whole.payload.begin() + static_cast<long>(at);
  piece.payload.assign(begin, begin + static_cast<long>(n));
  piece.fragment = static_cast<std::uint16_t>((more ? 0x2000U : 0U) | at / 8);
  return piece;
}

std::vector<Ip> fragments_of(const Ip& whole, std::size_t step) {
  std::vector<Ip> all;
  for (std::size_t at = 0; at < whole.payload.size(); at += step) {
    const std::size_t n = std::min(step, whole.payload.size() - at);
    all.push_back(fragment_of(whole, at, n, at + n < whole.payload.size()));
  }
  return all;
}

std::optional<Ip> joined(std::vector<Ip> fragments) {
  std::ranges::sort(fragments, {}, &Ip::at);
  if (fragments.empty()) return {};
  Ip whole = fragments.front();
  whole.payload.clear();
  bool more = true;
  for (const Ip& piece : fragments) {
    if (!more || piece.at() != whole.payload.size()) return {};
    whole.payload.insert(whole.payload.end(), piece.payload.begin(), piece.payload.end());
    more = piece.more();
  }
  whole.fragment = 0;
  return more ? std::nullopt : std::optional{whole};
}

Octets Udp::build(std::uint32_t from, std::uint32_t to) const {
  Octets out;
  const auto right = static_cast<std::uint16_t>(8 + payload.size());
  put(out, src_port, 2);
  put(out, dst_port, 2);
  put(out, length.value_or(right), 2);
  put(out, 0, 2);
  out.insert(out.end(), payload.begin(), payload.end());
  // What is beyond the length that is told is no part of it (RFC 768).
  const std::size_t told = std::min<std::size_t>(length.value_or(right), out.size());
  std::uint16_t sum = packet::checksum(std::span(out).first(told),
                                       pseudo_header(from, to, length.value_or(right)));
  if (sum == 0) sum = 0xFFFF;
  sum = checksum.value_or(sum);
  out[6] = static_cast<std::uint8_t>(sum >> 8);
  out[7] = static_cast<std::uint8_t>(sum);
  return out;
}

Ip Udp::in(std::uint32_t from, std::uint32_t to, std::uint16_t id) const {
  return {.src = from, .dst = to, .protocol = kUdp, .payload = build(from, to), .ttl = ttl, .tos = tos, .id = id};
}

Udp Udp::parse(const Ip& ip, bool without_sum) {
  const std::span<const std::uint8_t> o = ip.payload;
  if (o.size() < 8) throw std::runtime_error("a UDP datagram of fewer than 8 octets was received");
  const std::uint64_t told = get(o, 4, 2), sum = get(o, 6, 2);
  if (told != o.size()) {
    throw std::runtime_error(fmt::format("a UDP datagram of {} octets says that it has {}", o.size(), told));
  }
  if (sum == 0 && !without_sum) throw std::runtime_error("a UDP datagram without a checksum was received");
  if (sum != 0 && packet::checksum(o, pseudo_header(ip.src, ip.dst, static_cast<std::uint32_t>(told))) != 0) {
    throw std::runtime_error("a UDP datagram with a wrong checksum was received");
  }
  return {.src_port = static_cast<std::uint16_t>(get(o, 0, 2)),
          .dst_port = static_cast<std::uint16_t>(get(o, 2, 2)),
          .payload = Octets(o.begin() + 8, o.end()),
          .length = static_cast<std::uint16_t>(told),
          .checksum = static_cast<std::uint16_t>(sum),
          .src = ip.src,
          .dst = ip.dst,
          .ttl = ip.ttl,
          .tos = ip.tos};
}

}  // namespace sockwire::packet
