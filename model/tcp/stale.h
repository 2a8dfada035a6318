// Payload of a segment lies in the send ring until the segment is built. Before that its octets may
// be acknowledged and overwritten, or the block may go to another connection: then the segment is
// stale, and never leaves (docs/rules/tcp.md section 6).
#pragma once

#include <cstdint>
#include <optional>

#include "model/config.h"
#include "model/tcp/seq.h"

namespace sockwire::model {

// What an event does to a block of the buffer pool.
struct BlockChange {
  std::uint16_t block = 0;
  bool released = false;  // given back, or taken for a new connection
  Seq floor = 0;          // else: octets before it may be overwritten

  static std::optional<BlockChange> of(const TcpRecord& r) {
    const bool reopened = r.pre.state != TcpState::SynSent && r.post.state == TcpState::SynSent;
    if (r.pre.has_buffer && (!r.post.has_buffer || reopened))
      return BlockChange{.block = r.pre.buffer, .released = true};
    if (r.post.has_buffer) return BlockChange{.block = r.post.buffer, .floor = r.post.snd_una};
    return std::nullopt;
  }
};

// Where the payload of a segment that was emitted lies. Once stale, always stale.
struct PayloadSource {
  bool has_payload = false;
  std::uint16_t block = 0;
  Seq seq = 0;
  bool stale = false;

  void note(const BlockChange& change) {
    if (has_payload && block == change.block && (change.released || before(seq, change.floor)))
      stale = true;
  }
};

}  // namespace sockwire::model
