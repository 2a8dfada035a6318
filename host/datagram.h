// UDP sockets of a Device (RFC 768, RFC 1122 4.1). Move-only; destroying one closes it.
//
// Blocking calls wait as those of Socket do: up to the socket's limit, in the bus's time; a limit of
// zero makes them non-blocking (EAGAIN). A datagram is sent and received whole or not at all; one
// that is larger than a data window takes several commands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "host/socket.h"

namespace sockwire {

class Datagram : public Handle {
 public:
  using Handle::Handle;

  // What came: how many octets were copied, how many the datagram has, from whom it is, and to whom
  // it was sent: our address, a broadcast or a group (RFC 1122 4.1.3.5).
  struct Received {
    std::size_t copied = 0, length = 0;
    std::uint32_t ip = 0;
    std::uint16_t port = 0;
    std::uint32_t to = 0;
    [[nodiscard]] bool truncated() const { return copied < length; }
  };

  // The port that is bound; 0 takes a free one. address_in_use; invalid_argument if bound already.
  Result<std::uint16_t> bind(std::uint16_t port);
  // From now on only this peer is heard, its ICMP errors are told, and send() goes there.
  Result<void> connect(std::uint32_t ip, std::uint16_t port);
  Result<void> disconnect();

  // One datagram of up to 65,507 octets, empty ones too. message_size: too large for IP, the device's
  // memory, or one frame with set_dont_fragment(); permission_denied: a broadcast without
  // set_broadcast(); destination_address_required; host_unreachable, connection_refused, ... what
  // became of an earlier one (told once).
  Result<void> send(std::span<const std::byte> octets) { return send_to(octets, 0, 0); }
  Result<void> send_to(std::span<const std::byte> octets, std::uint32_t ip, std::uint16_t port);
  // The next datagram; what does not fit into `octets` is lost, unless it is kept for another call.
  enum class Then : std::uint8_t { Take, Keep };
  Result<Received> receive_from(std::span<std::byte> octets, Then then = Then::Take);

  // Options. invalid_argument where the value is not one.
  Result<void> set_broadcast(bool on);             // SO_BROADCAST
  Result<void> set_ttl(unsigned hops);             // 1 to 255; 0: the device's own (IP_TTL)
  Result<void> set_tos(unsigned tos);              // DSCP and ECN (IP_TOS)
  Result<void> set_dont_fragment(bool on);         // DF (IP_MTU_DISCOVER)
  Result<void> set_multicast_ttl(unsigned hops);   // 1 to 255; 1 unless set (RFC 1112 6.1)
  Result<void> join(std::uint32_t group);          // address_in_use: is in it already
  Result<void> leave(std::uint32_t group);         // address_not_available: is not

 private:
  Result<void> set(Option option, std::uint32_t value);
  Result<void> give_up_composing(std::error_code reason);
};

}  // namespace sockwire
