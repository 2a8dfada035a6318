// The one's complement sum of the kept octets of one beat (RFC 1071), combinational.
//
// Octet 0 is the high half of the first 16-bit word; a missing octet counts as 0. Sums of beats may
// be added in any order with end-around carry, as long as each beat begins at an even octet.
module toe_prim_checksum #(
    parameter int unsigned DataBytes = 4
) (
    input  logic [8*DataBytes-1:0] data_i,
    input  logic [DataBytes-1:0]   keep_i,
    output logic [15:0]            sum_o
);
  localparam int unsigned Words   = DataBytes / 2;
  localparam int unsigned SumBits = 16 + $clog2(Words);

  if (DataBytes < 2 || DataBytes % 2 != 0 || Words > 32768) begin : g_bad
    $fatal(1, "toe_prim_checksum: DataBytes must be even");
  end

  logic [SumBits-1:0] total;
  logic [16:0]        folded;

  always_comb begin
    total = '0;
    for (int unsigned i = 0; i < Words; i++) begin
      total = total + SumBits'({data_i[16*i+:8] & {8{keep_i[2*i]}},
                                data_i[16*i+8+:8] & {8{keep_i[2*i+1]}}});
    end
  end

  // The carries of the first folding are at most Words - 1, so the second one cannot carry again.
  assign folded = {1'b0, total[15:0]} + 17'(total >> 16);
  assign sum_o  = folded[15:0] + {15'b0, folded[16]};

endmodule
