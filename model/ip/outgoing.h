// Frames with IPv4 that are owed, the oldest first, each with what its record will say.
//
// The identification of a datagram counts in the order in which their first octets leave, so those
// that have not begun to leave are numbered anew when that order becomes another.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "model/ip/tx.h"
#include "model/tcp/stale.h"

namespace sockwire::model {

struct OwedFrame {
  IpFrame frame{};
  PayloadSource source{};  // of a TCP segment
  bool told = false;       // its record has been made
};

// The datagrams of the datagram memory: whole or in pieces.
class Outgoing {
 public:
  std::deque<OwedFrame>& frames() { return frames_; }
  const std::deque<OwedFrame>& frames() const { return frames_; }

  void set_identification(std::uint16_t next);
  // A datagram leaves behind all others; or before those that have not begun to.
  void push(std::vector<IpFrame> pieces);
  void push_first(std::vector<IpFrame> pieces);
  // The oldest frame leaves, or its record is made.
  Octets take();
  std::optional<IpSent> tell();
  // Held by what has not left altogether.
  unsigned pages() const;

 private:
  using Place = std::deque<OwedFrame>::iterator;
  Place not_begun();  // the first frame of the first datagram that has not begun to leave
  void begin(const OwedFrame&);
  void number();

  std::deque<OwedFrame> frames_;
  std::uint16_t next_ = 0;
};

}  // namespace sockwire::model
