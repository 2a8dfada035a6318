#include "sim/tap.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "sim/failure.h"

namespace sockwire {

namespace {
constexpr std::size_t kLargestFrame = 65536;

ifreq request_for(const std::string& interface) {
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  return request;
}

// Up, so that the kernel sends; the flags are an interface's, not the device file's.
void take_up(const std::string& interface) {
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) return;
  ifreq request = request_for(interface);
  if (ioctl(control, SIOCGIFFLAGS, &request) == 0) {
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    (void)ioctl(control, SIOCSIFFLAGS, &request);  // without the right to, the user has done it
  }
  close(control);
}
}  // namespace

Tap::Tap(const std::string& interface) : interface_(interface) {
  if (interface.empty() || interface.size() >= IFNAMSIZ) {
    throw usage_failure(fmt::format("'{}' is no name of a network interface: give 1 to {} characters, such as tap0",
                                    interface, IFNAMSIZ - 1));
  }
  if (if_nametoindex(interface.c_str()) == 0) {
    throw usage_failure(fmt::format(
        "there is no network interface '{0}': make it with 'ip tuntap add dev {0} mode tap'", interface));
  }
  fd_ = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd_ < 0) {
    const int error = errno;
    throw usage_failure(error == ENOENT
                            ? std::string("/dev/net/tun is missing: load the tun module ('modprobe tun')")
                            : fmt::format("cannot open /dev/net/tun ({}): run as root or with CAP_NET_ADMIN",
                                          std::strerror(error)));
  }
  ifreq request = request_for(interface);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (ioctl(fd_, TUNSETIFF, &request) < 0) {
    const int error = errno;
    close(fd_);
    const char* remedy = error == EBUSY   ? "another program holds it; stop that one first"
                         : error == EPERM ? "run as root, or make the interface with 'user' set to you"
                                          : "is it a TAP device? 'ip -d link show' tells";
    throw usage_failure(fmt::format("cannot use '{}' ({}): {}", interface, std::strerror(error), remedy));
  }
  take_up(interface);
}

Tap::~Tap() { close(fd_); }

std::optional<std::vector<std::uint8_t>> Tap::receive() {
  std::array<std::uint8_t, kLargestFrame> buffer;
  const auto count = read(fd_, buffer.data(), buffer.size());
  if (count <= 0) return std::nullopt;
  return std::vector<std::uint8_t>(buffer.begin(), buffer.begin() + count);
}

void Tap::send(std::span<const std::uint8_t> frame) {
  const auto written = write(fd_, frame.data(), frame.size());
  (void)written;
}

bool Tap::wait(std::chrono::milliseconds limit) {
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  return poll(&waiting, 1, static_cast<int>(limit.count())) > 0;
}

}  // namespace sockwire
