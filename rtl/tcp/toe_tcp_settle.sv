// Sockwire - TCP engine, stage Settle: what every event ends with, whatever its rule.
//
// Combinational: the window that an acknowledgment advertises (RFC 9293 3.8.6.2.2), the segment itself
// (toe_tcp_emit), whether the socket has something to send next or must probe (3.8.6.1), whether it is free now, and
// what its host is told. docs/rules/tcp.md section 1 ("advertise", "settle", "shut", "free").
module toe_tcp_settle #(
  parameter int unsigned BufBytes = 4096,
  parameter int unsigned Mtu      = 1500
) (
  input  toe_tcp_engine_pkg::event_t  event_i,
  input  toe_tcp_engine_pkg::check_t  check_i,
  input  toe_pkg::desc_t              parent_desc_i,  // the listener of this passive socket
  input  toe_tcp_engine_pkg::step_t   step_i,
  input  toe_tcp_engine_pkg::output_t output_i,       // what a turn would send of this block now
  input  toe_tcp_engine_pkg::text_t   text_i,
  output toe_tcp_engine_pkg::step_t   step_o,
  output toe_tcp_engine_pkg::told_t   told_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  localparam int unsigned LocalMss   = local_mss(Mtu);
  localparam logic [31:0] WindowStep = (BufBytes / 2 < LocalMss) ? BufBytes / 2 : LocalMss;

  tcb_t        tcb, sent;   // sent: with what the segment itself changes
  logic [31:0] now, window_edge;
  logic        advertises, moves_edge, is_free, probes;
  emit_t       emit;
  ready_t      raise;
  range_t      twice;
  logic        sends, again, segment_in;

  assign tcb = step_i.tcb;
  assign now = event_i.now[31:0];

  // advertise(t), and what else every segment with an acknowledgment means
  assign advertises  = step_i.send inside {SendAck, SendKeep, SendSynAck, SendText};
  assign window_edge = tcb.rcv_user + BufBytes;
  assign moves_edge  = (window_edge - tcb.rcv_adv) >= WindowStep;
  assign sends       = tcb.allocated && step_i.send != SendNone;
  assign again       = text_i.again || (event_i.timer == TimerRetransmit);
  assign segment_in  = event_i.kind == EventSegment;
  always_comb begin
    sent = tcb;
    if (sends) begin
      sent.last_sent  = now;
      sent.segs_out   = tcb.segs_out + 32'd1;
      sent.segs_again = tcb.segs_again + 32'(again);
    end
    if (segment_in) begin
      sent.segs_in = tcb.segs_in + 32'd1;
      sent.drops   = tcb.drops + 32'(step_i.drop != DropNone);
    end
    if (advertises) begin
      if (moves_edge) sent.rcv_adv = window_edge;
      sent.rcv_acked    = tcb.rcv_nxt;
      sent.delack_armed = 1'b0;
    end
  end

  // RFC 2883: only the answer to the segment itself tells what came twice
  assign twice = (step_i.send == SendAck && (step_i.drop inside {DropNone, DropUnacceptable})) ? check_i.twice : '0;

  toe_tcp_emit #(
    .BufBytes(BufBytes),
    .Mtu     (Mtu)
  ) u_emit (
    .event_i,
    .seg_end_i(check_i.seg_end),
    .cookie_i (check_i.cookie),
    .twice_i  (twice),
    .send_i   (step_i.send),
    .tcb_i    (sent),
    .text_i,
    .emit_o   (emit)
  );

  // settle(t)
  assign probes = sends_text(tcb.state) && !tcb.rtx_armed && (tcb.snd_una == tcb.snd_nxt) && output_i.unsent
                  && !output_i.due;

  // free(socket)
  assign is_free = step_i.free || (tcb.state == Closed && !tcb.attached && !tcb.queued);

  always_comb begin
    step_o      = step_i;
    step_o.tcb  = sent;
    step_o.free = is_free;
    if (output_i.due) step_o.tcb.active = 1'b1;
    if (probes) begin
      step_o.tcb.rtx_armed    = 1'b1;
      step_o.tcb.rtx_deadline = now + tcb.rto;
    end

    raise             = (tcb.attached && !is_free) ? step_i.raise : '0;
    told_o.emit       = emit;
    told_o.again      = again;
    told_o.ready      = raise;
    told_o.ready_desc = (raise != '0) ? step_i.conn : toe_pkg::NoDesc;
    if (step_i.acceptable) begin
      told_o.ready            = '0;
      told_o.ready.acceptable = 1'b1;
      told_o.ready_desc       = parent_desc_i;
    end
  end
endmodule
