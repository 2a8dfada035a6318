// What a socket may be, as its user can know it, and what each call may then answer: a small
// machine written from docs/rules/tcp.md section 3 and RFC 9293 3.9.1, apart from the model.
//
// The user does not see when segments arrive, so what is known is a set of phases: what the peer
// may have caused makes it larger, each answer makes it smaller. An answer that no phase of the set
// allows is wrong.
#pragma once

#include <string>

#include "model/generated/toe_types.h"

namespace sockwire {

enum Phase : unsigned {
  kNone = 0,
  kFresh = 1U << 0,  // no connection yet
  kListening = 1U << 1,
  kDialing = 1U << 2,   // SYN-SENT, SYN-RECEIVED
  kOpen = 1U << 3,      // ESTABLISHED
  kHalf = 1U << 4,      // CLOSE-WAIT: the peer's FIN is in
  kShut = 1U << 5,      // FIN-WAIT: ours was asked for
  kShutHalf = 1U << 6,  // CLOSING, LAST-ACK, TIME-WAIT: both
  kOver = 1U << 7,      // ended, and the user knows, or in order
  kRefused = 1U << 8,   // ended, and the error waits to be told
  kReset = 1U << 9,
  kTimedOut = 1U << 10,
};
using Phases = unsigned;
inline constexpr unsigned kPhases = 11;
inline constexpr Phases kEnded = kOver | kRefused | kReset | kTimedOut;
inline constexpr Phases kHadPeer = kOpen | kHalf | kShut | kShutHalf | kOver | kReset | kTimedOut;

// What the other end may have done by now.
struct Causes {
  bool answers = false;  // it takes the connection
  bool refuses = false;  // or resets it before it stands
  bool closed = false;   // its FIN may have come
  bool resets = false;
  bool is_silent = false;  // so long that timers may have given up
};
Phases spread(Phases phases, const Causes& causes);

// What decides beside the phase.
struct Asked {
  Call call{};
  std::uint32_t length = 0;  // octets, how, option's value
  std::uint16_t port = 0;    // port or option
  bool good_address = true;  // of CONNECT
  bool bound = false;
  bool has_buffer = false;  // from an earlier connection
  bool port_may_be_taken = false, port_must_be_taken = false;
  bool listeners_used_up = false;
  bool buffers_may_be_used_up = false;
  bool at_end = false;  // the end of the stream was told before
};
// The phases in which this may have been the answer, as they are after it; 0: it is wrong.
Phases after(Phases phases, const Asked& asked, Errno error, std::uint32_t value);

// The phases that a snapshot of the registers shows.
Phases seen(TcpState state, Errno error);

std::string to_string(Phases phases);

}  // namespace sockwire
