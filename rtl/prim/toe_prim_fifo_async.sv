// Sockwire - a FIFO from one clock to another, of 2, 4, 8, ... entries.
//
// Gray-coded pointers cross through two flops, so a pointer is seen late but never wrong. What is
// written at one edge is offered two to three read clocks later. Guarantees: (1) order is kept, nothing
// is lost or doubled; (2) a pointer changes in one bit at a time; (3) what is offered stays until it
// is taken. Both sides are to be in reset together (toe_prim_reset_bridge).
module toe_prim_fifo_async #(
    parameter type         T     = logic,
    parameter int unsigned Depth = 4
) (
    input  logic wr_clk_i,
    input  logic wr_rst_ni,
    input  logic wr_valid_i,
    output logic wr_ready_o,
    input  T     wr_data_i,

    input  logic rd_clk_i,
    input  logic rd_rst_ni,
    output logic rd_valid_o,
    input  logic rd_ready_i,
    output T     rd_data_o
);

  if (Depth < 2 || (Depth & (Depth - 1)) != 0) begin : gen_bad_depth
    $fatal(1, "toe_prim_fifo_async: Depth must be a power of two from 2 on");
  end

  localparam int unsigned IndexWidth = $clog2(Depth);
  typedef logic [IndexWidth:0] pointer_t;  // one bit more than an index: full is not empty

  function automatic pointer_t gray(pointer_t binary);
    return binary ^ (binary >> 1);
  endfunction

  T         memory [Depth];
  pointer_t write_q, write_d, write_gray_q, write_gray;  // the last: as the reader sees it
  pointer_t read_q, read_d, read_gray_q, read_gray;

  // Full: Gray codes that are Depth apart differ in the two highest bits.
  assign wr_ready_o = write_gray_q != (read_gray ^ (pointer_t'(3) << (IndexWidth - 1)));
  assign rd_valid_o = read_gray_q != write_gray;
  assign rd_data_o  = memory[read_q[IndexWidth-1:0]];
  assign write_d    = write_q + pointer_t'(wr_valid_i && wr_ready_o);
  assign read_d     = read_q + pointer_t'(rd_valid_o && rd_ready_i);

  always_ff @(posedge wr_clk_i) begin
    if (!wr_rst_ni) begin
      write_q      <= '0;
      write_gray_q <= '0;
    end else begin
      write_q      <= write_d;
      write_gray_q <= gray(write_d);
    end
  end

  always_ff @(posedge wr_clk_i) begin
    if (wr_valid_i && wr_ready_o) memory[write_q[IndexWidth-1:0]] <= wr_data_i;
  end

  always_ff @(posedge rd_clk_i) begin
    if (!rd_rst_ni) begin
      read_q      <= '0;
      read_gray_q <= '0;
    end else begin
      read_q      <= read_d;
      read_gray_q <= gray(read_d);
    end
  end

  toe_prim_sync #(.Width(IndexWidth + 1)) u_write_gray (
      .clk_i(rd_clk_i), .rst_ni(rd_rst_ni), .data_i(write_gray_q), .data_o(write_gray)
  );
  toe_prim_sync #(.Width(IndexWidth + 1)) u_read_gray (
      .clk_i(wr_clk_i), .rst_ni(wr_rst_ni), .data_i(read_gray_q), .data_o(read_gray)
  );

`ifndef SYNTHESIS
  // A side is judged from its first reset on; before that its flops hold anything.
  logic     wr_known_q, rd_known_q;
  initial {wr_known_q, rd_known_q} = '0;
  pointer_t write_changes, read_changes;
  assign write_changes = gray(write_d) ^ write_gray_q;
  assign read_changes  = gray(read_d) ^ read_gray_q;

  // Not always_ff: the flops that know have two writers.
  always @(posedge wr_clk_i) begin
    if (!wr_rst_ni) wr_known_q <= 1'b1;
    else if (wr_known_q) assert ($onehot0(write_changes)) else $error("(2) write pointer");
  end

  logic offered_q;
  T     offer_q;
  always @(posedge rd_clk_i) begin
    offered_q <= rd_rst_ni && rd_valid_o && !rd_ready_i;
    offer_q   <= rd_data_o;
    if (!rd_rst_ni) begin
      rd_known_q <= 1'b1;
    end else if (rd_known_q) begin
      assert ($onehot0(read_changes)) else $error("(2) read pointer");
      if (offered_q) assert (rd_valid_o && rd_data_o == offer_q) else $error("(3) the offer changed");
    end
  end
`endif

endmodule
