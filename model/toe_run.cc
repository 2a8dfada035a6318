// Stand-alone: an order of our own for everything that can happen.
#include "model/toe.h"

namespace sockwire::model {

bool Toe::step_arp() {
  if (arp_.waits() > 0) return arp_wait_event().valid;
  if (!arp_packets_.empty()) return arp_packet_event().valid;
  if (const auto advice = engine_.take_advice()) return finish(arp_.advise_event(*advice)).valid;
  if (claim_) return arp_claim_event().valid;
  if (sending_.asks(network_)) return arp_resolve_event(ArpClient::ClientSend).valid;
  if (icmp_.reply_waits()) return arp_resolve_event(ArpClient::ClientIcmp).valid;
  if (icmp_.faults() > 0) return arp_resolve_event(ArpClient::ClientFault).valid;
  if (echo_.replies() > 0) return arp_resolve_event(ArpClient::ClientEcho).valid;
  if (outbox_.waits()) return arp_resolve_event(ArpClient::ClientTcp).valid;
  if (!sending_.unasked_waits(network_)) return false;
  send_unasked();
  return true;
}

bool Toe::step_ip(std::uint64_t now) {
  if (ip_.replays() > 0) return ip_replay_event(now).valid;
  if (ip_.frames() > 0) return ip_event(now).valid;
  return ip_timeout_due(now) && ip_timeout_event(now).valid;
}

bool Toe::step_icmp(std::uint64_t now) {
  if (icmp_.messages() > 0) return icmp_event().valid;
  if (icmp_.datagrams() > 0) return icmp_datagram_event().valid;
  if (icmp_.no_route_is_owed()) return icmp_no_route_event().valid;
  if (icmp_.lost() > 0) return icmp_lost_event().valid;
  return icmp_.asked_for() > 0 && icmp_fault_event(now).valid;
}

bool Toe::step_igmp(std::uint64_t now) {
  if (igmp_.mode_due(now)) return igmp_mode_event(now).valid;
  if (const auto group = igmp_.next_leave()) return igmp_leave_event(*group, now).valid;
  if (const auto group = igmp_.next_join()) return igmp_join_event(*group, now).valid;
  if (igmp_.messages() > 0) return igmp_message_event(now).valid;
  const auto entry = igmp_.timer_due(now);
  return entry && igmp_timer_event(*entry, now).valid;
}

bool Toe::step_udp(std::uint64_t now) {
  if (echo_.datagrams() > 0) return udp_echo_event().valid;
  if (echo_.missed() > 0) return udp_echo_no_route_event().valid;
  if (!dones_.empty()) return udp_done_event(now).valid;
  if (icmp_.udp_errors() > 0) return udp_icmp_event(now).valid;
  if (!arrivals_.empty()) return udp_arrival_event(now).valid;
  return !udp_calls_.empty() && udp_call_event(now).valid;
}

bool Toe::step_tcp(std::uint64_t now) {
  if (icmp_.errors() > 0) return icmp_error_event(now).valid;
  if (next_arp_error()) return icmp_error_event(now, true).valid;
  if (!segments_.empty()) return segment_event(now).valid;
  if (call_waits()) return call_event(now).valid;
  if (timers(now)) return true;
  if (!resources().turns.empty()) return transmit_event(resources().turns.front(), now).valid;
  return false;
}

// One thing that can happen now; false if there is nothing. What a layer has let through is carried
// out before the next frame.
bool Toe::step(std::uint64_t now) {
  return step_arp() || step_icmp(now) || step_igmp(now) || step_udp(now) || step_tcp(now) ||
         step_ip(now);
}

bool Toe::timers(std::uint64_t now) {
  for (std::uint16_t desc = 0; desc < config_.sockets; ++desc) {
    for (const Timer timer : {Timer::TimerRetransmit, Timer::TimerTimeWait, Timer::TimerDelayedAck,
                              Timer::TimerKeepalive})
      if (timer_due(desc, timer, now)) return timeout_event(desc, timer, now).valid;
  }
  return false;
}

void Toe::run(std::uint64_t now) {
  for (auto ticks = (now >> kTickBit) - (last_run_ >> kTickBit); ticks > 0; --ticks) {
    arp_tick_event();
    while (arp_.waits() > 0) arp_wait_event();
  }
  outbox_.forget_uncertain_errors();
  last_run_ = now;
  while (step(now)) {
  }
  drop_stale_frames();
}

}  // namespace sockwire::model
