// What the engine may never send, whatever came before: seen at its pins, in the order in which it
// sends, before the link can spoil anything.
//
//   1. An acknowledgment never goes back.
//   2. The window's right edge never goes back (RFC 9293 3.8.6.2.1, SHLD-14), but by what a window
//      scale rounds off (RFC 7323 2.4).
//   3. Options and text together fit the peer's MSS (RFC 9293 3.7.1).
//   4. The FIN keeps its place, and nothing follows it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "verif/cosim/packet.h"

namespace sockwire {

class EngineWatch {
 public:
  // `peer_mss` and `peer_scales`: what the peer names in each of its SYNs.
  EngineWatch(std::uint16_t peer_mss, bool peer_scales) : peer_mss_{peer_mss}, peer_scales_{peer_scales} {}

  // One sentence; empty: all right.
  std::string look(const packet::Tcp& tcp);

 private:
  struct Connection {
    unsigned scale = 0;
    std::optional<std::uint32_t> ack{}, edge{}, fin{};
  };

  std::uint16_t peer_mss_;
  bool peer_scales_;
  std::map<std::pair<std::uint16_t, std::uint16_t>, Connection> connections_;
};

}  // namespace sockwire
