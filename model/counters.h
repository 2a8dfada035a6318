// What is counted, by the names of the register map (RFC 4022, 4113, 4293, 2863). 32 bits, they wrap.
#pragma once

#include <cstdint>

namespace sockwire::model {

struct Counters {
  std::uint32_t tcp_active_opens = 0;
  std::uint32_t tcp_passive_opens = 0;
  std::uint32_t tcp_attempt_fails = 0;
  std::uint32_t tcp_estab_resets = 0;
  std::uint32_t tcp_in_segs = 0;
  std::uint32_t tcp_out_segs = 0;
  std::uint32_t tcp_retrans_segs = 0;
  std::uint32_t tcp_in_errs = 0;
  std::uint32_t tcp_out_rsts = 0;
  std::uint32_t tcp_in_discards = 0;
  std::uint32_t tcp_out_discards = 0;
  std::uint32_t tcp_stale = 0;
  std::uint32_t tcp_drop_backlog = 0;
  std::uint32_t tcp_drop_no_socket = 0;
  std::uint32_t tcp_drop_no_buffer = 0;
  std::uint32_t tcp_drop_no_connection = 0;
  std::uint32_t tcp_drop_unacceptable = 0;
  std::uint32_t tcp_drop_challenge = 0;
  std::uint32_t tcp_drop_no_ack = 0;
  std::uint32_t tcp_drop_bad_ack = 0;
  std::uint32_t tcp_drop_ignored = 0;
  std::uint32_t tcp_drop_no_listener = 0;
  std::uint32_t tcp_drop_paws = 0;
  std::uint32_t tcp_drop_no_timestamp = 0;
  std::uint32_t tcp_cookies_sent = 0;
  std::uint32_t tcp_cookies_taken = 0;
  std::uint32_t tcp_rsts_limited = 0;
  std::uint32_t ip_in_receives = 0;
  std::uint32_t ip_in_hdr_errors = 0;
  std::uint32_t ip_in_addr_errors = 0;
  std::uint32_t ip_in_unknown_protos = 0;
  std::uint32_t ip_in_discards = 0;
  std::uint32_t ip_reasm_reqds = 0;
  std::uint32_t ip_reasm_oks = 0;
  std::uint32_t ip_reasm_fails = 0;
  std::uint32_t ip_out_requests = 0;
  std::uint32_t ip_out_frag_oks = 0;
  std::uint32_t ip_out_frag_creates = 0;
  std::uint32_t icmp_in_msgs = 0;
  std::uint32_t icmp_in_errors = 0;
  std::uint32_t icmp_in_echos = 0;
  std::uint32_t icmp_out_echo_reps = 0;
  std::uint32_t icmp_in_discards = 0;
  std::uint32_t icmp_in_dest_unreachs = 0;
  std::uint32_t icmp_in_time_excds = 0;
  std::uint32_t icmp_in_parm_probs = 0;
  std::uint32_t icmp_in_src_quenchs = 0;
  std::uint32_t icmp_out_dest_unreachs = 0;
  std::uint32_t icmp_out_time_excds = 0;
  std::uint32_t icmp_out_limited = 0;
  std::uint32_t arp_in_requests = 0;
  std::uint32_t arp_in_replies = 0;
  std::uint32_t arp_out_requests = 0;
  std::uint32_t arp_out_replies = 0;
  std::uint32_t arp_conflicts = 0;
  std::uint32_t arp_probe_conflicts = 0;
  std::uint32_t udp_in_datagrams = 0;
  std::uint32_t udp_no_ports = 0;
  std::uint32_t udp_in_errors = 0;
  std::uint32_t udp_in_overflows = 0;
  std::uint32_t udp_out_datagrams = 0;
  std::uint32_t udp_out_discards = 0;
  std::uint32_t udp_echos = 0;
  std::uint32_t udp_echo_discards = 0;
  std::uint32_t igmp_in_queries = 0;
  std::uint32_t igmp_in_reports = 0;
  std::uint32_t igmp_in_errors = 0;
  std::uint32_t igmp_out_reports = 0;
  std::uint32_t igmp_out_leaves = 0;
  std::uint32_t if_in_unknown_protos = 0;
  std::uint32_t vlan_filtered = 0;
  std::uint32_t mac_in_frames = 0;
  std::uint32_t mac_out_frames = 0;

  bool operator==(const Counters&) const = default;
};

}  // namespace sockwire::model
