// ICMP messages and what they leave to be done: messages that wait to be judged, echo replies
// (RFC 792, RFC 1122 3.2.2.6) that wait for their neighbour's address, errors that wait for TCP and
// UDP, and errors of our own (docs/rules/network.md, "ICMP").
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "model/config.h"
#include "model/counters.h"
#include "model/icmp/fault.h"
#include "model/ip/header.h"

namespace sockwire::model {

// Who asks for an error of ours.
enum class FaultSource { Ip, Udp };

class IcmpInbox {
 public:
  struct Message {
    std::uint32_t peer = 0;  // who sent it, or whom it goes to
    std::uint8_t tos = 0;
    Octets octets;
  };

  explicit IcmpInbox(Counters& count) : count_(count) {}

  // ---- Messages that came in one piece.
  void receive(const Datagram&);
  std::size_t messages() const { return messages_.size(); }
  // The oldest message: judged, and answered or kept for TCP or UDP if it is to be.
  IcmpRecord message_event(const Network&);
  // The oldest message found no room: an echo request, or an error while ErrorQueue of its kind
  // wait. When one is taken out is the hardware's to know, so message_event() keeps as many as it is
  // told to.
  IcmpRecord busy_event(const Network&);

  // ---- Those that came in several: the oldest. `busy`: the hardware has no room for the answer. An
  // answer is left in `reply`.
  void receive_fragmented(Datagram datagram) { datagrams_.push_back(std::move(datagram)); }
  std::size_t datagrams() const { return datagrams_.size(); }
  unsigned pages() const;
  IcmpRecord datagram_event(const Network&, bool busy, std::optional<Message>& reply);

  // ---- The oldest reply: its neighbour is known, or was not.
  bool reply_waits() const { return !replies_.empty(); }
  std::uint32_t reply_to() const { return replies_.front().peer; }
  Message take_reply();
  void reply_missed();
  bool no_route_is_owed() const { return !missed_.empty(); }
  IcmpRecord no_route_event();

  // ---- Errors for TCP and for UDP, the oldest first.
  std::size_t errors() const { return errors_.size(); }
  std::size_t udp_errors() const { return udp_errors_.size(); }
  IcmpError take_error();
  IcmpError take_udp_error();

  // ---- Errors of ours: asked for, then queued, then sent or lost for want of a neighbour.
  void ask_for(FaultSource source, const Fault& fault);
  std::size_t asked_for() const { return asked_[0].size() + asked_[1].size(); }
  const Fault* next_fault(FaultSource) const;  // the oldest of this source; null if none waits
  // The oldest that `source` asks for; without one IP's come first.
  IcmpRecord fault_event(const Network&, std::uint64_t now, std::optional<FaultSource> source);
  // The hardware had no room for it and said so by a count alone.
  void forget_fault(FaultSource);
  std::size_t faults() const { return faults_.size(); }
  std::uint32_t fault_to() const { return faults_.front().header.src; }
  Fault take_fault();
  void fault_missed();
  std::size_t lost() const { return lost_.size(); }
  IcmpRecord lost_event();

 private:
  IcmpRecord record(IcmpVerdict, std::uint32_t peer, std::size_t length);
  void count_message(IcmpVerdict, std::uint8_t type);
  std::deque<Fault>& asked(FaultSource source) { return asked_[static_cast<std::size_t>(source)]; }

  std::deque<Message> messages_;
  std::deque<Datagram> datagrams_;
  std::deque<Message> replies_;
  std::deque<Message> missed_;
  std::deque<IcmpError> errors_;
  std::deque<IcmpError> udp_errors_;
  std::array<std::deque<Fault>, 2> asked_;  // by FaultSource
  std::deque<Fault> faults_;                // wait for their neighbour
  std::deque<Fault> lost_;
  FaultLimiter limiter_;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
