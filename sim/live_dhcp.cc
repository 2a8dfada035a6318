#include "sim/live_dhcp.h"

#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cstdio>
#include <random>

#include "host/address.h"
#include "sim/failure.h"

namespace sockwire {

namespace {
constexpr unsigned kPatience = 4;  // unanswered messages: a minute

DhcpClient opened(Device& device, std::uint64_t mac) {
  auto client = DhcpClient::open(device, {.mac = mac, .random = [] { return std::random_device{}(); }});
  if (!client)
    throw Failure(kExitMismatch, fmt::format("the device refuses UDP port 68: {}", client.error().message()));
  return std::move(*client);
}

Microseconds wall() {
  return std::chrono::duration_cast<Microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

std::string text(const Lease& lease) {
  return fmt::format("{}/{}{}, lent by {} {}", format_ip(lease.ip), std::popcount(lease.mask),
                     lease.gateway != 0 ? fmt::format(", router {}", format_ip(lease.gateway)) : "",
                     format_ip(lease.server),
                     lease.length == kDhcpForever ? "for ever"
                                                  : fmt::format("for {} s, to be renewed after {} s", lease.length, lease.renew));
}
}  // namespace

LiveDhcp::LiveDhcp(Device& device, std::uint64_t mac, std::string interface)
    : client_(opened(device, mac)), interface_(std::move(interface)) {}

void LiveDhcp::serve() {
  client_.step(wall());
  if (const auto trouble = client_.take_trouble(); !trouble.empty()) {
    if (!ever_ && client_.unanswered() > kPatience) {
      throw Failure(kExitMismatch, fmt::format("{} on {}: is one there? --ip ADDRESS/PREFIX does without",
                                               trouble, interface_));
    }
    fmt::print(stderr, "sockwire: {}\n", trouble);
  }
  if (ip() == shown_) return;
  shown_ = ip();
  if (shown_ == 0) return;
  ever_ = true;
  fmt::print(stderr, "sockwire: lease {}\n", text(*client_.lease()));
}

}  // namespace sockwire
