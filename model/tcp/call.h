// User calls (RFC 9293 3.10.1 to 3.10.6, in the words of POSIX; docs/rules/tcp.md section 3).
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/tcp/resources.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// A call on a socket that the host holds; SOCKET and ACCEPT of a waiting connection are not among
// them, they are about sockets that the host does not hold yet. Of `Resources` only the search for
// an ephemeral port moves; everything else is asked only.
Step user_call(const Tcb&, const UserCall&, Resources&, const World&);

// SOCKET: a new block. ACCEPT: the connection is the host's.
Step call_socket(std::uint16_t desc);
Step call_accept(const Tcb& child, std::uint16_t desc);

// Nothing but an error.
Step refuse(const Tcb&, Errno);

}  // namespace sockwire::model
