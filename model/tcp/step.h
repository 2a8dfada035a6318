// One event's effect on one socket, and the ways in which a connection ends
// (docs/rules/tcp.md section 1).
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

// What a rule may know beside the control block.
struct World {
  std::uint64_t now = 0;        // microseconds
  std::uint32_t msl = 0;        // maximum segment lifetime, microseconds (RFC 9293 3.4.2)
  std::uint32_t buf_bytes = 0;  // octets of one direction of a connection's buffer
  std::uint32_t local_mss = 0;  // octets of the largest segment that the link can bring

  std::uint32_t now_us() const { return static_cast<std::uint32_t>(now); }
  std::uint32_t in(std::uint32_t delay) const { return now_us() + delay; }
  // The coarse clock, of 1,024 us: that of timestamps and of the long timers.
  std::uint32_t tick() const { return tick_of(now); }
};

// What a rule makes of a control block. A default Tcb in `tcb` is a socket that was freed: its
// descriptor, buffer, port and place in the lookup return (RFC 9293 3.3.2, "delete TCB").
struct Step {
  Tcb tcb{};
  Drop drop{};
  Emit emit{};
  Take take{};
  Answer answer{};
  Ready ready{};            // what is raised, if the host holds the descriptor after the event
  bool acceptable = false;  // a connection joins its listener's accept queue
};

// The control block is deleted.
void free(Step&);
// CLOSED with an error for the host to read. What was received can still be read. Freed if nobody
// holds the socket.
void shut(Step&, Errno);
// What a connection ends with whose peer does not answer: what ICMP has told, if anything.
constexpr Errno silence(const Tcb& t) {
  return t.soft_error != Errno::Ok ? t.soft_error : Errno::Etimedout;
}
// Our FIN is acknowledged, or the host lets go after that. Without a host nobody waits for a peer
// that never closes: the connection ends by time.
void enter_fin_wait_2(Step&, const World&);
// RFC 9293 3.6.1: 2*MSL from now.
void enter_time_wait(Step&, const World&);

}  // namespace sockwire::model
