// What a bulk transfer over a path with loss takes if SACK is ideal: a sender of discrete events, to hold
// the engine's recovery against. It is written from the RFCs, apart from RTL and model, and is all
// arithmetic: the same arguments give the same answer.
//
// As the engine: the segments' size, at most a window of them beyond the oldest that is not acknowledged,
// NewReno (RFC 5681: slow start, congestion avoidance by octets; RFC 6675: half of what is outstanding, at
// least two segments, once a window of losses, and as much under way as the congestion window then lets;
// RFC 3042: what was told to have come makes room), the time-out of RFC 6298 (from the last new
// acknowledgment, doubled until a segment that went once is acknowledged).
//
// Better than any engine:
//   - a lost segment is known as soon as three that were sent later, new or again, have been
//     acknowledged. So a retransmission that is lost too costs no time-out where something follows it;
//     RFC 6675 waits for one.
//   - nothing is sent twice that has arrived, after a time-out neither, and no time-out is spurious.
//   - user and sender take no time; each segment is acknowledged at once, and no acknowledgment is lost.
// Worse: it never sends again on suspicion (RFC 6675 NextSeg, rule 3), which may save a time-out at the end.
//
// A loss that fewer than three later segments can tell of costs the time-out, as everybody.
#pragma once

#include <cstdint>
#include <functional>

namespace sockwire {

struct IdealPath {
  double there_us = 100, back_us = 100;  // from a segment's last bit on the line to its arrival; its answer's
  double segment_us = 12.304;            // of a segment on the line, headers and gap included
  std::uint32_t mss = 1460;
  std::uint32_t window = 5;              // segments
  std::uint32_t initial_window = 14600;  // octets
  double rto_us = 1'000'000;             // RFC 6298's least; the round trip must be less, and must not vary much
};

struct IdealOutcome {
  double us = 0;  // from the first bit sent to the last segment's arrival
  std::uint32_t lost = 0, again = 0, timeouts = 0;
};

// Whether the path loses this segment, of all from 0 on, when it goes for the time `attempt` (0: the first).
using Losses = std::function<bool(std::uint32_t segment, std::uint32_t attempt)>;

// Each with the same probability, by seed, whatever else happens.
Losses seeded_losses(std::uint64_t seed, double share);

IdealOutcome ideal_sack(const IdealPath& path, std::uint32_t segments, const Losses& losses);

}  // namespace sockwire
