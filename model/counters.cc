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
    SOCKWIRE_COUNTER(ARP_IN_REQUESTS, arp_in_requests);
    SOCKWIRE_COUNTER(ARP_IN_REPLIES, arp_in_replies);
    SOCKWIRE_COUNTER(ARP_OUT_REQUESTS, arp_out_requests);
    SOCKWIRE_COUNTER(ARP_OUT_REPLIES, arp_out_replies);
    SOCKWIRE_COUNTER(ARP_CONFLICTS, arp_conflicts);
    SOCKWIRE_COUNTER(IF_IN_UNKNOWN_PROTOS, if_in_unknown_protos);
    SOCKWIRE_COUNTER(MAC_IN_FRAMES, mac_in_frames);
    SOCKWIRE_COUNTER(MAC_OUT_FRAMES, mac_out_frames);
#undef SOCKWIRE_COUNTER
    default:
      return 0;
  }
}

}  // namespace sockwire::model
