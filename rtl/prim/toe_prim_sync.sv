// Sockwire - two flops that bring a level into clk_i. Each bit for itself: several bits that belong
// together must be a Gray code or stand still when they are looked at. Reset gives 0.
module toe_prim_sync #(
    parameter int unsigned Width = 1
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [Width-1:0] data_i,
    output logic [Width-1:0] data_o
);

  (* async_reg = "true" *) logic [Width-1:0] meta_q, data_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      meta_q <= '0;
      data_q <= '0;
    end else begin
      meta_q <= data_i;
      data_q <= meta_q;
    end
  end

  assign data_o = data_q;

endmodule
