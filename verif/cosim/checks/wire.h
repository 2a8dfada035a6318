// Frames that leave the RTL: right as frames, and octet for octet those that the model owes.
#pragma once

#include <optional>
#include <span>

#include "verif/cosim/checks/context.h"
#include "verif/cosim/checks/ip.h"
#include "verif/cosim/checks/pause.h"

namespace sockwire {

class WireCheck {
 public:
  WireCheck(CheckContext& context, IpCheck& ip, PauseCheck& pause)
      : context_{context}, ip_{ip}, pause_{pause} {}
  void check(const SeenFrame& frame);
  // The end of a run: what is out of date now will not leave any more.
  void finish();

 private:
  void pass_over_stale(model::FrameKind kind, std::span<const std::uint8_t> seen);
  // Whose frame this is: what says ICMP may come from three places.
  [[nodiscard]] std::optional<model::FrameKind> kind_of(std::span<const std::uint8_t> frame) const;
  CheckContext& context_;
  IpCheck& ip_;
  PauseCheck& pause_;
};

// The field of a frame in which this octet lies: "tcp.seq", "padding", ...
std::string field_at(std::span<const std::uint8_t> frame, std::size_t octet, std::size_t unpadded);

}  // namespace sockwire
