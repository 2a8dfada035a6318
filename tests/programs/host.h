// The engine as a program sees it: calls, events, snapshots, through the bench's registers. Faults
// can be planted between the two, to show that the judge finds them.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string_view>

#include "verif/cosim/bench.h"

namespace sockwire {

enum class Plant : std::uint8_t {
  None,
  DropReadable,    // no event says that text has come
  DropWritable,    // nor that there is room again, or that the connection stands
  DropError,       // nor that it was lost
  DropAcceptable,  // nor that a connection waits
  DoubleOctet,     // the second octet of a RECV is the first once more
  LoseLastOctet,   // of a SEND of two and more, though it is answered as taken
  EarlyEnd,        // RECV says the end of the stream where there is nothing yet
  LeakDescriptor,  // CLOSE of a connection does not reach the engine
  LateClose,       // a closed descriptor still answers
  WrongErrno,      // EPIPE becomes ENOTCONN
  WrongEvent,      // events name the descriptor below
};

class Host {
 public:
  struct Received {
    Bench::Answered answer;
    Octets octets;
  };

  Host(Bench& bench, Plant plant) : bench_{bench}, plant_{plant} {}

  Bench::Answered call(Call call, unsigned desc, std::uint32_t addr = 0, std::uint16_t port = 0,
                       std::uint32_t length = 0);
  Bench::Answered send(unsigned desc, std::span<const std::uint8_t> octets, std::uint32_t length);
  Received recv(unsigned desc, std::uint32_t length);
  Bench::SocketState state(unsigned desc) { return bench_.state(desc); }
  std::optional<Bench::Event> take_event();

 private:
  Bench& bench_;
  Plant plant_;
  std::set<unsigned> closed_;
};

}  // namespace sockwire
