// ICMP messages and what they leave to be done: messages that wait to be judged, echo replies
// (RFC 792, RFC 1122 3.2.2.6) that wait for their neighbour's address, errors that wait for TCP.
#pragma once

#include <cstdint>
#include <deque>
#include <span>

#include "model/config.h"
#include "model/counters.h"

namespace sockwire::model {

class IcmpInbox {
 public:
  struct Message {
    std::uint32_t peer = 0;  // who sent it, or whom the reply goes to
    Octets octets;
  };

  explicit IcmpInbox(Counters& count) : count_(count) {}

  void receive(std::uint32_t src, std::span<const std::uint8_t> message);
  bool message_waits() const { return !messages_.empty(); }
  bool reply_waits() const { return !replies_.empty(); }
  std::uint32_t reply_to() const { return replies_.front().peer; }

  // The oldest message: judged, and answered or kept for TCP if it is to be.
  IcmpRecord message_event(const Network&);
  // The oldest message found no room: an echo request, or an error while ErrorQueue of them wait.
  // When TCP takes one out is the hardware's to know, so message_event() keeps as many as it is
  // told to.
  IcmpRecord busy_event(const Network&);

  // The oldest reply: its neighbour is known, or was not.
  Message take_reply();
  void reply_missed();
  bool no_route_is_owed() const { return !missed_.empty(); }
  IcmpRecord no_route_event();

  // Errors for TCP, the oldest first.
  std::size_t errors() const { return errors_.size(); }
  IcmpError take_error();

 private:
  Message take_message();
  IcmpRecord record(IcmpVerdict, const Message&);
  void count_message(const Message&);

  std::deque<Message> messages_;
  std::deque<Message> replies_;
  std::deque<Message> missed_;
  std::deque<IcmpError> errors_;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
