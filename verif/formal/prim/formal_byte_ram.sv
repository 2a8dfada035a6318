// Proof of toe_prim_byte_ram: an octet, at an address chosen freely, is what was last written there, at
// whatever alignment and across the end of its ring; reading while writing gives the old octets.
module formal_byte_ram #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Bytes     = 16,
    parameter int unsigned RingBytes = 8,
    localparam int unsigned AddrWidth  = $clog2(Bytes),
    localparam int unsigned CountWidth = $clog2(DataBytes + 1)
) (
    input logic                   clk_i,
    input logic                   we_i,
    input logic [AddrWidth-1:0]   waddr_i,
    input logic [CountWidth-1:0]  wcount_i,
    input logic [8*DataBytes-1:0] wdata_i,
    input logic                   re_i,
    input logic [AddrWidth-1:0]   raddr_i,
    input logic [AddrWidth-1:0]   address_i  // the octet looked at
);
  typedef logic [AddrWidth-1:0] at_t;

  logic                   rst_n = 1'b0;
  logic [8*DataBytes-1:0] rdata;
  at_t                    address_q, raddr_q;
  logic                   known_q, shows_q, written;
  logic [7:0]             octet_q, shown_q, octet;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  toe_prim_byte_ram #(.DataBytes(DataBytes), .Bytes(Bytes), .RingBytes(RingBytes)) u_dut (
      .clk_i, .rst_ni(rst_n), .we_i, .waddr_i, .wcount_i, .wdata_i, .re_i, .raddr_i, .rdata_o(rdata)
  );

  function automatic at_t in_ring(at_t from, int unsigned offset);
    return (from & ~at_t'(RingBytes - 1)) | ((from + at_t'(offset)) & at_t'(RingBytes - 1));
  endfunction

  always_comb begin
    written = 1'b0;
    octet   = '0;
    for (int unsigned i = 0; i < DataBytes; i++) begin
      if (we_i && i < 32'(wcount_i) && in_ring(waddr_i, i) == address_q) begin
        written = 1'b1;
        octet   = wdata_i[8*i+:8];
      end
    end
  end
  always_ff @(posedge clk_i) begin
    assume (32'(wcount_i) <= DataBytes);
    if (re_i) begin
      raddr_q <= raddr_i;
      shows_q <= known_q;
      shown_q <= octet_q;
    end
    if (written) begin
      octet_q <= octet;
      known_q <= 1'b1;
    end
    if (!rst_n) begin
      address_q <= address_i;
      known_q   <= 1'b0;
      shows_q   <= 1'b0;
    end
  end

  for (genvar i = 0; i < DataBytes; i++) begin : gen_octet
    always_ff @(posedge clk_i) begin
      if (rst_n && shows_q && in_ring(raddr_q, i) == address_q) last_written : assert (rdata[8*i+:8] == shown_q);
    end
  end
  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      over_the_end : cover (shows_q && address_q == at_t'(RingBytes) && raddr_q == at_t'(2 * RingBytes - 2));
      old_octet : cover (shows_q && raddr_q == address_q && rdata[7:0] != octet_q);
    end
  end
endmodule
