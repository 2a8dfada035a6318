// Proof of toe_prim_checksum: the same as adding word by word with the carry brought round each time.
module formal_checksum #(
    parameter int unsigned DataBytes = 4
) (
    input logic                   clk_i,
    input logic [8*DataBytes-1:0] data_i,
    input logic [DataBytes-1:0]   keep_i
);
  logic [15:0] sum, expected;
  toe_prim_checksum #(.DataBytes(DataBytes)) u_dut (.data_i, .keep_i, .sum_o(sum));

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);
    logic [16:0] total;
    total = {1'b0, a} + {1'b0, b};
    return total[15:0] + 16'(total[16]);
  endfunction

  always_comb begin
    expected = '0;
    for (int unsigned i = 0; i < DataBytes; i += 2) begin
      expected = add(expected, {keep_i[i] ? data_i[8*i+:8] : 8'd0, keep_i[i+1] ? data_i[8*i+8+:8] : 8'd0});
    end
  end

  always_ff @(posedge clk_i) begin
    word_by_word : assert (sum == expected);
    carries : cover (sum == 16'd1 && (&keep_i) && data_i[7:0] == 8'hFF);
  end
endmodule
