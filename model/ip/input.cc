#include "model/ip/input.h"

#include <algorithm>
#include <utility>

#include "model/pages.h"
#include "model/queue.h"
#include "model/tcp/tcb.h"

namespace sockwire::model {

IpRecord IpInput::record(std::uint64_t now, IpVerdict verdict, const IpHeader& header,
                         std::size_t length) {
  return {.valid = true,
          .order = order_++,
          .now = now,
          .verdict = verdict,
          .src = header.src,
          .dst = header.dst,
          .protocol = header.protocol,
          .identification = header.identification,
          .length = static_cast<std::uint16_t>(length),
          .at = header.at,
          .more = header.more};
}

namespace {

// Datagrams of UDP lie in the datagram memory, but not those that the echo application answers.
bool is_kept(const Datagram& datagram, const LayersAbove& above) {
  return datagram.header.protocol == kProtocolUdp && !above.is_for_echo(datagram);
}

}  // namespace

IpInput::Outcome IpInput::frame_event(std::uint64_t now, bool no_room, const Network& network,
                                      const LayersAbove& above) {
  const Frame frame = pop(frames_, "no frame with IPv4 waits");
  ++count_.ip_in_receives;
  auto datagram = parse_ip(frame.octets);
  if (!datagram) {
    ++count_.ip_in_hdr_errors;
    return {record(now, IpVerdict::IpHeader, {}, 0), {}, {}};
  }

  const IpHeader& header = datagram->header;
  const IpVerdict verdict = judge_ip(header, frame.to_group_mac, network, above.is_member);
  Outcome outcome{record(now, verdict, header, datagram->length()), {}, {}};
  if (verdict == IpVerdict::IpProtocol && can_be_quoted(header, datagram->length(), network))
    outcome.fault = Fault::about(*datagram, kTypeUnreachable, kCodeProtocol);  // 3.2.2.1
  if (verdict != IpVerdict::IpDelivered) {
    count_drop(verdict);
  } else if (header.is_fragment()) {
    fragment(outcome, *datagram, now, no_room);
  } else if (no_room && is_kept(*datagram, above)) {
    outcome.record.verdict = IpVerdict::IpNoRoom;
    ++count_.ip_in_discards;
  } else {
    outcome.datagram = std::move(*datagram);
  }
  return outcome;
}

void IpInput::count_drop(IpVerdict verdict) {
  if (verdict == IpVerdict::IpAddress) ++count_.ip_in_addr_errors;
  if (verdict == IpVerdict::IpDiscard) ++count_.ip_in_discards;
  if (verdict == IpVerdict::IpProtocol) ++count_.ip_in_unknown_protos;
}

void IpInput::fragment(Outcome& outcome, const Datagram& datagram, std::uint64_t now,
                       bool no_room) {
  ++count_.ip_reasm_reqds;
  auto [verdict, complete] = reassembly_.fragment(datagram, tick_of(now), no_room);
  outcome.record.verdict = verdict;
  if (verdict == IpVerdict::IpRefused || verdict == IpVerdict::IpOverlap ||
      verdict == IpVerdict::IpNoRoom)
    ++count_.ip_reasm_fails;
  if (complete) deliver(outcome, std::move(*complete));
}

// A complete datagram goes to its layer, but TCP takes no more than fits into one frame.
void IpInput::deliver(Outcome& outcome, Datagram datagram) {
  ++count_.ip_reasm_oks;
  outcome.record.length = datagram.length();
  if (datagram.header.protocol != kProtocolTcp) {
    outcome.datagram = std::move(datagram);
  } else if (datagram.octets.size() <= largest_segment_) {
    replays_.push_back(std::move(datagram));
  } else {
    ++count_.ip_in_discards;
  }
}

IpInput::Outcome IpInput::replay_event(std::uint64_t now) {
  Datagram segment = pop(replays_, "no segment that came in fragments waits");
  IpHeader whole = segment.header;
  whole.at = 0;
  whole.more = false;
  Outcome outcome{record(now, IpVerdict::IpReplay, whole, segment.octets.size()), {}, {}};
  outcome.datagram = std::move(segment);
  return outcome;
}

// ---------------------------------------------------------------- time

bool IpInput::timeout_due(std::uint64_t now) const {
  return reassembly_.timeout_due(tick_of(now));
}

// RFC 1122 3.3.2: what is there is forgotten, and the sender is told if the first fragment is.
IpInput::Outcome IpInput::timeout_event(std::uint64_t now, const Network& network) {
  auto [header, first] = reassembly_.give_up(tick_of(now));
  ++count_.ip_reasm_fails;
  header.at = 0;
  header.more = false;
  Outcome outcome{record(now, IpVerdict::IpTimeout, header, 0), {}, {}};
  if (first && can_be_quoted(first->header, first->octets.size(), network))
    outcome.fault = Fault::about(*first, kTypeTimeExceeded, kCodeReassembly);
  return outcome;
}

// ---------------------------------------------------------------- memory

unsigned IpInput::pages_wanted(const Network& network, const LayersAbove& above) const {
  if (frames_.empty()) return 0;
  const Frame& frame = frames_.front();
  const auto datagram = parse_ip(frame.octets);
  if (!datagram || judge_ip(datagram->header, frame.to_group_mac, network, above.is_member) !=
                       IpVerdict::IpDelivered)
    return 0;
  if (datagram->header.is_fragment()) return reassembly_.pages_wanted(*datagram);
  return is_kept(*datagram, above) ? pages_of(datagram->octets.size()) : 0;
}

unsigned IpInput::pages() const {
  unsigned sum = reassembly_.pages();
  for (const Datagram& segment : replays_) sum += pages_of(segment.octets.size());
  return sum;
}

}  // namespace sockwire::model
