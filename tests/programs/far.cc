#include "tests/programs/far.h"

#include <fmt/format.h>

namespace sockwire {
namespace {

constexpr std::uint16_t kFirstPort = 7000;
constexpr std::size_t kSourcePort = 14 + 20, kDestinationPort = kSourcePort + 2;

}  // namespace

std::uint8_t octet(unsigned connection, bool to_peer, std::uint32_t at) {
  std::uint32_t x = (at + 1) * 2654435761U ^ (2 * connection + to_peer + 1) * 0x9E3779B9U;
  x = (x ^ x >> 15) * 0x85EBCA6BU;
  return static_cast<std::uint8_t>(x >> 24);
}

Octets octets(unsigned connection, bool to_peer, std::uint32_t at, std::uint32_t count) {
  Octets all(count);
  for (std::uint32_t i = 0; i < count; ++i) all[i] = octet(connection, to_peer, at + i);
  return all;
}

void check_octets(const std::string& who, unsigned connection, bool to_peer, std::uint32_t at,
                  std::span<const std::uint8_t> got) {
  for (std::uint32_t i = 0; i < got.size(); ++i) {
    const std::uint8_t right = octet(connection, to_peer, at + i);
    if (got[i] == right) continue;
    throw Broken(fmt::format("{} received 0x{:02x} for 0x{:02x} as octet {} of connection {}", who,
                             got[i], right, at + i, connection));
  }
}

Causes Connection::causes() const {
  using enum ReferenceTcp::End;
  const bool gone = tcp != nullptr && tcp->gone();
  const bool thrown = aborted || (gone && tcp->end() != Orderly);
  return {.answers = tcp != nullptr,
          .refuses = (tcp == nullptr && !is_silent) || thrown,
          .closed = closed,
          .resets = thrown,
          .is_silent = was_away};
}

Far::Far(Bench& bench)
    : bench_{bench},
      peer_{{.engine_mac = bench.options().network.mac, .engine_ip = bench.options().network.ip},
            [this](const Octets& frame) {
              if (!is_away(frame, kSourcePort)) to_engine_.push_back(frame);
            }} {
  bench_.on_frame([this](std::span<const std::uint8_t> frame) {
    if (!is_away(frame, kDestinationPort)) from_engine_.emplace_back(frame.begin(), frame.end());
  });
  peer_.announce();
}

bool Far::is_away(std::span<const std::uint8_t> frame, std::size_t port_at) {
  if (packet::get(frame, 12, 2) != kEtherTypeIpv4) return false;
  const Connection* connection =
      at_port(static_cast<std::uint16_t>(packet::get(frame, port_at, 2)));
  return connection != nullptr && connection->is_away;
}

Connection* Far::at_port(std::uint16_t port) {
  const std::size_t number = port - kFirstPort;
  return port >= kFirstPort && number < connections_.size() ? &connections_[number] : nullptr;
}

Connection& Far::add(bool engine_opens, bool endpoint, std::uint16_t engine_port) {
  const auto number = static_cast<unsigned>(connections_.size());
  Connection& connection = connections_.emplace_back();
  connection.number = number;
  connection.port = static_cast<std::uint16_t>(kFirstPort + number);
  connection.engine_opens = engine_opens;
  if (!endpoint) return connection;
  // All sorts of peers; every other one's numbers pass 2^32 soon.
  ReferenceTcp::Options options{.port = connection.port, .remote_port = engine_port};
  options.iss = number % 2 == 0 ? 0xFFFF'FE00U : 1000;
  if (number % 3 == 1) options.mss = 536, options.segment = 536;
  options.buffer = number % 3 == 2 ? 3000 : 65'535;
  options.sack = options.timestamps = number % 2 == 1;
  if (number % 2 == 1) options.window_scale = 2;
  connection.tcp = &peer_.add(options);
  return connection;
}

Connection& Far::listen() {
  Connection& connection = add(true, true, 0);
  connection.tcp->listen();
  return connection;
}

Connection& Far::nobody(bool silent) {
  Connection& connection = add(true, false, 0);
  connection.is_silent = connection.is_away = connection.was_away = silent;
  return connection;
}

Connection& Far::call(std::uint16_t engine_port) {
  Connection& connection = add(false, true, engine_port);
  connection.tcp->connect(bench_.time_us());
  return connection;
}

void Far::write(Connection& connection, std::uint32_t count) {
  if (connection.tcp == nullptr || connection.closed || connection.aborted) return;
  connection.tcp->write(octets(connection.number, false, connection.peer_said, count),
                        bench_.time_us());
  connection.peer_said += count;
}

void Far::close(Connection& connection) {
  if (connection.tcp == nullptr || connection.closed || connection.aborted) return;
  // An endpoint that waits for a call would be gone at once: that is abort's.
  if (connection.tcp->state() == ReferenceTcp::State::Listen ||
      connection.tcp->state() == ReferenceTcp::State::SynSent)
    return;
  connection.closed = true;
  connection.tcp->close(bench_.time_us());
}

void Far::abort(Connection& connection) {
  if (connection.tcp == nullptr || connection.aborted || connection.tcp->gone()) return;
  connection.aborted = true;
  connection.tcp->abort();
}

void Far::insist() {
  for (Connection& connection : connections_) {
    if (connection.aborted && connection.tcp->end() == ReferenceTcp::End::Aborted &&
        connection.tcp->options().remote_port != 0) {
      connection.tcp->abort();
    }
  }
}

void Far::tick() {
  for (const Octets& frame : std::exchange(from_engine_, {}))
    peer_.receive(frame, bench_.time_us());
  peer_.tick(bench_.time_us());
  for (Connection& connection : connections_) {
    if (connection.tcp == nullptr || connection.holds) continue;
    if (!connection.tcp->complaint().empty())
      throw Broken("the peer complains: " + connection.tcp->complaint());
    const Octets got = connection.tcp->read(100'000, bench_.time_us());
    check_octets("the peer", connection.number, true, connection.peer_got, got);
    connection.peer_got += static_cast<std::uint32_t>(got.size());
    if (connection.peer_got > connection.said) {
      throw Broken(fmt::format("the peer of connection {} received {} octets, but {} were sent",
                               connection.number, connection.peer_got, connection.said));
    }
  }
  for (const Octets& frame : std::exchange(to_engine_, {})) bench_.send_frame(frame);
}

}  // namespace sockwire
