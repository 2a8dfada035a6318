// What IP and UDP ask to be told to a sender, and which of it is told (RFC 792, RFC 1122 3.2.2,
// RFC 1812 4.3.2; docs/rules/network.md, "Faults").
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "model/config.h"
#include "model/ip/header.h"

namespace sockwire::model {

struct Fault {
  static constexpr std::size_t kQuoted = 8;  // octets behind the header

  std::uint8_t msg_type = 0;
  std::uint8_t code = 0;
  IpHeader header;  // of the datagram at fault, or of its first fragment
  std::array<std::uint8_t, kQuoted> first{};

  // The caller knows that so many octets are there.
  static Fault about(const Datagram&, std::uint8_t msg_type, std::uint8_t code);

  // The message: type, code, checksum, four octets of 0, the header as it came, what follows it.
  Octets message() const;
  static constexpr std::uint16_t kOctets = 8 + kIpHeaderOctets + kQuoted;
};

// Who may be told at all: a host that has sent something to us alone that is itself no error
// message.
bool may_be_told(const Fault&, const Network&);

// RFC 1812 4.3.2.8: no more than FaultLimit errors in a period, so that nobody can use us to flood
// another.
class FaultLimiter {
 public:
  bool allows(std::uint32_t tick);

 private:
  std::uint32_t began_ = 0;  // tick
  unsigned told_ = 0;        // in this period
};

}  // namespace sockwire::model
