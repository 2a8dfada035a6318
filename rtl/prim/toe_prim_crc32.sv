// Sockwire - the CRC-32 of IEEE 802.3 (3.2.9) over the first count_i octets of a word; combinational.
//
// Reflected form, polynomial 0xEDB88320: start from all ones, invert the result, send it low octet
// first. Over a frame with its right FCS the register ends as 0xDEBB20E3.
module toe_prim_crc32 #(
    parameter int unsigned DataBytes = 1,
    localparam int unsigned CountWidth = $clog2(DataBytes + 1)
) (
    input  logic [31:0]            crc_i,
    input  logic [8*DataBytes-1:0] data_i,
    input  logic [CountWidth-1:0]  count_i,
    output logic [31:0]            crc_o
);

  function automatic logic [31:0] octet(logic [31:0] crc, logic [7:0] data);
    logic [31:0] value;
    value = crc ^ {24'd0, data};
    for (int unsigned i = 0; i < 8; i++) value = (value >> 1) ^ (value[0] ? 32'hEDB8_8320 : 32'd0);
    return value;
  endfunction

  always_comb begin
    crc_o = crc_i;
    for (int unsigned i = 0; i < DataBytes; i++) begin
      if (CountWidth'(i) < count_i) crc_o = octet(crc_o, data_i[8*i+:8]);
    end
  end

endmodule
