#include "model/icmp/inbox.h"

#include <stdexcept>
#include <utility>

#include "model/icmp/message.h"
#include "model/queue.h"

namespace sockwire::model {

void IcmpInbox::receive(std::uint32_t src, std::span<const std::uint8_t> message) {
  messages_.push_back({src, Octets(message.begin(), message.end())});
}

IcmpInbox::Message IcmpInbox::take_message() { return pop(messages_, "no ICMP message waits"); }

IcmpRecord IcmpInbox::record(IcmpVerdict verdict, const Message& message) {
  return {.valid = true,
          .order = order_++,
          .verdict = verdict,
          .src = message.peer,
          .length = static_cast<std::uint16_t>(message.octets.size())};
}

// By type, whatever becomes of it; its checksum is right.
void IcmpInbox::count_message(const Message& message) {
  switch (message.octets[0]) {
    case kTypeUnreachable:
      ++count_.icmp_in_dest_unreachs;
      break;
    case kTypeTimeExceeded:
      ++count_.icmp_in_time_excds;
      break;
    case kTypeParameter:
      ++count_.icmp_in_parm_probs;
      break;
    case kTypeSourceQuench:
      ++count_.icmp_in_src_quenchs;
      break;
    case kTypeEchoRequest:
      ++count_.icmp_in_echos;
      break;
    default:
      break;
  }
}

IcmpRecord IcmpInbox::message_event(const Network& network) {
  const Message message = take_message();
  const IcmpVerdict verdict = judge_icmp(message.octets, network);
  ++count_.icmp_in_msgs;
  if (verdict == IcmpVerdict::IcmpChecksum) {
    ++count_.icmp_in_errors;
  } else {
    count_message(message);
  }
  if (verdict == IcmpVerdict::IcmpAnswered)
    replies_.push_back({message.peer, echo_reply(message.octets)});
  if (verdict == IcmpVerdict::IcmpError) errors_.push_back(*error_for_tcp(message.octets, network));
  return record(verdict, message);
}

IcmpRecord IcmpInbox::busy_event(const Network& network) {
  if (messages_.empty()) throw std::logic_error("no ICMP message waits");
  const IcmpVerdict verdict = judge_icmp(messages_.front().octets, network);
  const bool request = verdict == IcmpVerdict::IcmpAnswered;
  if (!request && verdict != IcmpVerdict::IcmpError)
    throw std::logic_error("the oldest ICMP message is neither an echo request nor for TCP");
  if (!request && errors_.size() < kErrorQueue)
    throw std::logic_error("there is room for the oldest ICMP message, an error for TCP");
  const Message message = take_message();
  ++count_.icmp_in_msgs;
  ++count_.icmp_in_discards;
  count_message(message);
  return record(IcmpVerdict::IcmpBusy, message);
}

IcmpInbox::Message IcmpInbox::take_reply() {
  ++count_.icmp_out_echo_reps;
  return pop(replies_, "no echo reply waits");
}

void IcmpInbox::reply_missed() { missed_.push_back(pop(replies_, "no echo reply waits")); }

IcmpRecord IcmpInbox::no_route_event() {
  ++count_.icmp_in_discards;
  return record(IcmpVerdict::IcmpNoRoute, pop(missed_, "no echo reply missed its neighbour"));
}

IcmpError IcmpInbox::take_error() { return pop(errors_, "no ICMP error waits for TCP"); }

}  // namespace sockwire::model
