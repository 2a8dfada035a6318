// Sockwire - a stream register that cuts both directions: no path from any input to any output.
//
// Two places, so a beat a cycle passes without a bubble. Guarantees: (1) beats leave in order, none
// twice, none lost; (2) what is offered stays as it is until it is taken. Latency: one cycle.
module toe_prim_skid #(
    parameter type T = logic
) (
    input  logic clk_i,
    input  logic rst_ni,

    input  logic valid_i,
    output logic ready_o,
    input  T     data_i,

    output logic valid_o,
    input  logic ready_i,
    output T     data_o
);

  logic valid_q, spare_q;  // the output, and the place beside it
  T     data_q, spare_data_q;

  assign ready_o = !spare_q;
  assign valid_o = valid_q;
  assign data_o  = data_q;

  logic moves;  // the output register takes a beat at this edge
  assign moves = !valid_q || ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      spare_q <= 1'b0;
    end else if (moves) begin
      valid_q <= spare_q || valid_i;
      spare_q <= 1'b0;
    end else if (valid_i && ready_o) begin
      spare_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (moves) data_q <= spare_q ? spare_data_q : data_i;
    if (ready_o) spare_data_q <= data_i;
  end

`ifndef SYNTHESIS
  logic offered_q;
  T     offer_q;
  always_ff @(posedge clk_i) begin
    offered_q <= rst_ni && valid_o && !ready_i;
    offer_q   <= data_o;
    if (rst_ni && offered_q) assert (valid_o && data_o == offer_q) else $error("(2) the offer changed");
    if (rst_ni) assert (valid_q || !spare_q) else $error("(1) the spare place is taken before the output");
  end
`endif

endmodule
