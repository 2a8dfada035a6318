// Sockwire - TCP engine, stage Follow: what a scoreboard tells of loss (RFC 6675 section 4, IsLost).
//
// Combinational. Octets that the peer lacks are lost if it holds three ranges beyond them, or more than
// two segments in such ranges. That is true of a whole gap or of none of it, and of every gap before a
// lost one; so SetPipe, which asks for octets that are not lost, needs no more than where the lost end.
module toe_tcp_loss (
  input  toe_tcp_engine_pkg::board_t board_i,
  input  toe_tcp_pkg::seq_t          snd_una_i,
  input  logic [15:0]                smss_i,
  output toe_tcp_engine_pkg::loss_t  loss_o
);
  import toe_tcp_engine_pkg::*;

  logic [31:0] octets [BoardRanges];  // of range i
  logic [31:0] after [BoardRanges];   // of range i and those beyond
  logic [BoardRanges-1:0] third;      // three ranges lie beyond gap i

  always_comb begin
    for (int index = 0; index < BoardRanges; index++) begin
      octets[index] = board_i[index].right - board_i[index].left;
      third[index]  = 1'b0;
      if (index + 2 < BoardRanges) third[index] = is_range(board_i[index + 2]);
    end
    after[3] = octets[3];
    after[2] = octets[2] + octets[3];
    after[1] = octets[1] + after[2];
    after[0] = (octets[0] + octets[1]) + after[2];
  end

  always_comb begin
    loss_o          = '0;
    loss_o.lost_end = snd_una_i;
    loss_o.beyond   = after[0];
    for (int index = 0; index < BoardRanges; index++) begin
      loss_o.lost[index] = third[index] || (after[index] > {15'd0, smss_i, 1'b0});
      if (loss_o.lost[index]) begin
        loss_o.lost_end = board_i[index].left;
        loss_o.beyond   = after[index];
      end
      loss_o.upto[index] = after[0] - after[index] + octets[index];
    end
  end
endmodule
