// A memory whose octets are written each by itself, and read one at a time.
module gates_lanes (
  input  logic        clk_i,
  input  logic        we_i,
  input  logic [1:0]  octets_i,
  input  logic [8:0]  waddr_i,
  input  logic [9:0]  raddr_i,
  input  logic [17:0] data_i,
  output logic [8:0]  data_o
);

  logic [1:0][8:0] memory_q [512];
  logic [17:0] word_q;
  logic which_q;

  always_ff @(posedge clk_i) begin
    for (int i = 0; i < 2; i++) begin
      if (we_i && octets_i[i]) memory_q[waddr_i][i] <= data_i[9*i +: 9];
    end
    word_q <= memory_q[raddr_i[9:1]];
    which_q <= raddr_i[0];
  end
  assign data_o = which_q ? word_q[17:9] : word_q[8:0];

endmodule
