// What becomes of a received frame: the verdict is worked out here from the octets on the wire, by
// docs/rules/mac.md and zlib, and compared with the MAC's record. Good frames go to the model.
#pragma once

#include <array>
#include <deque>

#include "verif/cosim/checks/context.h"

namespace sockwire {

// What a MAC with this address says of a frame, were there always room.
FrameStatus verdict_on(const SeenFrame& frame, std::uint64_t mac);

class MacCheck {
 public:
  explicit MacCheck(CheckContext& context) : context_{context} {}
  void set_address(std::uint64_t mac) { mac_ = mac; }
  void frame(const SeenFrame& frame);
  void check(const MacRxRecord& rtl);
  [[nodiscard]] bool owes_nothing() const { return waiting_.empty(); }
  // Frames of each status so far, as the RTL has told them.
  [[nodiscard]] std::uint64_t count(FrameStatus status) const {
    return tally_[static_cast<std::size_t>(status)];
  }

 private:
  struct Waiting {
    MacRxRecord record;
    Octets body;
  };
  CheckContext& context_;
  std::uint64_t mac_ = 0;
  std::uint64_t number_ = 0;
  std::deque<Waiting> waiting_;
  std::array<std::uint64_t, 8> tally_{};
};

}  // namespace sockwire
