#include "sim/apps.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "sim/failure.h"

namespace sockwire {

namespace {
constexpr unsigned kBacklog = 8;
constexpr std::size_t kChunk = 2048;       // of one call; the size of the data window
constexpr std::size_t kQueueLimit = 4096;  // octets that may wait before we stop reading
constexpr std::size_t kLongestRequest = 8192;

struct Known {
  AppKind kind;
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array<Known, 4> kApps{{{AppKind::Echo, "echo", 7},
                                      {AppKind::Discard, "discard", 9},
                                      {AppKind::Source, "source", 19},
                                      {AppKind::Http, "http", 80}}};

std::span<const std::byte> as_octets(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

std::byte app_pattern(std::size_t at) {
  constexpr std::size_t kLine = 72;
  const std::size_t column = at % kLine;
  return static_cast<std::byte>(column == kLine - 1 ? '\n' : ' ' + (column + at / kLine) % 95);
}

std::optional<AppKind> parse_app(std::string_view name) {
  for (const auto& app : kApps) {
    if (app.name == name) return app.kind;
  }
  return std::nullopt;
}

std::string_view app_name(AppKind kind) { return kApps[static_cast<std::size_t>(kind)].name; }
std::uint16_t app_port(AppKind kind) { return kApps[static_cast<std::size_t>(kind)].port; }

AppServer::AppServer(Device& device, AppKind kind) : device_(device), kind_(kind), poller_(device) {
  auto listener = device.listen(app_port(kind), kBacklog);
  if (!listener) {
    throw Failure(kExitMismatch, fmt::format("the device refuses to listen on port {}: {}", app_port(kind),
                                             listener.error().message()));
  }
  listener->set_limit(Microseconds{0});
  listener_ = std::move(*listener);
  poller_.watch(*listener_, kAcceptable);
}

void AppServer::serve(Microseconds limit) {
  for (const auto& [descriptor, ready] : poller_.wait(limit)) {
    if (descriptor == listener_->descriptor()) {
      accept();
      continue;
    }
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) continue;
    Connection& connection = *found->second;
    if (!serve_one(connection, ready)) {
      poller_.unwatch(descriptor);
      connections_.erase(found);  // closes
      ++totals_.closed;
      continue;
    }
    const bool wants_to_read = !connection.peer_closed && connection.out.size() < kQueueLimit;
    const bool wants_to_write = !connection.out.empty() || kind_ == AppKind::Source;
    poller_.watch(connection.socket, static_cast<std::uint8_t>((wants_to_read ? kReadable | kPeerClosed : 0) |
                                                               (wants_to_write ? kWritable : 0)));
  }
}

void AppServer::accept() {
  while (auto socket = listener_->accept()) {
    ++totals_.connections;
    socket->set_limit(Microseconds{0});
    auto connection = std::make_unique<Connection>(std::move(*socket));
    poller_.watch(connection->socket,
                  static_cast<std::uint8_t>(kReadable | kPeerClosed | (kind_ == AppKind::Source ? kWritable : 0)));
    connections_[connection->socket.descriptor()] = std::move(connection);
  }
}

bool AppServer::serve_one(Connection& connection, std::uint8_t ready) {
  if ((ready & kError) != 0) return false;
  if ((ready & (kReadable | kPeerClosed)) != 0 && connection.out.size() < kQueueLimit) {
    std::array<std::byte, kChunk> buffer;
    const auto got = connection.socket.receive(buffer);
    if (got && *got == 0) {
      connection.peer_closed = true;
    } else if (got) {
      totals_.received += *got;
      take(connection, std::span(buffer).first(*got));
    } else if (got.error() != std::errc::resource_unavailable_try_again) {
      return false;
    }
  }
  if (kind_ == AppKind::Source && connection.out.empty() && !connection.peer_closed) {
    for (std::size_t i = 0; i < kChunk; ++i) connection.out.push_back(app_pattern(connection.source_at++));
  }
  while (!connection.out.empty()) {
    const auto sent = connection.socket.send(connection.out);
    if (!sent) {
      if (sent.error() == std::errc::resource_unavailable_try_again) break;
      return false;
    }
    totals_.sent += *sent;
    connection.out.erase(connection.out.begin(), connection.out.begin() + static_cast<std::ptrdiff_t>(*sent));
  }
  return !(connection.out.empty() && (connection.peer_closed || connection.finish));
}

void AppServer::take(Connection& connection, std::span<const std::byte> octets) {
  switch (kind_) {
    case AppKind::Echo:
      connection.out.insert(connection.out.end(), octets.begin(), octets.end());
      break;
    case AppKind::Http:
      connection.request.append(reinterpret_cast<const char*>(octets.data()), octets.size());
      answer_http(connection);
      break;
    case AppKind::Discard:
    case AppKind::Source:
      break;
  }
}

// HTTP/1.0 (RFC 1945) and enough of 1.1 for a browser: one request, one answer, close.
void AppServer::answer_http(Connection& connection) {
  const bool complete = connection.request.find("\r\n\r\n") != std::string::npos;
  const bool too_long = connection.request.size() > kLongestRequest;
  if (connection.finish || (!complete && !too_long)) return;
  const bool get = connection.request.starts_with("GET ") || connection.request.starts_with("HEAD ");
  const std::string_view status = too_long ? "413 Content Too Large" : get ? "200 OK" : "405 Method Not Allowed";
  const auto info = connection.socket.info();
  const std::string body = fmt::format(
      "<!doctype html><title>Sockwire</title><h1>Sockwire</h1>"
      "<p>This page was served by a TCP/IP stack in hardware.</p>"
      "<p>Connection {} of socket {}; RCV.NXT {}, SND.NXT {}.</p>\n",
      totals_.connections, connection.socket.descriptor(), info ? info->rcv_nxt : 0, info ? info->snd_nxt : 0);
  const std::string head = fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", status, body.size());
  const auto add = [&](std::string_view text) {
    const auto octets = as_octets(text);
    connection.out.insert(connection.out.end(), octets.begin(), octets.end());
  };
  add(head);
  if (!connection.request.starts_with("HEAD ")) add(body);
  connection.finish = true;
}

}  // namespace sockwire
