// Sockwire - TCP engine: the SACK scoreboard after a segment (RFC 2018, RFC 6675).
//
// What is acknowledged leaves the board, then the blocks of the segment are marked in their order: two in
// stage Check, and two by the same comparators in stage Update. The board is there in stage Follow, and
// stays until the next event. Whether it counts is the rule's to say (learn.board).
module toe_tcp_scoreboard (
  input  logic                       clk_i,
  input  logic                       first_i,   // stage Check: the first two blocks
  input  logic                       second_i,  // stage Update: the others
  input  toe_tcp_pkg::segment_t      seg_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::board_t board_o,
  output logic                       fresh_o  // the marks have changed it
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  board_t former, pruned, base, halfway, marked;
  range_t block, next_block;

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

  assign base                = first_i ? pruned : board_o;
  assign {block, next_block} = first_i ? {seg_i.sack0, seg_i.sack1} : {seg_i.sack2, seg_i.sack3};

  toe_tcp_mark u_mark (.block_i(block), .above_i(seg_i.ack), .snd_nxt_i(tcb_i.snd_nxt),
                       .board_i(base), .board_o(halfway));
  toe_tcp_mark u_mark_next (.block_i(next_block), .above_i(seg_i.ack), .snd_nxt_i(tcb_i.snd_nxt),
                            .board_i(halfway), .board_o(marked));

  always_ff @(posedge clk_i) begin
    if (first_i || second_i) begin
      board_o <= marked;
      fresh_o <= (second_i && fresh_o) || (marked != base);
    end
  end
endmodule
