// SYN cookies (RFC 4987 3.6): where there is no room for a connection its SYN,ACK carries, as the
// initial sequence number, all that must be known of it when the peer's ACK comes back. A keyed
// hash that holds for two to four half minutes tells our own cookies from forged ones.
#pragma once

#include <cstdint>
#include <optional>

#include "model/config.h"
#include "model/tcp/resources.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// For this SYN.
Seq make_cookie(const Resources&, const Segment& syn, const World&);
// The segment size that the cookie remembers, if this ACK brings a good one.
std::optional<std::uint16_t> read_cookie(const Resources&, const Segment& ack, std::uint64_t now);

}  // namespace sockwire::model
