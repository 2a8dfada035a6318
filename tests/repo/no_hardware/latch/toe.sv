// A fault: an output that keeps its value without a clock.
module toe #(
  parameter int unsigned Config = 0
) (
  input  logic open_i,
  input  logic data_i,
  output logic data_o
);
  always @(*) if (open_i) data_o = data_i;
endmodule
