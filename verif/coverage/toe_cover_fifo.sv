// Sockwire - how full a FIFO has been, for functional coverage: bound to every FIFO of a design that
// counts. The bins are named after the instance: verif/coverage/bins.toml.
module toe_cover_fifo (
    input logic clk_i,
    input logic rst_ni,
    input logic full_i,
    input logic empty_i
);
  // Empty after it was not: every FIFO is empty after reset.
  logic used_q;
  always_ff @(posedge clk_i) used_q <= rst_ni && (used_q || !empty_i);

  full : cover property (@(posedge clk_i) disable iff (!rst_ni) full_i);
  empty : cover property (@(posedge clk_i) disable iff (!rst_ni) empty_i && used_q);
endmodule

bind toe_prim_fifo toe_cover_fifo u_cover (.clk_i, .rst_ni, .full_i(!ready_o), .empty_i(!valid_o));
bind toe_prim_frame_fifo toe_cover_fifo u_cover (.clk_i, .rst_ni, .full_i(full), .empty_i(!valid_o));
bind toe_prim_fifo_async toe_cover_fifo u_cover_write (
    .clk_i(wr_clk_i), .rst_ni(wr_rst_ni), .full_i(!wr_ready_o), .empty_i(1'b0));
bind toe_prim_fifo_async toe_cover_fifo u_cover_read (
    .clk_i(rd_clk_i), .rst_ni(rd_rst_ni), .full_i(1'b0), .empty_i(!rd_valid_o));
