// Test wrapper: toe_mac_eth_rx and toe_mac_eth_tx in all widths; width_i 0, 1, 2 for 4, 8, 16 octets.
module eth_tb (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [15:0]  vlan_i,     // toe_mac_pkg::vlan_t
    // rx
    input  logic         valid_i,
    output logic         ready_o,
    input  logic [127:0] data_i,
    input  logic [15:0]  keep_i,
    input  logic         last_i,
    input  logic         err_i,
    output logic [111:0] header_o,
    output logic         unknown_o,
    output logic         filtered_o,
    output logic         arp_valid_o,
    input  logic         arp_ready_i,
    output logic [127:0] arp_data_o,
    output logic [15:0]  arp_keep_o,
    output logic         arp_last_o,
    output logic         arp_err_o,
    output logic         ip_valid_o,
    input  logic         ip_ready_i,
    output logic [127:0] ip_data_o,
    output logic [15:0]  ip_keep_o,
    output logic         ip_last_o,
    output logic         ip_err_o,
    // tx
    input  logic         tx_arp_valid_i,
    output logic         tx_arp_ready_o,
    input  logic [111:0] tx_arp_header_i,
    input  logic [127:0] tx_arp_data_i,
    input  logic [15:0]  tx_arp_keep_i,
    input  logic         tx_arp_last_i,
    input  logic         tx_arp_err_i,
    input  logic         tx_ip_valid_i,
    output logic         tx_ip_ready_o,
    input  logic [111:0] tx_ip_header_i,
    input  logic [127:0] tx_ip_data_i,
    input  logic [15:0]  tx_ip_keep_i,
    input  logic         tx_ip_last_i,
    input  logic         tx_ip_err_i,
    output logic         tx_valid_o,
    input  logic         tx_ready_i,
    output logic [127:0] tx_data_o,
    output logic [15:0]  tx_keep_o,
    output logic         tx_last_o,
    output logic         tx_err_o
);
  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } wide_t;
  wide_t arp[3], ip[3], tx[3];
  logic [2:0] ready, unknown, filtered, arp_valid, ip_valid, tx_arp_ready, tx_ip_ready, tx_valid;
  logic [111:0] header[3];

  assign ready_o        = ready[width_i];
  assign unknown_o      = unknown[width_i];
  assign filtered_o     = filtered[width_i];
  assign header_o       = header[width_i];
  assign arp_valid_o    = arp_valid[width_i];
  assign ip_valid_o     = ip_valid[width_i];
  assign tx_arp_ready_o = tx_arp_ready[width_i];
  assign tx_ip_ready_o  = tx_ip_ready[width_i];
  assign tx_valid_o     = tx_valid[width_i];
  assign {arp_data_o, arp_keep_o, arp_last_o, arp_err_o} = arp[width_i];
  assign {ip_data_o, ip_keep_o, ip_last_o, ip_err_o} = ip[width_i];
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
    stream_t arp_out, ip_out, tx_out;
    assign chosen = width_i == 2'(w);
    assign arp[w] = '{data: 128'(arp_out.data), keep: 16'(arp_out.keep), last: arp_out.last, err: arp_out.err};
    assign ip[w]  = '{data: 128'(ip_out.data), keep: 16'(ip_out.keep), last: ip_out.last, err: ip_out.err};
    assign tx[w]  = '{data: 128'(tx_out.data), keep: 16'(tx_out.keep), last: tx_out.last, err: tx_out.err};

    toe_mac_eth_rx #(.stream_t(stream_t)) u_rx (
        .clk_i, .rst_ni, .vlan_i,
        .valid_i(valid_i && chosen), .ready_o(ready[w]),
        .data_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}),
        .header_o(header[w]), .unknown_o(unknown[w]), .filtered_o(filtered[w]),
        .arp_valid_o(arp_valid[w]), .arp_ready_i, .arp_o(arp_out),
        .ip_valid_o(ip_valid[w]), .ip_ready_i, .ip_o(ip_out));
    toe_mac_eth_tx #(.stream_t(stream_t)) u_tx (
        .clk_i, .rst_ni, .vlan_i,
        .arp_valid_i(tx_arp_valid_i && chosen), .arp_ready_o(tx_arp_ready[w]),
        .arp_header_i(tx_arp_header_i),
        .arp_i({tx_arp_data_i[8*N-1:0], tx_arp_keep_i[N-1:0], tx_arp_last_i, tx_arp_err_i}),
        .ip_valid_i(tx_ip_valid_i && chosen), .ip_ready_o(tx_ip_ready[w]),
        .ip_header_i(tx_ip_header_i),
        .ip_i({tx_ip_data_i[8*N-1:0], tx_ip_keep_i[N-1:0], tx_ip_last_i, tx_ip_err_i}),
        .valid_o(tx_valid[w]), .ready_i(tx_ready_i), .data_o(tx_out));
  end
endmodule
