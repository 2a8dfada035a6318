// What a sockwire_device of the C API is made of: shared by the files that implement it.
#pragma once

#include <cerrno>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "host/c_api.h"
#include "host/socket.h"

namespace sockwire {

class CBus final : public sockwire::Bus {
 public:
  explicit CBus(const sockwire_bus& bus) : bus_(bus) {}
  std::uint32_t read32(std::uint32_t address) override { return bus_.read32(bus_.context, address); }
  void write32(std::uint32_t address, std::uint32_t value) override {
    bus_.write32(bus_.context, address, value);
  }
  bool wait_interrupt(Microseconds limit) override {
    return bus_.wait_interrupt(bus_.context, static_cast<std::uint64_t>(limit.count())) != 0;
  }
  Microseconds now() override {
    return Microseconds{static_cast<Microseconds::rep>(bus_.now_microseconds(bus_.context))};
  }

 private:
  sockwire_bus bus_;
};

// What setsockopt() must remember: SO_KEEPALIVE and TCP_KEEPIDLE are one number in the device.
struct KeepAlive {
  bool on = false;
  std::chrono::seconds idle{7200};
};
inline int fail(const std::error_code& error) {
  errno = error.value();
  return -1;
}
inline int fail(std::errc error) { return fail(std::make_error_code(error)); }

}  // namespace sockwire

struct sockwire_device {
  explicit sockwire_device(const sockwire_bus& c_bus) : bus(c_bus) {}

  sockwire::CBus bus;
  std::unique_ptr<sockwire::Device> device;
  std::map<int, sockwire::Socket> sockets;
  std::map<int, sockwire::KeepAlive> keep_alive;  // of sockets where it is not as at first

  sockwire::Socket* find(int fd) {
    const auto found = sockets.find(fd);
    return found == sockets.end() ? nullptr : &found->second;
  }
  // A UDP socket is held as a Socket too, and known by its number.
  bool is_datagram(int fd) const {
    return fd >= 0 && device->is_datagram(static_cast<sockwire::Descriptor>(fd)) && sockets.contains(fd);
  }
  int adopt(sockwire::Socket socket) {
    const int fd = socket.descriptor();
    sockets.insert_or_assign(fd, std::move(socket));
    keep_alive.erase(fd);
    return fd;
  }
  // Runs `call` on the socket; a result's value, or -1 and errno. A bus that fails is EIO.
  template <class Call>
  auto with(int fd, Call call) -> decltype(call(std::declval<sockwire::Socket&>())) {
    auto* socket = find(fd);
    if (socket == nullptr) {
      errno = EBADF;
      return -1;
    }
    try {
      return call(*socket);
    } catch (const sockwire::BusError&) {
      errno = EIO;
      return -1;
    }
  }
};
