// Sockwire - TCP engine, stage Follow: text, URG and FIN of a segment (RFC 9293 3.10.7.4 sixth to eighth).
//
// Combinational. Takes over what toe_tcp_reassembly has made of the text, if the segment got so far.
// A FIN beyond a gap is held until the gap is filled. Text in order may wait for its acknowledgment,
// but not a second segment of it (3.8.6.3). Every other event passes. docs/rules/tcp.md section 4.
module toe_tcp_text (
  input  toe_tcp_engine_pkg::event_t     event_i,
  input  toe_tcp_engine_pkg::check_t     check_i,
  input  toe_tcp_engine_pkg::assembled_t assembled_i,
  input  logic [31:0]                    msl_i,
  input  toe_tcp_engine_pkg::step_t      step_i,
  output toe_tcp_engine_pkg::step_t      step_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  segment_t    seg;
  tcb_t        tcb;
  logic        receives, has_text, unread, holds_fin, fin_now, ack_due, ack_waits;
  seq_t        rcv_nxt, fin_seq;
  logic [31:0] now, time_wait_end;

  assign seg           = event_i.segment;
  assign tcb           = step_i.tcb;
  assign now           = event_i.now[31:0];
  assign time_wait_end = now + (msl_i << 1);

  // seventh
  assign receives = step_i.go_on && (tcb.state inside {Established, FinWait1, FinWait2});
  assign has_text = receives && (seg.length != '0);
  assign unread   = has_text && check_i.text_some && !tcb.attached && !tcb.queued;  // RFC 1122 4.2.2.13
  assign rcv_nxt  = has_text ? assembled_i.rcv_nxt : tcb.rcv_nxt;

  // eighth: a FIN inside the window is kept; it counts once all text before it is there
  assign holds_fin = receives && seg.flags.fin && !tcb.fin_rcvd && !tcb.fin_held
                     && seq_leq(rcv_nxt, check_i.text_end) && seq_lt(check_i.text_end, tcb.rcv_adv);
  assign fin_seq   = holds_fin ? check_i.text_end : tcb.fin_seq;
  assign fin_now   = receives && (holds_fin || tcb.fin_held) && !tcb.fin_rcvd && seq_leq(fin_seq, rcv_nxt);

  assign ack_waits = has_text && !assembled_i.ack_now && !tcb.delack_armed;
  assign ack_due   = step_i.go_on && ((has_text && !ack_waits) || seg.flags.fin || fin_now);

  always_comb begin
    step_o = step_i;
    if (unread) begin
      step_o.send = SendRst;
      step_o.free = 1'b1;
    end else begin
      if (has_text) begin
        step_o.tcb.rcv_nxt = rcv_nxt;
        {step_o.tcb.held3, step_o.tcb.held2, step_o.tcb.held1, step_o.tcb.held0} = assembled_i.held;
        step_o.take = assembled_i.take;
        if (assembled_i.in_order) step_o.raise.readable = 1'b1;
      end
      if (receives && check_i.urgent_news) begin  // sixth: the text has no say in it
        step_o.tcb.rcv_urgent = 1'b1;
        step_o.tcb.rcv_up     = check_i.urgent_up;
        step_o.raise.urgent   = 1'b1;
      end
      if (ack_waits) begin
        step_o.tcb.delack_armed    = 1'b1;
        step_o.tcb.delack_deadline = now + DelayedAck;
      end
      if (holds_fin) begin
        step_o.tcb.fin_held = 1'b1;
        step_o.tcb.fin_seq  = fin_seq;
      end
      if (step_i.go_on && seg.flags.fin && tcb.state == TimeWait) step_o.tcb.tw_deadline = time_wait_end;
      if (fin_now) begin
        step_o.tcb.rcv_nxt       = fin_seq + 32'd1;
        step_o.tcb.fin_rcvd      = 1'b1;
        step_o.tcb.fin_held      = 1'b0;
        {step_o.tcb.held3, step_o.tcb.held2, step_o.tcb.held1, step_o.tcb.held0} = '0;
        step_o.raise.peer_closed = 1'b1;
        step_o.raise.readable    = 1'b1;
        unique case (tcb.state)
          Established: step_o.tcb.state = CloseWait;
          FinWait1:    step_o.tcb.state = Closing;
          default:     step_o.tcb       = enter_time_wait(step_o.tcb, time_wait_end);  // FIN-WAIT-2
        endcase
      end
      if (ack_due) step_o.send = SendAck;
    end
  end
endmodule
