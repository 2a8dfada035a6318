// Test wrapper: toe_igmp in all widths; width_i 0, 1, 2 for 4, 8, 16 octets a beat.
module igmp_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [63:0]  now_i,
    input  logic [31:0]  secret_i,        // its bits 63 to 32
    input  logic         secret_set_i,
    input  logic [7:0]   groups_valid_i,
    input  logic [255:0] groups_i,
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [95:0]  meta_i,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [121:0] meta_o,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic [$bits(toe_igmp_pkg::igmp_record_t)-1:0] record_o,
    output logic [4:0]   stat_o
);
  typedef struct packed {
    logic                       ready;
    logic                       valid;
    toe_pkg::ip_tx_meta_t       meta;
    logic [127:0]               data;
    logic [15:0]                keep;
    logic                       last;
    logic                       err;
    toe_igmp_pkg::igmp_record_t record;
    toe_igmp_pkg::igmp_stat_t   stat;
  } out_t;
  out_t out[3];
  assign {ready_o, valid_o, meta_o, data_o, keep_o, last_o, err_o, record_o, stat_o} = out[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic    chosen;
    stream_t tx;
    assign chosen      = width_i == 2'(w);
    assign out[w].data = 128'(tx.data);
    assign out[w].keep = 16'(tx.keep);
    assign out[w].last = tx.last;
    assign out[w].err  = tx.err;

    toe_igmp #(.stream_t(stream_t)) u_dut (
        .clk_i, .rst_ni, .network_i('0), .now_i, .secret_i({64'h0, secret_i, 32'h0}), .secret_set_i,
        .groups_valid_i(groups_valid_i & {8{chosen}}), .groups_i,
        .rx_valid_i(valid_i && chosen), .rx_ready_o(out[w].ready), .rx_meta_i(meta_i),
        .rx_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .tx_valid_o(out[w].valid), .tx_ready_i(ready_i), .tx_meta_o(out[w].meta), .tx_o(tx),
        .record_o(out[w].record), .stat_o(out[w].stat));
  end
endmodule
