#include "model/icmp/message.h"

#include "model/ip/checksum.h"
#include "model/ip/header.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::size_t kHeaderOctets = 8;
constexpr std::size_t kQuoted = 8;  // RFC 792: so much of the datagram is there at least

// RFC 1122 3.2.2: source quench is one too, and has no effect (RFC 9293 3.9.2.2).
bool is_error(std::uint8_t type) {
  return type == kTypeUnreachable || type == kTypeTimeExceeded || type == kTypeParameter;
}

// The datagram that came back. Ours have no options, and of one in pieces the first tells whose it
// is.
bool is_ours(std::span<const std::uint8_t> datagram, const Network& network) {
  constexpr std::uint8_t kVersionAndIhl = 0x45;
  constexpr std::uint16_t kOffsetMask = 0x1FFF;
  const std::uint8_t protocol = number8(datagram, 9);
  return number8(datagram, 0) == kVersionAndIhl && (number16(datagram, 6) & kOffsetMask) == 0 &&
         (protocol == kProtocolTcp || protocol == kProtocolUdp) &&
         number32(datagram, 12) == network.ip;
}

}  // namespace

std::optional<ToldError> told_error(std::span<const std::uint8_t> message,
                                    const Network& network) {
  if (message.size() < kHeaderOctets + kIpHeaderOctets + kQuoted) return std::nullopt;
  const auto datagram = message.subspan(kHeaderOctets);
  if (!is_error(message[0]) || !is_ours(datagram, network)) return std::nullopt;
  const std::uint8_t protocol = number8(datagram, 9);
  const auto quoted = datagram.subspan(kIpHeaderOctets);
  const bool too_big = message[0] == kTypeUnreachable && message[1] == kCodeFragmentation;
  return ToldError{protocol,
                   {.addr = number32(datagram, 16),
                    .remote_port = number16(quoted, 2),
                    .local_port = number16(quoted, 0),
                    .seq = protocol == kProtocolTcp ? number32(quoted, 4) : 0,
                    .msg_type = message[0],
                    .code = message[1],
                    .mtu = too_big ? number16(message, 6) : std::uint16_t{0}}};
}

IcmpVerdict judge_icmp(std::span<const std::uint8_t> message, const Network& network, bool whole) {
  if (message.size() < kHeaderOctets || ones_sum(message) != 0xFFFF)
    return IcmpVerdict::IcmpChecksum;
  if (message[0] == kTypeEchoRequest) return IcmpVerdict::IcmpAnswered;
  const auto told = whole ? told_error(message, network) : std::nullopt;
  if (!told) return IcmpVerdict::IcmpIgnored;
  return told->protocol == kProtocolTcp ? IcmpVerdict::IcmpError : IcmpVerdict::IcmpUdpError;
}

Octets echo_reply(std::span<const std::uint8_t> request) {
  Octets reply(request.begin(), request.end());
  reply[0] = kTypeEchoReply;
  put16(reply, 2, 0);
  put16(reply, 2, checksum(reply));
  return reply;
}

// RFC 1624: type 8 has become 0. Unlike the sum made anew this is never 0x0000.
Octets adjusted_reply(std::span<const std::uint8_t> request) {
  Octets reply(request.begin(), request.end());
  reply[0] = kTypeEchoReply;
  const std::uint32_t sum = number16(request, 2) + (std::uint32_t{kTypeEchoRequest} << 8);
  put16(reply, 2, static_cast<std::uint16_t>((sum & 0xFFFF) + (sum >> 16)));
  return reply;
}

}  // namespace sockwire::model
