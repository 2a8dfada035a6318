#include "model/tcp/isn.h"

#include "model/tcp/siphash.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

Octets name_of(std::uint32_t local_addr, const Connection& connection) {
  Octets message;
  append(message, local_addr, 4);
  append(message, connection.local_port, 2);
  append(message, connection.remote_addr, 4);
  append(message, connection.remote_port, 2);
  return message;
}

}  // namespace

InitialNumbers initial_numbers(const std::array<std::uint32_t, 4>& secret, std::uint32_t local_addr,
                               const Connection& connection, std::uint64_t now) {
  const std::uint64_t hash = siphash(secret, name_of(local_addr, connection));
  return {.iss = static_cast<Seq>(hash) + static_cast<Seq>(now >> 2),
          .ts_offset = static_cast<std::uint32_t>(hash >> 32)};
}

std::uint32_t port_offset(const std::array<std::uint32_t, 4>& secret, std::uint32_t local_addr,
                          std::uint32_t remote_addr, std::uint16_t remote_port) {
  constexpr std::uint32_t kDynamicMask = 0x3FFF;  // one of 16,384 ports
  const Connection peer = {.remote_addr = remote_addr, .remote_port = remote_port};
  return static_cast<std::uint32_t>(siphash(secret, name_of(local_addr, peer))) & kDynamicMask;
}

std::uint32_t cookie_hash(const std::array<std::uint32_t, 4>& secret, std::uint32_t local_addr,
                          const Connection& connection, std::uint16_t count) {
  Octets message = name_of(local_addr, connection);
  append(message, count, 3);
  return static_cast<std::uint32_t>(siphash(secret, message));
}

}  // namespace sockwire::model
