// Sockwire - TCP engine, stage Idle: which event is next, and the event in full.
//
// Round robin among the five kinds; ready_o and the event are there in the cycle in which it is taken.
// A connection that an event may open gets its initial sequence number here: the hash of its 4-tuple
// and the clock, one step every 4 us (RFC 6528).
module toe_tcp_accept (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           take_i,        // the engine is free: an event is taken if there is one
  input  logic [63:0]                    now_i,
  input  logic                           timeout_valid_i,
  output logic                           timeout_ready_o,
  input  toe_pkg::desc_t                 timeout_desc_i,
  input  toe_tcp_pkg::timer_e            timeout_i,
  input  logic                           turn_valid_i,
  output logic                           turn_ready_o,
  input  toe_pkg::desc_t                 turn_desc_i,
  input  logic                           seg_valid_i,
  output logic                           seg_ready_o,
  input  toe_tcp_pkg::segment_t          seg_i,
  input  logic [63:0]                    seg_hash_i,
  input  logic [23:0]                    seg_cookie_i,
  input  logic                           call_valid_i,
  output logic                           call_ready_o,
  input  toe_tcp_pkg::user_call_t        call_i,
  input  toe_tcp_pkg::call_grant_t       call_grant_i,
  input  logic [63:0]                    call_hash_i,
  input  logic                           icmp_valid_i,
  output logic                           icmp_ready_o,
  input  toe_pkg::icmp_error_t       icmp_i,
  output logic                           accept_o,
  output toe_tcp_engine_pkg::event_t     event_o,
  output logic                           needs_find_o   // its socket is known by the 4-tuple, or that must be new
);
  import toe_tcp_pkg::*;

  logic [4:0] request, grant;  // ICMP error, call, segment, turn, timeout

  assign request  = {icmp_valid_i, call_valid_i, seg_valid_i, turn_valid_i, timeout_valid_i};
  assign accept_o = take_i && (request != '0);
  assign {icmp_ready_o, call_ready_o, seg_ready_o, turn_ready_o, timeout_ready_o} = accept_o ? grant : '0;

  toe_prim_arbiter #(
    .Ports(5)
  ) u_arbiter (
    .clk_i,
    .rst_ni,
    .request_i(request),
    .grant_o  (grant),
    .advance_i(accept_o)
  );

  always_comb begin
    event_o     = '0;
    event_o.now = now_i;
    if (grant[0]) begin
      event_o.kind  = EventTimeout;
      event_o.timer = timeout_i;
      event_o.desc  = timeout_desc_i;
    end else if (grant[1]) begin
      event_o.kind = EventTransmit;
      event_o.desc = turn_desc_i;
    end else if (grant[2]) begin
      event_o.kind    = EventSegment;
      event_o.segment = seg_i;
      event_o.cookie  = seg_cookie_i;
      {event_o.ts_offset, event_o.isn} = {seg_hash_i[63:32], seg_hash_i[31:0] + now_i[33:2]};
    end else if (grant[3]) begin
      event_o.kind  = EventUser;
      event_o.call  = call_i;
      event_o.grant = call_grant_i;
      {event_o.ts_offset, event_o.isn} = {call_hash_i[63:32], call_hash_i[31:0] + now_i[33:2]};
    end else begin
      event_o.kind = EventIcmp;
      event_o.icmp = icmp_i;
    end
  end
  assign needs_find_o = (event_o.kind inside {EventSegment, EventIcmp}) || (event_o.call.call == CallConnect);
endmodule
