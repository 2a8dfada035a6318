// Sockwire - a memory with one write and one read port on one clock, made for block RAM.
//
// The word read is there one cycle after re_i and stays until the next re_i. Reading what is written
// in the same cycle gives the old word. Contents are not reset.
module toe_prim_ram #(
    parameter int unsigned Width = 8,
    parameter int unsigned Depth = 256,
    localparam int unsigned AddrWidth = (Depth > 1) ? $clog2(Depth) : 1
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,

    input  logic                 we_i,
    input  logic [AddrWidth-1:0] waddr_i,
    input  logic [Width-1:0]     wdata_i,

    input  logic                 re_i,
    input  logic [AddrWidth-1:0] raddr_i,
    output logic [Width-1:0]     rdata_o
);

  logic [Width-1:0] memory [Depth];
  logic [Width-1:0] rdata_q;

  always_ff @(posedge clk_i) begin
    if (we_i) memory[waddr_i] <= wdata_i;
  end

  always_ff @(posedge clk_i) begin
    if (re_i) rdata_q <= memory[raddr_i];
  end

  assign rdata_o = rdata_q;

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && we_i) assert (32'(waddr_i) < Depth) else $error("write beyond the memory");
    if (rst_ni && re_i) assert (32'(raddr_i) < Depth) else $error("read beyond the memory");
  end
`else
  logic unused;
  assign unused = rst_ni;
`endif

endmodule
