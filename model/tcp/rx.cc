#include "model/tcp/rx.h"

#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::size_t kHeaderOctets = 20;

TcpFlags parse_flags(std::uint8_t octet) {
  const auto bit = [octet](int n) { return (octet >> n & 1) != 0; };
  return {.cwr = bit(7),
          .ece = bit(6),
          .urg = bit(5),
          .ack = bit(4),
          .psh = bit(3),
          .rst = bit(2),
          .syn = bit(1),
          .fin = bit(0)};
}

// RFC 9293 3.1, 3.7.1. An option whose length cannot be right ends the list: nothing behind it can
// be found (MUST-7), and what was found stays.
std::optional<std::uint16_t> find_mss(std::span<const std::uint8_t> options) {
  constexpr std::uint8_t kEnd = 0, kNoOperation = 1, kMss = 2;
  while (!options.empty() && options[0] != kEnd) {
    if (options[0] == kNoOperation) {
      options = options.subspan(1);
      continue;
    }
    if (options.size() < 2 || options[1] < 2 || options[1] > options.size()) break;
    if (options[0] == kMss && options[1] == 4) return number16(options, 2);
    options = options.subspan(options[1]);
  }
  return std::nullopt;
}

}  // namespace

std::uint16_t pseudo_header_sum(std::uint32_t src, std::uint32_t dst, std::size_t tcp_length) {
  Octets pseudo;
  append(pseudo, src, 4);
  append(pseudo, dst, 4);
  append(pseudo, kProtocolTcp, 2);
  append(pseudo, tcp_length, 2);
  return ones_sum(pseudo);
}

std::optional<ReceivedSegment> parse_segment(std::uint32_t src, std::uint32_t dst,
                                             std::span<const std::uint8_t> octets) {
  if (octets.size() < kHeaderOctets) return std::nullopt;
  const std::size_t header = (octets[12] >> 4) * 4u;
  if (header < kHeaderOctets || header > octets.size()) return std::nullopt;
  if (ones_sum(octets, pseudo_header_sum(src, dst, octets.size())) != 0xFFFF) return std::nullopt;

  ReceivedSegment received;
  const auto payload = octets.subspan(header);
  received.payload.assign(payload.begin(), payload.end());
  received.segment = {.addr = src,
                      .src_port = number16(octets, 0),
                      .dst_port = number16(octets, 2),
                      .seq = number32(octets, 4),
                      .ack = number32(octets, 8),
                      .flags = parse_flags(octets[13]),
                      .wnd = number16(octets, 14),
                      .length = static_cast<std::uint16_t>(payload.size())};
  const auto mss = find_mss(octets.subspan(kHeaderOctets, header - kHeaderOctets));
  if (mss && received.segment.flags.syn) {
    received.segment.has_mss = true;
    received.segment.mss = *mss;
  }
  return received;
}

}  // namespace sockwire::model
