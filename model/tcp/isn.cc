#include "model/tcp/isn.h"

#include "model/tcp/siphash.h"
#include "model/wire.h"

namespace sockwire::model {

Seq initial_sequence_number(const std::array<std::uint32_t, 4>& secret, std::uint32_t local_addr,
                            const Connection& connection, std::uint64_t now) {
  Octets message;
  append(message, local_addr, 4);
  append(message, connection.local_port, 2);
  append(message, connection.remote_addr, 4);
  append(message, connection.remote_port, 2);
  return static_cast<Seq>(siphash(secret, message)) + static_cast<Seq>(now >> 2);
}

}  // namespace sockwire::model
