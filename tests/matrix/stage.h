// Brings a connection of the engine into one of the states, plays one segment to it, and tells what
// could be seen on the wire and at the registers. A segment of a second connection follows each one
// played, and what answers that one is the end of the answer: nothing waits for silence.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "tests/matrix/oracle.h"
#include "verif/cosim/bench.h"
#include "verif/cosim/peer.h"

namespace sockwire {

// The states of RFC 9293 3.3.2; SYN-RECEIVED by both ways; one more where our window is closed, and
// two where the host has closed its descriptor.
enum class Place {
  Closed,
  Listen,
  SynSent,
  SynReceivedPassive,
  SynReceivedActive,
  Established,
  EstablishedZeroWindow,
  FinWait1,
  FinWait2,
  CloseWait,
  Closing,
  LastAck,
  TimeWait,
  FinWait1Closed,
  FinWait2Closed
};
inline constexpr Place kPlaces[] = {Place::Closed,
                                    Place::Listen,
                                    Place::SynSent,
                                    Place::SynReceivedPassive,
                                    Place::SynReceivedActive,
                                    Place::Established,
                                    Place::EstablishedZeroWindow,
                                    Place::FinWait1,
                                    Place::FinWait2,
                                    Place::CloseWait,
                                    Place::Closing,
                                    Place::LastAck,
                                    Place::TimeWait,
                                    Place::FinWait1Closed,
                                    Place::FinWait2Closed};
std::string to_string(Place place);
inline void PrintTo(Place place, std::ostream* out) { *out << to_string(place); }

// What can be seen of the engine when a segment has been dealt with.
struct Seen {
  std::vector<packet::Tcp> replies;
  TcpState state = TcpState::Closed;
  bool allocated = false, fin_rcvd = false, child = false;
  Errno error = Errno::Ok;
  std::uint32_t readable = 0, unacked = 0;  // of the stage's own connection
};

class Stage {
 public:
  static constexpr std::uint16_t kListenPort = 80, kNoPort = 81, kMarkerPort = 9;
  static constexpr std::uint32_t kSent = 30,
                                 kAcked = 10;  // octets of ours in flight, and of them acknowledged

  Stage(Engine engine, Bench::Options options, Place place);

  void open();     // a fresh connection; block() says how it stands
  void discard();  // back to nothing
  void become(const oracle::Block& after) {
    block_ = after;
  }  // what the last segment has made of it
  [[nodiscard]] const oracle::Block& block() const { return block_; }
  [[nodiscard]] std::uint32_t readable() const { return readable_; }

  Seen play(const oracle::Arrival& arrival);
  // What comes before the next marker does: what a call has sent.
  std::vector<packet::Tcp> answers();
  void acknowledge();    // all that the engine has sent
  void reset_by_peer();  // a RST in sequence
  // Half a second of the engine's time at the most, until a segment of this connection comes.
  void wait_for_ack(Seen& seen);
  void rest();  // five seconds of the engine's time: what throttles challenge ACKs has recovered
  void
  count_resources();  // every descriptor and buffer but those that the stage holds is free; throws

  Bench& bench() { return *bench_; }
  ScriptedPeer& peer() { return *peer_; }
  PeerConnection& connection() { return *connection_; }
  [[nodiscard]] unsigned desc() const { return desc_; }

 private:
  void connect();
  void establish();
  void fill_window();
  void half_open_passive();
  void half_open_active();
  void close_ours(TcpState next);
  void close_theirs(TcpState next);
  void find_child();
  void send(const oracle::Arrival& arrival);
  bool gather(Seen& seen);
  void await_marker(Seen& seen);
  void flush();
  void look(Seen& seen);
  void shift(unsigned time_shift);

  Place place_;
  std::unique_ptr<Bench> bench_;
  std::unique_ptr<ScriptedPeer> peer_;
  std::unique_ptr<PeerConnection> marker_, connection_;
  oracle::Block block_;
  unsigned desc_ = 0, listener_ = 0, last_child_ = 0, opened_ = 0;
  std::uint32_t readable_ = 0, passive_opens_ = 0, child_rcv_nxt_ = 0;
  bool has_child_ = false;
  std::uint16_t port_ = 0;
};

}  // namespace sockwire
