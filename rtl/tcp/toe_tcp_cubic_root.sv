// Sockwire - TCP engine: CUBIC's cube root (RFC 9438 4.2): after how many ticks a window of so many octets
// less is reached again, K = cbrt(x / (C * SMSS)) in ticks of 1.024 ms.
//
// Combinational, to one per cent: a third of a logarithm, both of eight bits behind the point.
// docs/rules/tcp.md section 1, root(x), which gives every bit of it.
module toe_tcp_cubic_root #(
  parameter int unsigned SmssBits = 11
) (
  input  logic [31:0] octets_i,  // not 0
  input  logic [SmssBits-1:0] smss_i,    // not 0
  output logic [13:0] root_o
);
  import toe_tcp_cubic_pkg::*;

  localparam logic [13:0] Scale = 14'd7966;  // 256 * log2((1000/1.024)^3 / 0.4)
  localparam logic [29:0] Most  = 30'd16383;

  // 256 * log2(value); 0 for 0
  function automatic logic [12:0] log_of(logic [31:0] value);
    logic [4:0] highest;
    highest = '0;
    for (int index = 0; index < 32; index++) if (value[index]) highest = 5'(index);
    return {highest, Log2[8'(({value, 8'd0} >> highest))]};
  endfunction

  logic [13:0] triple, third;  // never negative: a segment has less octets than Scale is worth
  logic [29:0] power;

  assign triple = 14'(log_of(octets_i)) - 14'(log_of(32'(smss_i))) + Scale;
  assign third  = triple / 14'd3;
  assign power  = 30'({1'b1, Exp2[third[7:0]]}) << third[12:8];
  assign root_o = ((power >> 8) < Most) ? power[21:8] : 14'(Most);

  logic unused;
  assign unused = &{1'b0, third[13]};
endmodule
