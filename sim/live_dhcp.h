// The DHCP client of `sockwire live`: the server on the interface counts by the wall's clock, and so do we.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "host/dhcp.h"

namespace sockwire {

class LiveDhcp {
 public:
  LiveDhcp(Device& device, std::uint64_t mac, std::string interface);

  // Takes what has come, sends what is due; says what has changed on the standard error. Throws Failure
  // where no server answers and there was never a lease.
  void serve();
  // Gives the address back.
  void end() { client_.release(); }

  [[nodiscard]] bool has_lease() const { return client_.lease().has_value(); }
  [[nodiscard]] std::uint32_t ip() const { return has_lease() ? client_.lease()->ip : 0; }

 private:
  DhcpClient client_;
  std::string interface_;
  std::uint32_t shown_ = 0;  // the address that was said last
  bool ever_ = false;
};

}  // namespace sockwire
