// IPv4 in lockstep: what each frame was found to be, and that what IP says of the frames that it sends is
// what stands on the wire.
#pragma once

#include <deque>
#include <span>

#include "verif/cosim/checks/context.h"

namespace sockwire {

class IpCheck {
 public:
  explicit IpCheck(CheckContext& context) : context_{context} {}
  void check(const IpRecord& rtl);
  void sent(const IpSent& rtl);
  // A frame with IPv4 has left; without padding checks, from its destination address on.
  void frame(std::span<const std::uint8_t> octets, const std::string& event);
  // No datagram is being put together for longer than it may be.
  void check_overdue() const;
  [[nodiscard]] bool owes_nothing() const { return sent_.empty(); }

 private:
  void note_unasked(const IpSent& rtl);
  CheckContext& context_;
  std::deque<IpSent> sent_;     // records whose frame is not on the wire yet
  std::uint64_t frames_ = 0;
};

}  // namespace sockwire
