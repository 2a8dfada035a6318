// TCP records: the model takes the same event, and every field must agree.
#pragma once

#include "verif/cosim/checks/context.h"
#include "verif/cosim/checks/properties.h"

namespace sockwire {

class TcpCheck {
 public:
  explicit TcpCheck(CheckContext& context);

  // The model's record of the same event.
  TcpRecord check(const TcpRecord& rtl);
  // A deadline that has passed long ago, and nothing has happened.
  void check_overdue() const;

 private:
  TcpRecord step(const TcpRecord& rtl, const std::string& event);
  void align_segments(const TcpRecord& rtl);
  void align_arp_errors(const TcpRecord& rtl);
  void check_timeout(const TcpRecord& rtl, const std::string& event) const;
  [[nodiscard]] std::int64_t late_limit() const;

  CheckContext& context_;
  Properties rtl_properties_, model_properties_;
};

}  // namespace sockwire
