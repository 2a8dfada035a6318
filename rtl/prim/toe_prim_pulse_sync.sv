// Sockwire - a one-clock pulse of one clock becomes a one-clock pulse of another.
//
// The pulse toggles a level that crosses through two flops. Each pulse arrives once, two to three
// destination clocks later, if pulses are at least three destination clocks apart. Both sides are
// to be in reset together (toe_prim_reset_bridge).
module toe_prim_pulse_sync (
    input  logic src_clk_i,
    input  logic src_rst_ni,
    input  logic pulse_i,
    input  logic dst_clk_i,
    input  logic dst_rst_ni,
    output logic pulse_o
);

  logic toggle_q, level, level_q;

  always_ff @(posedge src_clk_i) begin
    if (!src_rst_ni) toggle_q <= 1'b0;
    else toggle_q <= toggle_q ^ pulse_i;
  end

  toe_prim_sync u_level (.clk_i(dst_clk_i), .rst_ni(dst_rst_ni), .data_i(toggle_q), .data_o(level));

  always_ff @(posedge dst_clk_i) begin
    if (!dst_rst_ni) level_q <= 1'b0;
    else level_q <= level;
  end

  assign pulse_o = level ^ level_q;

endmodule
