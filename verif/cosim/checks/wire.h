// Frames that leave the RTL: right as frames, and octet for octet those that the model owes.
#pragma once

#include "verif/cosim/checks/context.h"

namespace sockwire {

class WireCheck {
 public:
  explicit WireCheck(CheckContext& context) : context_{context} {}
  void check(const SeenFrame& frame);
  // The end of a run: what is out of date now will not leave any more.
  void finish();

 private:
  void pass_over_stale(model::FrameKind kind, std::span<const std::uint8_t> seen);
  CheckContext& context_;
};

// The field of a frame in which this octet lies: "tcp.seq", "padding", ...
std::string field_at(std::span<const std::uint8_t> frame, std::size_t octet, std::size_t unpadded);

}  // namespace sockwire
