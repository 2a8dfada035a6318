// The TCP engine: one ordered stream of events, each carried out whole and told in its record.
//
// It holds the control blocks and decides; payload is elsewhere (model::Toe). An event that is not
// there to be carried out throws std::logic_error.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "model/config.h"
#include "model/counters.h"
#include "model/tcp/resources.h"
#include "model/tcp/step.h"

namespace sockwire::model {

class Engine {
 public:
  Engine(const Config&, Counters&);

  void set_network(const Network& network) { have_.network = network; }
  void set_secret(const std::array<std::uint32_t, 4>& secret);
  void set_msl(std::uint32_t us) { msl_ = us; }

  TcpRecord segment(const Segment&, std::uint64_t now);
  TcpRecord icmp_error(const IcmpError&, std::uint64_t now);
  TcpRecord call(const UserCall&, std::uint64_t now);
  // After the CLOSE or ABORT of a listener, one for each connection that waited in its queue.
  bool abort_is_owed() const { return !have_.orphans.empty(); }
  TcpRecord owed_abort(std::uint64_t now);
  TcpRecord timeout(std::uint16_t desc, Timer, std::uint64_t now);
  TcpRecord transmit(std::uint16_t desc, std::uint64_t now);

  // Next hops that seem to be dead, the oldest advice first (RFC 9293 3.8.3, R1).
  std::optional<std::uint32_t> take_advice();

  const Tcb& tcb(std::uint16_t desc) const { return tcbs_.at(desc); }
  const Resources& resources() const { return have_; }

 private:
  World world(std::uint64_t now) const { return {now, msl_, buf_bytes_, local_mss_}; }
  TcpRecord record(EventKind, std::uint64_t now);
  // Fills the record with what the step does to socket `desc`, and does it.
  void commit(TcpRecord&, std::uint16_t desc, const Step&);
  // The same for an event that touches no socket.
  void answer_only(TcpRecord&, const Step&);
  void listener_segment(TcpRecord&, const Listeners::Found&, const Segment&);
  Tcb child_of(const Listeners::Found&, const Connection&) const;
  // Why this listener cannot have another connection, or DropNone.
  Drop shortage(const Listeners::Found&) const;
  // RSTs for no connection, a thousand in a second at the most (RFC 9293 3.10.7.1): who floods us
  // shall not have us flood others.
  void limit_resets(Step&, std::uint64_t now);
  void count(const TcpRecord&);
  void count_drop(Drop);

  std::vector<Tcb> tcbs_;
  Resources have_;
  std::uint32_t msl_ = 30'000'000;
  std::uint32_t buf_bytes_;
  std::uint32_t local_mss_;
  std::uint64_t order_ = 0;
  std::uint32_t reset_at_ = 0;  // tick at which the period began
  unsigned resets_ = 0;         // in it
  std::deque<std::uint32_t> advice_;
  Counters& count_;
};

}  // namespace sockwire::model
