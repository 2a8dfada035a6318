// The small servers of `sockwire live`: echo (RFC 862), discard (863), source (chargen's kin) and
// http, each on its well-known port, any number of connections at a time. By UDP: apps_datagram.h.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/poller.h"

namespace sockwire {

enum class AppKind : std::uint8_t { Echo, Discard, Source, Http };

std::optional<AppKind> parse_app(std::string_view name);
std::string_view app_name(AppKind kind);
std::uint16_t app_port(AppKind kind);
// What `source` sends: printable characters, one more each line, so that a receiver can tell where it is.
std::byte app_pattern(std::size_t at);

class AppServer {
 public:
  struct Totals {
    std::uint64_t connections = 0, closed = 0, received = 0, sent = 0;
  };

  // Listens on the kind's port. Throws Failure where that fails.
  AppServer(Device& device, AppKind kind);

  // Serves what is ready, waiting up to `limit` (of the bus's time) for something.
  void serve(Microseconds limit);

  [[nodiscard]] const Totals& totals() const { return totals_; }
  [[nodiscard]] std::size_t open() const { return connections_.size(); }

 private:
  struct Connection {
    explicit Connection(Socket s) : socket(std::move(s)) {}
    Socket socket;
    std::vector<std::byte> out;    // what is still to be sent
    std::string request;           // http: what has come so far
    std::size_t source_at = 0;     // source: position in the pattern
    bool peer_closed = false;
    bool finish = false;           // close when everything was sent
  };

  void accept();
  bool serve_one(Connection& connection, std::uint8_t ready);  // false: it is over
  void take(Connection& connection, std::span<const std::byte> octets);
  void answer_http(Connection& connection);

  Device& device_;
  AppKind kind_;
  Poller poller_;
  std::optional<Listener> listener_;
  std::map<Descriptor, std::unique_ptr<Connection>> connections_;
  Totals totals_;
};

}  // namespace sockwire
