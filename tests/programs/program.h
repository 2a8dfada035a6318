// A program: what the users at both ends do, step by step, on a few named sockets. Each step makes
// sense in any state, so that any part of a program is a program: that is what shrinking needs.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <rapidcheck.h>

namespace sockwire {

enum class Op : std::uint8_t {
  // One call of the engine's host on a variable that holds a descriptor, or once held one.
  Socket,
  Bind,
  Listen,
  Accept,
  Connect,
  Send,
  Recv,
  Shutdown,
  Close,
  Abort,
  Option,
  Bad,
  // Several at once, for programs that get somewhere: socket, bind and listen; socket and connect,
  // with a while for the handshake; a peer that connects to a listener, with the same while.
  Serve,
  Open,
  Join,
  // The peer of the variable's latest connection. Hold: its user stops reading; Vanish: nothing
  // passes between the two any more.
  PeerSend,
  PeerHold,
  PeerRead,
  PeerClose,
  PeerAbort,
  PeerVanish,
  PeerReturn,
  // Time, in milliseconds as the engine's timers count them.
  Wait,
};
inline constexpr unsigned kOps = static_cast<unsigned>(Op::Wait) + 1;
inline constexpr unsigned kVariables = 5;

struct Step {
  Op op{};
  unsigned variable = 0;
  unsigned other = 0;       // Accept: the listener's variable; Option: which; Bad: of what kind
  std::uint32_t value = 0;  // port, backlog, octets, how, milliseconds, ...
  bool operator==(const Step&) const = default;
};
using Program = std::vector<Step>;

// Whom Connect calls.
enum Whom : std::uint32_t {
  kWhoListens,
  kWhoRefuses,
  kWhoIsSilent,
  kNobodysAddress,
  kPortZero,
  kOurselves,
  kWhoms
};

// "send s0 1460": one step a line, or behind "; ". What is printed can be read back.
std::string text(const Step& step);
std::string text(const Program& program);
// Throws std::runtime_error with a sentence where it cannot be read.
Program parse(const std::string& text);

// The values with which an operation is drawn, the simplest first.
const std::vector<std::uint32_t>& values(Op op);

// Mostly what makes sense with what its variables hold by then, now and then something else.
// Shorter and simpler ones follow where it fails.
rc::Gen<Program> any_program();

void showValue(const Program& program, std::ostream& out);

}  // namespace sockwire
