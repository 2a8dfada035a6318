// Proof of toe_prim_fifo: one word, chosen freely among those that go in, comes out in its turn and
// as it was; the count is what is inside.
module formal_fifo #(
    parameter int unsigned Width = 4,
    parameter int unsigned Depth = 3
) (
    input logic             clk_i,
    input logic             valid_i,
    input logic             ready_i,
    input logic [Width-1:0] data_i,
    input logic             pick_i   // follow the word that goes in now
);
  typedef logic [Width-1:0] word_t;
  localparam int unsigned CountWidth = $clog2(Depth + 1);

  logic                  rst_n = 1'b0;
  logic                  ready, valid, in, out;
  word_t                 data;
  logic [CountWidth-1:0] count;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_fifo #(.T(word_t), .Depth(Depth)) u_dut (
      .clk_i, .rst_ni(rst_n), .valid_i, .ready_o(ready), .data_i, .valid_o(valid), .ready_i,
      .data_o(data), .count_o(count)
  );
  assign in  = valid_i && ready;
  assign out = valid && ready_i;

  logic                  followed_q;       // the word is inside ...
  logic [CountWidth-1:0] ahead_q, inside_q;  // ... behind so many others; words inside
  word_t                 word_q;
  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      followed_q <= 1'b0;
      inside_q   <= '0;
    end else begin
      inside_q <= inside_q + CountWidth'(in) - CountWidth'(out);
      if (!followed_q && pick_i && in) begin
        followed_q <= 1'b1;
        word_q     <= data_i;
        ahead_q    <= inside_q - CountWidth'(out);
      end else if (out) begin
        if (ahead_q == '0) followed_q <= 1'b0;
        ahead_q <= ahead_q - CountWidth'(1);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      count_is_inside : assert (count == inside_q);
      room : assert (ready == (inside_q != CountWidth'(Depth)) && valid == (inside_q != '0));
      if (followed_q) in_order : assert (ahead_q < inside_q);
      if (followed_q && ahead_q == '0) as_it_was : assert (valid && data == word_q);
      full_and_through : cover (followed_q && ahead_q == '0 && count == CountWidth'(Depth) && out);
    end
  end
endmodule
