#include "model/tcp/icmp_error.h"

#include <algorithm>

#include "model/tcp/output.h"
#include "model/tcp/rtt.h"

namespace sockwire::model {

namespace {

bool is_too_big(const IcmpError& error) {
  return error.msg_type == kTypeUnreachable && error.code == kCodeFragmentation;
}

// The peer has no TCP, or nothing at that port.
bool is_refusal(const IcmpError& error) {
  return error.msg_type == kTypeUnreachable &&
         (error.code == kCodeProtocol || error.code == kCodePort);
}

// RFC 1122 3.2.2.1: network unreachable, unknown, or not with this type of service.
bool is_network_unreachable(const IcmpError& error) {
  return error.msg_type == kTypeUnreachable &&
         (error.code == 0 || error.code == 6 || error.code == 11);
}

Errno soft_error(const IcmpError& error) {
  if (is_network_unreachable(error)) return Errno::Enetunreach;
  return is_refusal(error) ? Errno::Econnrefused : Errno::Ehostunreach;
}

// RFC 1191: what is outstanding goes again in smaller pieces, at once. It was no congestion.
void shrink_segments(Step& s, std::uint16_t mtu, const World& world) {
  constexpr std::uint32_t kTimestampsOctets = 12;
  Tcb& t = s.tcb;
  const std::uint32_t believed = mtu == 0 ? kMtuUnknown : std::max(mtu, kMtuFloor);
  const std::uint32_t mss = believed - kHeadersOctets - (t.ts_ok ? kTimestampsOctets : 0);
  if (!t.syn_acked || mss >= t.snd_mss) {
    s.drop = Drop::DropIgnored;
    return;
  }
  t.snd_mss = static_cast<std::uint16_t>(mss);
  t.snd_rtx = t.snd_una;
  t.resend = false;
  t.recovering = false;
  t.dup_acks = 0;
  sent_again(t);
  settle(s, world);
}

}  // namespace

Step icmp_error(const Tcb& pre, const IcmpError& error, const World& world) {
  Step s = {.tcb = pre};
  const bool in_flight = error.seq - pre.snd_una < flight(pre);
  if (!in_flight) {  // RFC 5927 4.1: forged, or of long ago
    s.drop = Drop::DropUnacceptable;
  } else if (is_too_big(error)) {
    shrink_segments(s, error.mtu, world);
  } else if (is_refusal(error) && !pre.syn_acked) {  // RFC 5461 4.1: hard only here
    shut(s, pre.passive ? Errno::Ok : Errno::Econnrefused);
  } else {
    s.tcb.soft_error = soft_error(error);
  }
  return s;
}

}  // namespace sockwire::model
