// Connections and listeners of a Device. Move-only; destroying one closes it.
//
// Blocking calls wait up to the socket's time limit, in the bus's time, and then fail with
// timed_out; a limit of zero makes them non-blocking: resource_unavailable_try_again (EAGAIN).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "host/device.h"

namespace sockwire {

// The descriptor, and that it is closed once.
class Handle {
 public:
  Handle(Device& device, Descriptor descriptor) : device_(&device), descriptor_(descriptor) {}
  Handle(Handle&& other) noexcept
      : device_(std::exchange(other.device_, nullptr)), descriptor_(other.descriptor_), limit_(other.limit_) {}
  Handle& operator=(Handle&& other) noexcept;
  ~Handle();

  [[nodiscard]] Descriptor descriptor() const { return descriptor_; }
  [[nodiscard]] Device& device() const { return *device_; }
  [[nodiscard]] bool is_open() const { return device_ != nullptr; }
  // 30 s unless set.
  void set_limit(Microseconds limit) { limit_ = limit; }
  [[nodiscard]] Microseconds limit() const { return limit_; }

  Result<SocketInfo> info() const { return device_->info(descriptor_); }
  // close(): the descriptor is gone in any case; the connection ends in order behind it.
  Result<void> close();
  // Forgets the descriptor without closing it: somebody else owns it.
  Descriptor release() { device_ = nullptr; return descriptor_; }
  // Ends it at once: the peer is sent RST.
  Result<void> abort();

 protected:
  // Repeats `attempt` until it answers something else than EAGAIN or the limit is over.
  template <class Attempt>
  auto retry(std::uint8_t bits, Attempt attempt) -> decltype(attempt());

 private:
  Result<void> give_up(Call call);

  Device* device_;
  Descriptor descriptor_;
  Microseconds limit_{30'000'000};
};

template <class Attempt>
auto Handle::retry(std::uint8_t bits, Attempt attempt) -> decltype(attempt()) {
  if (device_ == nullptr) return failure(Errno::Ebadf);
  const auto deadline = device_->now() + limit_;
  for (;;) {
    // Forgotten before the attempt: what is raised while it runs is seen by the wait.
    device_->pump();
    device_->forget(descriptor_, bits);
    auto result = attempt();
    if (result || result.error() != std::errc::resource_unavailable_try_again) return result;
    if (limit_.count() == 0) return result;
    if (!device_->wait(descriptor_, bits, deadline)) return failure(Errno::Etimedout);
  }
}

class Socket : public Handle {
 public:
  using Handle::Handle;

  Result<std::uint16_t> bind(std::uint16_t port);
  // Starts a connection. operation_in_progress is not an error here: wait_connected() follows.
  Result<void> start_connect(std::uint32_t ip, std::uint16_t port);
  // connection_refused, timed_out, ...
  Result<void> wait_connected();
  Result<void> connect(std::uint32_t ip, std::uint16_t port);

  // Some octets, at least one. send: how many the send buffer took; they are neither sent nor
  // acknowledged yet (info().unsent, info().unacked). receive: 0 is the end of the stream.
  Result<std::size_t> send(std::span<const std::byte> octets);
  Result<std::size_t> receive(std::span<std::byte> octets);
  // All of them.
  Result<void> send_all(std::span<const std::byte> octets);
  // Waits until the peer has acknowledged everything.
  Result<void> drain();

  // Urgent text (RFC 9293 3.8.5): in the stream like all other; the peer is told where it ends. New
  // applications should do without (RFC 6093).
  Result<std::size_t> send_urgent(std::span<const std::byte> octets);
  // Octets still to be received up to and including the last urgent one; 0: none are ahead.
  Result<std::uint32_t> urgent() const;
  // What ICMP has told since there was progress: host_unreachable, network_unreachable,
  // connection_refused; an empty code: nothing. It ends no connection.
  Result<std::error_code> soft_error() const;

  // Options; kept over connect(), not inherited from a listener. Times are the device's, rounded up to
  // its ticks of 1,024 us; invalid_argument where they are negative or above 25 days.
  // Small segments do not wait for the acknowledgment of those ahead of them (TCP_NODELAY).
  Result<void> set_no_delay(bool on);
  // Silence after which the peer is asked whether it still lives (RFC 9293 3.8.4); zero: never.
  Result<void> set_keep_alive(Microseconds idle);
  // Without an acknowledgment for so long the connection ends with timed_out (RFC 5482); zero: by
  // the number of retransmissions.
  Result<void> set_user_timeout(Microseconds limit);
  // bind() takes a port that another socket has (SO_REUSEADDR), though not that of another listener
  // to listen on; invalid_argument once bound.
  Result<void> set_reuse(bool on);
  // What segments leave with: 1 to 255, or 0 for the device's own (IP_TTL); DSCP in bits 7:2 (IP_TOS),
  // bits 1:0, ECN, being 0. invalid_argument otherwise.
  Result<void> set_ttl(unsigned hops);
  Result<void> set_tos(unsigned tos);
  // NewReno unless set. While connected, CUBIC begins without a past.
  Result<void> set_congestion(Congestion algorithm);

  enum class How : std::uint8_t { Receive = 0, Send = 1, Both = 2 };
  Result<void> shutdown(How how);

 private:
  Result<void> set(Option option, std::uint32_t value);
  Result<void> set_time(Option option, Microseconds time);
};

class Listener : public Handle {
 public:
  using Handle::Handle;
  Result<Socket> accept();
};

}  // namespace sockwire
