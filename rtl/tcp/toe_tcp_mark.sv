// Sockwire - TCP engine: marks one block of a SACK option in a scoreboard (RFC 6675 section 4, Update).
//
// Combinational. The ranges before the block stay, those that it touches become one with it, those after
// it move. A block counts only inside what is in flight; one that would be a fifth range is ignored.
module toe_tcp_mark (
  input  toe_tcp_pkg::range_t        block_i,
  input  toe_tcp_pkg::seq_t          above_i,    // SND.UNA, as this segment leaves it
  input  toe_tcp_pkg::seq_t          snd_nxt_i,
  input  toe_tcp_engine_pkg::board_t board_i,
  output toe_tcp_engine_pkg::board_t board_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  localparam logic [2:0] Full = 3'(BoardRanges);

  logic       counts, apart;
  logic [2:0] ahead, touched, behind;  // ranges before the block, joined with it, after it
  range_t     joined;

  assign counts = seq_lt(above_i, block_i.left) && seq_lt(block_i.left, block_i.right)
                  && seq_leq(block_i.right, snd_nxt_i);

  always_comb begin
    ahead   = '0;
    touched = '0;
    behind  = '0;
    joined  = block_i;
    for (int index = 0; index < BoardRanges; index++) begin
      if (is_range(board_i[index])) begin
        if (seq_lt(board_i[index].right, block_i.left)) ahead = ahead + 3'd1;
        else if (seq_lt(block_i.right, board_i[index].left)) behind = behind + 3'd1;
        else begin
          if (touched == '0 && seq_lt(board_i[index].left, block_i.left)) joined.left = board_i[index].left;
          if (seq_lt(block_i.right, board_i[index].right)) joined.right = board_i[index].right;
          touched = touched + 3'd1;
        end
      end
    end
  end
  assign apart = (touched == '0) && (ahead + behind == Full);

  always_comb begin
    board_o = board_i;
    if (counts && !apart) begin
      board_o = '0;
      for (int index = 0; index < BoardRanges; index++) begin
        if (3'(index) < ahead) board_o[index] = board_i[index];
        else if (3'(index) == ahead) board_o[index] = joined;
        else if (3'(index) <= ahead + behind) board_o[index] = board_i[2'(3'(index) + touched - 3'd1)];
      end
    end
  end
endmodule
