#include "model/icmp/fault.h"

#include <algorithm>

#include "model/ip/address.h"
#include "model/ip/checksum.h"
#include "model/wire.h"

namespace sockwire::model {

Fault Fault::about(const Datagram& datagram, std::uint8_t msg_type, std::uint8_t code) {
  Fault fault{msg_type, code, datagram.header, {}};
  std::copy_n(datagram.octets.begin(), kQuoted, fault.first.begin());
  return fault;
}

Octets Fault::message() const {
  Octets octets;
  append(octets, msg_type, 1);
  append(octets, code, 1);
  append(octets, 0, 2);  // checksum, below
  append(octets, 0, 4);
  append(octets, header.octets);
  append(octets, first);
  put16(octets, 2, checksum(octets));
  return octets;
}

bool may_be_told(const Fault& fault, const Network& network) {
  if (!is_host_address(fault.header.src, network) || fault.header.dst != network.ip) return false;
  const bool about_icmp = fault.header.protocol == kProtocolIcmp;
  const std::uint8_t type = fault.first[0];
  return !about_icmp || type == kTypeEchoRequest || type == kTypeEchoReply;
}

bool FaultLimiter::allows(std::uint32_t tick) {
  if (tick - began_ >= kFaultPeriod) {
    began_ = tick;
    told_ = 0;
  }
  if (told_ == kFaultLimit) return false;
  ++told_;
  return true;
}

}  // namespace sockwire::model
