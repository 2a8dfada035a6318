#include "model/ip/header.h"

#include <algorithm>

#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

std::optional<Datagram> parse_ip(std::span<const std::uint8_t> octets) {
  if (octets.size() < kIpHeaderOctets) return std::nullopt;
  const unsigned version = octets[0] >> 4;
  const std::size_t header = (octets[0] & 0xFu) * 4u;
  const std::size_t total = number16(octets, 2);
  if (version != 4 || header < kIpHeaderOctets || total < header || total > octets.size() ||
      ones_sum(octets.first(header)) != 0xFFFF)
    return std::nullopt;

  constexpr std::uint16_t kMoreFragments = 0x2000;
  constexpr std::uint16_t kOffset = 0x1FFF;  // in units of eight octets
  const std::uint16_t fragment = number16(octets, 6);
  Datagram datagram;
  datagram.header = {.src = number32(octets, 12),
                     .dst = number32(octets, 16),
                     .protocol = number8(octets, 9),
                     .tos = number8(octets, 1),
                     .identification = number16(octets, 4),
                     .at = static_cast<std::uint16_t>((fragment & kOffset) * 8),
                     .more = (fragment & kMoreFragments) != 0,
                     .has_options = header > kIpHeaderOctets};
  std::ranges::copy(octets.first(kIpHeaderOctets), datagram.header.octets.begin());
  datagram.octets.assign(octets.begin() + static_cast<std::ptrdiff_t>(header),
                         octets.begin() + static_cast<std::ptrdiff_t>(total));
  return datagram;
}

}  // namespace sockwire::model
