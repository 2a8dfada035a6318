#include "verif/cosim/packet.h"

#include <fmt/format.h>

#include <stdexcept>

namespace sockwire::packet {

void put(Octets& to, std::uint64_t value, unsigned octets) {
  while (octets-- > 0) to.push_back(static_cast<std::uint8_t>(value >> (8 * octets)));
}

std::uint64_t get(std::span<const std::uint8_t> from, std::size_t at, unsigned octets) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < octets; ++i) value = value << 8 | from[at + i];
  return value;
}

std::uint16_t checksum(std::span<const std::uint8_t> octets, std::uint32_t start) {
  std::uint64_t sum = start;
  for (std::size_t i = 0; i < octets.size(); i += 2) {
    sum += std::uint32_t{octets[i]} << 8 | (i + 1 < octets.size() ? octets[i + 1] : 0U);
  }
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

namespace {

void set16(Octets& octets, std::size_t at, std::uint16_t value) {
  octets[at] = static_cast<std::uint8_t>(value >> 8);
  octets[at + 1] = static_cast<std::uint8_t>(value);
}

void append(Octets& to, std::span<const std::uint8_t> octets) {
  to.insert(to.end(), octets.begin(), octets.end());
}

std::uint32_t pseudo_header(std::uint32_t src, std::uint32_t dst, std::size_t length) {
  return (src >> 16) + (src & 0xFFFF) + (dst >> 16) + (dst & 0xFFFF) + 6 +
         static_cast<std::uint32_t>(length);
}

[[noreturn]] void wrong(const std::string& sentence) { throw std::runtime_error(sentence); }

}  // namespace

Octets ethernet(std::uint64_t dst, std::uint64_t src, std::uint16_t type,
                std::span<const std::uint8_t> payload) {
  Octets out;
  put(out, dst, 6);
  put(out, src, 6);
  put(out, type, 2);
  append(out, payload);
  return out;
}

Octets tagged(std::span<const std::uint8_t> frame, std::uint16_t control) {
  Octets out(frame.begin(), frame.begin() + 12);
  put(out, 0x8100, 2);
  put(out, control, 2);
  out.insert(out.end(), frame.begin() + 12, frame.end());
  return out;
}

Octets Arp::build() const {
  Octets out;
  put(out, 0x0001'0800'0604, 6);
  put(out, operation, 2);
  put(out, sender_mac, 6);
  put(out, sender_ip, 4);
  put(out, target_mac, 6);
  put(out, target_ip, 4);
  return out;
}

std::optional<Arp> Arp::parse(std::span<const std::uint8_t> o) {
  if (o.size() < 28 || get(o, 0, 6) != 0x0001'0800'0604) return {};
  return Arp{.operation = static_cast<std::uint16_t>(get(o, 6, 2)),
             .sender_mac = get(o, 8, 6),
             .sender_ip = static_cast<std::uint32_t>(get(o, 14, 4)),
             .target_mac = get(o, 18, 6),
             .target_ip = static_cast<std::uint32_t>(get(o, 24, 4))};
}

Octets Ip::build() const {
  Octets out;
  const std::size_t header = 20 + options.size();
  put(out, 0x40 | header / 4, 1);
  put(out, tos, 1);
  put(out, header + payload.size(), 2);
  put(out, id, 2);
  put(out, fragment, 2);
  put(out, ttl, 1);
  put(out, protocol, 1);
  put(out, 0, 2);
  put(out, src, 4);
  put(out, dst, 4);
  append(out, options);
  set16(out, 10, checksum(out));
  append(out, payload);
  return out;
}

Ip Ip::parse(std::span<const std::uint8_t> o) {
  if (o.size() < 20 || o[0] >> 4 != 4) wrong("a datagram without an IPv4 header was received");
  const std::size_t header = static_cast<std::size_t>(o[0] & 0xF) * 4;
  const std::size_t total = get(o, 2, 2);
  if (header < 20 || total < header || total > o.size()) {
    wrong(fmt::format("a datagram with header length {} and total length {} in {} octets was received",
                      header, total, o.size()));
  }
  if (checksum(o.first(header)) != 0) wrong("a datagram with a wrong header checksum was received");
  return {.src = static_cast<std::uint32_t>(get(o, 12, 4)),
          .dst = static_cast<std::uint32_t>(get(o, 16, 4)),
          .protocol = o[9],
          .payload = Octets(o.begin() + static_cast<long>(header), o.begin() + static_cast<long>(total)),
          .options = Octets(o.begin() + 20, o.begin() + static_cast<long>(header)),
          .ttl = o[8],
          .tos = o[1],
          .fragment = static_cast<std::uint16_t>(get(o, 6, 2)),
          .id = static_cast<std::uint16_t>(get(o, 4, 2))};
}

Octets Icmp::build() const {
  Octets out;
  put(out, type, 1);
  put(out, code, 1);
  put(out, 0, 2);
  put(out, id, 2);
  put(out, sequence, 2);
  append(out, payload);
  set16(out, 2, checksum(out));
  return out;
}

Icmp Icmp::parse(std::span<const std::uint8_t> o) {
  if (o.size() < 8) wrong("an ICMP message of fewer than 8 octets was received");
  if (checksum(o) != 0) wrong("an ICMP message with a wrong checksum was received");
  return {.type = o[0],
          .code = o[1],
          .id = static_cast<std::uint16_t>(get(o, 4, 2)),
          .sequence = static_cast<std::uint16_t>(get(o, 6, 2)),
          .payload = Octets(o.begin() + 8, o.end())};
}

std::optional<Octets> Tcp::option(std::uint8_t kind) const {
  for (std::size_t i = 0; i < options.size() && options[i] != 0;) {
    if (options[i] == 1) {
      ++i;
      continue;
    }
    if (i + 1 >= options.size() || options[i + 1] < 2 || i + options[i + 1] > options.size()) return {};
    if (options[i] == kind) {
      const auto at = options.begin() + static_cast<long>(i);
      return Octets(at + 2, at + options[i + 1]);
    }
    i += options[i + 1];
  }
  return {};
}

std::optional<std::uint16_t> Tcp::mss() const {
  const auto value = option(2);
  if (!value || value->size() != 2) return {};
  return static_cast<std::uint16_t>(get(*value, 0, 2));
}

std::string Tcp::text() const {
  std::string letters;
  constexpr std::pair<std::uint8_t, char> kLetters[] = {{kSyn, 'S'}, {kFin, 'F'}, {kRst, 'R'},
                                                        {kPsh, 'P'}, {kUrg, 'U'}, {kAck, '.'}};
  for (const auto& [flag, letter] : kLetters) {
    if (has(flag)) letters += letter;
  }
  return fmt::format("{}>{} {} {}:{}({}) ack {} win {}", src_port, dst_port, letters, seq,
                     seq + static_cast<std::uint32_t>(payload.size()), payload.size(), ack, wnd);
}

Octets Tcp::build(std::uint32_t src, std::uint32_t dst) const {
  Octets padded = options;
  while (padded.size() % 4 != 0) padded.push_back(0);
  Octets out;
  put(out, src_port, 2);
  put(out, dst_port, 2);
  put(out, seq, 4);
  put(out, ack, 4);
  put(out, (5 + padded.size() / 4) << 4, 1);
  put(out, flags, 1);
  put(out, wnd, 2);
  put(out, 0, 2);
  put(out, urgent, 2);
  append(out, padded);
  append(out, payload);
  set16(out, 16, checksum(out, pseudo_header(src, dst, out.size())));
  return out;
}

Tcp Tcp::parse(const Ip& ip) {
  const std::span<const std::uint8_t> o = ip.payload;
  if (o.size() < 20) wrong("a TCP segment of fewer than 20 octets was received");
  const std::size_t header = static_cast<std::size_t>(o[12] >> 4) * 4;
  if (header < 20 || header > o.size()) wrong("a TCP segment with a wrong data offset was received");
  if (checksum(o, pseudo_header(ip.src, ip.dst, o.size())) != 0) {
    wrong("a TCP segment with a wrong checksum was received");
  }
  return {.src_port = static_cast<std::uint16_t>(get(o, 0, 2)),
          .dst_port = static_cast<std::uint16_t>(get(o, 2, 2)),
          .seq = static_cast<std::uint32_t>(get(o, 4, 4)),
          .ack = static_cast<std::uint32_t>(get(o, 8, 4)),
          .flags = o[13],
          .wnd = static_cast<std::uint16_t>(get(o, 14, 2)),
          .urgent = static_cast<std::uint16_t>(get(o, 18, 2)),
          .options = Octets(o.begin() + 20, o.begin() + static_cast<long>(header)),
          .payload = Octets(o.begin() + static_cast<long>(header), o.end()),
          .ttl = ip.ttl,
          .tos = ip.tos};
}

Octets mss_option(std::uint16_t mss) {
  return {2, 4, static_cast<std::uint8_t>(mss >> 8), static_cast<std::uint8_t>(mss)};
}

Octets window_scale_option(std::uint8_t shift) { return {3, 3, shift}; }

Octets sack_permitted_option() { return {4, 2}; }

Octets sack_option(std::span<const Block> blocks) {
  Octets out{5, static_cast<std::uint8_t>(2 + 8 * blocks.size())};
  for (const Block& block : blocks) put(out, block.left, 4), put(out, block.right, 4);
  return out;
}

std::vector<Block> Tcp::sack() const {
  std::vector<Block> blocks;
  const auto octets = option(5).value_or(Octets{});
  for (std::size_t at = 0; at + 8 <= octets.size(); at += 8) {
    blocks.push_back({.left = static_cast<std::uint32_t>(get(octets, at, 4)),
                      .right = static_cast<std::uint32_t>(get(octets, at + 4, 4))});
  }
  return blocks;
}

Octets timestamps_option(std::uint32_t value, std::uint32_t echo_reply) {
  Octets option = {8, 10};
  put(option, value, 4);
  put(option, echo_reply, 4);
  return option;
}

}  // namespace sockwire::packet
