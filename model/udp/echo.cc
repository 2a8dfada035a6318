#include "model/udp/echo.h"

#include <utility>

#include "model/queue.h"
#include "model/udp/datagram.h"
#include "model/wire.h"

namespace sockwire::model {

namespace {

constexpr std::uint16_t kLowestPort = 1024;  // below it are services that may answer, too

UdpEchoVerdict judge(const ParsedUdp& parsed) {
  if (parsed.drop == UdpDrop::UdpDropLength) return UdpEchoVerdict::EchoLength;
  if (parsed.drop == UdpDrop::UdpDropChecksum) return UdpEchoVerdict::EchoChecksum;
  const Arrival& a = parsed.arrival;
  const bool may_answer = a.src_port < kLowestPort || a.src_port == a.dst_port;
  return may_answer ? UdpEchoVerdict::EchoRefused : UdpEchoVerdict::EchoAnswered;
}

// The ports change places, and so do the addresses: the sum over all stays what it was.
Octets answer_to(const ParsedUdp& parsed, std::uint16_t checksum) {
  Octets octets;
  append(octets, parsed.arrival.dst_port, 2);
  append(octets, parsed.arrival.src_port, 2);
  append(octets, kUdpHeaderOctets + parsed.payload.size(), 2);
  append(octets, checksum, 2);
  append(octets, parsed.payload);
  return octets;
}

}  // namespace

bool UdpEcho::takes(const Datagram& datagram, const Network& network) const {
  const IpHeader& header = datagram.header;
  return port_ != 0 && header.protocol == kProtocolUdp && !header.is_fragment() &&
         header.dst == network.ip && datagram.octets.size() >= kUdpHeaderOctets &&
         number16(datagram.octets, 2) == port_;
}

UdpEchoRecord UdpEcho::record(UdpEchoVerdict verdict, const Arrival& arrival) {
  return {.valid = true,
          .order = order_++,
          .verdict = verdict,
          .src = arrival.src,
          .src_port = arrival.src_port,
          .length = arrival.length};
}

void UdpEcho::count(UdpEchoVerdict verdict) {
  switch (verdict) {
    case UdpEchoVerdict::EchoLength:
    case UdpEchoVerdict::EchoChecksum:
      ++count_.udp_in_errors;
      break;
    case UdpEchoVerdict::EchoRefused:
    case UdpEchoVerdict::EchoBusy:
    case UdpEchoVerdict::EchoNoRoute:
      ++count_.udp_echo_discards;
      break;
    default:
      break;
  }
}

UdpEchoRecord UdpEcho::datagram_event(bool busy) {
  const Datagram datagram = pop(datagrams_, "no datagram waits for the echo application");
  const ParsedUdp parsed = parse_udp(datagram);
  UdpEchoVerdict verdict = judge(parsed);
  if (verdict == UdpEchoVerdict::EchoAnswered) {
    if (busy) {
      verdict = UdpEchoVerdict::EchoBusy;
    } else {
      replies_.push_back(
          {parsed.arrival, datagram.header.tos, answer_to(parsed, number16(datagram.octets, 6))});
    }
  }
  count(verdict);
  return record(verdict, parsed.arrival);
}

UdpEcho::Reply UdpEcho::take_reply() {
  ++count_.udp_echos;
  return pop(replies_, "no reply of the echo application waits");
}

void UdpEcho::reply_missed() {
  missed_.push_back(pop(replies_, "no reply of the echo application waits"));
}

UdpEchoRecord UdpEcho::no_route_event() {
  const Reply reply = pop(missed_, "no reply of the echo application missed its neighbour");
  count(UdpEchoVerdict::EchoNoRoute);
  return record(UdpEchoVerdict::EchoNoRoute, reply.request);
}

}  // namespace sockwire::model
