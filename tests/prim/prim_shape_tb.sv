// Test wrapper: toe_prim_skip and toe_prim_trim in all widths; width_i 0, 1, 2 for 4, 8, 16 octets.
module prim_shape_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic         trims_i,   // toe_prim_trim, not toe_prim_skip
    input  logic [15:0]  amount_i,  // skip_i or length_i, beside the stream
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
    output logic         short_o,   // of skip, beside the stream
    output logic         missing_o  // of trim, on the last beat that goes in
);
  logic [2:0][1:0] valid, ready, last, err, shorts;
  logic [2:0]      missing;
  logic [127:0]    data[3][2];
  logic [15:0]     keep[3][2];

  assign valid_o   = valid[width_i][trims_i];
  assign ready_o   = ready[width_i][trims_i];
  assign data_o    = data[width_i][trims_i];
  assign keep_o    = keep[width_i][trims_i];
  assign last_o    = last[width_i][trims_i];
  assign err_o     = err[width_i][trims_i];
  assign short_o   = shorts[width_i][trims_i];
  assign missing_o = missing[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    stream_t in, out[2];
    logic    chosen;
    assign chosen = width_i == 2'(w);
    assign in     = '{data: data_i[8*N-1:0], keep: keep_i[N-1:0], last: last_i, err: err_i};
    for (genvar u = 0; u < 2; u++) begin : g_out
      assign data[w][u] = 128'(out[u].data);
      assign keep[w][u] = 16'(out[u].keep);
      assign last[w][u] = out[u].last;
      assign err[w][u]  = out[u].err;
    end

    toe_prim_skip #(.stream_t(stream_t), .MaxSkip(40)) u_skip (
        .clk_i, .rst_ni,
        .valid_i(valid_i && chosen && !trims_i), .ready_o(ready[w][0]), .data_i(in),
        .skip_i(amount_i[5:0]),
        .valid_o(valid[w][0]), .ready_i(ready_i && chosen && !trims_i), .data_o(out[0]),
        .short_o(shorts[w][0]));
    toe_prim_trim #(.stream_t(stream_t)) u_trim (
        .clk_i, .rst_ni,
        .valid_i(valid_i && chosen && trims_i), .ready_o(ready[w][1]), .data_i(in),
        .length_i(amount_i), .missing_o(missing[w]),
        .valid_o(valid[w][1]), .ready_i(ready_i && chosen && trims_i), .data_o(out[1]));
    assign shorts[w][1] = 1'b0;
  end
endmodule
