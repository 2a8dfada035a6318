// IGMP in lockstep: every event with the entry that it leaves, and that nothing comes too early or too
// late.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "verif/cosim/checks/context.h"

namespace sockwire {

class IgmpCheck {
 public:
  explicit IgmpCheck(CheckContext& context) : context_{context} {}
  void check(const IgmpRecord& rtl);
  // IP has delivered a message.
  void arrived();
  // No report and no return to a newer version is late by more than it may be.
  void check_overdue() const;

 private:
  IgmpRecord step(const IgmpRecord& rtl, const std::string& event);
  void check_room(const std::string& event) const;
  void check_modes(const IgmpRecord& rtl, const std::string& event);

  CheckContext& context_;
  std::deque<std::size_t> waiting_;  // of each message without a record, how many waited when it came
  std::optional<std::uint32_t> v1_until_, v2_until_;  // ticks: queriers of older versions
};

}  // namespace sockwire
