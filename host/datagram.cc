#include "host/datagram.h"

#include <algorithm>

#include "host/registers.h"

namespace sockwire {

namespace {
constexpr std::uint8_t kMayReceive = kReadable | kError;
constexpr std::uint8_t kMaySend = kWritable | kError;
constexpr std::uint16_t kDatagramSocket = 1;  // SOCKET, port

Result<void> nothing(const Result<std::uint32_t>& result) {
  if (!result) return std::unexpected(result.error());
  return {};
}
}  // namespace

Result<Datagram> Device::datagram() {
  const auto descriptor = command(Call::CallSocket, 0, 0, kDatagramSocket);
  if (!descriptor) return std::unexpected(descriptor.error());
  return Datagram(*this, static_cast<Descriptor>(*descriptor));
}

Result<std::uint16_t> Datagram::bind(std::uint16_t port) {
  if (!is_open()) return failure(Errno::Ebadf);
  const auto result = device().command(Call::CallBind, descriptor(), 0, port);
  if (!result) return std::unexpected(result.error());
  return static_cast<std::uint16_t>(*result);
}

Result<void> Datagram::connect(std::uint32_t ip, std::uint16_t port) {
  if (!is_open()) return failure(Errno::Ebadf);
  if (ip == 0) return failure(Errno::Einval);
  return nothing(device().command(Call::CallConnect, descriptor(), ip, port));
}

Result<void> Datagram::disconnect() {
  if (!is_open()) return failure(Errno::Ebadf);
  return nothing(device().command(Call::CallConnect, descriptor()));
}

// ---------------------------------------------------------------- octets

// What was given of a datagram that cannot be finished would begin the next one: a piece that is
// larger than the window is refused, and what was composed is forgotten with it.
Result<void> Datagram::give_up_composing(std::error_code reason) {
  (void)device().command(Call::CallSend, descriptor(), 0, 0,
                         device().capabilities().window_octets + 1);
  return std::unexpected(reason);
}

Result<void> Datagram::send_to(std::span<const std::byte> octets, std::uint32_t ip,
                               std::uint16_t port) {
  if (!is_open()) return failure(Errno::Ebadf);
  const std::size_t window = device().capabilities().window_octets;
  bool composing = false;
  for (;;) {
    const auto piece = octets.first(std::min(octets.size(), window));
    octets = octets.subspan(piece.size());
    const auto sent = retry(kMaySend, [&] {
      return device().send_datagram(descriptor(), piece, ip, port, !octets.empty());
    });
    if (!sent) return composing ? give_up_composing(sent.error()) : std::unexpected(sent.error());
    if (octets.empty()) return {};
    composing = true;
  }
}

Result<Datagram::Received> Datagram::receive_from(std::span<std::byte> octets, Then then) {
  if (!is_open()) return failure(Errno::Ebadf);
  const std::size_t window = device().capabilities().window_octets;
  Received received;
  for (bool last = false; !last;) {
    const auto room = octets.subspan(received.copied);
    // Only the last command may let the datagram go, and the first tells how long it is.
    const std::size_t wanted = received.copied == 0 ? octets.size()
                                                    : std::min(octets.size(), received.length);
    last = wanted - received.copied <= window;
    const auto part = retry(kMayReceive, [&] {
      return device().receive_datagram(descriptor(), room.first(std::min(room.size(), window)),
                                       static_cast<std::uint32_t>(received.copied),
                                       !last || then == Then::Keep);
    });
    if (!part) return std::unexpected(part.error());
    const bool was_first = received.copied == 0;
    received = {received.copied + part->copied, part->length, part->ip, part->port, part->to};
    const bool complete = received.copied == std::min(octets.size(), received.length);
    if (was_first && complete && !last) {  // shorter than there was room for: it can go now
      last = true;
      if (then == Then::Take)
        (void)device().receive_datagram(descriptor(), {}, 0, /*keep=*/false);
    }
  }
  return received;
}

// ---------------------------------------------------------------- options

Result<void> Datagram::set(Option option, std::uint32_t value) {
  if (!is_open()) return failure(Errno::Ebadf);
  return nothing(device().command(Call::CallOption, descriptor(), 0,
                                  static_cast<std::uint16_t>(option), value));
}

Result<void> Datagram::set_broadcast(bool on) { return set(Option::OptionBroadcast, on ? 1 : 0); }
Result<void> Datagram::set_ttl(unsigned hops) { return set(Option::OptionTtl, hops); }
Result<void> Datagram::set_tos(unsigned tos) { return set(Option::OptionTos, tos); }
Result<void> Datagram::set_dont_fragment(bool on) {
  return set(Option::OptionNoFragment, on ? 1 : 0);
}
Result<void> Datagram::set_multicast_ttl(unsigned hops) {
  return set(Option::OptionMulticastTtl, hops);
}
Result<void> Datagram::join(std::uint32_t group) { return set(Option::OptionJoin, group); }
Result<void> Datagram::leave(std::uint32_t group) { return set(Option::OptionLeave, group); }

}  // namespace sockwire
