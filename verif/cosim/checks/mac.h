// What becomes of a received frame: the verdict is worked out here from the octets on the wire, by
// docs/rules/mac.md and zlib, and compared with the MAC's record. Good frames go to the model.
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "verif/cosim/checks/context.h"
#include "verif/cosim/checks/pause.h"

namespace sockwire {

inline constexpr std::size_t kFrameStatuses = static_cast<std::size_t>(FrameStatus::FramePause) + 1;

// What a MAC with this address, on a link of this MTU, says of a frame, were there always room;
// `groups`: whether it takes frames to groups.
FrameStatus verdict_on(const SeenFrame& frame, std::uint64_t mac, bool groups, unsigned mtu);
// How long a frame of status FramePause asks to wait, in kQuantumOctets octet times.
unsigned quanta_of(const SeenFrame& pause);

class MacCheck {
 public:
  MacCheck(CheckContext& context, PauseCheck& pause) : context_{context}, pause_{pause} {}
  void set_address(std::uint64_t mac) { mac_ = mac; }
  void frame(const SeenFrame& frame);
  void check(const MacRxRecord& rtl);
  // The model may hear groups now that it did not before, or the other way round.
  void note_groups();
  [[nodiscard]] bool owes_nothing() const { return waiting_.empty(); }
  // Frames of each status so far, as the RTL has told them.
  [[nodiscard]] std::uint64_t count(FrameStatus status) const {
    return tally_[static_cast<std::size_t>(status)];
  }

 private:
  // The wish for groups crosses to the MAC's clock: until then the MAC may judge by the old one.
  static constexpr std::uint64_t kGroupsLatePs = 2'000'000;
  struct Waiting {
    MacRxRecord record;
    FrameStatus otherwise;  // had groups been taken when they were not, or the other way round
    std::uint64_t start_ps;
    Octets body;
  };
  CheckContext& context_;
  PauseCheck& pause_;
  std::uint64_t mac_ = 0;
  bool groups_ = false;
  std::optional<std::uint64_t> groups_changed_ps_;
  std::uint64_t number_ = 0;
  std::deque<Waiting> waiting_;
  std::array<std::uint64_t, kFrameStatuses> tally_{};
};

}  // namespace sockwire
