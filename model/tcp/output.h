// What leaves when a socket has its turn, and whether it wants one (docs/rules/tcp.md section 1).
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/tcp/step.h"

namespace sockwire::model {

struct Output {
  Seq seq = 0;
  std::uint32_t length = 0;
  bool fin = false;
  bool ahead = false;  // in recovery by SACK: octets beyond those that are being repaired

  bool due() const { return length > 0 || fin; }
  Seq end() const { return seq + length + fin; }
};

// What may leave now: the segment that is taken for lost; in recovery by SACK what RFC 6675 names
// next; else what lies at snd_rtx and is not held by the peer, if both windows have room for it and
// it is worth a segment (RFC 9293 3.7.4, 3.8.6.2.1).
Output output(const Tcb&);
// What a time-out sends: one segment from snd_una, at least an octet, whatever the windows say. The
// probe of a closed window is this too (RFC 9293 3.8.6.1).
Output forced_output(const Tcb&);

// The segment; and snd_rtx, snd_nxt are behind it.
void emit_output(Step&, const Output&, const World&);

// Ends every event that leaves the connection in one of the states of may_send(): asks for a turn
// if something is due, and starts the timer that probes a closed window or overrides silly window
// avoidance (RFC 9293 3.8.6.1, 3.8.6.2.1).
void settle(Step&, const World&);

}  // namespace sockwire::model
