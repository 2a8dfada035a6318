// A design with nothing to say about: a memory that fits a block RAM.
module toe #(
  parameter int unsigned Config = 0
) (
  input  logic        clk_i,
  input  logic        we_i,
  input  logic [7:0]  waddr_i,
  input  logic [15:0] wdata_i,
  input  logic [7:0]  raddr_i,
  output logic [15:0] rdata_o
);
  logic [15:0] memory [256];

  always_ff @(posedge clk_i) if (we_i) memory[waddr_i] <= wdata_i;
  always_ff @(posedge clk_i) rdata_o <= memory[raddr_i];
endmodule
