#include "tests/programs/judge.h"

#include <fmt/format.h>

#include <algorithm>

namespace sockwire {

void Judge::wrong(unsigned desc, const std::string& sentence) const {
  throw Broken(fmt::format("descriptor {}: {}", desc, sentence));
}

Judge::Socket* Judge::find(unsigned desc) {
  const auto found = sockets_.find(desc);
  return found == sockets_.end() ? nullptr : &found->second;
}

unsigned Judge::allocated() {
  unsigned count = 0;
  for (unsigned desc = 0; desc < bench_.cfg().Sockets; ++desc) count += host_.state(desc).allocated;
  return count;
}

unsigned Judge::buffers_held() {
  unsigned count = 0;
  for (unsigned desc = 0; desc < bench_.cfg().Sockets; ++desc) {
    const Socket* socket = find(desc);
    const bool never = socket != nullptr && !socket->had_buffer;
    count += !never && host_.state(desc).allocated;
  }
  return count;
}

void Judge::spread_by_causes(Socket& socket) {
  if (socket.connection != nullptr)
    socket.phases = spread(socket.phases, socket.connection->causes());
}

Asked Judge::asked(const Socket& socket, Call call, std::uint16_t port, std::uint32_t length) {
  const auto listeners = std::ranges::count_if(
      sockets_, [](const auto& each) { return each.second.phases == kListening; });
  const auto holds_port = [&](const auto& each) {
    return each.second.bound && each.second.port == port;
  };
  return {.call = call,
          .length = length,
          .port = port,
          .bound = socket.bound,
          .has_buffer = socket.had_buffer,
          .port_may_be_taken = port != 0 && ports_given_.contains(port),
          .port_must_be_taken = port != 0 && std::ranges::any_of(sockets_, holds_port),
          .listeners_used_up = listeners >= bench_.cfg().Listeners,
          .buffers_may_be_used_up = false,
          .at_end = socket.connection != nullptr && socket.connection->at_end};
}

Judge::Socket* Judge::settle(const Asked& asked, unsigned desc, const Bench::Answered& answer) {
  Socket* socket = find(desc);
  const auto said = [&] {
    return fmt::format("{} answers {} {}", to_string(asked.call), to_string(answer.error),
                       answer.value);
  };
  if (socket == nullptr) {
    if (answer.error != Errno::Ebadf) wrong(desc, said() + ", though nobody holds it");
    tally_.add(fmt::format("{} Ebadf", to_string(asked.call)));
    return nullptr;
  }
  if (answer.error != Errno::Ok && answer.error != Errno::Einprogress && answer.value != 0) {
    wrong(desc, said() + ": an error with a value");
  }
  far_.tick();  // frames that came while the call ran are causes too
  spread_by_causes(*socket);
  const Phases left = after(socket->phases, asked, answer.error, answer.value);
  if (left == 0) wrong(desc, fmt::format("{}, but it is {}", said(), to_string(socket->phases)));
  socket->phases = left;
  tally_.add(fmt::format("{} {}", to_string(asked.call), to_string(answer.error)));
  return socket;
}

std::optional<unsigned> Judge::socket() {
  const Bench::Answered answer = host_.call(Call::CallSocket, 0);
  if (answer.error == Errno::Emfile) {
    const unsigned used = allocated();
    tally_.add("CallSocket Emfile");
    if (used < bench_.cfg().Sockets)
      throw Broken(fmt::format("socket() answers Emfile, but {} of {} are in use", used,
                               bench_.cfg().Sockets));
    return {};
  }
  if (answer.error != Errno::Ok)
    throw Broken(fmt::format("socket() answers {}", to_string(answer.error)));
  if (answer.value >= bench_.cfg().Sockets)
    wrong(answer.value, "socket() answers a number that is too large");
  if (find(answer.value) != nullptr)
    wrong(answer.value, "socket() answers it, but it is held already");
  sockets_[answer.value] = {};
  return answer.value;
}

Bench::Answered Judge::call(Call call, unsigned desc, std::uint32_t addr, std::uint16_t port,
                            std::uint32_t length) {
  const Socket* before = find(desc);
  const Asked what = asked(before != nullptr ? *before : Socket{}, call, port, length);
  const Bench::Answered answer = host_.call(call, desc, addr, port, length);
  Socket* socket = settle(what, desc, answer);
  if (socket == nullptr || answer.error != Errno::Ok) return answer;
  switch (call) {
    case Call::CallBind:
      socket->bound = true;
      socket->port = static_cast<std::uint16_t>(answer.value);
      if (port == 0) {
        for (const auto& [other, each] : sockets_) {
          if (other != desc && each.bound && each.port == socket->port)
            wrong(desc, fmt::format("bind() answers port {}, which {} has", answer.value, other));
        }
      }
      ports_given_.insert(socket->port);
      break;
    case Call::CallShutdown:
      if (length != 0) socket->waits_to_write = false;
      break;
    case Call::CallOption:
      if (port == 3 && length != 0 && socket->connection != nullptr)
        socket->connection->hurried = true;
      break;
    case Call::CallClose:
    case Call::CallAbort:
      let_go(desc, call);
      break;
    default:
      break;
  }
  return answer;
}

void Judge::let_go(unsigned desc, Call call) {
  Socket& socket = sockets_.at(desc);
  if (Connection* connection = socket.connection; connection != nullptr && connection->is_held) {
    connection->is_held = false;
    // Text that is here or comes later is answered with a reset (RFC 1122 4.2.2.13).
    connection->cut |= call == Call::CallAbort || connection->got < connection->peer_said;
  }
  for (Connection& connection : far_.all()) {  // those that nobody has accepted
    if (socket.phases == kListening && !connection.engine_opens && !connection.was_held &&
        connection.tcp->options().remote_port == socket.port) {
      connection.cut = true;
    }
  }
  sockets_.erase(desc);
  let_go_.insert(desc);
}

void Judge::connect(unsigned desc, std::uint32_t addr, std::uint16_t port, bool good_address,
                    Connection* to) {
  const Socket* before = find(desc);
  Asked what = asked(before != nullptr ? *before : Socket{}, Call::CallConnect, port, 0);
  what.good_address = good_address;
  const Bench::Answered answer = host_.call(Call::CallConnect, desc, addr, port);
  // In lockstep one may have come back meanwhile; there the model has judged already.
  what.buffers_may_be_used_up =
      answer.error == Errno::Enobufs && (!exact_ || buffers_held() >= bench_.cfg().Buffers);
  Socket* socket = settle(what, desc, answer);
  if (socket == nullptr || answer.error != Errno::Einprogress) return;
  if (to == nullptr) wrong(desc, "connect() to an address that is none answers Einprogress");
  if (socket->bound && answer.value != socket->port)
    wrong(desc,
          fmt::format("connect() answers port {}, but {} is bound", answer.value, socket->port));
  if (Connection* old = socket->connection; old != nullptr) old->is_held = false;
  socket->bound = true;
  socket->had_buffer = true;
  socket->port = static_cast<std::uint16_t>(answer.value);
  ports_given_.insert(socket->port);
  socket->connection = to;
  to->is_held = to->was_held = true;
  socket->waits_to_write = true;  // until it stands
  socket->waits_to_read = false;
}

std::optional<unsigned> Judge::accept(unsigned desc) {
  const Socket* before = find(desc);
  const Asked what = asked(before != nullptr ? *before : Socket{}, Call::CallAccept, 0, 0);
  const bool waits =
      before != nullptr && before->phases == kListening && host_.state(desc).waiting > 0;
  const Bench::Answered answer = host_.call(Call::CallAccept, desc);
  Socket* socket = settle(what, desc, answer);
  if (socket == nullptr) return {};
  socket->tried = true;
  if (answer.error == Errno::Eagain && waits)
    wrong(desc, "accept() answers Eagain, but a connection waits");
  if (answer.error == Errno::Eagain) socket->waits_to_accept = true;
  if (answer.error != Errno::Ok) return {};
  const unsigned child = answer.value;
  if (find(child) != nullptr) wrong(child, "accept() answers it, but it is held already");
  const auto state = host_.state(child);
  Connection* connection = far_.at_port(state.remote_port);
  if (!state.attached || connection == nullptr || state.peer != far_.ip() ||
      connection->engine_opens || connection->was_held ||
      connection->tcp->options().remote_port != socket->port || state.local_port != socket->port) {
    wrong(child,
          fmt::format(
              "accept() answers it, but a connection from port {} to {} is none that can wait",
              state.remote_port, state.local_port));
  }
  connection->is_held = connection->was_held = true;
  const std::uint16_t port = socket->port;
  sockets_[child] = {.phases = kOpen, .had_buffer = true, .port = port, .connection = connection};
  spread_by_causes(sockets_[child]);
  return child;
}

Bench::Answered Judge::send(unsigned desc, std::uint32_t length) {
  const Socket* before = find(desc);
  const Asked what = asked(before != nullptr ? *before : Socket{}, Call::CallSend, 0, length);
  Connection* connection = before != nullptr ? before->connection : nullptr;
  const Octets text = connection != nullptr ? octets(connection->number, true, connection->said,
                                                     std::min(length, kWindowBytes))
                                            : Octets{};
  const std::uint32_t free = before != nullptr ? host_.state(desc).free : 0;
  const Bench::Answered answer = host_.send(desc, text, length);
  if (connection != nullptr && answer.error == Errno::Ok && answer.value <= length)
    connection->said += answer.value;
  Socket* socket = settle(what, desc, answer);
  if (socket == nullptr) return answer;
  if (answer.error == Errno::Ok || answer.error == Errno::Eagain) {
    const std::uint32_t most = std::min(length, free);
    if (socket->phases != kDialing && (answer.value < most || (exact_ && answer.value != most))) {
      wrong(desc, fmt::format("send({}) answers {}, but there was room for {}", length,
                              answer.value, free));
    }
    if (connection->said - connection->peer_got > bench_.cfg().BufBytes + 65'535 + 1)
      wrong(desc, "it took more than its buffer and the peer's can hold");
  }
  if (answer.error == Errno::Eagain) socket->waits_to_write = true;
  if (socket->phases == kOver)
    socket->waits_to_write = socket->waits_to_read = false;  // it was told
  return answer;
}

Bench::Answered Judge::recv(unsigned desc, std::uint32_t length) {
  const Socket* before = find(desc);
  const Asked what = asked(before != nullptr ? *before : Socket{}, Call::CallRecv, 0, length);
  const std::uint32_t readable = before != nullptr ? host_.state(desc).readable : 0;
  const Host::Received got = host_.recv(desc, length);
  Socket* socket = settle(what, desc, got.answer);
  if (socket == nullptr) return got.answer;
  socket->tried = true;
  socket->waits_to_read = got.answer.error == Errno::Eagain;
  const std::uint32_t most = std::min({length, readable, kWindowBytes});
  if (got.answer.value < most || (exact_ && got.answer.value != most)) {
    wrong(desc, fmt::format("recv({}) answers {} {}, but {} waited", length,
                            to_string(got.answer.error), got.answer.value, readable));
  }
  if (readable > 0 && got.answer.error != Errno::Ok)
    wrong(desc, fmt::format("recv() answers {}, but {} octets waited", to_string(got.answer.error),
                            readable));
  if (got.answer.error != Errno::Ok) {
    if (socket->phases == kOver) socket->waits_to_write = false;
    return got.answer;
  }
  Connection& connection = *socket->connection;
  check_octets(fmt::format("descriptor {}", desc), connection.number, false, connection.got,
               got.octets);
  connection.got += got.answer.value;
  if (connection.got > connection.peer_said)
    wrong(desc, "more octets were received than the peer has sent");
  if (got.answer.value == 0 && (length > 0 || readable == 0)) {
    if (!connection.closed || connection.got != connection.peer_said) {
      wrong(desc, fmt::format("the end of the stream is told after {} octets of {}", connection.got,
                              connection.peer_said));
    }
    connection.at_end = true;
  }
  return got.answer;
}

}  // namespace sockwire
