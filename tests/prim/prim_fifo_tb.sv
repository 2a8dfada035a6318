// Test wrapper: stream registers and FIFOs on one clock, one of them selected at a time.
// unit_i: 0 skid, 1-4 FIFO of 2, 3, 5, 16, 5 two skids in a row.
module prim_fifo_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [2:0]   unit_i,
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic [4:0]   count_o
);
  localparam int unsigned Units = 6;
  localparam int unsigned Depth[Units] = '{2, 2, 3, 5, 16, 4};

  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } beat_t;

  beat_t            in;
  beat_t            out  [Units];
  logic [4:0]       count[Units];
  logic [Units-1:0] valid, ready;

  assign in = '{data: data_i, keep: keep_i, last: last_i, err: err_i};
  assign {data_o, keep_o, last_o, err_o} = out[unit_i];
  assign valid_o = valid[unit_i];
  assign ready_o = ready[unit_i];
  assign count_o = count[unit_i];

  for (genvar u = 0; u < Units; u++) begin : g_unit
    logic chosen;
    assign chosen = unit_i == 3'(u);
    if (u == 0) begin : g_skid
      assign count[u] = '0;
      toe_prim_skid #(.T(beat_t)) u_dut (
          .clk_i, .rst_ni,
          .valid_i(valid_i && chosen), .ready_o(ready[u]), .data_i(in),
          .valid_o(valid[u]), .ready_i(ready_i && chosen), .data_o(out[u]));
    end else if (u == 5) begin : g_chain
      logic  mid_valid, mid_ready;
      beat_t mid;
      assign count[u] = '0;
      toe_prim_skid #(.T(beat_t)) u_first (
          .clk_i, .rst_ni,
          .valid_i(valid_i && chosen), .ready_o(ready[u]), .data_i(in),
          .valid_o(mid_valid), .ready_i(mid_ready), .data_o(mid));
      toe_prim_skid #(.T(beat_t)) u_second (
          .clk_i, .rst_ni,
          .valid_i(mid_valid), .ready_o(mid_ready), .data_i(mid),
          .valid_o(valid[u]), .ready_i(ready_i && chosen), .data_o(out[u]));
    end else begin : g_fifo
      logic [$clog2(Depth[u] + 1)-1:0] inside_count;
      assign count[u] = 5'(inside_count);
      toe_prim_fifo #(.T(beat_t), .Depth(Depth[u])) u_dut (
          .clk_i, .rst_ni,
          .valid_i(valid_i && chosen), .ready_o(ready[u]), .data_i(in),
          .valid_o(valid[u]), .ready_i(ready_i && chosen), .data_o(out[u]),
          .count_o(inside_count));
    end
  end
endmodule
