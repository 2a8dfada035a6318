#include "model/icmp/message.h"

#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

IcmpVerdict judge_icmp(std::span<const std::uint8_t> message) {
  constexpr std::size_t kHeaderOctets = 8;
  if (message.size() < kHeaderOctets || ones_sum(message) != 0xFFFF)
    return IcmpVerdict::IcmpChecksum;
  return message[0] == kTypeEchoRequest ? IcmpVerdict::IcmpAnswered : IcmpVerdict::IcmpIgnored;
}

Octets echo_reply(std::span<const std::uint8_t> request) {
  Octets reply(request.begin(), request.end());
  reply[0] = kTypeEchoReply;
  put16(reply, 2, 0);
  put16(reply, 2, checksum(reply));
  return reply;
}

}  // namespace sockwire::model
