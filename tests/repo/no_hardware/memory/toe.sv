// A fault: a memory that is cleared at reset, so that no RAM can hold it.
module toe #(
  parameter int unsigned Config = 0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        we_i,
  input  logic [7:0]  waddr_i,
  input  logic [15:0] wdata_i,
  input  logic [7:0]  raddr_i,
  output logic [15:0] rdata_o
);
  logic [15:0] memory_q [256];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) memory_q <= '{default: '0};
    else if (we_i) memory_q[waddr_i] <= wdata_i;
  end
  always_ff @(posedge clk_i) rdata_o <= memory_q[raddr_i];
endmodule
