#include "model/icmp/inbox.h"

#include <stdexcept>
#include <utility>

#include "model/icmp/message.h"
#include "model/pages.h"
#include "model/queue.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

void IcmpInbox::receive(const Datagram& datagram) {
  messages_.push_back({datagram.header.src, datagram.header.tos, datagram.octets});
}

IcmpRecord IcmpInbox::record(IcmpVerdict verdict, std::uint32_t peer, std::size_t length) {
  return {.valid = true,
          .order = order_++,
          .verdict = verdict,
          .src = peer,
          .length = static_cast<std::uint16_t>(length)};
}

// RFC 4293: each message, and by type each with a sound checksum, whatever becomes of it.
void IcmpInbox::count_message(IcmpVerdict verdict, std::uint8_t type) {
  ++count_.icmp_in_msgs;
  if (verdict == IcmpVerdict::IcmpBusy) ++count_.icmp_in_discards;
  if (verdict == IcmpVerdict::IcmpChecksum) {
    ++count_.icmp_in_errors;
    return;
  }
  if (type == kTypeUnreachable) ++count_.icmp_in_dest_unreachs;
  if (type == kTypeTimeExceeded) ++count_.icmp_in_time_excds;
  if (type == kTypeParameter) ++count_.icmp_in_parm_probs;
  if (type == kTypeSourceQuench) ++count_.icmp_in_src_quenchs;
  if (type == kTypeEchoRequest) ++count_.icmp_in_echos;
}

// ---------------------------------------------------------------- messages

IcmpRecord IcmpInbox::message_event(const Network& network) {
  const Message message = pop(messages_, "no ICMP message waits");
  const IcmpVerdict verdict = judge_icmp(message.octets, network);
  count_message(verdict, message.octets.empty() ? std::uint8_t{0} : message.octets[0]);
  if (verdict == IcmpVerdict::IcmpAnswered)
    replies_.push_back({message.peer, message.tos, echo_reply(message.octets)});
  if (verdict == IcmpVerdict::IcmpError)
    errors_.push_back(told_error(message.octets, network)->error);
  if (verdict == IcmpVerdict::IcmpUdpError)
    udp_errors_.push_back(told_error(message.octets, network)->error);
  return record(verdict, message.peer, message.octets.size());
}

IcmpRecord IcmpInbox::busy_event(const Network& network) {
  if (messages_.empty()) throw std::logic_error("no ICMP message waits");
  const IcmpVerdict verdict = judge_icmp(messages_.front().octets, network);
  const bool for_tcp = verdict == IcmpVerdict::IcmpError;
  const bool for_udp = verdict == IcmpVerdict::IcmpUdpError;
  if (verdict != IcmpVerdict::IcmpAnswered && !for_tcp && !for_udp)
    throw std::logic_error("the oldest ICMP message is neither an echo request nor an error");
  if ((for_tcp && errors_.size() < kErrorQueue) || (for_udp && udp_errors_.size() < kErrorQueue))
    throw std::logic_error("there is room for the oldest ICMP message, an error");
  const Message message = pop(messages_, "");
  count_message(IcmpVerdict::IcmpBusy, message.octets[0]);
  return record(IcmpVerdict::IcmpBusy, message.peer, message.octets.size());
}

IcmpRecord IcmpInbox::datagram_event(const Network& network, bool busy,
                                     std::optional<Message>& reply) {
  const Datagram datagram = pop(datagrams_, "no ICMP message that came in fragments waits");
  IcmpVerdict verdict = judge_icmp(datagram.octets, network, datagram.whole);
  const bool answered = verdict == IcmpVerdict::IcmpAnswered;
  if (answered && busy) verdict = IcmpVerdict::IcmpBusy;
  if (answered && !busy)
    reply = {datagram.header.src, datagram.header.tos, adjusted_reply(datagram.octets)};
  count_message(verdict, datagram.octets[0]);
  IcmpRecord r = record(verdict, datagram.header.src, datagram.octets.size());
  r.datagram = true;
  return r;
}

unsigned IcmpInbox::pages() const {
  unsigned sum = 0;
  for (const Datagram& datagram : datagrams_) sum += pages_of(datagram.octets.size());
  return sum;
}

// ---------------------------------------------------------------- replies and errors

IcmpInbox::Message IcmpInbox::take_reply() {
  ++count_.icmp_out_echo_reps;
  return pop(replies_, "no echo reply waits");
}

void IcmpInbox::reply_missed() { missed_.push_back(pop(replies_, "no echo reply waits")); }

IcmpRecord IcmpInbox::no_route_event() {
  ++count_.icmp_in_discards;
  const Message missed = pop(missed_, "no echo reply missed its neighbour");
  return record(IcmpVerdict::IcmpNoRoute, missed.peer, missed.octets.size());
}

IcmpError IcmpInbox::take_error() { return pop(errors_, "no ICMP error waits for TCP"); }
IcmpError IcmpInbox::take_udp_error() { return pop(udp_errors_, "no ICMP error waits for UDP"); }

// ---------------------------------------------------------------- errors of ours

void IcmpInbox::ask_for(FaultSource source, const Fault& fault) { asked(source).push_back(fault); }

const Fault* IcmpInbox::next_fault(FaultSource source) const {
  const auto& waiting = asked_[static_cast<std::size_t>(source)];
  return waiting.empty() ? nullptr : &waiting.front();
}

IcmpRecord IcmpInbox::fault_event(const Network& network, std::uint64_t now,
                                  std::optional<FaultSource> source) {
  const bool ip = source ? *source == FaultSource::Ip : !asked(FaultSource::Ip).empty();
  const Fault fault =
      pop(asked(ip ? FaultSource::Ip : FaultSource::Udp), "no error of ours is asked for");
  const bool sent = may_be_told(fault, network) && faults_.size() < kFaultQueue &&
                    limiter_.allows(tick_of(now));
  if (sent) {
    faults_.push_back(fault);
  } else {
    ++count_.icmp_out_limited;
  }
  IcmpRecord r = record(sent ? IcmpVerdict::IcmpFault : IcmpVerdict::IcmpLimited,
                        fault.header.src, Fault::kOctets);
  r.now = now;
  r.msg_type = fault.msg_type;
  r.code = fault.code;
  return r;
}

void IcmpInbox::forget_fault(FaultSource source) {
  pop(asked(source), "no error of ours is asked for");
  ++count_.icmp_out_limited;
}

Fault IcmpInbox::take_fault() {
  Fault fault = pop(faults_, "no error of ours waits for its neighbour");
  ++(fault.msg_type == kTypeUnreachable ? count_.icmp_out_dest_unreachs
                                        : count_.icmp_out_time_excds);
  return fault;
}

void IcmpInbox::fault_missed() {
  lost_.push_back(pop(faults_, "no error of ours waits for its neighbour"));
}

IcmpRecord IcmpInbox::lost_event() {
  ++count_.icmp_out_limited;
  const Fault fault = pop(lost_, "no error of ours missed its neighbour");
  return record(IcmpVerdict::IcmpLost, fault.header.src, Fault::kOctets);
}

}  // namespace sockwire::model
