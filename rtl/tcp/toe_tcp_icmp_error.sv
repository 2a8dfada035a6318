// Sockwire - TCP engine, stage Update: an ICMP error about a segment of ours (RFC 9293 3.9.2.2, RFC 5461).
//
// Combinational. Only errors about a segment in flight are believed (RFC 5927 4). "Fragmentation needed"
// makes segments smaller and sends what is in flight again (RFC 1191); an unreachable port or protocol
// ends a connection that does not stand yet; everything else is soft: it is kept, and told if the
// connection should end by time. docs/rules/tcp.md section 4b.
module toe_tcp_icmp_error (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_engine_pkg::facts_t facts_i,
  input  toe_tcp_engine_pkg::check_t check_i,
  input  toe_pkg::desc_t             conn_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::step_t  step_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  // RFC 792
  localparam logic [7:0] Unreachable = 8'd3;
  localparam logic [7:0] UnreachableNet = 8'd0, UnreachableProtocol = 8'd2, UnreachablePort = 8'd3;
  localparam logic [7:0] FragmentationNeeded = 8'd4, UnknownNet = 8'd6, NetForService = 8'd11;

  logic   unreachable, too_big, refused;
  errno_e reason;

  assign unreachable = event_i.icmp.msg_type == Unreachable;
  assign too_big     = unreachable && (event_i.icmp.code == FragmentationNeeded);
  assign refused     = unreachable && (event_i.icmp.code inside {UnreachableProtocol, UnreachablePort});

  always_comb begin
    reason = Ehostunreach;
    if (refused) reason = Econnrefused;
    else if (unreachable && (event_i.icmp.code inside {UnreachableNet, UnknownNet, NetForService})) reason = Enetunreach;
  end

  always_comb begin
    step_o      = '0;
    step_o.conn = conn_i;
    step_o.tcb  = tcb_i;
    if (!facts_i.found) begin
      step_o.drop = DropNoConnection;
    end else if (!check_i.icmp_in_flight) begin
      step_o.drop = DropUnacceptable;
    end else if (too_big && (!tcb_i.syn_acked || !check_i.icmp_smaller)) begin
      step_o.drop = DropIgnored;
    end else if (too_big) begin  // no sign of congestion: the window stays
      step_o.tcb.snd_mss    = check_i.icmp_mss;
      step_o.tcb.snd_rtx    = tcb_i.snd_una;
      step_o.tcb.resend     = 1'b0;
      step_o.tcb.recovering = 1'b0;
      step_o.tcb.dup_acks   = '0;
      if (!tcb_i.ts_ok) step_o.tcb.rtt_timing = 1'b0;
    end else if (refused && !tcb_i.syn_acked) begin
      step_o.tcb         = shut(tcb_i, tcb_i.passive ? Ok : Econnrefused);
      step_o.raise.error = !tcb_i.passive;
    end else begin
      step_o.tcb.soft_error = reason;
    end
  end
endmodule
