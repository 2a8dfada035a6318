#include "host/c_api.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <string_view>

#include "host/c_api_datagram.h"
#include "host/c_device.h"
#include "host/socket.h"

namespace {

using sockwire::fail;
using sockwire::KeepAlive;
using sockwire::Microseconds;

constexpr int kMaxKeepIdle = 32767;  // seconds, as in Linux
constexpr int kMaxTtl = 255;
constexpr unsigned kDscp = 0xFC;     // of IP_TOS; Linux too keeps ECN of a TCP socket as it is

// TCP_CONGESTION: a name, with or without its zero.
int set_congestion(sockwire::Socket& socket, const void* value, std::size_t length) {
  if (length == 0) return fail(std::errc::invalid_argument);
  if (value == nullptr) return fail(std::errc::bad_address);
  const char* text = static_cast<const char*>(value);
  const std::string_view name(text, strnlen(text, length));
  const bool cubic = name == "cubic";
  if (!cubic && name != "reno") return fail(std::errc::no_such_file_or_directory);
  const auto result = socket.set_congestion(cubic ? sockwire::Congestion::Cubic : sockwire::Congestion::NewReno);
  return result ? 0 : fail(result.error());
}

}  // namespace

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

void sockwire_set_udp_echo(sockwire_device* device, uint16_t port) { device->device->set_udp_echo(port); }

unsigned sockwire_mtu(const sockwire_device* device) { return device->device->mtu(); }

int sockwire_socket(sockwire_device* device, int type) {
  if (type == SOCK_DGRAM) return sockwire::open_datagram(*device);
  if (type != SOCK_STREAM) return fail(std::errc::wrong_protocol_type);
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
  if (device->is_datagram(fd)) return sockwire::connect_datagram(*device, fd, ip, port);
  return device->with(fd, [&](sockwire::Socket& socket) {
    const auto result = socket.connect(ip, port);
    return result ? 0 : fail(result.error());
  });
}

ssize_t sockwire_send(sockwire_device* device, int fd, const void* octets, size_t count) {
  if (device->is_datagram(fd)) return sockwire_sendto(device, fd, octets, count, 0, 0);
  return device->with(fd, [&](sockwire::Socket& socket) -> ssize_t {
    const auto result = socket.send({static_cast<const std::byte*>(octets), count});
    return result ? static_cast<ssize_t>(*result) : fail(result.error());
  });
}

ssize_t sockwire_send_flags(sockwire_device* device, int fd, const void* octets, size_t count, int flags) {
  if ((flags & ~MSG_OOB) != 0) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return device->with(fd, [&](sockwire::Socket& socket) -> ssize_t {
    const std::span<const std::byte> text{static_cast<const std::byte*>(octets), count};
    const auto result = (flags & MSG_OOB) != 0 ? socket.send_urgent(text) : socket.send(text);
    return result ? static_cast<ssize_t>(*result) : fail(result.error());
  });
}

ssize_t sockwire_recv(sockwire_device* device, int fd, void* octets, size_t count) {
  if (device->is_datagram(fd))
    return sockwire_recvfrom(device, fd, octets, count, 0, nullptr, nullptr);
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

int sockwire_setsockopt(sockwire_device* device, int fd, int level, int name, const void* value,
                        size_t length) {
  if (device->is_datagram(fd))
    return sockwire::set_datagram_option(*device, fd, {level, name, value, length});
  return device->with(fd, [&](sockwire::Socket& socket) {
    if (level == IPPROTO_TCP && name == TCP_CONGESTION) return set_congestion(socket, value, length);
    const bool known = (level == SOL_SOCKET && (name == SO_KEEPALIVE || name == SO_REUSEADDR)) ||
                       (level == IPPROTO_IP && (name == IP_TTL || name == IP_TOS)) ||
                       (level == IPPROTO_TCP && (name == TCP_NODELAY || name == TCP_KEEPIDLE || name == TCP_USER_TIMEOUT));
    if (!known) return fail(std::errc::no_protocol_option);
    int number = 0;
    if (length < sizeof number) return fail(std::errc::invalid_argument);
    if (value == nullptr) return fail(std::errc::bad_address);
    std::memcpy(&number, value, sizeof number);

    sockwire::Result<void> result;
    if (level == IPPROTO_TCP && name == TCP_NODELAY) {
      result = socket.set_no_delay(number != 0);
    } else if (level == IPPROTO_TCP && name == TCP_USER_TIMEOUT) {
      result = socket.set_user_timeout(std::chrono::milliseconds{number});
    } else if (level == SOL_SOCKET && name == SO_REUSEADDR) {
      result = socket.set_reuse(number != 0);
    } else if (level == IPPROTO_IP && name == IP_TTL) {
      if (number == 0 || number < -1 || number > kMaxTtl) return fail(std::errc::invalid_argument);
      result = socket.set_ttl(number == -1 ? 0 : static_cast<unsigned>(number));
    } else if (level == IPPROTO_IP) {
      result = socket.set_tos(static_cast<unsigned>(number) & kDscp);
    } else {
      KeepAlive wanted = device->keep_alive[fd];
      if (level == SOL_SOCKET) {
        wanted.on = number != 0;
      } else if (number < 1 || number > kMaxKeepIdle) {
        return fail(std::errc::invalid_argument);
      } else {
        wanted.idle = std::chrono::seconds{number};
      }
      result = socket.set_keep_alive(wanted.on ? wanted.idle : std::chrono::seconds{0});
      if (result) device->keep_alive[fd] = wanted;
    }
    return result ? 0 : fail(result.error());
  });
}

int sockwire_info(sockwire_device* device, int fd, sockwire_tcp_info* info) {
  return device->with(fd, [&](sockwire::Socket& socket) {
    if (info == nullptr) return fail(std::errc::bad_address);
    const auto all = socket.info();
    if (!all) return fail(all.error());
    const auto octet = [](auto value) { return static_cast<std::uint8_t>(value); };
    const auto time = [](Microseconds value) { return static_cast<std::uint32_t>(value.count()); };
    *info = {.state = octet(all->state),
             .retries = octet(all->retries),
             .sack = octet(all->sack),
             .timestamps = octet(all->timestamps),
             .window_scale = octet(all->window_scale),
             .recovering = octet(all->recovering),
             .peer_window_shift = octet(all->peer_window_shift),
             .cubic = octet(all->congestion),
             .error = all->error,
             .soft_error = all->soft_error,
             .rtt = time(all->rtt),
             .rttvar = time(all->rttvar),
             .rto = time(all->rto),
             .cwnd = all->cwnd,
             .ssthresh = all->ssthresh,
             .mss = all->mss,
             .peer_window = all->snd_wnd,
             .window = all->rcv_wnd,
             .readable = all->readable,
             .urgent = all->urgent,
             .unsent = all->unsent,
             .unacked = all->unacked,
             .segments_in = all->segments_in,
             .segments_out = all->segments_out,
             .segments_again = all->segments_again,
             .drops = all->drops};
    return 0;
  });
}

ssize_t sockwire_urgent(sockwire_device* device, int fd) {
  return device->with(fd, [&](sockwire::Socket& socket) -> ssize_t {
    const auto ahead = socket.urgent();
    return ahead ? static_cast<ssize_t>(*ahead) : fail(ahead.error());
  });
}

int sockwire_set_limit(sockwire_device* device, int fd, uint64_t microseconds) {
  return device->with(fd, [&](sockwire::Socket& socket) {
    socket.set_limit(Microseconds{static_cast<Microseconds::rep>(microseconds)});
    return 0;
  });
}
