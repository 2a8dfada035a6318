#include "model/tcp/rx.h"

#include "model/ip/checksum.h"
#include "model/tcp/options.h"
#include "model/tcp/range.h"
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

// MSS, window scale and SACK permitted mean something in a SYN only (RFC 9293 3.7.1, RFC 7323 2.2,
// RFC 2018 2), SACK blocks in all others.
void note_options(Segment& s, const Options& options) {
  if (s.flags.syn) {
    s.has_mss = options.mss.has_value();
    s.mss = options.mss.value_or(0);
    s.has_wscale = options.window_scale.has_value();
    s.wscale = options.window_scale.value_or(0);
    s.has_sackok = options.sack_permitted;
  } else {
    const RangePlaces blocks = places_of(options.sack_blocks);
    s.sacks = static_cast<std::uint8_t>(options.sack_blocks.size());
    s.sack0 = blocks[0];
    s.sack1 = blocks[1];
    s.sack2 = blocks[2];
    s.sack3 = blocks[3];
  }
  s.has_ts = options.timestamps.has_value();
  s.tsval = options.timestamps.value_or(Timestamps{}).value;
  s.tsecr = options.timestamps.value_or(Timestamps{}).echo_reply;
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
  if (received.segment.flags.urg) received.segment.urgent = number16(octets, 18);
  note_options(received.segment,
               parse_options(octets.subspan(kHeaderOctets, header - kHeaderOctets)));
  return received;
}

}  // namespace sockwire::model
