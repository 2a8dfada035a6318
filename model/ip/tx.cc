#include "model/ip/tx.h"

#include <algorithm>

#include "model/ip/checksum.h"
#include "model/ip/header.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {
constexpr std::size_t kEthernetOctets = 14;

void set_checksum(std::span<std::uint8_t> header) {
  header[10] = header[11] = 0;
  const std::uint16_t sum = checksum(header);
  header[10] = static_cast<std::uint8_t>(sum >> 8);
  header[11] = static_cast<std::uint8_t>(sum);
}
}  // namespace

Octets ethernet_frame(std::uint64_t dst_mac, std::uint16_t ether_type, const Network& network,
                      std::span<const std::uint8_t> payload) {
  Octets frame;
  append(frame, dst_mac, 6);
  append(frame, network.mac, 6);
  append(frame, ether_type, 2);
  append(frame, payload);
  return frame;
}

IpSent ip_header(std::uint32_t dst, std::uint8_t protocol, std::uint8_t ttl, std::uint8_t tos,
                 bool dont_fragment) {
  return {.valid = true,
          .dst = dst,
          .protocol = protocol,
          .dont_fragment = dont_fragment,
          .ttl = ttl == 0 ? kDefaultTtl : ttl,
          .tos = tos};
}

IpFrame ip_frame(std::uint64_t dst_mac, IpSent header, const Network& network,
                 std::span<const std::uint8_t> payload, std::span<const std::uint8_t> options) {
  constexpr std::uint8_t kVersion = 4;
  const std::size_t header_octets = kIpHeaderOctets + options.size();
  header.length = static_cast<std::uint16_t>(payload.size());

  Octets datagram;
  append(datagram, kVersion << 4 | header_octets / 4, 1);
  append(datagram, header.tos, 1);
  append(datagram, header_octets + payload.size(), 2);
  append(datagram, header.identification, 2);
  append(datagram, header.dont_fragment << 14 | header.more << 13 | header.at / 8, 2);
  append(datagram, header.ttl, 1);
  append(datagram, header.protocol, 1);
  append(datagram, 0, 2);  // checksum, below
  append(datagram, network.ip, 4);
  append(datagram, header.dst, 4);
  append(datagram, options);
  set_checksum(datagram);
  append(datagram, payload);
  return {ethernet_frame(dst_mac, kEtherTypeIpv4, network, datagram), header};
}

std::vector<IpFrame> ip_frames(std::uint64_t dst_mac, const IpSent& header, const Network& network,
                               std::span<const std::uint8_t> payload, std::size_t mtu) {
  const std::size_t largest = mtu - kIpHeaderOctets;
  std::vector<IpFrame> frames;
  std::size_t at = 0;
  do {
    const std::size_t left = payload.size() - at;
    IpSent piece = header;
    piece.at = static_cast<std::uint16_t>(at);
    piece.more = left > largest;
    const auto octets = payload.subspan(at, piece.more ? largest / 8 * 8 : left);
    frames.push_back(ip_frame(dst_mac, piece, network, octets));
    at += octets.size();
  } while (at < payload.size());
  return frames;
}

void set_identification(IpFrame& frame, std::uint16_t identification) {
  frame.sent.identification = identification;
  put16(frame.octets, kEthernetOctets + 4, identification);
  set_checksum(std::span(frame.octets).subspan(kEthernetOctets, kIpHeaderOctets));
}

}  // namespace sockwire::model
