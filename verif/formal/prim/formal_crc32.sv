// Proof of toe_prim_crc32: the same as dividing bit by bit, in the form in which IEEE 802.3 (3.2.9)
// writes the polynomial (not reflected).
module formal_crc32 #(
    parameter int unsigned DataBytes = 1,
    localparam int unsigned CountWidth = $clog2(DataBytes + 1)
) (
    input logic                   clk_i,
    input logic [31:0]            crc_i,
    input logic [8*DataBytes-1:0] data_i,
    input logic [CountWidth-1:0]  count_i
);
  logic [31:0] crc, register, expected;
  logic        feedback;
  toe_prim_crc32 #(.DataBytes(DataBytes)) u_dut (.crc_i, .data_i, .count_i, .crc_o(crc));

  // x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1
  localparam logic [31:0] Polynomial = 32'b0000_0100_1100_0001_0001_1101_1011_0111;
  always_comb begin
    for (int unsigned i = 0; i < 32; i++) register[i] = crc_i[31-i];
    for (int unsigned i = 0; i < 8 * DataBytes; i++) begin
      if (i / 8 < 32'(count_i)) begin
        feedback = register[31] ^ data_i[i];  // an octet's low bit comes first
        register = {register[30:0], 1'b0} ^ (feedback ? Polynomial : '0);
      end
    end
    for (int unsigned i = 0; i < 32; i++) expected[i] = register[31-i];
  end

  always_ff @(posedge clk_i) begin
    assume (32'(count_i) <= DataBytes);
    bit_by_bit : assert (crc == expected);
    all_octets : cover (32'(count_i) == DataBytes && crc == 32'hDEBB_20E3);
  end
endmodule
