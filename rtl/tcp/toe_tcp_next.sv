// Sockwire - TCP engine: the octet that is next in its turn, and what is in flight (RFC 6675 section 4).
//
// Combinational. What the peer holds is not sent again: next passes over the range that snd_rtx lies in.
// pipe: octets up to SND.NXT that are neither held by the peer nor lost, and those that went again.
// docs/rules/tcp.md section 1 ("board").
module toe_tcp_next (
  input  toe_tcp_pkg::tcb_t         tcb_i,
  input  toe_tcp_engine_pkg::loss_t loss_i,
  output toe_tcp_engine_pkg::next_t next_o
);
  import toe_tcp_pkg::*;
  import toe_tcp_engine_pkg::*;

  board_t                 board;
  logic [BoardRanges-1:0] used, passed;
  logic [31:0]            held, first_sent, sent_again;  // held: octets of the ranges before next

  assign board = board_of(tcb_i);

  always_comb begin
    next_o     = '0;
    next_o.seq = tcb_i.snd_rtx;
    held       = '0;
    for (int index = 0; index < BoardRanges; index++) begin
      used[index]   = is_range(board[index]);
      passed[index] = used[index] && seq_leq(board[index].left, tcb_i.snd_rtx);
      if (passed[index]) begin
        held = loss_i.upto[index];
        if (seq_lt(tcb_i.snd_rtx, board[index].right)) next_o.seq = board[index].right;
      end
    end
    for (int index = BoardRanges - 1; index >= 0; index--) begin
      if (used[index] && !passed[index]) begin  // the last to be found is the first that lies after
        next_o.bounded = 1'b1;
        next_o.hole    = board[index].left - next_o.seq;
        next_o.lost    = loss_i.lost[index];
      end
    end
    first_sent  = tcb_i.snd_nxt - loss_i.lost_end - loss_i.beyond;
    sent_again  = next_o.seq - tcb_i.snd_una - held;
    next_o.pipe = first_sent + sent_again;
  end
endmodule
