#include "host/c_api.h"

#include <cerrno>
#include <map>
#include <memory>

#include "host/socket.h"

namespace {

using sockwire::Microseconds;

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

int fail(const std::error_code& error) {
  errno = error.value();
  return -1;
}

}  // namespace

struct sockwire_device {
  explicit sockwire_device(const sockwire_bus& c_bus) : bus(c_bus) {}

  CBus bus;
  std::unique_ptr<sockwire::Device> device;
  std::map<int, sockwire::Socket> sockets;

  sockwire::Socket* find(int fd) {
    const auto found = sockets.find(fd);
    return found == sockets.end() ? nullptr : &found->second;
  }
  int adopt(sockwire::Socket socket) {
    const int fd = socket.descriptor();
    sockets.insert_or_assign(fd, std::move(socket));
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

sockwire_device* sockwire_open(const sockwire_bus* bus) {
  auto handle = std::make_unique<sockwire_device>(*bus);
  try {
    auto device = sockwire::Device::open(handle->bus);
    if (!device) {
      fail(device.error());
      return nullptr;
    }
    handle->device = std::make_unique<sockwire::Device>(std::move(*device));
  } catch (const sockwire::BusError&) {
    errno = EIO;
    return nullptr;
  }
  return handle.release();
}

void sockwire_shut(sockwire_device* device) {
  if (device == nullptr) return;
  device->sockets.clear();
  delete device;
}

void sockwire_configure(sockwire_device* device, const uint8_t mac[6], uint32_t ip, uint32_t mask,
                        uint32_t gateway, const uint32_t secret[4]) {
  std::uint64_t address = 0;
  for (int i = 0; i < 6; ++i) address = (address << 8) | mac[i];
  device->device->configure({.mac = address, .ip = ip, .mask = mask, .gateway = gateway,
                             .secret = {secret[0], secret[1], secret[2], secret[3]}});
}

int sockwire_socket(sockwire_device* device) {
  try {
    auto socket = device->device->socket();
    return socket ? device->adopt(std::move(*socket)) : fail(socket.error());
  } catch (const sockwire::BusError&) {
    errno = EIO;
    return -1;
  }
}

int sockwire_bind(sockwire_device* device, int fd, uint16_t port) {
  return device->with(fd, [&](sockwire::Socket& socket) {
    const auto result = socket.bind(port);
    return result ? 0 : fail(result.error());
  });
}

int sockwire_listen(sockwire_device* device, int fd, int backlog) {
  return device->with(fd, [&](sockwire::Socket& socket) {
    const auto result = device->device->command(sockwire::Call::CallListen, socket.descriptor(), 0, 0,
                                                static_cast<std::uint32_t>(backlog < 0 ? 0 : backlog));
    return result ? 0 : fail(result.error());
  });
}

int sockwire_accept(sockwire_device* device, int fd, uint32_t* peer_ip, uint16_t* peer_port) {
  return device->with(fd, [&](sockwire::Socket& socket) {
    // A listening socket is held as a Socket here; accept() needs the descriptor and its limit.
    sockwire::Listener listener(*device->device, socket.descriptor());
    listener.set_limit(socket.limit());
    auto child = listener.accept();
    listener.release();
    if (!child) return fail(child.error());
    if (peer_ip != nullptr || peer_port != nullptr) {
      if (const auto info = child->info()) {
        if (peer_ip != nullptr) *peer_ip = info->peer_ip;
        if (peer_port != nullptr) *peer_port = info->peer_port;
      }
    }
    return device->adopt(std::move(*child));
  });
}

int sockwire_connect(sockwire_device* device, int fd, uint32_t ip, uint16_t port) {
  return device->with(fd, [&](sockwire::Socket& socket) {
    const auto result = socket.connect(ip, port);
    return result ? 0 : fail(result.error());
  });
}

ssize_t sockwire_send(sockwire_device* device, int fd, const void* octets, size_t count) {
  return device->with(fd, [&](sockwire::Socket& socket) -> ssize_t {
    const auto result = socket.send({static_cast<const std::byte*>(octets), count});
    return result ? static_cast<ssize_t>(*result) : fail(result.error());
  });
}

ssize_t sockwire_recv(sockwire_device* device, int fd, void* octets, size_t count) {
  return device->with(fd, [&](sockwire::Socket& socket) -> ssize_t {
    const auto result = socket.receive({static_cast<std::byte*>(octets), count});
    return result ? static_cast<ssize_t>(*result) : fail(result.error());
  });
}

int sockwire_shutdown(sockwire_device* device, int fd, int how) {
  if (how < 0 || how > 2) {
    errno = EINVAL;
    return -1;
  }
  return device->with(fd, [&](sockwire::Socket& socket) {
    const auto result = socket.shutdown(static_cast<sockwire::Socket::How>(how));
    return result ? 0 : fail(result.error());
  });
}

int sockwire_close(sockwire_device* device, int fd) {
  const int result = device->with(fd, [&](sockwire::Socket& socket) {
    const auto closed = socket.close();
    return closed ? 0 : fail(closed.error());
  });
  device->sockets.erase(fd);
  return result;
}

int sockwire_set_limit(sockwire_device* device, int fd, uint64_t microseconds) {
  return device->with(fd, [&](sockwire::Socket& socket) {
    socket.set_limit(Microseconds{static_cast<Microseconds::rep>(microseconds)});
    return 0;
  });
}
