// What RFC 9293 section 3.10.7 says of a segment that arrives, with RFC 5961, RFC 1337 and RFC 5681
// section 4.2 where they add to it. Written from those texts alone: it knows neither model nor RTL,
// and the numbers that it works on are those that the peer has seen on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/generated/toe_types.h"  // the names of states and errors

namespace sockwire::oracle {

// RFC 9293 3.1 and RFC 3168/3540: the nine control bits as they stand in octets 12 and 13.
enum Control : std::uint16_t {
  kFin = 1,
  kSyn = 2,
  kRst = 4,
  kPsh = 8,
  kAck = 16,
  kUrg = 32,
  kEce = 64,
  kCwr = 128,
  kNs = 256,
  kControls = 512  // sets of them
};

// RFC 9293 3.3.1, as far as a peer can know it. CLOSED and LISTEN have no variables.
struct Block {
  TcpState state = TcpState::Closed;
  bool passive = false;  // SYN-RECEIVED came from LISTEN
  bool fin_sent = false;
  bool user_gone = false;  // the user has closed and hears nothing any more
  std::uint32_t iss = 0, snd_una = 0, snd_nxt = 0;
  std::uint32_t max_snd_wnd = 65535;  // RFC 5961 5.2
  std::uint32_t rcv_nxt = 0, rcv_wnd = 0;
};

struct Arrival {
  std::uint32_t seq = 0, ack = 0;
  std::uint16_t controls = 0;
  std::uint32_t text = 0;  // octets

  [[nodiscard]] bool has(std::uint16_t control) const { return (controls & control) != 0; }
  [[nodiscard]] std::uint32_t length() const { return text + has(kSyn) + has(kFin); }  // SEG.LEN
};

struct Reply {
  std::uint8_t controls = 0;
  std::uint32_t seq = 0, ack = 0;
  bool operator==(const Reply&) const = default;
};

// One way in which an endpoint may answer.
struct Outcome {
  Block block;  // afterwards
  std::optional<Reply> reply{};
  bool may_delay = false;       // the ACK may come up to 0.5 s later (3.8.6.3)
  bool challenge = false;       // the ACK may be throttled (RFC 5961 7)
  bool child = false;           // LISTEN: a connection in SYN-RECEIVED has been made
  bool gone = false;            // back to LISTEN: the connection's own block is deleted
  Errno told = Errno::Ok;       // what the user is told
  std::uint32_t delivered = 0;  // octets for the user
  bool closing = false;         // the user is told "connection closing"
  bool remembers =
      false;  // something invisible may have changed (a duplicate ACK counted, text held)

  [[nodiscard]] std::string text() const;
};

// All answers that the RFCs allow, the one that 3.10.7 describes first; never empty.
std::vector<Outcome> arrives(const Block& block, const Arrival& arrival);

}  // namespace sockwire::oracle
