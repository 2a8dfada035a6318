#include "model/toe.h"

#include <cstddef>

#include "host/generated/toe_regs.h"

namespace sockwire::model {

std::uint32_t Toe::counter(unsigned address) const {
  switch (address) {
#define SOCKWIRE_COUNTER(name, member) \
  case offsetof(toe_regs_t, name):     \
    return count_.member
    SOCKWIRE_COUNTER(TCP_ACTIVE_OPENS, tcp_active_opens);
    SOCKWIRE_COUNTER(TCP_PASSIVE_OPENS, tcp_passive_opens);
    SOCKWIRE_COUNTER(TCP_ATTEMPT_FAILS, tcp_attempt_fails);
    SOCKWIRE_COUNTER(TCP_ESTAB_RESETS, tcp_estab_resets);
    SOCKWIRE_COUNTER(TCP_IN_SEGS, tcp_in_segs);
    SOCKWIRE_COUNTER(TCP_OUT_SEGS, tcp_out_segs);
    SOCKWIRE_COUNTER(TCP_RETRANS_SEGS, tcp_retrans_segs);
    SOCKWIRE_COUNTER(TCP_IN_ERRS, tcp_in_errs);
    SOCKWIRE_COUNTER(TCP_OUT_RSTS, tcp_out_rsts);
    SOCKWIRE_COUNTER(TCP_IN_DISCARDS, tcp_in_discards);
    SOCKWIRE_COUNTER(TCP_OUT_DISCARDS, tcp_out_discards);
    SOCKWIRE_COUNTER(TCP_STALE, tcp_stale);
    SOCKWIRE_COUNTER(TCP_DROP_BACKLOG, tcp_drop_backlog);
    SOCKWIRE_COUNTER(TCP_DROP_NO_SOCKET, tcp_drop_no_socket);
    SOCKWIRE_COUNTER(TCP_DROP_NO_BUFFER, tcp_drop_no_buffer);
    SOCKWIRE_COUNTER(TCP_DROP_NO_CONNECTION, tcp_drop_no_connection);
    SOCKWIRE_COUNTER(TCP_DROP_UNACCEPTABLE, tcp_drop_unacceptable);
    SOCKWIRE_COUNTER(TCP_DROP_CHALLENGE, tcp_drop_challenge);
    SOCKWIRE_COUNTER(TCP_DROP_NO_ACK, tcp_drop_no_ack);
    SOCKWIRE_COUNTER(TCP_DROP_BAD_ACK, tcp_drop_bad_ack);
    SOCKWIRE_COUNTER(TCP_DROP_IGNORED, tcp_drop_ignored);
    SOCKWIRE_COUNTER(TCP_DROP_NO_LISTENER, tcp_drop_no_listener);
    SOCKWIRE_COUNTER(TCP_DROP_PAWS, tcp_drop_paws);
    SOCKWIRE_COUNTER(TCP_DROP_NO_TIMESTAMP, tcp_drop_no_timestamp);
    SOCKWIRE_COUNTER(TCP_COOKIES_SENT, tcp_cookies_sent);
    SOCKWIRE_COUNTER(TCP_COOKIES_TAKEN, tcp_cookies_taken);
    SOCKWIRE_COUNTER(TCP_RSTS_LIMITED, tcp_rsts_limited);
    SOCKWIRE_COUNTER(IP_IN_RECEIVES, ip_in_receives);
    SOCKWIRE_COUNTER(IP_IN_HDR_ERRORS, ip_in_hdr_errors);
    SOCKWIRE_COUNTER(IP_IN_ADDR_ERRORS, ip_in_addr_errors);
    SOCKWIRE_COUNTER(IP_IN_UNKNOWN_PROTOS, ip_in_unknown_protos);
    SOCKWIRE_COUNTER(IP_IN_DISCARDS, ip_in_discards);
    SOCKWIRE_COUNTER(IP_REASM_FAILS, ip_reasm_fails);
    SOCKWIRE_COUNTER(IP_OUT_REQUESTS, ip_out_requests);
    SOCKWIRE_COUNTER(ICMP_IN_MSGS, icmp_in_msgs);
    SOCKWIRE_COUNTER(ICMP_IN_ERRORS, icmp_in_errors);
    SOCKWIRE_COUNTER(ICMP_IN_ECHOS, icmp_in_echos);
    SOCKWIRE_COUNTER(ICMP_OUT_ECHO_REPS, icmp_out_echo_reps);
    SOCKWIRE_COUNTER(ICMP_IN_DISCARDS, icmp_in_discards);
    SOCKWIRE_COUNTER(ICMP_IN_DEST_UNREACHS, icmp_in_dest_unreachs);
    SOCKWIRE_COUNTER(ICMP_IN_TIME_EXCDS, icmp_in_time_excds);
    SOCKWIRE_COUNTER(ICMP_IN_PARM_PROBS, icmp_in_parm_probs);
    SOCKWIRE_COUNTER(ICMP_IN_SRC_QUENCHS, icmp_in_src_quenchs);
    SOCKWIRE_COUNTER(ARP_IN_REQUESTS, arp_in_requests);
    SOCKWIRE_COUNTER(ARP_IN_REPLIES, arp_in_replies);
    SOCKWIRE_COUNTER(ARP_OUT_REQUESTS, arp_out_requests);
    SOCKWIRE_COUNTER(ARP_OUT_REPLIES, arp_out_replies);
    SOCKWIRE_COUNTER(ARP_CONFLICTS, arp_conflicts);
    SOCKWIRE_COUNTER(IF_IN_UNKNOWN_PROTOS, if_in_unknown_protos);
    SOCKWIRE_COUNTER(VLAN_FILTERED, vlan_filtered);
    SOCKWIRE_COUNTER(MAC_IN_FRAMES, mac_in_frames);
    SOCKWIRE_COUNTER(MAC_OUT_FRAMES, mac_out_frames);
    SOCKWIRE_COUNTER(UDP_IN_DATAGRAMS, udp_in_datagrams);
    SOCKWIRE_COUNTER(UDP_NO_PORTS, udp_no_ports);
    SOCKWIRE_COUNTER(UDP_IN_ERRORS, udp_in_errors);
    SOCKWIRE_COUNTER(UDP_IN_OVERFLOWS, udp_in_overflows);
    SOCKWIRE_COUNTER(UDP_OUT_DATAGRAMS, udp_out_datagrams);
    SOCKWIRE_COUNTER(UDP_OUT_DISCARDS, udp_out_discards);
    SOCKWIRE_COUNTER(UDP_ECHOS, udp_echos);
    SOCKWIRE_COUNTER(UDP_ECHO_DISCARDS, udp_echo_discards);
    SOCKWIRE_COUNTER(IP_REASM_REQDS, ip_reasm_reqds);
    SOCKWIRE_COUNTER(IP_REASM_OKS, ip_reasm_oks);
    SOCKWIRE_COUNTER(IP_OUT_FRAG_OKS, ip_out_frag_oks);
    SOCKWIRE_COUNTER(IP_OUT_FRAG_CREATES, ip_out_frag_creates);
    SOCKWIRE_COUNTER(ICMP_OUT_DEST_UNREACHS, icmp_out_dest_unreachs);
    SOCKWIRE_COUNTER(ICMP_OUT_TIME_EXCDS, icmp_out_time_excds);
    SOCKWIRE_COUNTER(ICMP_OUT_LIMITED, icmp_out_limited);
    SOCKWIRE_COUNTER(ARP_PROBE_CONFLICTS, arp_probe_conflicts);
    SOCKWIRE_COUNTER(IGMP_IN_QUERIES, igmp_in_queries);
    SOCKWIRE_COUNTER(IGMP_IN_REPORTS, igmp_in_reports);
    SOCKWIRE_COUNTER(IGMP_IN_ERRORS, igmp_in_errors);
    SOCKWIRE_COUNTER(IGMP_OUT_REPORTS, igmp_out_reports);
    SOCKWIRE_COUNTER(IGMP_OUT_LEAVES, igmp_out_leaves);
#undef SOCKWIRE_COUNTER
    default:
      return 0;
  }
}

}  // namespace sockwire::model
