// Test wrapper: toe_ip_rx and toe_ip_tx in all widths; width_i 0, 1, 2 for 4, 8, 16 octets.
module ip_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [143:0] network_i,
    // rx
    input  logic         valid_i,
    output logic         ready_o,
    input  logic         broadcast_i,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic [87:0]  meta_o,
    output logic         icmp_valid_o,
    input  logic         icmp_ready_i,
    output logic [127:0] icmp_data_o,
    output logic [15:0]  icmp_keep_o,
    output logic         icmp_last_o,
    output logic         icmp_err_o,
    output logic         tcp_valid_o,
    input  logic         tcp_ready_i,
    output logic [127:0] tcp_data_o,
    output logic [15:0]  tcp_keep_o,
    output logic         tcp_last_o,
    output logic         tcp_err_o,
    output logic [6:0]   rx_stat_o,
    // tx
    input  logic         tx_tcp_valid_i,
    output logic         tx_tcp_ready_o,
    input  logic [103:0] tx_tcp_meta_i,
    input  logic [127:0] tx_tcp_data_i,
    input  logic [15:0]  tx_tcp_keep_i,
    input  logic         tx_tcp_last_i,
    input  logic         tx_tcp_err_i,
    input  logic         tx_icmp_valid_i,
    output logic         tx_icmp_ready_o,
    input  logic [103:0] tx_icmp_meta_i,
    input  logic [127:0] tx_icmp_data_i,
    input  logic [15:0]  tx_icmp_keep_i,
    input  logic         tx_icmp_last_i,
    input  logic         tx_icmp_err_i,
    output logic         tx_valid_o,
    input  logic         tx_ready_i,
    output logic [111:0] tx_header_o,
    output logic [127:0] tx_data_o,
    output logic [15:0]  tx_keep_o,
    output logic         tx_last_o,
    output logic         tx_err_o,
    output logic [6:0]   tx_stat_o
);
  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } wide_t;
  wide_t payload[3], tx[3];
  logic [2:0] ready, icmp_valid, tcp_valid, tx_tcp_ready, tx_icmp_ready, tx_valid;
  logic [87:0] meta[3];
  logic [6:0] rx_stat[3], tx_stat[3];
  toe_pkg::eth_header_t tx_header[3];
  toe_pkg::eth_header_t header;
  assign header = '{
      dst: broadcast_i ? toe_pkg::MacBroadcast : network_i[143:96],
      src: 48'h02_55_55_55_55_55, ether_type: toe_pkg::EtherTypeIpv4
  };

  assign ready_o         = ready[width_i];
  assign meta_o          = meta[width_i];
  assign icmp_valid_o    = icmp_valid[width_i];
  assign tcp_valid_o     = tcp_valid[width_i];
  assign rx_stat_o       = rx_stat[width_i];
  assign tx_stat_o       = tx_stat[width_i];
  assign tx_tcp_ready_o  = tx_tcp_ready[width_i];
  assign tx_icmp_ready_o = tx_icmp_ready[width_i];
  assign tx_valid_o      = tx_valid[width_i];
  assign tx_header_o     = tx_header[width_i];
  assign {icmp_data_o, icmp_keep_o, icmp_last_o, icmp_err_o} = payload[width_i];
  assign {tcp_data_o, tcp_keep_o, tcp_last_o, tcp_err_o} = payload[width_i];
  assign {tx_data_o, tx_keep_o, tx_last_o, tx_err_o} = tx[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic    chosen;
    stream_t rx_out, tx_out;
    assign chosen     = width_i == 2'(w);
    assign payload[w] = '{data: 128'(rx_out.data), keep: 16'(rx_out.keep), last: rx_out.last, err: rx_out.err};
    assign tx[w]      = '{data: 128'(tx_out.data), keep: 16'(tx_out.keep), last: tx_out.last, err: tx_out.err};

    toe_ip_rx #(.stream_t(stream_t)) u_rx (
        .clk_i, .rst_ni, .network_i,
        .valid_i(valid_i && chosen), .ready_o(ready[w]), .header_i(header),
        .data_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .meta_o(meta[w]), .payload_o(rx_out),
        .icmp_valid_o(icmp_valid[w]), .icmp_ready_i, .tcp_valid_o(tcp_valid[w]), .tcp_ready_i,
        .stat_o(rx_stat[w]));
    toe_ip_tx #(.stream_t(stream_t)) u_tx (
        .clk_i, .rst_ni, .network_i,
        .tcp_valid_i(tx_tcp_valid_i && chosen), .tcp_ready_o(tx_tcp_ready[w]),
        .tcp_meta_i(tx_tcp_meta_i),
        .tcp_i({tx_tcp_data_i[8*N-1:0], tx_tcp_keep_i[N-1:0], tx_tcp_last_i, tx_tcp_err_i}),
        .icmp_valid_i(tx_icmp_valid_i && chosen), .icmp_ready_o(tx_icmp_ready[w]),
        .icmp_meta_i(tx_icmp_meta_i),
        .icmp_i({tx_icmp_data_i[8*N-1:0], tx_icmp_keep_i[N-1:0], tx_icmp_last_i, tx_icmp_err_i}),
        .valid_o(tx_valid[w]), .ready_i(tx_ready_i), .header_o(tx_header[w]), .data_o(tx_out),
        .stat_o(tx_stat[w]));
  end
endmodule
