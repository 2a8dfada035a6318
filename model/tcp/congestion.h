// How much may be in flight: congestion control behind a port of its own (RFC 5681 2; RFC 9293
// 3.8.2). The rest of TCP tells it what happens and asks for the window; it knows nothing of
// segments, timers and buffers.
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/tcp/window_rule.h"

namespace sockwire::model {

class CongestionControl {
 public:
  virtual ~CongestionControl() = default;

  // Our SYN was acknowledged. `again`: it was sent more than once.
  virtual void open(Tcb&, bool again) const = 0;
  // Octets that may be in flight, whatever the peer's window says.
  virtual std::uint32_t window(const Tcb&) const = 0;
  // Is a loss being repaired by what the scoreboard tells (RFC 6675 section 5)? Then window() does
  // not count: has_room() says whether one segment more may leave.
  virtual bool repairs_by_scoreboard(const Tcb&) const { return false; }
  virtual bool has_room(const Tcb&) const { return true; }
  // A duplicate ACK while something is in flight. True if the segment at snd_una is taken
  // for lost by that: it is to be sent again.
  [[nodiscard]] virtual bool duplicate_ack(Tcb&) const = 0;
  // snd_una has moved by `acked` octets; the round trip is that known before.
  struct Progress {
    bool partial = false;  // a loss remains to be repaired
    bool resend = false;   // the segment at snd_una is to be sent again for it
    bool restart = true;   // the retransmission timer starts anew
  };
  [[nodiscard]] virtual Progress new_ack(Tcb&, std::uint32_t acked, std::uint32_t tick) const = 0;
  // The retransmission timer has run out over a loss; not over a closed window.
  virtual void time_out(Tcb&) const = 0;
  // Nothing was in flight, and no text was sent, for longer than an RTO.
  virtual void idle(Tcb&) const = 0;
};

// Fast retransmit and fast recovery as RFC 6582 has them, limited transmit (RFC 3042), and the
// initial window of RFC 6928. What a loss costs is left to the rule: with RenoRule it is NewReno,
// with Cubic what RFC 9438 calls CUBIC.
class FastRecovery : public CongestionControl {
 public:
  explicit FastRecovery(const WindowRule& rule) : rule_(rule) {}

  void open(Tcb&, bool again) const override;
  std::uint32_t window(const Tcb&) const override;
  bool duplicate_ack(Tcb&) const override;
  Progress new_ack(Tcb&, std::uint32_t acked, std::uint32_t tick) const override;
  void time_out(Tcb&) const override;
  void idle(Tcb&) const override;

 protected:
  void begin_recovery(Tcb&) const;

 private:
  void grow(Tcb&, std::uint32_t acked, std::uint32_t tick) const;

  const WindowRule& rule_;
};

// The same by SACK (RFC 6675): the window does not inflate, the pipe is counted.
class SackRecovery : public FastRecovery {
 public:
  using FastRecovery::FastRecovery;

  bool repairs_by_scoreboard(const Tcb&) const override;
  bool has_room(const Tcb&) const override;
  bool duplicate_ack(Tcb&) const override;
  Progress new_ack(Tcb&, std::uint32_t acked, std::uint32_t tick) const override;
};

// That of this connection: repair as the peer allows, the rule as the host has chosen.
const CongestionControl& congestion_control(const Tcb&);

}  // namespace sockwire::model
