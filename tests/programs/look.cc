// The half of the judge that watches: events and snapshots.
#include <fmt/format.h>

#include "tests/programs/judge.h"

namespace sockwire {

void Judge::take_events() {
  std::map<unsigned, Ready> came;
  while (const auto event = host_.take_event()) {
    Socket* socket = find(event->desc);
    if (socket == nullptr) {
      // What EVENT showed when it was closed stays (docs/rules/socket.md): one, and only then.
      if (exact_ || let_go_.erase(event->desc) == 0)
        wrong(event->desc, "an event names it, though nobody holds it");
      continue;
    }
    const Ready& ready = event->ready;
    if (ready.readable || ready.peer_closed || ready.error) socket->waits_to_read = false;
    if (ready.writable || ready.connected || ready.error) socket->waits_to_write = false;
    if (ready.acceptable) socket->waits_to_accept = false;
    came[event->desc] = ready;
  }
  for (const auto& [desc, ready] : came) {
    const auto state = host_.state(desc);
    const Socket& socket = *find(desc);
    const bool listens = state.state == TcpState::Listen;
    if (ready.acceptable && !(listens && (state.waiting > 0 || socket.tried)))
      wrong(desc, "an event says that a connection waits, but none does");
    if (ready.readable && state.readable == 0 && !state.fin_rcvd && state.error == Errno::Ok &&
        !socket.tried && exact_) {
      wrong(desc, "an event says that something can be received, but nothing can");
    }
    if (ready.error && exact_ && state.state != TcpState::Closed)
      wrong(desc, "an event says that the connection is lost, but it is not");
  }
  for (auto& [desc, socket] : sockets_) socket.tried = false;
  let_go_.clear();
}

// Some call that has answered Eagain would now say something else.
bool Judge::could_go_on(const Socket& socket, const Bench::SocketState& state) const {
  const bool lost = state.state == TcpState::Closed && state.error != Errno::Ok;
  const bool reads = state.readable > 0 || state.fin_rcvd || lost;
  const bool writes = state.free > 0 || lost;
  return (socket.waits_to_read && reads) || (socket.waits_to_write && writes) ||
         (socket.waits_to_accept && state.waiting > 0);
}

void Judge::look(unsigned desc, Socket& socket) {
  const auto state = host_.state(desc);
  far_.tick();
  spread_by_causes(socket);
  if (!state.allocated || !state.attached) wrong(desc, "it is held, but the engine has it no more");
  const Phases shown = seen(state.state, state.error);
  if ((socket.phases & shown) == 0) {
    wrong(desc, fmt::format("it shows {} ({}), but it is {}", to_string(state.state),
                            to_string(state.error), to_string(socket.phases)));
  }
  socket.phases &= shown;
  tally_.add(to_string(socket.phases));
  if (socket.bound && state.local_port != socket.port)
    wrong(desc, fmt::format("it shows port {}, not {}", state.local_port, socket.port));
  if (const Connection* connection = socket.connection; connection != nullptr) {
    if (state.peer != far_.ip() || state.remote_port != connection->port) {
      wrong(desc, fmt::format("it shows the peer's port {}, but its connection has {}",
                              state.remote_port, connection->port));
    }
    if (state.readable > connection->peer_said - connection->got) {
      wrong(desc, fmt::format("{} octets wait, but the peer has sent {} and {} were received",
                              state.readable, connection->peer_said, connection->got));
    }
    if (state.unsent + state.unacked > connection->said)
      wrong(desc, "more octets are on their way than were sent");
  }
  if (!could_go_on(socket, state)) return;
  // It may have happened between the events and this look.
  bench_.run_us(1);
  far_.tick();
  take_events();
  if (Socket* again = find(desc); again != nullptr && could_go_on(*again, state)) {
    wrong(desc, fmt::format("readiness is lost: a call answered that it would block, now {} octets "
                            "can be received, {} sent, {} connections wait, "
                            "the state is {} ({}), and no event says so",
                            state.readable, state.free, state.waiting, to_string(state.state),
                            to_string(state.error)));
  }
}

void Judge::look() {
  for (auto& [desc, socket] : sockets_) look(desc, socket);
}

}  // namespace sockwire
