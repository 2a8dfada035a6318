// The socket window: one atomic view of a socket, and the registers that are computed from it
// (docs/rules/socket.md, "Socket window").
#pragma once

#include <cstdint>
#include <optional>

#include "model/toe.h"

namespace sockwire::model {

class SocketWindow {
 public:
  // Copies the socket's control block, of TCP or UDP; nothing for a descriptor that does not exist.
  void select(std::uint16_t desc, const Toe&, std::uint64_t now);
  std::uint16_t selected() const { return desc_; }
  // A register SOCK_*, of that copy.
  std::uint32_t read(std::uint32_t address) const;

 private:
  std::uint32_t read_tcp(std::uint32_t address) const;
  std::uint32_t read_udp(std::uint32_t address) const;
  std::uint32_t state() const;
  std::uint32_t free() const;
  std::uint32_t unacked() const;
  std::uint32_t options() const;

  std::uint16_t desc_ = 0;
  bool valid_ = false;
  std::uint32_t buf_bytes_ = 0;
  Tcb tcb_{};
  std::uint32_t waiting_ = 0;  // in the accept queue
  std::uint32_t idle_ = 0;
  std::optional<Ucb> ucb_;    // instead, for a UDP socket
  std::uint32_t first_ = 0;  // octets of payload of the first datagram in its queue
};

}  // namespace sockwire::model
