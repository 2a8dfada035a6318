// Draws a pause by chance, so that hosts do not all answer at once (docs/rules/igmp.md, "Chance"): a
// number of 1 to max_i ticks (1 for 0), from a register that each draw moves on.
//
// What a draw brings is known before it is made: drawn_o is right from two clocks after a change of
// max_i, or after a draw, on. The multiplier has a clock for itself.
module toe_igmp_chance (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic                        seed_i,   // pulse: begin anew
    input  logic                 [31:0] value_i,  // ... with this
    input  toe_igmp_engine_pkg::pause_t max_i,
    input  logic                        draw_i,
    output toe_igmp_engine_pkg::pause_t drawn_o
);
  localparam int unsigned Bits = $bits(toe_igmp_engine_pkg::pause_t);

  logic      [31:0] next_q;     // the register as the next draw leaves it
  logic [Bits+15:0] product_q;
  logic             unused;
  assign unused  = &{1'b0, product_q[15:0]};
  assign drawn_o = product_q[16+:Bits] + 1'b1;

  function automatic logic [31:0] step(logic [31:0] x);
    logic [31:0] y;
    y = x ^ (x << 13);
    y = y ^ (y >> 17);
    return y ^ (y << 5);
  endfunction

  always_ff @(posedge clk_i) begin
    if (seed_i) next_q <= step(value_i | 32'd1);
    else if (draw_i) next_q <= step(next_q);
    if (!rst_ni) next_q <= step(32'd1);
  end
  always_ff @(posedge clk_i) begin
    product_q <= (Bits + 16)'(next_q[31:16]) * (Bits + 16)'(max_i);
  end

endmodule
