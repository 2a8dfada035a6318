// The echo server (RFC 792, RFC 1122 3.2.2.6): messages that wait to be judged, replies that wait
// for their neighbour's address.
#pragma once

#include <cstdint>
#include <deque>
#include <span>

#include "model/config.h"
#include "model/counters.h"

namespace sockwire::model {

class Echo {
 public:
  struct Message {
    std::uint32_t peer = 0;  // who sent it, or whom the reply goes to
    Octets octets;
  };

  explicit Echo(Counters& count) : count_(count) {}

  void receive(std::uint32_t src, std::span<const std::uint8_t> message);
  bool message_waits() const { return !messages_.empty(); }
  bool reply_waits() const { return !replies_.empty(); }
  std::uint32_t reply_to() const { return replies_.front().peer; }

  // The oldest message: judged, and answered if it is to be.
  IcmpRecord message_event();
  // The oldest message, an echo request, found no room.
  IcmpRecord busy_event();

  // The oldest reply: its neighbour is known, or was not.
  Message take_reply();
  void reply_missed();
  bool no_route_is_owed() const { return !missed_.empty(); }
  IcmpRecord no_route_event();

 private:
  Message take_message();
  IcmpRecord record(IcmpVerdict, const Message&);

  std::deque<Message> messages_;
  std::deque<Message> replies_;
  std::deque<Message> missed_;
  std::uint64_t order_ = 0;
  Counters& count_;
};

}  // namespace sockwire::model
