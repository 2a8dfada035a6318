// Proof of toe_socket_alloc: its own assertions, no number is handed out twice, what is free is offered
// at once, and one number, chosen freely, comes round in its turn: the list is a FIFO.
module formal_alloc #(
    parameter int unsigned Count = 4,
    localparam int unsigned IdBits = $clog2(Count)
) (
    input logic              clk_i,
    input logic              take_i,
    input logic              release_i,
    input logic [IdBits-1:0] release_id_i,
    input logic              pick_i         // follow the number that is released now
);
  typedef logic [IdBits-1:0] id_t;

  logic        rst_n = 1'b0;
  logic        available, init_done;
  logic [15:0] next;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_socket_alloc #(.Count(Count)) u_dut (
      .clk_i, .rst_ni(rst_n), .available_o(available), .next_o(next), .take_i, .release_i,
      .release_id_i(16'(release_id_i)), .init_done_o(init_done)
  );

  logic [Count-1:0] out_q;  // handed out
  logic             followed_q;
  id_t              id_q;
  logic [IdBits:0]  ahead_q, free_q;
  always_ff @(posedge clk_i) begin
    assume (!take_i || available);
    assume (!release_i || (32'(release_id_i) < Count && out_q[release_id_i]));
    if (take_i) out_q[next[IdBits-1:0]] <= 1'b1;
    if (release_i) out_q[release_id_i] <= 1'b0;
    free_q <= free_q + (IdBits + 1)'(release_i) - (IdBits + 1)'(take_i);
    if (release_i && pick_i && !followed_q) begin
      followed_q <= 1'b1;
      id_q       <= release_id_i;
      ahead_q    <= free_q - (IdBits + 1)'(take_i);
    end else if (take_i) begin
      if (ahead_q == '0) followed_q <= 1'b0;
      ahead_q <= ahead_q - (IdBits + 1)'(1);
    end
    if (!rst_n) begin
      out_q      <= '0;
      free_q     <= (IdBits + 1)'(Count);
      followed_q <= 1'b0;
      assume (!take_i && !release_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      offered_at_once : assert (init_done && available == (free_q != '0) && 32'(free_q) == Count - $countones(out_q));
      if (available) not_twice : assert (32'(next) < Count && !out_q[next[IdBits-1:0]]);
      if (followed_q && ahead_q == '0) in_turn : assert (available && next == 16'(id_q));
      round : cover (followed_q && ahead_q == '0 && take_i && id_q == id_t'(Count - 1));
      at_once : cover (release_i && !available);
    end
  end
endmodule
