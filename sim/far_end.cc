#include "sim/far_end.h"

namespace sockwire {

void TapFarEnd::advance(std::uint64_t now_us) {
  if (muted_ || now_us < polled_ + kPollUs) return;
  polled_ = now_us;
  while (auto frame = tap_.receive()) send(std::move(*frame));
}

}  // namespace sockwire
