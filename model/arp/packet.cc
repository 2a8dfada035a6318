#include "model/arp/packet.h"

#include "model/ip/tx.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::uint16_t kEthernet = 1;
constexpr std::size_t kPacketOctets = 28;
constexpr std::uint64_t kGroupBit = std::uint64_t{1}
                                    << 40;  // IEEE 802.3 3.2.3: first bit on the wire

Octets arp_frame(std::uint64_t dst_mac, std::uint16_t operation, std::uint32_t sender_ip,
                 std::uint64_t target_mac, std::uint32_t target_ip, const Network& network) {
  Octets packet;
  append(packet, kEthernet, 2);
  append(packet, kEtherTypeIpv4, 2);
  append(packet, 6, 1);
  append(packet, 4, 1);
  append(packet, operation, 2);
  append(packet, network.mac, 6);
  append(packet, sender_ip, 4);
  append(packet, target_mac, 6);
  append(packet, target_ip, 4);
  return ethernet_frame(dst_mac, kEtherTypeArp, network, packet);
}

}  // namespace

std::optional<ArpPacket> parse_arp(std::span<const std::uint8_t> octets) {
  if (octets.size() < kPacketOctets) return std::nullopt;
  const ArpPacket packet = {.hardware_type = number16(octets, 0),
                            .protocol_type = number16(octets, 2),
                            .hardware_length = number8(octets, 4),
                            .protocol_length = number8(octets, 5),
                            .operation = number16(octets, 6),
                            .sender_mac = number(octets, 8, 6),
                            .sender_ip = number32(octets, 14),
                            .target_mac = number(octets, 18, 6),
                            .target_ip = number32(octets, 24)};
  const bool ours = packet.hardware_type == kEthernet && packet.protocol_type == kEtherTypeIpv4 &&
                    packet.hardware_length == 6 && packet.protocol_length == 4;
  const bool known = packet.operation == kOpRequest || packet.operation == kOpReply;
  const bool station = packet.sender_mac != 0 && (packet.sender_mac & kGroupBit) == 0;
  if (!ours || !known || !station) return std::nullopt;
  return packet;
}

Octets arp_request_frame(std::uint32_t whom, const Network& network) {
  return arp_frame(kMacBroadcast, kOpRequest, network.ip, 0, whom, network);
}

Octets arp_reply_frame(std::uint32_t whom, std::uint64_t mac, const Network& network) {
  return arp_frame(mac, kOpReply, network.ip, mac, whom, network);
}

Octets arp_probe_frame(std::uint32_t address, const Network& network) {
  return arp_frame(kMacBroadcast, kOpRequest, 0, 0, address, network);
}

Octets arp_announcement_frame(std::uint32_t address, const Network& network) {
  return arp_frame(kMacBroadcast, kOpRequest, address, 0, address, network);
}

std::optional<Octets> arp_frame_of(const ArpRecord& r, const Network& network) {
  switch (r.send) {
    case ArpSend::SendRequest:
      return arp_request_frame(r.send_ip, network);
    case ArpSend::SendReply:
      return arp_reply_frame(r.send_ip, r.send_mac, network);
    case ArpSend::SendProbe:
      return arp_probe_frame(r.send_ip, network);
    case ArpSend::SendAnnounce:
      return arp_announcement_frame(r.send_ip, network);
    case ArpSend::SendNone:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace sockwire::model
