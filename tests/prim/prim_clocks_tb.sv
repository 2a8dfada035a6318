// Test wrapper: what crosses from one clock to another, behind the reset of both.
// Three asynchronous FIFOs (2, 4 and 16 entries), a pulse, and a pulse with a word.
module prim_clocks_tb (
    input  logic              clk_i,
    input  logic              rst_ni,
    input  logic              far_clk_i,
    output logic              rst_no,
    output logic              far_rst_no,
    input  logic [2:0]        valid_i,
    output logic [2:0]        ready_o,
    input  logic [31:0]       data_i,
    output logic [2:0]        far_valid_o,
    input  logic [2:0]        far_ready_i,
    output logic [2:0][31:0]  far_data_o,
    input  logic              pulse_i,
    output logic              far_pulse_o,
    input  logic              word_pulse_i,  // its word is data_i
    output logic              far_word_pulse_o,
    output logic [31:0]       far_word_o
);
  toe_prim_reset_bridge u_reset (
      .clk_i, .rst_ni, .src_rst_no(rst_no), .dst_clk_i(far_clk_i), .dst_rst_no(far_rst_no));

  localparam int unsigned Depth[3] = '{2, 4, 16};
  for (genvar i = 0; i < 3; i++) begin : g_fifo
    toe_prim_fifo_async #(.T(logic [31:0]), .Depth(Depth[i])) u_dut (
        .wr_clk_i(clk_i), .wr_rst_ni(rst_no),
        .wr_valid_i(valid_i[i]), .wr_ready_o(ready_o[i]), .wr_data_i(data_i),
        .rd_clk_i(far_clk_i), .rd_rst_ni(far_rst_no),
        .rd_valid_o(far_valid_o[i]), .rd_ready_i(far_ready_i[i]), .rd_data_o(far_data_o[i]));
  end

  toe_prim_pulse_sync u_pulse (
      .src_clk_i(clk_i), .src_rst_ni(rst_no), .pulse_i,
      .dst_clk_i(far_clk_i), .dst_rst_ni(far_rst_no), .pulse_o(far_pulse_o));

  toe_prim_pulse_word #(.T(logic [31:0])) u_pulse_word (
      .src_clk_i(clk_i), .src_rst_ni(rst_no), .pulse_i(word_pulse_i), .word_i(data_i),
      .dst_clk_i(far_clk_i), .dst_rst_ni(far_rst_no), .pulse_o(far_word_pulse_o), .word_o(far_word_o));
endmodule
