// Sockwire - IGMP: what its parts tell one another (docs/rules/igmp.md).
package toe_igmp_engine_pkg;
  import toe_pkg::*;
  import toe_igmp_pkg::*;

  localparam int unsigned Entries = toe_udp_pkg::Memberships;
  localparam int unsigned AtBits  = $clog2(Entries);

  typedef logic [AtBits-1:0] at_t;    // which entry
  typedef logic [31:0]       tick_t;
  typedef logic [21:0]       pause_t; // ticks that a Draw may bring: at most 3,100,000

  // A message that waits. Of one with IgmpChecksum or IgmpBusy the rest is 0, as in its record.
  typedef struct packed {
    igmp_verdict_e verdict;   // as far as it is known: IgmpUnjudged, IgmpChecksum, IgmpBusy
    ip_t           src;
    logic [15:0]   length;
    logic [7:0]    msg_type;
    logic [7:0]    code;
    ip_t           group;
  } message_t;

  // A message to send.
  typedef struct packed {
    igmp_send_e kind;
    ip_t        group;
    logic [7:0] record_type;  // IgmpSendV3
  } send_t;

  // Modulo 2^32.
  function automatic logic not_before(tick_t tick, tick_t deadline);
    tick_t since;
    since = tick - deadline;
    return !since[31];
  endfunction

endpackage
