// Sockwire - TCP engine, stage Update: the rule of RFC 9293 section 3.10 for this event.
//
// Combinational; joins the rules and picks the one that applies. Beside it: what the segment would make
// of the round trip and of the gaps in what was received; stage Follow takes them over if the rule says so.
module toe_tcp_update #(
  parameter int unsigned BufBytes = 4096,
  parameter int unsigned Mtu      = 1500
) (
  input  toe_tcp_engine_pkg::event_t     event_i,
  input  toe_tcp_engine_pkg::facts_t     facts_i,
  input  toe_tcp_engine_pkg::check_t     check_i,
  input  toe_pkg::network_t              network_i,
  input  logic [31:0]                    msl_i,
  input  toe_pkg::desc_t                 conn_i,
  input  toe_tcp_pkg::tcb_t              tcb_i,
  output toe_tcp_engine_pkg::step_t      step_o,
  output toe_tcp_engine_pkg::rtt_t       rtt_o,
  output toe_tcp_engine_pkg::assembled_t assembled_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  step_t call_step, closed_step, listen_step, syn_sent_step, arrival_step, timeout_step, turn_step, icmp_step;

  toe_tcp_call u_call (
    .event_i,
    .facts_i,
    .check_i,
    .network_i,
    .conn_i,
    .tcb_i,
    .step_o(call_step)
  );

  toe_tcp_arrival_open #(
    .BufBytes(BufBytes),
    .Mtu     (Mtu)
  ) u_arrival_open (
    .event_i,
    .facts_i,
    .check_i,
    .conn_i,
    .tcb_i,
    .closed_o  (closed_step),
    .listen_o  (listen_step),
    .syn_sent_o(syn_sent_step)
  );

  toe_tcp_arrival u_arrival (
    .event_i,
    .facts_i,
    .check_i,
    .msl_i,
    .conn_i,
    .tcb_i,
    .step_o(arrival_step)
  );

  toe_tcp_timeout u_timeout (
    .event_i,
    .check_i,
    .conn_i,
    .tcb_i,
    .timeout_o(timeout_step),
    .turn_o   (turn_step)
  );

  toe_tcp_icmp_error u_icmp_error (
    .event_i,
    .facts_i,
    .check_i,
    .conn_i,
    .tcb_i,
    .step_o(icmp_step)
  );

  always_comb begin
    unique case (event_i.kind)
      EventUser: step_o = call_step;
      EventSegment: begin
        if (!facts_i.found)              step_o = facts_i.listener ? listen_step : closed_step;
        else if (tcb_i.state == SynSent) step_o = syn_sent_step;
        else                             step_o = arrival_step;
      end
      EventTimeout: step_o = timeout_step;
      EventIcmp:    step_o = icmp_step;
      default:      step_o = turn_step;
    endcase
  end

  toe_tcp_rtt u_rtt (
    .round_trip_i(check_i.round_trip),
    .valid_i     (tcb_i.rtt_valid),
    .rtt_i       ('{srtt: tcb_i.srtt, rttvar: tcb_i.rttvar}),
    .rtt_o
  );

  toe_tcp_reassembly u_reassembly (
    .seg_i(event_i.segment),
    .check_i,
    .tcb_i,
    .assembled_o
  );
endmodule
