// The servers of `sockwire live` by UDP: echo (RFC 862), discard (863) and source (864), each on the
// port that it has by TCP too.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "host/datagram.h"
#include "host/poller.h"
#include "sim/apps.h"

namespace sockwire {

class DatagramServer {
 public:
  struct Totals {
    std::uint64_t received = 0, sent = 0;  // datagrams
  };

  // Is there such a server by UDP?
  static bool serves(AppKind kind) { return kind != AppKind::Http; }
  // Binds the kind's port. Throws Failure where that fails.
  DatagramServer(Device& device, AppKind kind, std::uint32_t seed);

  // Hears this group too. Throws Failure where that fails.
  void join(std::uint32_t group);
  // Serves what has come.
  void serve();

  [[nodiscard]] const Totals& totals() const { return totals_; }

 private:
  bool take();    // false: nothing has come
  bool answer();  // false: there is no room yet

  AppKind kind_;
  Datagram socket_;
  Poller poller_;
  std::minstd_rand random_;
  std::vector<std::byte> octets_;  // of the datagram that is answered
  Datagram::Received from_;
  bool answering_ = false;
  Microseconds since_{};
  std::size_t source_at_ = 0;
  Totals totals_;
};

}  // namespace sockwire
