// A fault: two instances that feed each other without a register; neither has a loop of its own.
module toe #(
  parameter int unsigned Config = 0
) (
  input  logic data_i,
  output logic data_o
);
  logic there, back;

  half u_there (.data_i(back), .other_i(data_i), .data_o(there));
  half u_back (.data_i(there), .other_i(data_i), .data_o(back));
  assign data_o = back;
endmodule

module half (
  input  logic data_i,
  input  logic other_i,
  output logic data_o
);
  assign data_o = ~(data_i & other_i);
endmodule
