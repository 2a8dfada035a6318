// Keep-alives: is a silent peer still there? (RFC 9293 3.8.4, RFC 1122 4.2.3.6)
#pragma once

#include "model/config.h"
#include "model/tcp/step.h"

namespace sockwire::model {

// The connection is open; or the host says anew how long a silence may be, 0 for ever.
void restart_keepalive(Tcb&, const World&);
// An acceptable segment has come: the silence begins anew.
void peer_was_heard(Tcb&, const World&);
// The timer has run out.
Step keepalive_timeout(const Tcb&, const World&);

}  // namespace sockwire::model
