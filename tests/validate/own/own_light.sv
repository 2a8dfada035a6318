// The interrupt in a slow clock. Without its synchronizer where Bare is not 0.
module own_light #(
    parameter int unsigned Bare = 0
) (
    input  logic clk_i,
    input  logic irq_i,
    output logic light_o
);
  logic irq;

  if (Bare != 0) begin : gen_bare
    assign irq = irq_i;
  end else begin : gen_sync
    toe_prim_sync u_irq (.clk_i, .rst_ni(1'b1), .data_i(irq_i), .data_o(irq));
  end

  always_ff @(posedge clk_i) light_o <= irq;
endmodule
