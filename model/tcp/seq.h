// Sequence numbers: arithmetic modulo 2^32 (RFC 9293 section 3.4).
#pragma once

#include <cstdint>

namespace sockwire::model {

using Seq = std::uint32_t;

// Is `a` before `b` on the circle?
constexpr bool before(Seq a, Seq b) { return static_cast<std::int32_t>(a - b) < 0; }
constexpr bool at_or_before(Seq a, Seq b) { return !before(b, a); }
constexpr Seq later(Seq a, Seq b) { return before(a, b) ? b : a; }

}  // namespace sockwire::model
