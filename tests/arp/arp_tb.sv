// Test wrapper: toe_arp in all widths; width_i 0, 1, 2 for 4, 8, 16 octets a beat.
module arp_tb #(
    parameter int unsigned Entries = 8
) (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [143:0] network_i,
    input  logic [63:0]  now_i,
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic         valid_o,
    input  logic         ready_i,
    output logic [111:0] header_o,
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    input  logic [4:0]   req_valid_i,
    output logic [4:0]   req_ready_o,
    input  logic [159:0] req_ip_i,
    output logic [4:0]   rsp_valid_o,
    output logic [49:0]  rsp_o,
    input  logic         advice_valid_i,
    input  logic [31:0]  advice_ip_i,
    input  logic         claim_valid_i,
    output logic         claim_ready_o,
    input  logic [31:0]  claim_ip_i,
    input  logic         claim_probe_i,
    output logic [33:0]  pending_o,
    output logic         record_valid_o,
    output logic [63:0]  record_order_o,
    output logic [2:0]   record_kind_o,
    output logic [223:0] record_packet_o,
    output logic [2:0]   record_client_o,
    output logic [31:0]  record_ip_o,
    output logic         record_hit_o,
    output logic [47:0]  record_mac_o,
    output logic         record_learned_o,
    output logic         record_conflict_o,
    output logic         record_probe_conflict_o,
    output logic         record_forgotten_o,
    output logic [2:0]   record_send_o,
    output logic [31:0]  record_send_ip_o,
    output logic [47:0]  record_send_mac_o,
    output logic [1:0]   record_pending_o,
    output logic [31:0]  record_pending_ip_o,
    output logic [5:0]   stat_o
);
  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } wide_t;
  wide_t tx[3];
  logic [2:0] ready, valid, claim_ready;
  logic [4:0] req_ready[3], rsp_valid[3];
  logic [111:0] header[3];
  logic [49:0] rsp[3];
  logic [33:0] pending[3];
  logic [5:0] stat[3];
  toe_arp_pkg::arp_record_t record[3];

  assign ready_o          = ready[width_i];
  assign valid_o          = valid[width_i];
  assign header_o         = header[width_i];
  assign req_ready_o      = req_ready[width_i];
  assign rsp_valid_o      = rsp_valid[width_i];
  assign rsp_o            = rsp[width_i];
  assign claim_ready_o    = claim_ready[width_i];
  assign pending_o        = pending[width_i];
  assign stat_o           = stat[width_i];
  assign {data_o, keep_o, last_o, err_o} = tx[width_i];
  assign {record_valid_o, record_order_o, record_kind_o, record_packet_o, record_client_o,
          record_ip_o, record_hit_o, record_mac_o, record_learned_o, record_conflict_o,
          record_probe_conflict_o, record_forgotten_o, record_send_o, record_send_ip_o,
          record_send_mac_o, record_pending_o, record_pending_ip_o}
      = record[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic    chosen;
    stream_t out;
    assign chosen = width_i == 2'(w);
    assign tx[w]  = '{data: 128'(out.data), keep: 16'(out.keep), last: out.last, err: out.err};

    toe_arp #(.stream_t(stream_t), .Entries(Entries)) u_dut (
        .clk_i, .rst_ni, .network_i, .now_i,
        .rx_valid_i(valid_i && chosen), .rx_ready_o(ready[w]),
        .rx_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .tx_valid_o(valid[w]), .tx_ready_i(ready_i), .tx_header_o(header[w]), .tx_o(out),
        .req_valid_i(req_valid_i & {5{chosen}}), .req_ready_o(req_ready[w]), .req_ip_i,
        .rsp_valid_o(rsp_valid[w]), .rsp_o(rsp[w]),
        .advice_valid_i(advice_valid_i && chosen), .advice_ip_i,
        .claim_valid_i(claim_valid_i && chosen), .claim_ready_o(claim_ready[w]), .claim_ip_i,
        .claim_probe_i,
        .pending_o(pending[w]), .record_o(record[w]), .stat_o(stat[w]));
  end
endmodule
