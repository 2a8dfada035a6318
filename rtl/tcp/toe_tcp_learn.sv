// Sockwire - TCP engine, stage Follow: what an event teaches about the way to the peer.
//
// The scoreboard, round trip and time-out (RFC 6298), congestion window and what is to go
// again (toe_tcp_congestion), and the retransmission timer, which starts with the time-out as it is then.
// Update has said in step.learn what there is to learn; with SACK an ACK is a duplicate only if the
// scoreboard has learnt from it (RFC 6675 2). All of it is combinational but CUBIC, which runs ahead,
// beside the rule: in stages Check and Update. docs/rules/tcp.md sections 1 and 4.
module toe_tcp_learn #(
  parameter int unsigned Mtu = 1500
) (
  input  logic                       clk_i,
  input  logic [63:0]                now_i,
  input  logic [31:0]                acked_i, // from stage Check on: octets that the segment acknowledges
  input  toe_tcp_pkg::tcb_t          pre_i,   // likewise: the block before the event
  input  toe_tcp_engine_pkg::rtt_t   rtt_i,   // as the measurement makes it, if step.learn.sample
  input  toe_tcp_engine_pkg::board_t board_i, // as the segment makes it, if step.learn.board
  input  logic                       fresh_i, // it tells of more than before
  input  toe_tcp_engine_pkg::step_t  step_i,
  output toe_tcp_engine_pkg::loss_t  loss_o,  // what the scoreboard of step_o tells
  output toe_tcp_engine_pkg::step_t  step_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  tcb_t        tcb;
  learn_t      learn;
  congestion_t congestion;
  board_t      board;
  congest_e    congest;
  grown_t      grown;
  logic        resend, rewind, forward, restart;
  logic [31:0] rto;

  assign tcb   = step_i.tcb;
  assign learn = step_i.learn;
  assign rto   = learn.sample ? rto_of(rtt_i) : tcb.rto;

  assign board   = learn.board ? board_i : board_of(tcb);
  assign congest = (learn.congest == CongestDuplicate && tcb.sack_ok && !fresh_i) ? CongestNone : learn.congest;

  toe_tcp_loss u_loss (
    .board_i  (board),
    .snd_una_i(tcb.snd_una),
    .smss_i   (tcb.snd_mss),
    .loss_o
  );

  toe_tcp_cubic #(
    .Mtu(Mtu)
  ) u_cubic (
    .clk_i,
    .tick_i (tick_of(now_i)),
    .acked_i,
    .tcb_i  (pre_i),
    .grown_o(grown)
  );

  toe_tcp_congestion u_congestion (
    .event_i  (congest),
    .first_i  (learn.first),
    .acked_i  (learn.acked),
    .smss_i   (tcb.snd_mss),
    .snd_una_i(tcb.snd_una),
    .snd_nxt_i(tcb.snd_nxt),
    .by_sack_i(tcb.sack_ok),
    .lost_i   (loss_o.lost[0]),
    .empty_i  (board == '0),
    .cubic_i  (tcb.cubic),
    .grown_i  (grown),
    .state_i  (congestion_of(tcb)),
    .state_o  (congestion),
    .resend_o (resend),
    .rewind_o (rewind),
    .forward_o(forward),
    .restart_o(restart)
  );

  always_comb begin
    step_o = step_i;
    step_o.tcb     = with_congestion(with_board(tcb, board), congestion);
    step_o.tcb.rto = rto;
    if (learn.sample) begin
      step_o.tcb.srtt      = rtt_i.srtt;
      step_o.tcb.rttvar    = rtt_i.rttvar;
      step_o.tcb.rtt_valid = 1'b1;
    end
    if (resend) begin
      step_o.tcb.resend = 1'b1;
      if (!tcb.ts_ok) step_o.tcb.rtt_timing = 1'b0;  // Karn: RFC 6298 section 3
    end else if (congest == CongestAck) begin
      step_o.tcb.resend = 1'b0;
    end
    if (rewind) step_o.tcb.snd_rtx = tcb.snd_una;
    if (forward) step_o.tcb.snd_rtx = tcb.snd_nxt;
    if (learn.restart && restart) begin
      step_o.tcb.rtx_armed    = 1'b1;
      step_o.tcb.rtx_deadline = now_i[31:0] + rto;
    end
  end
endmodule
