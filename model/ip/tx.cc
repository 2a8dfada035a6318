#include "model/ip/tx.h"

#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

Octets ethernet_frame(std::uint64_t dst_mac, std::uint16_t ether_type, const Network& network,
                      std::span<const std::uint8_t> payload) {
  Octets frame;
  append(frame, dst_mac, 6);
  append(frame, network.mac, 6);
  append(frame, ether_type, 2);
  append(frame, payload);
  return frame;
}

Octets ip_frame(std::uint64_t dst_mac, std::uint32_t dst, std::uint8_t protocol,
                const Network& network, std::span<const std::uint8_t> payload) {
  constexpr std::uint8_t kVersionAndIhl = 0x45;
  constexpr std::uint8_t kTos = 0;
  constexpr std::uint16_t kIdentification = 0;  // RFC 6864 4.1: free for what is never fragmented
  constexpr std::uint16_t kDontFragment = 0x4000;
  constexpr std::size_t kHeaderOctets = 20;

  Octets datagram;
  append(datagram, kVersionAndIhl, 1);
  append(datagram, kTos, 1);
  append(datagram, kHeaderOctets + payload.size(), 2);
  append(datagram, kIdentification, 2);
  append(datagram, kDontFragment, 2);
  append(datagram, kDefaultTtl, 1);
  append(datagram, protocol, 1);
  append(datagram, 0, 2);  // checksum, below
  append(datagram, network.ip, 4);
  append(datagram, dst, 4);
  put16(datagram, 10, checksum(datagram));
  append(datagram, payload);
  return ethernet_frame(dst_mac, kEtherTypeIpv4, network, datagram);
}

}  // namespace sockwire::model
