// Test wrapper: toe_ip_cut in all widths; width_i 0, 1, 2 for 4, 8, 16 octets.
module cut_tb #(
    parameter int unsigned Mtu = 1500
) (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [121:0] meta_i,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [139:0] side_o,  // meta, at, more, first
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o
);
  typedef struct packed {
    logic         ready;
    logic         valid;
    logic [121:0] meta;
    logic [15:0]  at;
    logic         more;
    logic         first;
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } out_t;
  out_t out[3];
  assign {ready_o, valid_o, side_o, data_o, keep_o, last_o, err_o} = out[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    stream_t piece;
    assign out[w].data = 128'(piece.data);
    assign out[w].keep = 16'(piece.keep);
    assign out[w].last = piece.last;
    assign out[w].err  = piece.err;

    toe_ip_cut #(.stream_t(stream_t), .Mtu(Mtu)) u_cut (
        .clk_i, .rst_ni, .valid_i(valid_i && width_i == 2'(w)), .ready_o(out[w].ready), .meta_i,
        .data_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .valid_o(out[w].valid), .ready_i, .meta_o(out[w].meta), .at_o(out[w].at),
        .more_o(out[w].more), .first_o(out[w].first), .data_o(piece));
  end
endmodule
