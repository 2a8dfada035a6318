// Sockwire - TCP engine, stage Check: the timestamps of a segment (RFC 7323 sections 3.2, 4.3 and 5.3).
//
// Combinational. R1: a segment whose timestamp is before TS.Recent is old, unless TS.Recent itself has
// grown too old to tell. R3: which timestamp becomes TS.Recent, given that the segment is acceptable.
// Timestamps are compared as sequence numbers are. A RST is never judged.
module toe_tcp_paws (
  input  toe_tcp_pkg::segment_t      seg_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  input  logic [31:0]                tick_i,
  output toe_tcp_engine_pkg::paws_t  paws_o
);
  import toe_tcp_pkg::*;

  logic judged, older, outdated;

  assign judged   = tcb_i.ts_ok && !seg_i.flags.rst;
  assign older   = seq_lt(seg_i.tsval, tcb_i.ts_recent);
  assign outdated = (tick_i - tcb_i.ts_recent_at) > TsMaxIdle;

  assign paws_o.missing = judged && !seg_i.has_ts;
  assign paws_o.old     = judged && seg_i.has_ts && older && !outdated;
  assign paws_o.recent  = judged && seg_i.has_ts && !seg_i.flags.syn && (!older || outdated)
                          && seq_leq(seg_i.seq, tcb_i.rcv_acked);
endmodule
