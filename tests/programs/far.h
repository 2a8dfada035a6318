// The far end: a connection's two streams as both users know them, and the peer's user with his
// reference endpoint (tests/faults/reference_tcp.h), which shares no code with RTL and model.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/faults/reference_peer.h"
#include "tests/programs/phases.h"
#include "verif/cosim/bench.h"

namespace sockwire {

// A property does not hold; what() says which, in one sentence.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Octet `at` of the stream to the peer, or of the one from it. Different everywhere.
std::uint8_t octet(unsigned connection, bool to_peer, std::uint32_t at);
Octets octets(unsigned connection, bool to_peer, std::uint32_t at, std::uint32_t count);
// Throws Broken, where these are not what comes next.
void check_octets(const std::string& who, unsigned connection, bool to_peer, std::uint32_t at,
                  std::span<const std::uint8_t> got);

struct Connection {
  unsigned number = 0;
  std::uint16_t port = 0;       // the peer's
  ReferenceTcp* tcp = nullptr;  // none: nobody is there
  bool engine_opens = true;
  bool is_silent = false;  // never answers anything
  // ---- the peer's user
  bool holds = false, is_away = false, was_away = false;
  bool closed = false, aborted = false;
  std::uint32_t peer_said = 0, peer_got = 0;
  // ---- the engine's user
  std::uint32_t said = 0, got = 0;
  bool at_end = false;
  bool is_held = false;  // a descriptor of ours stands for it
  bool was_held = false;
  bool cut = false;      // the engine's user threw it away: abort, or close with text to come
  bool hurried = false;  // he has set a user timeout

  [[nodiscard]] Causes causes() const;
};

class Far {
 public:
  explicit Far(Bench& bench);

  Connection& listen();                         // the engine will call
  Connection& nobody(bool silent);              // a port that refuses, or answers nothing
  Connection& call(std::uint16_t engine_port);  // the peer calls
  [[nodiscard]] std::deque<Connection>& all() { return connections_; }
  [[nodiscard]] Connection* at_port(std::uint16_t port);
  [[nodiscard]] std::uint32_t ip() const { return peer_.options().ip; }

  void write(Connection& connection, std::uint32_t count);
  void close(Connection& connection);
  void abort(Connection& connection);
  void
  insist();  // again, for those that were aborted: their RST may have been lost, or out of place

  // After each microsecond: frames are handed over, timers run, the users read.
  void tick();

 private:
  Connection& add(bool engine_opens, bool endpoint, std::uint16_t engine_port);
  bool is_away(std::span<const std::uint8_t> frame, std::size_t port_at);

  Bench& bench_;
  std::vector<Octets> to_engine_, from_engine_;
  ReferencePeer peer_;
  std::deque<Connection> connections_;
};

}  // namespace sockwire
