// Test wrapper: strip, prepend and frame FIFO in all widths, one of them selected at a time.
// width_i: 0, 1, 2 for 4, 8, 16 octets a beat. unit_i: 0-5 strip, 6-11 prepend, 12-13 frame FIFO.
module prim_stream_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [3:0]   unit_i,
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    input  logic [159:0] header_i,  // at the low end
    output logic         valid_o,
    input  logic         ready_i,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic [159:0] header_o,
    output logic         short_o,
    output logic         drop_o,
    output logic [47:0]  sums_o     // checksum of data_i, 4 octets in the low bits
);
  localparam int unsigned Units = 14;
  localparam int unsigned HeaderBytes[6] = '{14, 20, 8, 16, 1, 5};
  localparam int unsigned Depth[2] = '{16, 13};

  logic [2:0][Units-1:0] valid, ready, last, err, shorts, drops;
  logic [127:0] data  [3][Units];
  logic [15:0]  keep  [3][Units];
  logic [159:0] header[3][Units];

  assign valid_o  = valid[width_i][unit_i];
  assign ready_o  = ready[width_i][unit_i];
  assign data_o   = data[width_i][unit_i];
  assign keep_o   = keep[width_i][unit_i];
  assign last_o   = last[width_i][unit_i];
  assign err_o    = err[width_i][unit_i];
  assign header_o = header[width_i][unit_i];
  assign short_o  = shorts[width_i][unit_i];
  assign drop_o   = drops[width_i][unit_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    stream_t in;
    assign in = '{data: data_i[8*N-1:0], keep: keep_i[N-1:0], last: last_i, err: err_i};

    toe_prim_checksum #(.DataBytes(N)) u_checksum (
        .data_i(in.data), .keep_i(in.keep), .sum_o(sums_o[16*w+:16]));

    for (genvar u = 0; u < Units; u++) begin : g_unit
      stream_t out;
      logic    chosen;
      assign chosen     = (width_i == 2'(w)) && (unit_i == 4'(u));
      assign data[w][u] = 128'(out.data);
      assign keep[w][u] = 16'(out.keep);
      assign last[w][u] = out.last;
      assign err[w][u]  = out.err;

      if (u < 6) begin : g_strip
        logic [8*HeaderBytes[u]-1:0] head;
        toe_prim_strip #(.stream_t(stream_t), .HeaderBytes(HeaderBytes[u])) u_dut (
            .clk_i, .rst_ni,
            .valid_i(valid_i && chosen), .ready_o(ready[w][u]), .data_i(in),
            .valid_o(valid[w][u]), .ready_i(ready_i && chosen), .data_o(out),
            .header_o(head), .short_o(shorts[w][u]));
        assign header[w][u] = 160'(head);
        assign drops[w][u]  = 1'b0;
      end else begin : g_other
        assign header[w][u] = '0;
        assign shorts[w][u] = 1'b0;
        if (u < 12) begin : g_prepend
          toe_prim_prepend #(.stream_t(stream_t), .HeaderBytes(HeaderBytes[u-6])) u_dut (
              .clk_i, .rst_ni,
              .valid_i(valid_i && chosen), .ready_o(ready[w][u]), .data_i(in),
              .header_i(header_i[8*HeaderBytes[u-6]-1:0]),
              .valid_o(valid[w][u]), .ready_i(ready_i && chosen), .data_o(out));
          assign drops[w][u] = 1'b0;
        end else begin : g_frame_fifo
          toe_prim_frame_fifo #(.stream_t(stream_t), .Depth(Depth[u-12])) u_dut (
              .clk_i, .rst_ni,
              .valid_i(valid_i && chosen), .ready_o(ready[w][u]), .data_i(in),
              .drop_o(drops[w][u]),
              .valid_o(valid[w][u]), .ready_i(ready_i && chosen), .data_o(out));
        end
      end
    end
  end
endmodule
