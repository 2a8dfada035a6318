// Proof of toe_prim_skid: a beat, chosen freely, comes out in its turn and as it was; what is offered
// stays; who takes everything never makes the input wait.
module formal_skid #(
    parameter int unsigned Width = 4
) (
    input logic             clk_i,
    input logic             valid_i,
    input logic             ready_i,
    input logic [Width-1:0] data_i,
    input logic             pick_i   // follow the beat that goes in now
);
  typedef logic [Width-1:0] word_t;

  logic  rst_n = 1'b0;
  logic  ready, valid, in, out;
  word_t data;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_skid #(.T(word_t)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i, .valid_o(valid), .ready_i, .data_o(data)
  );
  assign in  = valid_i && ready;
  assign out = valid && ready_i;

  logic       followed_q, took_q, fed_q;
  logic [1:0] ahead_q, inside_q;
  word_t      word_q;
  always_ff @(posedge clk_i) begin
    took_q <= ready_i;
    fed_q  <= in;
    if (!rst_n) begin
      followed_q <= 1'b0;
      inside_q   <= '0;
      took_q     <= 1'b1;
      fed_q      <= 1'b0;
    end else begin
      inside_q <= inside_q + 2'(in) - 2'(out);
      if (!followed_q && pick_i && in) begin
        followed_q <= 1'b1;
        word_q     <= data_i;
        ahead_q    <= inside_q - 2'(out);
      end else if (out) begin
        if (ahead_q == '0) followed_q <= 1'b0;
        ahead_q <= ahead_q - 2'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      two_places : assert (inside_q <= 2'd2 && valid == (inside_q != '0));
      if (followed_q && ahead_q == '0) as_it_was : assert (valid && data == word_q);
      if (took_q) no_bubble_in : assert (ready);
      if (fed_q) no_bubble_out : assert (valid);
      both_places : cover (followed_q && ahead_q == 2'd1 && !ready);
      through : cover (followed_q && ahead_q == '0 && out && in);
    end
  end
endmodule
