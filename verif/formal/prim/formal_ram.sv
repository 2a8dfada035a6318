// Proof of toe_prim_ram: a word, at an address chosen freely, is what was last written there; it stays
// at the output until the next read; reading while writing gives the old word.
module formal_ram #(
    parameter int unsigned Width = 4,
    parameter int unsigned Depth = 6,
    localparam int unsigned AddrWidth = $clog2(Depth)
) (
    input logic                 clk_i,
    input logic                 we_i,
    input logic [AddrWidth-1:0] waddr_i,
    input logic [Width-1:0]     wdata_i,
    input logic                 re_i,
    input logic [AddrWidth-1:0] raddr_i,
    input logic [AddrWidth-1:0] address_i  // the one looked at
);
  logic                 rst_n = 1'b0;
  logic [AddrWidth-1:0] address_q;
  logic [Width-1:0]     rdata, word_q, shown_q;
  logic                 known_q, shows_q;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_ram #(.Width(Width), .Depth(Depth)) u_dut (
      .clk_i, .rst_ni(rst_n), .we_i, .waddr_i, .wdata_i, .re_i, .raddr_i, .rdata_o(rdata)
  );

  always_ff @(posedge clk_i) begin
    assume (32'(waddr_i) < Depth && 32'(raddr_i) < Depth);
    if (re_i) begin
      shows_q <= known_q && raddr_i == address_q;
      shown_q <= word_q;
    end
    if (we_i && waddr_i == address_q) begin
      word_q  <= wdata_i;
      known_q <= 1'b1;
    end
    if (!rst_n) begin
      address_q <= address_i;
      known_q   <= 1'b0;
      shows_q   <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      if (shows_q) last_written : assert (rdata == shown_q);
      old_word : cover (shows_q && rdata != word_q);
    end
  end
endmodule
