// What only the octets of a frame tell: headers and options that no layer understands.
#include <fmt/format.h>

#include <span>

#include "verif/coverage/collector.h"
#include "verif/coverage/sink.h"

namespace sockwire::coverage {
namespace {

using Bytes = std::span<const std::uint8_t>;

unsigned word(Bytes octets, std::size_t at) { return octets[at] << 8U | octets[at + 1]; }

// The length that an option of this kind must have; 0: the kind has none of its own.
unsigned proper_length(unsigned kind, unsigned length) {
  switch (kind) {
    case 2: return 4;
    case 3: return 3;
    case 4: return 2;
    case 5: return length >= 10 && length <= 34 && length % 8 == 2 ? length : 10;
    case 8: return 10;
    default: return 0;
  }
}

void tcp_options(Bytes options) {
  unsigned seen = 0;
  for (std::size_t at = 0; at < options.size();) {
    const unsigned kind = options[at];
    if (kind == 0) return hit("tcp.option.in.end");
    if (kind == 1) {
      hit("tcp.option.in.nop");
      ++at;
      continue;
    }
    if (at + 1 == options.size()) return hit("tcp.option.malformed.no_length");
    const unsigned length = options[at + 1];
    if (length < 2) return hit("tcp.option.malformed.length_below_2");
    if (at + length > options.size()) return hit("tcp.option.malformed.beyond_header");
    const unsigned proper = proper_length(kind, length);
    if (proper == 0) hit("tcp.option.unknown");
    if (proper != 0 && proper != length) hit("tcp.option.malformed.wrong_length");
    if (kind == 3 && length == 3 && options[at + 2] > 14) hit("tcp.option.in.wscale_beyond");
    if (kind < 32 && (seen >> kind & 1) != 0 && proper != 0) hit("tcp.option.in.twice");
    if (kind < 32) seen |= 1U << kind;
    at += length;
  }
}

void tcp(Bytes segment) {
  if (segment.size() < 20) return hit("tcp.header.short");
  const std::size_t header = std::size_t{4} * (segment[12] >> 4U);
  if (header < 20) return hit("tcp.header.offset_below_5");
  if (header > segment.size()) return hit("tcp.header.offset_beyond");
  if (header == 20) hit("tcp.option.in.none");
  tcp_options(segment.subspan(20, header - 20));
}

void icmp(Bytes message) {
  if (message.empty()) return;
  const unsigned type = message[0];
  const bool known = type == 0 || type == 3 || type == 4 || type == 5 || type == 8 || type == 11 || type == 12;
  hit(known ? fmt::format("icmp.in.type{}", type) : "icmp.in.other");
  if (type == 3 && message.size() > 1 && message[1] < 16) hit(fmt::format("icmp.in.unreachable{}", unsigned{message[1]}));
}

bool sound_checksum(Bytes header) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < header.size(); i += 2) sum += word(header, i);
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16U);
  return sum == 0xFFFF;
}

void ip(Bytes packet) {
  if (packet.size() < 20) return hit("ip.header.short");
  const std::size_t header = std::size_t{4} * (packet[0] & 0xFU);
  const std::size_t total = word(packet, 2);
  if (packet[0] >> 4U != 4) return hit("ip.header.version");
  if (header < 20) return hit("ip.header.ihl_below_5");
  if (total < header || header > packet.size()) return hit("ip.header.length_below_ihl");
  if (total > packet.size()) return hit("ip.header.length_beyond");
  if (!sound_checksum(packet.first(header))) return hit("ip.header.checksum");
  if (header > 20) hit("ip.header.options");
  if (packet.size() > total) hit("ip.padding");
  const unsigned offset = word(packet, 6);
  if ((offset & 0x1FFFU) != 0) return;  // not the first fragment
  const Bytes payload = packet.subspan(header, total - header);
  if (packet[9] == 6) tcp(payload);
  if (packet[9] == 1) icmp(payload);
  if (packet[9] == 17 && payload.size() >= 8 && word(payload, 6) == 0) hit("udp.in.no_checksum");
}

}  // namespace

void collect_frame(const SeenFrame& frame) {
  if (frame.error || frame.odd_nibble || frame.octets.size() < kMinFrame) return;
  Bytes body = frame.body();
  std::size_t header = 14;
  if (word(body, 12) == kEtherTypeVlan) {
    hit("mac.in.tagged");
    header += 4;
  }
  const unsigned type = word(body, header - 2);
  if (type == kEtherTypeIpv4) return ip(body.subspan(header));
  hit(type == kEtherTypeArp ? "mac.in.arp" : type < 0x600 ? "mac.in.length" : "mac.in.other");
}

}  // namespace sockwire::coverage
