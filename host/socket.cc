#include "host/socket.h"

#include <algorithm>

namespace sockwire {

namespace {
constexpr Microseconds kDrainInterval{50};
constexpr Microseconds kTick{1024};
constexpr std::int64_t kMaxTicks = 0x7FFF'FFFF;

Result<void> nothing(const Result<std::uint32_t>& result) {
  if (!result) return std::unexpected(result.error());
  return {};
}
}  // namespace

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this != &other) {
    if (device_ != nullptr) (void)close();
    device_ = std::exchange(other.device_, nullptr);
    descriptor_ = other.descriptor_;
    limit_ = other.limit_;
  }
  return *this;
}

Handle::~Handle() {
  if (device_ == nullptr) return;
  try {
    (void)close();
  } catch (const BusError&) {  // the device is gone, and with it the socket
  }
}

Result<void> Handle::give_up(Call call) {
  if (device_ == nullptr) return failure(Errno::Ebadf);
  Device& device = *std::exchange(device_, nullptr);
  const auto result = nothing(device.command(call, descriptor_));
  device.pump();
  device.forget(descriptor_, 0xFF);  // the descriptor may serve another socket soon
  return result;
}

Result<void> Handle::close() { return give_up(Call::CallClose); }
Result<void> Handle::abort() { return give_up(Call::CallAbort); }

Result<std::uint16_t> Socket::bind(std::uint16_t port) {
  if (!is_open()) return failure(Errno::Ebadf);
  const auto result = device().command(Call::CallBind, descriptor(), 0, port);
  if (!result) return std::unexpected(result.error());
  return static_cast<std::uint16_t>(*result);
}

Result<void> Socket::start_connect(std::uint32_t ip, std::uint16_t port) {
  if (!is_open()) return failure(Errno::Ebadf);
  const auto result = nothing(device().command(Call::CallConnect, descriptor(), ip, port));
  if (!result && result.error() == std::errc::operation_in_progress) return {};
  return result;
}

Result<void> Socket::wait_connected() {
  return retry(kConnected | kError, [this]() -> Result<void> {
    const auto info = this->info();
    if (!info) return std::unexpected(info.error());
    if (info->error != 0) {
      // Told once: take it from the device as send() would.
      const auto told = device().command(Call::CallSend, descriptor());
      return std::unexpected(told ? make_error(info->error) : told.error());
    }
    if (info->state == TcpState::SynSent || info->state == TcpState::SynReceived) {
      return failure(Errno::Eagain);
    }
    if (info->state == TcpState::Closed || info->state == TcpState::Listen) return failure(Errno::Enotconn);
    return {};
  });
}

Result<void> Socket::connect(std::uint32_t ip, std::uint16_t port) {
  if (auto started = start_connect(ip, port); !started) return started;
  if (limit().count() == 0) return failure(Errno::Einprogress);
  return wait_connected();
}

Result<std::size_t> Socket::send(std::span<const std::byte> octets) {
  if (octets.empty()) return std::size_t{0};
  return retry(kWritable | kConnected | kError,
               [&] { return device().send(descriptor(), octets); });
}

Result<std::size_t> Socket::receive(std::span<std::byte> octets) {
  if (octets.empty()) return std::size_t{0};
  return retry(kReadable | kPeerClosed | kError,
               [&] { return device().receive(descriptor(), octets); });
}

Result<void> Socket::send_all(std::span<const std::byte> octets) {
  while (!octets.empty()) {
    const auto sent = send(octets);
    if (!sent) return std::unexpected(sent.error());
    octets = octets.subspan(*sent);
  }
  return {};
}

Result<void> Socket::drain() {
  if (!is_open()) return failure(Errno::Ebadf);
  const auto deadline = device().now() + limit();
  for (;;) {
    const auto info = this->info();
    if (!info) return std::unexpected(info.error());
    if (info->error != 0) return std::unexpected(make_error(info->error));
    if (info->unsent == 0 && info->unacked == 0) return {};
    const auto now = device().now();
    if (now >= deadline) return failure(Errno::Etimedout);
    device().bus().wait_interrupt(std::min(kDrainInterval, deadline - now));
    device().pump();
  }
}

Result<std::size_t> Socket::send_urgent(std::span<const std::byte> octets) {
  if (octets.empty()) return std::size_t{0};
  return retry(kWritable | kConnected | kError,
               [&] { return device().send(descriptor(), octets, true); });
}

Result<std::uint32_t> Socket::urgent() const {
  if (!is_open()) return failure(Errno::Ebadf);
  const auto info = this->info();
  if (!info) return std::unexpected(info.error());
  return info->urgent;
}

Result<std::error_code> Socket::soft_error() const {
  if (!is_open()) return failure(Errno::Ebadf);
  const auto info = this->info();
  if (!info) return std::unexpected(info.error());
  return info->soft_error == 0 ? std::error_code{} : make_error(info->soft_error);
}

Result<void> Socket::shutdown(How how) {
  if (!is_open()) return failure(Errno::Ebadf);
  return nothing(device().command(Call::CallShutdown, descriptor(), 0, 0, static_cast<std::uint32_t>(how)));
}

Result<void> Socket::set(Option option, std::uint32_t value) {
  if (!is_open()) return failure(Errno::Ebadf);
  return nothing(device().command(Call::CallOption, descriptor(), 0, static_cast<std::uint16_t>(option), value));
}

Result<void> Socket::set_no_delay(bool on) { return set(Option::OptionNoDelay, on ? 1 : 0); }
Result<void> Socket::set_reuse(bool on) { return set(Option::OptionReuse, on ? 1 : 0); }
Result<void> Socket::set_ttl(unsigned hops) { return set(Option::OptionTtl, hops); }
Result<void> Socket::set_tos(unsigned tos) { return set(Option::OptionTos, tos); }
Result<void> Socket::set_congestion(Congestion algorithm) {
  return set(Option::OptionCongestion, static_cast<std::uint32_t>(algorithm));
}
Result<void> Socket::set_keep_alive(Microseconds idle) { return set_time(Option::OptionKeepIdle, idle); }
Result<void> Socket::set_user_timeout(Microseconds limit) { return set_time(Option::OptionUserTimeout, limit); }

// Rounded up: what is not zero must not become it.
Result<void> Socket::set_time(Option option, Microseconds time) {
  if (!is_open()) return failure(Errno::Ebadf);
  if (time.count() < 0 || time > kTick * kMaxTicks) return failure(Errno::Einval);
  return set(option, static_cast<std::uint32_t>((time + kTick - Microseconds{1}) / kTick));
}

Result<Socket> Listener::accept() {
  return retry(kAcceptable, [this]() -> Result<Socket> {
    const auto child = device().command(Call::CallAccept, descriptor());
    if (!child) return std::unexpected(child.error());
    return Socket(device(), static_cast<Descriptor>(*child));
  });
}

Result<Socket> Device::socket() {
  const auto descriptor = command(Call::CallSocket, 0);
  if (!descriptor) return std::unexpected(descriptor.error());
  return Socket(*this, static_cast<Descriptor>(*descriptor));
}

Result<Listener> Device::listen(std::uint16_t port, unsigned backlog) {
  const auto descriptor = command(Call::CallSocket, 0);
  if (!descriptor) return std::unexpected(descriptor.error());
  Listener listener(*this, static_cast<Descriptor>(*descriptor));
  if (const auto bound = command(Call::CallBind, listener.descriptor(), 0, port); !bound) {
    return std::unexpected(bound.error());
  }
  if (const auto listening = command(Call::CallListen, listener.descriptor(), 0, 0, backlog); !listening) {
    return std::unexpected(listening.error());
  }
  return listener;
}

Result<Socket> Device::connect(std::uint32_t ip, std::uint16_t port, Microseconds limit) {
  auto socket = this->socket();
  if (!socket) return socket;
  socket->set_limit(limit);
  if (const auto connected = socket->connect(ip, port); !connected) {
    return std::unexpected(connected.error());
  }
  return socket;
}

}  // namespace sockwire
