// Test wrapper: memory, octet memory in three widths, arbiters of 1 to 5 ports, CRC in four widths.
module prim_memory_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    // memories: 160 octets (the first two octets of wdata_i for the plain one)
    input  logic         we_i,
    input  logic [7:0]   waddr_i,
    input  logic [4:0]   wcount_i,
    input  logic [127:0] wdata_i,
    input  logic         re_i,
    input  logic [7:0]   raddr_i,
    output logic [127:0] rdata_o,
    output logic [63:0]  rdata8_o,
    output logic [31:0]  rdata4_o,
    output logic [15:0]  word_o,
    // arbiters: Ports = index + 1
    input  logic [4:0]      request_i,
    input  logic            advance_i,
    output logic [4:0][4:0] grant_o,
    // CRC over the first count of wdata_i
    input  logic [31:0]      crc_i,
    output logic [3:0][31:0] crc_o
);
  toe_prim_ram #(.Width(16), .Depth(160)) u_ram (
      .clk_i, .rst_ni, .we_i, .waddr_i, .wdata_i(wdata_i[15:0]), .re_i, .raddr_i, .rdata_o(word_o));

  for (genvar w = 2; w <= 4; w++) begin : g_width
    localparam int unsigned N = 1 << w;
    localparam int unsigned CountWidth = $clog2(N + 1);
    logic [CountWidth-1:0] count;
    logic [8*N-1:0]        rdata;
    assign count = (wcount_i > 5'(N)) ? CountWidth'(N) : CountWidth'(wcount_i);
    toe_prim_byte_ram #(.DataBytes(N), .Bytes(160), .RingBytes(32)) u_byte_ram (
        .clk_i, .rst_ni,
        .we_i, .waddr_i, .wcount_i(count), .wdata_i(wdata_i[8*N-1:0]),
        .re_i, .raddr_i, .rdata_o(rdata));
    if (w == 2) begin : g_4
      assign rdata4_o = rdata;
    end else if (w == 3) begin : g_8
      assign rdata8_o = rdata;
    end else begin : g_16
      assign rdata_o = rdata;
    end
    toe_prim_crc32 #(.DataBytes(N)) u_crc (
        .crc_i, .data_i(wdata_i[8*N-1:0]), .count_i(count), .crc_o(crc_o[w-1]));
  end
  toe_prim_crc32 #(.DataBytes(1)) u_crc (
      .crc_i, .data_i(wdata_i[7:0]), .count_i(wcount_i != '0), .crc_o(crc_o[0]));

  for (genvar i = 0; i < 5; i++) begin : g_arbiter
    logic [i:0] grant;
    assign grant_o[i] = 5'(grant);
    toe_prim_arbiter #(.Ports(i + 1)) u_arbiter (
        .clk_i, .rst_ni, .request_i(request_i[i:0]), .grant_o(grant), .advance_i);
  end
endmodule
