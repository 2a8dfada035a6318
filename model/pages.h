// The datagram memory is handed out in pages (docs/rules/network.md, "Datagram memory").
#pragma once

#include <cstddef>

#include "model/config.h"

namespace sockwire::model {

// Pages that a datagram of so many octets takes.
constexpr unsigned pages_of(std::size_t octets) {
  return static_cast<unsigned>((octets + kPageBytes - 1) / kPageBytes);
}

}  // namespace sockwire::model
