// A fault: a memory with three writers, more than any RAM has ports.
module toe #(
  parameter int unsigned Config = 0
) (
  input  logic             clk_i,
  input  logic [2:0]       we_i,
  input  logic [2:0][3:0]  waddr_i,
  input  logic [2:0][15:0] wdata_i,
  input  logic [3:0]       raddr_i,
  output logic [15:0]      rdata_o
);
  logic [15:0] memory [16];

  for (genvar w = 0; w < 3; w++) begin : gen_writer
    always_ff @(posedge clk_i) if (we_i[w]) memory[waddr_i[w]] <= wdata_i[w];
  end
  assign rdata_o = memory[raddr_i];
endmodule
