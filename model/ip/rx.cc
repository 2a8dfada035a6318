#include "model/ip/rx.h"

#include "model/ip/address.h"
#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::size_t kHeaderOctets = 20;  // RFC 791 3.1, without options

// RFC 1122 3.2.1.1, 3.2.1.2: version, lengths that fit into each other and into the frame,
// checksum.
bool header_is_sound(std::span<const std::uint8_t> octets) {
  if (octets.size() < kHeaderOctets) return false;
  const unsigned version = octets[0] >> 4;
  const std::size_t header = (octets[0] & 0xFu) * 4u;
  const std::size_t total = number16(octets, 2);
  return version == 4 && header >= kHeaderOctets && total >= header && total <= octets.size() &&
         ones_sum(octets.first(header)) == 0xFFFF;
}

}  // namespace

std::optional<Datagram> receive_ip(std::span<const std::uint8_t> octets, bool to_broadcast_mac,
                                   const Network& network, Counters& count) {
  ++count.ip_in_receives;
  const auto drop = [](std::uint32_t& counter) {
    ++counter;
    return std::nullopt;
  };

  if (!header_is_sound(octets)) return drop(count.ip_in_hdr_errors);

  const std::size_t header = (octets[0] & 0xFu) * 4u;
  const std::size_t total = number16(octets, 2);
  const Datagram datagram = {.src = number32(octets, 12),
                             .dst = number32(octets, 16),
                             .protocol = number8(octets, 9),
                             .payload = octets.subspan(header, total - header)};

  // RFC 1122 3.2.1.3; our own address as a source is a forgery (RFC 9293 MUST-63, LAND).
  if (!is_host_address(datagram.src, network) || datagram.src == network.ip)
    return drop(count.ip_in_addr_errors);
  if (network.ip == 0 || datagram.dst != network.ip) return drop(count.ip_in_addr_errors);

  const bool more_fragments = (octets[6] & 0x20) != 0;
  const unsigned fragment_offset = number16(octets, 6) & 0x1FFFu;
  if (more_fragments || fragment_offset != 0) return drop(count.ip_reasm_fails);

  if (datagram.protocol != kProtocolIcmp && datagram.protocol != kProtocolTcp)
    return drop(count.ip_in_unknown_protos);

  // RFC 1122 3.3.6: our address in a frame for everybody.
  if (to_broadcast_mac) return drop(count.ip_in_discards);
  return datagram;
}

}  // namespace sockwire::model
