// A design of a few lines, for tests/validate/mutation_test.py: some of its mutants are killed, some cannot
// be told from it, and some live because its test never gives `seldom_i`.
module mutation_sample (
    input  logic       clk_i,
    input  logic       rst_ni,
    input  logic       up_i,
    input  logic       seldom_i,
    output logic [3:0] count_o,
    output logic       even_o,
    output logic       turned_o
);
  logic [3:0] count_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_q <= '0;
    else if (up_i) count_q <= count_q + 1'b1;
  end
  assign count_o  = count_q;
  // One of the two is always there.
  assign even_o   = !count_q[0] && (up_i || count_q[3] || !up_i);
  assign turned_o = count_q[3] ^ (seldom_i && count_q[2]);
endmodule
