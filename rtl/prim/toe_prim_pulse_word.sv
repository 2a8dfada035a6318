// Sockwire - a one-clock pulse of one clock, and the word that comes with it, in another.
//
// The word is held from its pulse to the next one, so it stands still while the pulse crosses: look at
// word_o in the clock of pulse_o only. Distance of pulses and resets: toe_prim_pulse_sync. Invariant:
// (1) what is looked at has stood still for a clock.
module toe_prim_pulse_word #(
    parameter type T = logic
) (
    input  logic src_clk_i,
    input  logic src_rst_ni,
    input  logic pulse_i,
    input  T     word_i,
    input  logic dst_clk_i,
    input  logic dst_rst_ni,
    output logic pulse_o,
    output T     word_o
);

  T word_q;
  always_ff @(posedge src_clk_i) begin
    if (pulse_i) word_q <= word_i;
  end

  toe_prim_pulse_sync u_pulse (.src_clk_i, .src_rst_ni, .pulse_i, .dst_clk_i, .dst_rst_ni, .pulse_o);

  assign word_o = word_q;

`ifndef SYNTHESIS
  T     seen_q;
  logic known_q;  // was in reset; before that the flops hold anything
  initial known_q = 1'b0;
  always @(posedge dst_clk_i) begin
    seen_q <= word_o;
    if (!dst_rst_ni) known_q <= 1'b1;
    else if (known_q && pulse_o) assert (seen_q == word_o) else $error("(1) the word changed while its pulse crossed");
  end
`endif

endmodule
