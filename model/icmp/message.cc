#include "model/icmp/message.h"

#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::size_t kHeaderOctets = 8;
constexpr std::size_t kIpHeaderOctets = 20;
constexpr std::size_t kTcpOctets = 8;  // RFC 792: so much of the datagram is there at least

// RFC 1122 3.2.2: source quench is one too, and has no effect (RFC 9293 3.9.2.2).
bool is_error(std::uint8_t type) {
  return type == kTypeUnreachable || type == kTypeTimeExceeded || type == kTypeParameter;
}

// The datagram that came back. Ours have no options, and are no fragments.
bool is_our_segment(std::span<const std::uint8_t> datagram, const Network& network) {
  constexpr std::uint8_t kVersionAndIhl = 0x45;
  constexpr std::uint16_t kOffsetMask = 0x1FFF;
  return number8(datagram, 0) == kVersionAndIhl && (number16(datagram, 6) & kOffsetMask) == 0 &&
         number8(datagram, 9) == kProtocolTcp && number32(datagram, 12) == network.ip;
}

}  // namespace

std::optional<IcmpError> error_for_tcp(std::span<const std::uint8_t> message,
                                       const Network& network) {
  if (message.size() < kHeaderOctets + kIpHeaderOctets + kTcpOctets) return std::nullopt;
  const auto datagram = message.subspan(kHeaderOctets);
  if (!is_error(message[0]) || !is_our_segment(datagram, network)) return std::nullopt;
  const auto segment = datagram.subspan(kIpHeaderOctets);
  const bool too_big = message[0] == kTypeUnreachable && message[1] == kCodeFragmentation;
  return IcmpError{.addr = number32(datagram, 16),
                   .remote_port = number16(segment, 2),
                   .local_port = number16(segment, 0),
                   .seq = number32(segment, 4),
                   .msg_type = message[0],
                   .code = message[1],
                   .mtu = too_big ? number16(message, 6) : std::uint16_t{0}};
}

IcmpVerdict judge_icmp(std::span<const std::uint8_t> message, const Network& network) {
  if (message.size() < kHeaderOctets || ones_sum(message) != 0xFFFF)
    return IcmpVerdict::IcmpChecksum;
  if (message[0] == kTypeEchoRequest) return IcmpVerdict::IcmpAnswered;
  return error_for_tcp(message, network) ? IcmpVerdict::IcmpError : IcmpVerdict::IcmpIgnored;
}

Octets echo_reply(std::span<const std::uint8_t> request) {
  Octets reply(request.begin(), request.end());
  reply[0] = kTypeEchoReply;
  put16(reply, 2, 0);
  put16(reply, 2, checksum(reply));
  return reply;
}

}  // namespace sockwire::model
