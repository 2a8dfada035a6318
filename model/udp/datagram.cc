#include "model/udp/datagram.h"

#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

std::uint16_t pseudo_header_sum(std::uint32_t src, std::uint32_t dst, std::size_t length) {
  Octets pseudo;
  append(pseudo, src, 4);
  append(pseudo, dst, 4);
  append(pseudo, kProtocolUdp, 2);
  append(pseudo, length, 2);
  return ones_sum(pseudo);
}

// With 0 for the checksum.
Octets header_of(const UdpEmit& emit, std::size_t payload) {
  Octets header;
  append(header, emit.src_port, 2);
  append(header, emit.dst_port, 2);
  append(header, kUdpHeaderOctets + payload, 2);
  append(header, 0, 2);
  return header;
}

}  // namespace

ParsedUdp parse_udp(const Datagram& datagram) {
  const std::span<const std::uint8_t> octets = datagram.octets;
  ParsedUdp parsed;
  parsed.arrival = {.src = datagram.header.src, .dst = datagram.header.dst};
  parsed.drop = UdpDrop::UdpDropLength;
  if (octets.size() < kUdpHeaderOctets) return parsed;
  parsed.arrival.src_port = number16(octets, 0);
  parsed.arrival.dst_port = number16(octets, 2);

  // Octets beyond its own length are ignored, but nobody cuts what he then lengthens.
  const std::size_t length = number16(octets, 4);
  if (length < kUdpHeaderOctets || length > octets.size()) return parsed;
  if (length < octets.size() && !datagram.whole) return parsed;

  parsed.arrival.length = static_cast<std::uint16_t>(length - kUdpHeaderOctets);
  const bool has_checksum = number16(octets, 6) != 0;
  const auto pseudo = pseudo_header_sum(datagram.header.src, datagram.header.dst, length);
  if (has_checksum && ones_sum(octets.first(length), pseudo) != 0xFFFF) {
    parsed.drop = UdpDrop::UdpDropChecksum;
    return parsed;
  }
  parsed.drop = UdpDrop::UdpDropNone;
  parsed.payload = octets.subspan(kUdpHeaderOctets, length - kUdpHeaderOctets);
  return parsed;
}

std::uint16_t udp_checksum(std::uint32_t src, const UdpEmit& emit,
                           std::span<const std::uint8_t> payload) {
  const Octets header = header_of(emit, payload.size());
  const auto pseudo = pseudo_header_sum(src, emit.dst, header.size() + payload.size());
  const std::uint16_t sum = checksum(payload, ones_sum(header, pseudo));
  return sum == 0 ? std::uint16_t{0xFFFF} : sum;
}

Octets build_udp(std::uint32_t src, const UdpEmit& emit, std::span<const std::uint8_t> payload) {
  Octets octets = header_of(emit, payload.size());
  put16(octets, 6, udp_checksum(src, emit, payload));
  append(octets, payload);
  return octets;
}

}  // namespace sockwire::model
