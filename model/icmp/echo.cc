#include "model/icmp/echo.h"

#include <stdexcept>
#include <utility>

#include "model/icmp/message.h"

namespace sockwire::model {

namespace {

Echo::Message pop(std::deque<Echo::Message>& queue, const char* empty) {
  if (queue.empty()) throw std::logic_error(empty);
  Echo::Message front = std::move(queue.front());
  queue.pop_front();
  return front;
}

}  // namespace

void Echo::receive(std::uint32_t src, std::span<const std::uint8_t> message) {
  messages_.push_back({src, Octets(message.begin(), message.end())});
}

Echo::Message Echo::take_message() { return pop(messages_, "no ICMP message waits"); }

IcmpRecord Echo::record(IcmpVerdict verdict, const Message& message) {
  return {.valid = true,
          .order = order_++,
          .verdict = verdict,
          .src = message.peer,
          .length = static_cast<std::uint16_t>(message.octets.size())};
}

IcmpRecord Echo::message_event() {
  Message message = take_message();
  const IcmpVerdict verdict = judge_icmp(message.octets);
  const IcmpRecord r = record(verdict, message);
  ++count_.icmp_in_msgs;
  if (verdict == IcmpVerdict::IcmpChecksum) ++count_.icmp_in_errors;
  if (verdict == IcmpVerdict::IcmpAnswered) {
    ++count_.icmp_in_echos;
    replies_.push_back({message.peer, echo_reply(message.octets)});
  }
  return r;
}

IcmpRecord Echo::busy_event() {
  if (messages_.empty() || judge_icmp(messages_.front().octets) != IcmpVerdict::IcmpAnswered)
    throw std::logic_error("the oldest ICMP message is no echo request");
  ++count_.icmp_in_msgs;
  ++count_.icmp_in_echos;
  ++count_.icmp_in_discards;
  return record(IcmpVerdict::IcmpBusy, take_message());
}

Echo::Message Echo::take_reply() {
  ++count_.icmp_out_echo_reps;
  return pop(replies_, "no echo reply waits");
}

void Echo::reply_missed() { missed_.push_back(pop(replies_, "no echo reply waits")); }

IcmpRecord Echo::no_route_event() {
  ++count_.icmp_in_discards;
  return record(IcmpVerdict::IcmpNoRoute, pop(missed_, "no echo reply missed its neighbour"));
}

}  // namespace sockwire::model
