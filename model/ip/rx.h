// IPv4 in: which frames' datagrams go on, and which are dropped (docs/rules/network.md, "IPv4 in").
#pragma once

#include <cstdint>
#include <functional>

#include "model/config.h"
#include "model/ip/header.h"

namespace sockwire::model {

// Is a UDP socket a member of this group?
using IsMember = std::function<bool(std::uint32_t group)>;

// What IPv4 asks the layers above.
struct LayersAbove {
  IsMember is_member;
  std::function<bool(const Datagram&)> is_for_echo;  // the echo application of UDP
};

// RFC 1122 3.2.1, 3.3.6, RFC 1112: what becomes of a datagram with a sound header. IpDelivered: it
// goes on, to its layer or to be put together. `to_group_mac`: its frame came to several stations.
IpVerdict judge_ip(const IpHeader&, bool to_group_mac, const Network&, const IsMember&);

// Is it one that its sender may be told of (RFC 1122 3.2.2)? To us alone, the first or only
// fragment, its header without options, eight octets behind it.
bool can_be_quoted(const IpHeader&, std::size_t octets, const Network&);

}  // namespace sockwire::model
