// What ICMP tells of a segment of ours (RFC 9293 3.9.2.2, RFC 1191, RFC 5927; docs/rules/tcp.md
// section 4b).
#pragma once

#include "model/config.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// `drop` says why it was not heeded.
Step icmp_error(const Tcb&, const IcmpError&, const World&);

}  // namespace sockwire::model
