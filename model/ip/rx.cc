#include "model/ip/rx.h"

#include "model/ip/address.h"

namespace sockwire::model {

IpVerdict judge_ip(const IpHeader& header, bool to_group_mac, const Network& network,
                   const IsMember& is_member) {
  const bool is_igmp = header.protocol == kProtocolIgmp;

  // RFC 1122 3.2.1.3; our own address as a source is a forgery (RFC 9293 MUST-63, LAND). A querier
  // need have none (RFC 4541 2.1.1).
  const bool is_nobody = is_igmp && header.src == 0;
  if (!is_nobody && (!is_host_address(header.src, network) || header.src == network.ip))
    return IpVerdict::IpAddress;

  // RFC 2131 4.1: who has no address yet hears what goes to everybody.
  const bool has_address = network.ip != 0;
  const bool to_us = has_address && header.dst == network.ip;
  const bool to_all = has_address ? is_broadcast(header.dst, network) : header.dst == 0xFFFF'FFFF;
  const bool in_group = is_member(header.dst) || (is_igmp && header.dst == kAllSystems);
  const bool to_group = has_address && is_group(header.dst) && in_group;
  if (!to_us && !to_all && !to_group) return IpVerdict::IpAddress;

  // RFC 1122 3.3.6: our address in a frame for several. 3.2.2.6, RFC 9293 MUST-57: only UDP takes
  // what was sent to several, and IGMP what was sent to a group, in one piece.
  if (to_us && to_group_mac) return IpVerdict::IpDiscard;
  const bool takes_several = header.protocol == kProtocolUdp || (is_igmp && to_group);
  if (!to_us && !takes_several) return IpVerdict::IpDiscard;
  if (is_igmp && header.is_fragment()) return IpVerdict::IpDiscard;

  const bool known = is_igmp || header.protocol == kProtocolIcmp ||
                     header.protocol == kProtocolTcp || header.protocol == kProtocolUdp;
  return known ? IpVerdict::IpDelivered : IpVerdict::IpProtocol;
}

bool can_be_quoted(const IpHeader& header, std::size_t octets, const Network& network) {
  constexpr std::size_t kQuoted = 8;  // RFC 792
  return header.dst == network.ip && header.at == 0 && !header.has_options && octets >= kQuoted;
}

}  // namespace sockwire::model
