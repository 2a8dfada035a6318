// Sockwire - TCP engine, stage Output: a turn to transmit, or the segment that is sent again.
//
// Combinational. Turns SendTurn and SendAgain into SendText with its text, or into nothing, and moves
// snd_rtx and snd_nxt over what is sent; every other step passes. docs/rules/tcp.md sections 5 and 6.
module toe_tcp_send (
  input  logic [31:0]               now_i,
  input  toe_tcp_engine_pkg::step_t step_i,
  output toe_tcp_engine_pkg::step_t step_o,
  output toe_tcp_engine_pkg::text_t text_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  output_t out;
  seq_t    after;  // what follows this segment

  toe_tcp_output u_output (
    .tcb_i   (step_i.tcb),
    .probe_i (step_i.send == SendAgain),
    .output_o(out)
  );

  assign after = step_i.tcb.snd_rtx + 32'(out.length) + 32'(out.fin);

  always_comb begin
    step_o = step_i;
    text_o = '0;
    if (step_i.send == SendAgain || (step_i.send == SendTurn && out.due)) begin
      step_o.send = SendText;
      text_o.seq    = step_i.tcb.snd_rtx;
      text_o.length = out.length;
      text_o.psh    = out.last;
      text_o.fin    = out.fin;
      text_o.again  = (step_i.send == SendAgain) || (step_i.tcb.snd_rtx != step_i.tcb.snd_nxt);
      step_o.tcb.snd_rtx = after;
      if (seq_lt(step_i.tcb.snd_nxt, after)) step_o.tcb.snd_nxt = after;
      if (!step_i.tcb.rtx_armed) begin
        step_o.tcb.rtx_armed    = 1'b1;
        step_o.tcb.rtx_deadline = now_i + step_i.tcb.rto;
      end
    end else if (step_i.send == SendTurn) begin
      step_o.send = SendNone;
    end
    // A SYN or SYN,ACK that goes again is known by its event.
  end
endmodule
