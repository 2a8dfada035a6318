#include "tests/programs/phases.h"

#include <array>
#include <utility>

namespace sockwire {
namespace {

constexpr std::array<std::pair<Phase, const char*>, kPhases> kNames{{
    {kFresh, "fresh"},
    {kListening, "listening"},
    {kDialing, "dialing"},
    {kOpen, "open"},
    {kHalf, "closed by the peer"},
    {kShut, "shut by us"},
    {kShutHalf, "shut by both"},
    {kOver, "over"},
    {kRefused, "refused"},
    {kReset, "reset"},
    {kTimedOut, "timed out"},
}};

Errno pending(Phase phase) {
  switch (phase) {
    case kRefused:
      return Errno::Econnrefused;
    case kReset:
      return Errno::Econnreset;
    case kTimedOut:
      return Errno::Etimedout;
    default:
      return Errno::Ok;
  }
}
bool any(Phases phases, Phases of) { return (phases & of) != 0; }

Phases after_send(Phase phase, const Asked& asked, Errno error, std::uint32_t value) {
  if (pending(phase) != Errno::Ok) return error == pending(phase) ? kOver : kNone;
  if (asked.length > kWindowBytes) return error == Errno::Einval ? phase : kNone;
  if (any(phase, kFresh | kListening | kOver)) return error == Errno::Enotconn ? phase : kNone;
  if (phase == kDialing) return error == Errno::Eagain ? phase : kNone;
  if (any(phase, kShut | kShutHalf)) return error == Errno::Epipe ? phase : kNone;
  if (error == Errno::Eagain) return asked.length > 0 ? phase : kNone;
  const bool fits = asked.length == 0 ? value == 0 : value >= 1 && value <= asked.length;
  return error == Errno::Ok && fits ? phase : kNone;
}

Phases after_recv(Phase phase, const Asked& asked, Errno error, std::uint32_t value) {
  const bool had_peer = any(phase, kHadPeer);
  if (error == Errno::Ok && value > 0)
    return had_peer && value <= asked.length && value <= kWindowBytes ? phase : kNone;
  if (error == Errno::Ok) {  // the end, or nothing was asked for of something
    const bool end = any(phase, kHalf | kShutHalf | kOver);
    return end || (asked.length == 0 && had_peer) ? phase : kNone;
  }
  if (pending(phase) != Errno::Ok) return error == pending(phase) ? kOver : kNone;
  if (any(phase, kDialing | kOpen | kShut)) return error == Errno::Eagain ? phase : kNone;
  if (any(phase, kHalf | kShutHalf)) return 0;  // text, or the end
  return error == Errno::Enotconn && !asked.at_end ? phase : kNone;
}

Phases after_connect(Phase phase, const Asked& asked, Errno error) {
  if (phase == kListening) return error == Errno::Eopnotsupp ? phase : kNone;
  if (phase == kDialing) return error == Errno::Ealready ? phase : kNone;
  if (any(phase, kOpen | kHalf | kShut | kShutHalf)) return error == Errno::Eisconn ? phase : kNone;
  if (asked.port == 0 || !asked.good_address) return error == Errno::Einval ? phase : kNone;
  if (error == Errno::Enobufs)
    return !asked.has_buffer && asked.buffers_may_be_used_up ? phase : kNone;
  return error == Errno::Einprogress ? kDialing : kNone;
}

Phases after_bind(Phase phase, const Asked& asked, Errno error, std::uint32_t value) {
  if (!any(phase, kFresh | kEnded) || asked.bound) return error == Errno::Einval ? phase : kNone;
  if (error == Errno::Eaddrinuse) return asked.port_may_be_taken ? phase : kNone;
  const bool right = asked.port == 0 ? value >= 49'152 && value <= 65'535 : value == asked.port;
  return error == Errno::Ok && right && !asked.port_must_be_taken ? phase : kNone;
}

Phases after_listen(Phase phase, const Asked& asked, Errno error) {
  if (phase == kListening) return error == Errno::Ok ? phase : kNone;
  if (!any(phase, kFresh | kEnded) || !asked.bound || asked.has_buffer)
    return error == Errno::Einval ? phase : kNone;
  if (asked.listeners_used_up) return error == Errno::Enobufs ? phase : kNone;
  return error == Errno::Ok ? kListening : kNone;
}

Phases after_shutdown(Phase phase, const Asked& asked, Errno error) {
  if (asked.length > 2) return error == Errno::Einval ? phase : kNone;
  if (any(phase, kFresh | kListening | kDialing | kEnded))
    return error == Errno::Enotconn ? phase : kNone;
  if (error != Errno::Ok) return 0;
  if (asked.length == 0) return phase;
  return phase == kOpen ? kShut : phase == kHalf ? kShutHalf : phase;
}

Phases after_one(Phase phase, const Asked& asked, Errno error, std::uint32_t value) {
  switch (asked.call) {
    case Call::CallSend:
      return after_send(phase, asked, error, value);
    case Call::CallRecv:
      return after_recv(phase, asked, error, value);
    case Call::CallConnect:
      return after_connect(phase, asked, error);
    case Call::CallBind:
      return after_bind(phase, asked, error, value);
    case Call::CallListen:
      return after_listen(phase, asked, error);
    case Call::CallShutdown:
      return after_shutdown(phase, asked, error);
    case Call::CallAccept:
      if (phase != kListening) return error == Errno::Einval ? phase : kNone;
      return error == Errno::Ok || error == Errno::Eagain ? phase : kNone;
    case Call::CallOption: {
      const bool known = asked.port >= 1 && asked.port <= 3 && asked.length <= 0x7FFF'FFFF;
      return error == (known && phase != kListening ? Errno::Ok : Errno::Einval) ? phase : kNone;
    }
    case Call::CallClose:
    case Call::CallAbort:
      return error == Errno::Ok ? phase : kNone;
    default:
      return error == Errno::Einval ? phase : kNone;
  }
}

}  // namespace

Phases spread(Phases phases, const Causes& causes) {
  if (any(phases, kDialing)) {
    if (causes.answers) phases |= kOpen;
    if (causes.refuses) phases |= kRefused;
    if (causes.is_silent) phases |= kTimedOut;
  }
  if (causes.closed && any(phases, kOpen)) phases |= kHalf;
  if (causes.closed && any(phases, kShut)) phases |= kShutHalf;
  if (any(phases, kOpen | kHalf | kShut)) {
    if (causes.resets) phases |= kReset;
  }
  if (any(phases, kShutHalf)) phases |= kOver;  // TIME-WAIT ends, the last ACK comes
  if (any(phases, kOpen | kHalf | kShut | kShutHalf) && causes.is_silent) phases |= kTimedOut;
  return phases;
}

Phases after(Phases phases, const Asked& asked, Errno error, std::uint32_t value) {
  Phases left = 0;
  for (const auto& [phase, name] : kNames) {
    if (any(phases, phase)) left |= after_one(phase, asked, error, value);
  }
  return left;
}

Phases seen(TcpState state, Errno error) {
  switch (state) {
    case TcpState::Closed:
      switch (error) {
        case Errno::Ok:
          return kFresh | kOver;
        case Errno::Econnrefused:
          return kRefused;
        case Errno::Econnreset:
          return kReset;
        case Errno::Etimedout:
          return kTimedOut;
        default:
          return 0;
      }
    case TcpState::Listen:
      return kListening;
    case TcpState::SynSent:
    case TcpState::SynReceived:
      return kDialing;
    case TcpState::Established:
      return kOpen;
    case TcpState::CloseWait:
      return kHalf;
    case TcpState::FinWait1:
    case TcpState::FinWait2:
      return kShut;
    case TcpState::Closing:
    case TcpState::LastAck:
    case TcpState::TimeWait:
      return kShutHalf;
  }
  return 0;
}

std::string to_string(Phases phases) {
  std::string all;
  for (const auto& [phase, name] : kNames) {
    if (any(phases, phase)) all += (all.empty() ? "" : " or ") + std::string{name};
  }
  return all.empty() ? "nothing" : all;
}

}  // namespace sockwire
