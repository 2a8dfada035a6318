// Proof of toe_prim_fifo_async, for any two clocks: its own assertions (one bit of a pointer at a time,
// offers stay), no more inside than there is room for, and one word, chosen freely, comes out in its
// turn and as it was.
module formal_fifo_async #(
    parameter int unsigned Width = 1,
    parameter int unsigned Depth = 4
) (
    input logic             wr_clk_i,
    input logic             rd_clk_i,
    input logic             valid_i,
    input logic             ready_i,
    input logic [Width-1:0] data_i,
    input logic             pick_i    // follow the word that goes in now
);
  typedef logic [Width-1:0] word_t;
  typedef logic [$clog2(Depth):0] count_t;  // modulo twice the depth

  logic  wr_reset_q = 1'b0, rd_reset_q = 1'b0;  // each side has been clocked in reset
  logic  rst_n, ready, valid;
  word_t data;
  always_ff @(posedge wr_clk_i) wr_reset_q <= 1'b1;
  always_ff @(posedge rd_clk_i) rd_reset_q <= 1'b1;
  assign rst_n = wr_reset_q && rd_reset_q;

  toe_prim_fifo_async #(.T(word_t), .Depth(Depth)) u_dut (
      .wr_clk_i, .wr_rst_ni(rst_n), .wr_valid_i(valid_i), .wr_ready_o(ready), .wr_data_i(data_i),
      .rd_clk_i, .rd_rst_ni(rst_n), .rd_valid_o(valid), .rd_ready_i(ready_i), .rd_data_o(data)
  );

  count_t written_q = '0, read_q = '0, turn_q, held;
  logic   picked_q = 1'b0, done_q = 1'b0;
  word_t  word_q;
  assign held = written_q - read_q;
  always_ff @(posedge wr_clk_i) begin
    if (rst_n && valid_i && ready) begin
      written_q <= written_q + count_t'(1);
      if (pick_i && !picked_q) begin
        picked_q <= 1'b1;
        turn_q   <= written_q;
        word_q   <= data_i;
      end
    end
  end
  always_ff @(posedge rd_clk_i) begin
    if (rst_n && valid && ready_i) begin
      read_q <= read_q + count_t'(1);
      if (picked_q && read_q == turn_q) done_q <= 1'b1;
    end
  end

  // What was written, or read, at least three clocks of the other side ago is known there.
  count_t [2:0] written_seen_q = '0, read_seen_q = '0;
  always_ff @(posedge rd_clk_i) if (rst_n) written_seen_q <= {written_seen_q[1:0], written_q};
  always_ff @(posedge wr_clk_i) if (rst_n) read_seen_q <= {read_seen_q[1:0], read_q};

  always_ff @(posedge rd_clk_i) begin
    if (rst_n) begin
      if (valid) not_empty : assert (held != '0 && 32'(held) <= Depth);
      if (valid && picked_q && !done_q && read_q == turn_q) as_it_was : assert (data == word_q);
      if (32'(count_t'(written_seen_q[2] - read_q)) - 1 < Depth) offered : assert (valid);
      out : cover (valid && ready_i && picked_q && !done_q && read_q == turn_q && turn_q == count_t'(Depth + 1));
    end
  end
  always_ff @(posedge wr_clk_i) begin
    if (rst_n) begin
      if (ready) not_full : assert (32'(held) < Depth);
      if (32'(count_t'(written_q - read_seen_q[2])) < Depth) room : assert (ready);
      full : cover (!ready && picked_q);
    end
  end
endmodule
