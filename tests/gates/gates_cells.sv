// Something of each kind of cell: logic and sums, flip-flops with every control, RAM in LUTs and in blocks, with
// ports of the same and of different widths, a ROM, a product, and a module inside.
module gates_cells (
  input  logic        clk_i,
  input  logic        other_clk_i,
  input  logic        rst_ni,
  input  logic        clear_ni,   // at once
  input  logic        we_i,
  input  logic        re_i,
  input  logic [8:0]  waddr_i,
  input  logic [8:0]  raddr_i,
  input  logic [35:0] data_i,
  output logic [7:0]  logic_o,
  output logic [31:0] sum_o,
  output logic [35:0] held_o,
  output logic [35:0] product_o,
  output logic [35:0] signed_o,
  output logic [70:0] small_o,    // memory of 16 words
  output logic [35:0] wide_o,     // 512 words
  output logic [8:0]  lanes_o,    // written octet by octet
  output logic [7:0]  rom_o,
  output logic [3:0]  falling_o,
  output logic [7:0]  crossed_o
);

  // Seven inputs: LUTs and the multiplexers behind them.
  assign logic_o[0] = data_i[0] ? ^data_i[5:1] : &data_i[6:3];
  assign logic_o[1] = (data_i[6:0] == 7'h35) | (data_i[6:0] == 7'h4A) | (data_i[6:0] == 7'h11);
  assign logic_o[2] = ~data_i[9];
  assign logic_o[7:3] = data_i[4:0] < data_i[9:5] ? data_i[14:10] : data_i[19:15];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) sum_o <= 32'h12345678;
    else if (we_i) sum_o <= sum_o + data_i[31:0];
    else if (re_i) sum_o <= sum_o - data_i[31:0];
  end

  always_ff @(posedge clk_i or negedge clear_ni) begin
    if (!clear_ni) held_o <= 36'h5;
    else if (we_i) held_o <= data_i;
  end

  assign product_o = data_i[17:0] * data_i[35:18];
  assign signed_o = 36'($signed(data_i[17:0]) * $signed(data_i[35:18]));

  logic [70:0] small_q [16];
  always_ff @(posedge clk_i) if (we_i) small_q[waddr_i[3:0]] <= 71'({2{data_i}}) ^ 71'(waddr_i);
  assign small_o = small_q[raddr_i[3:0]];

  logic [35:0] wide_q [512];
  always_ff @(posedge clk_i) begin
    if (we_i) wide_q[waddr_i] <= data_i;
    if (re_i) wide_o <= wide_q[raddr_i];
  end

  gates_lanes u_lanes (
    .clk_i, .we_i, .octets_i(data_i[19:18]), .waddr_i, .raddr_i({raddr_i, data_i[20]}), .data_i(data_i[17:0]), .data_o(lanes_o)
  );

  always_ff @(posedge clk_i) rom_o <= gates_cells_pkg::Rom[raddr_i[3:0]];

  always_ff @(negedge clk_i) falling_o <= data_i[3:0];
  always_ff @(posedge other_clk_i) crossed_o <= sum_o[7:0];

endmodule
