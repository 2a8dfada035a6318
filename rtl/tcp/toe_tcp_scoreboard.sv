// Sockwire - TCP engine: the SACK scoreboard after a segment (RFC 2018, RFC 6675).
//
// What is acknowledged leaves the board, then the blocks of the segment are marked in their order. Two
// are marked in stage Check, two in stage Update: the board is there in stage Follow, and stays while
// the control block and the segment do. Whether it counts is the rule's to say (learn.board).
module toe_tcp_scoreboard (
  input  logic                       clk_i,
  input  toe_tcp_pkg::segment_t      seg_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::board_t board_o,
  output logic                       fresh_o  // the marks have changed it
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  board_t former, pruned, first, second, third, fourth, half_q;
  logic   fresh_q;

  // prune: what the acknowledgment has reached makes room
  assign former = board_of(tcb_i);
  always_comb begin
    logic [2:0] gone;
    gone = '0;
    for (int index = 0; index < BoardRanges; index++) begin
      if (is_range(former[index]) && seq_leq(former[index].left, seg_i.ack)) gone = 3'(index) + 3'd1;
    end
    pruned = former >> (32'(gone) * $bits(range_t));
  end

  toe_tcp_mark u_first  (.block_i(seg_i.sack0), .above_i(seg_i.ack), .snd_nxt_i(tcb_i.snd_nxt),
                         .board_i(pruned), .board_o(first));
  toe_tcp_mark u_second (.block_i(seg_i.sack1), .above_i(seg_i.ack), .snd_nxt_i(tcb_i.snd_nxt),
                         .board_i(first), .board_o(second));

  toe_tcp_mark u_third  (.block_i(seg_i.sack2), .above_i(seg_i.ack), .snd_nxt_i(tcb_i.snd_nxt),
                         .board_i(half_q), .board_o(third));
  toe_tcp_mark u_fourth (.block_i(seg_i.sack3), .above_i(seg_i.ack), .snd_nxt_i(tcb_i.snd_nxt),
                         .board_i(third), .board_o(fourth));

  always_ff @(posedge clk_i) begin
    half_q  <= second;
    fresh_q <= second != pruned;
    board_o <= fourth;
    fresh_o <= fresh_q || (fourth != half_q);
  end
endmodule
