// What the peer has told to hold beyond snd_una, and what follows from that about the octets under
// way: the scoreboard of RFC 6675 section 3 (RFC 2018 section 5).
//
// The control block remembers up to four ranges, in their order and apart from each other. All
// octets between two of them have the same fate. A view: it changes the block that it is made of.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "model/config.h"
#include "model/tcp/range.h"

namespace sockwire::model {

// Questions.
class Scoreboard {
 public:
  static constexpr std::uint32_t kNoBound = std::numeric_limits<std::uint32_t>::max();

  explicit Scoreboard(const Tcb& t) : t_(t), ranges_(ranges_in(places(t))) {}

  static RangePlaces places(const Tcb& t) { return {t.sacked0, t.sacked1, t.sacked2, t.sacked3}; }

  bool empty() const { return ranges_.empty(); }
  // The octet from which a turn goes on: that at snd_rtx, unless the peer holds it.
  Seq next() const;
  // Octets from `octet` to the first range behind it.
  std::uint32_t hole(Seq octet) const;
  // Does the peer hold anything behind `octet`?
  bool holds_behind(Seq octet) const { return hole(octet) != kNoBound; }
  // RFC 6675 section 4, IsLost().
  bool is_lost(Seq octet) const;
  // RFC 6675 section 4, SetPipe(): octets that are taken for being under way.
  std::uint32_t pipe() const;

 private:
  // Octets of left..right that the peer does not hold.
  std::uint32_t not_held(Seq left, Seq right) const;

  const Tcb& t_;
  std::vector<Range> ranges_;
};

// RFC 6675 section 4, Update(): an ACK up to `una` that brings these blocks. Ranges that it has
// reached vanish. True if a block told something new.
bool update_scoreboard(Tcb&, Seq una, std::span<const Range> blocks);
// RFC 2018 section 8: the peer may have thrown it all away.
void clear_scoreboard(Tcb&);

}  // namespace sockwire::model
