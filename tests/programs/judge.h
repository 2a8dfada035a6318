// Makes the calls of a program and judges every answer. The properties, checked after each step:
//
//   1. An answer is one of those that the socket's phases allow (phases.h), and a snapshot of the
//      registers shows one of them too.
//   2. Octets arrive right, in order and once, in both streams of each connection; the end of a
//   stream
//      is told when all of it was.
//   3. A descriptor stands for the connection that it was made for, and for no other; one that
//   nobody
//      holds answers EBADF.
//   4. What snapshots tell agrees with what the calls then answer.
//   5. Readiness is never lost: where a call answered that it would block and would not any more,
//   an
//      event has said so since. And events say only what is so.
#pragma once

#include <map>
#include <set>
#include <string>

#include "tests/programs/far.h"
#include "tests/programs/host.h"

namespace sockwire {

// How often something was met, by its name.
struct Tally {
  std::map<std::string, std::uint64_t> counts;
  void add(const std::string& name) { ++counts[name]; }
};

class Judge {
 public:
  struct Socket {
    Phases phases = kFresh;
    bool bound = false, had_buffer = false;
    std::uint16_t port = 0;
    Connection* connection = nullptr;  // the latest
    // Calls that would have blocked, and no event since has said that they would not any more.
    bool waits_to_read = false, waits_to_write = false, waits_to_accept = false;
    bool tried = false;  // to receive or to accept since events were last taken
  };

  // `exact`: no time passes within a call.
  Judge(Bench& bench, Host& host, Far& far, Tally& tally, bool exact)
      : bench_{bench}, host_{host}, far_{far}, tally_{tally}, exact_{exact} {}

  // The new descriptor, if there is one.
  std::optional<unsigned> socket();
  // What is done with a number that stands for no socket must answer EBADF.
  Bench::Answered call(Call call, unsigned desc, std::uint32_t addr = 0, std::uint16_t port = 0,
                       std::uint32_t length = 0);
  void connect(unsigned desc, std::uint32_t addr, std::uint16_t port, bool good_address,
               Connection* to);
  std::optional<unsigned> accept(unsigned desc);
  Bench::Answered send(unsigned desc, std::uint32_t length);
  Bench::Answered recv(unsigned desc, std::uint32_t length);

  void take_events();
  void look();  // at every socket; after take_events

  [[nodiscard]] std::map<unsigned, Socket>& sockets() { return sockets_; }
  [[nodiscard]] Socket* find(unsigned desc);
  // All descriptors of the engine but those that nothing was ever done with.
  [[nodiscard]] unsigned allocated();
  [[nodiscard]] unsigned buffers_held();  // at most

 private:
  Asked asked(const Socket& socket, Call call, std::uint16_t port, std::uint32_t length);
  // Properties 1 and 3; moves the socket on. The socket, or none where EBADF was right.
  Socket* settle(const Asked& asked, unsigned desc, const Bench::Answered& answer);
  void let_go(unsigned desc, Call call);
  void look(unsigned desc, Socket& socket);
  [[nodiscard]] bool could_go_on(const Socket& socket, const Bench::SocketState& state) const;
  void spread_by_causes(Socket& socket);
  [[noreturn]] void wrong(unsigned desc, const std::string& sentence) const;

  Bench& bench_;
  Host& host_;
  Far& far_;
  Tally& tally_;
  bool exact_;
  std::map<unsigned, Socket> sockets_;
  std::set<std::uint16_t> ports_given_;  // ever: connections that nobody holds may keep theirs
  std::set<unsigned> let_go_;            // since events were last taken
};

}  // namespace sockwire
