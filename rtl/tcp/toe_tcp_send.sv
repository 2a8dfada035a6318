// Sockwire - TCP engine, stage Output: a turn to transmit, or the segment that is sent again.
//
// Combinational. Turns SendTurn and SendAgain into SendText with its text, or into nothing, and moves
// snd_rtx and snd_nxt over what is sent; new octets may start a measurement of the round trip. Every
// other step passes. docs/rules/tcp.md sections 5 and 6.
module toe_tcp_send (
  input  logic [31:0]               now_i,
  input  toe_tcp_engine_pkg::step_t step_i,
  input  toe_tcp_engine_pkg::output_t output_i,  // of this block; with a probe, if it is sent again
  output toe_tcp_engine_pkg::step_t step_o,
  output toe_tcp_engine_pkg::text_t text_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  tcb_t    tcb;
  output_t out;
  seq_t    after;  // what follows this segment
  logic    is_turn, is_again;

  assign tcb      = step_i.tcb;
  assign is_turn  = step_i.send == SendTurn;
  assign is_again = step_i.send == SendAgain;
  assign out      = output_i;
  assign after = out.seq + 32'(out.length) + 32'(out.fin);

  always_comb begin
    step_o = step_i;
    text_o = '0;
    if (is_again || (is_turn && out.due)) begin
      step_o.send   = SendText;
      text_o.seq    = out.seq;
      text_o.length = out.length;
      text_o.psh    = out.last;
      text_o.fin    = out.fin;
      text_o.again  = is_again || tcb.resend || (out.seq != tcb.snd_nxt);
      if (tcb.resend)      step_o.tcb.snd_rtx = seq_max(tcb.snd_rtx, after);
      else if (!out.aside) step_o.tcb.snd_rtx = after;
      step_o.tcb.snd_nxt = seq_max(tcb.snd_nxt, after);
    end else if (is_turn) begin
      step_o.send = SendNone;
    end

    if (is_turn) begin
      step_o.tcb.resend = 1'b0;
      if (out.due && !text_o.again && !tcb.rtt_timing) begin
        step_o.tcb.rtt_timing = 1'b1;
        step_o.tcb.rtt_seq    = after;
        step_o.tcb.rtt_start  = now_i;
      end
      if (out.due && out.length != '0) step_o.tcb.last_data = now_i;
      if (out.due && !tcb.rtx_armed) begin
        step_o.tcb.rtx_armed    = 1'b1;
        step_o.tcb.rtx_deadline = now_i + tcb.rto;
      end
    end
    // A SYN or SYN,ACK that goes again is known by its event.
  end
endmodule
