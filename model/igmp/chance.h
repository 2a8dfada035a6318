// Times by chance, so that not all members of a group answer at once (RFC 2236 3, RFC 3376 5.2).
#pragma once

#include <cstdint>

namespace sockwire::model {

// Marsaglia's generator of 32 bits with shifts by 13, 17 and 5.
class Chance {
 public:
  void start(std::uint32_t seed) { x_ = seed | 1; }  // never 0, where it would stay

  // 1 to `max` ticks; 1 if `max` is 0.
  std::uint32_t draw(std::uint32_t max) {
    x_ ^= x_ << 13;
    x_ ^= x_ >> 17;
    x_ ^= x_ << 5;
    return 1 + static_cast<std::uint32_t>((std::uint64_t{x_ >> 16} * max) >> 16);
  }

 private:
  std::uint32_t x_ = 1;
};

}  // namespace sockwire::model
