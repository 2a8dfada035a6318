// Test wrapper: from MAC stream to MAC stream with ARP, IPv4 and ICMP, in all widths (width_i 0, 1, 2
// for 4, 8, 16 octets). What is for TCP comes out; TCP itself sends nothing.
module net_tb (
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
    output logic [127:0] data_o,
    output logic [15:0]  keep_o,
    output logic         last_o,
    output logic         err_o,
    output logic         tcp_valid_o,
    input  logic         tcp_ready_i,
    output logic [127:0] tcp_data_o,
    output logic [15:0]  tcp_keep_o,
    output logic         tcp_last_o,
    output logic         tcp_err_o,
    output logic         unknown_o,
    output logic [6:0]   ip_stat_o,
    output logic         icmp_record_valid_o,
    output logic [2:0]   icmp_record_verdict_o
);
  typedef struct packed {
    logic [127:0] data;
    logic [15:0]  keep;
    logic         last;
    logic         err;
  } wide_t;
  wide_t tcp[3], tx[3];
  logic [2:0] ready, valid, tcp_valid, unknown;
  logic [6:0] ip_stat[3];
  toe_icmp_pkg::icmp_record_t record[3];

  assign ready_o     = ready[width_i];
  assign valid_o     = valid[width_i];
  assign tcp_valid_o = tcp_valid[width_i];
  assign unknown_o   = unknown[width_i];
  assign ip_stat_o   = ip_stat[width_i];
  assign icmp_record_valid_o   = record[width_i].valid;
  assign icmp_record_verdict_o = record[width_i].verdict;
  assign {data_o, keep_o, last_o, err_o} = tx[width_i];
  assign {tcp_data_o, tcp_keep_o, tcp_last_o, tcp_err_o} = tcp[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    logic    chosen, unused;
    stream_t out, arp_rx, arp_tx, ip_frame, payload, icmp_tx, ip_tx;
    logic    arp_rx_valid, arp_rx_ready, arp_tx_valid, arp_tx_ready, ip_rx_valid, ip_rx_ready;
    logic    icmp_rx_valid, icmp_rx_ready, icmp_tx_valid, icmp_tx_ready, ip_tx_valid, ip_tx_ready;
    logic    ask, ask_taken, answered, no_tcp_ask, no_tcp_answer, no_tcp_tx;
    toe_pkg::eth_header_t rx_header, arp_header, ip_header;
    toe_pkg::ip_rx_meta_t rx_meta;
    toe_pkg::ip_tx_meta_t tx_meta;
    toe_pkg::ip_t         ask_ip;
    toe_pkg::arp_answer_t answer, no_tcp_arp_answer;
    toe_arp_pkg::arp_pending_t pending;
    toe_arp_pkg::arp_record_t  arp_record;
    toe_arp_pkg::arp_stat_t    arp_stat;
    toe_icmp_pkg::icmp_stat_t  icmp_stat;
    logic                      no_error_valid;
    toe_pkg::icmp_error_t  no_error;
    toe_ip_pkg::ip_stat_t      tx_stat;
    assign chosen = width_i == 2'(w);
    assign tx[w]  = '{data: 128'(out.data), keep: 16'(out.keep), last: out.last, err: out.err};
    assign tcp[w] = '{data: 128'(payload.data), keep: 16'(payload.keep), last: payload.last, err: payload.err};
    assign unused = &{1'b0, no_tcp_ask, no_tcp_answer, no_tcp_tx, no_tcp_arp_answer, pending,
                      arp_record, arp_stat, icmp_stat, tx_stat, no_error_valid, no_error};

    toe_mac_eth_rx #(.stream_t(stream_t)) u_eth_rx (
        .clk_i, .rst_ni, .valid_i(valid_i && chosen), .ready_o(ready[w]),
        .data_i({data_i[8*N-1:0], keep_i[N-1:0], last_i, err_i}), .header_o(rx_header),
        .arp_valid_o(arp_rx_valid), .arp_ready_i(arp_rx_ready), .arp_o(arp_rx),
        .ip_valid_o(ip_rx_valid), .ip_ready_i(ip_rx_ready), .ip_o(ip_frame),
        .unknown_o(unknown[w]));
    toe_arp #(.stream_t(stream_t), .Entries(8)) u_arp (
        .clk_i, .rst_ni, .network_i, .now_i,
        .rx_valid_i(arp_rx_valid), .rx_ready_o(arp_rx_ready), .rx_i(arp_rx),
        .tx_valid_o(arp_tx_valid), .tx_ready_i(arp_tx_ready), .tx_header_o(arp_header), .tx_o(arp_tx),
        .tcp_req_valid_i(1'b0), .tcp_req_ready_o(no_tcp_ask), .tcp_req_ip_i('0),
        .tcp_rsp_valid_o(no_tcp_answer), .tcp_rsp_o(no_tcp_arp_answer),
        .icmp_req_valid_i(ask), .icmp_req_ready_o(ask_taken), .icmp_req_ip_i(ask_ip),
        .icmp_rsp_valid_o(answered), .icmp_rsp_o(answer),
        .pending_o(pending), .record_o(arp_record), .stat_o(arp_stat));
    toe_ip_rx #(.stream_t(stream_t)) u_ip_rx (
        .clk_i, .rst_ni, .network_i,
        .valid_i(ip_rx_valid), .ready_o(ip_rx_ready), .header_i(rx_header), .data_i(ip_frame),
        .meta_o(rx_meta), .payload_o(payload),
        .icmp_valid_o(icmp_rx_valid), .icmp_ready_i(icmp_rx_ready),
        .tcp_valid_o(tcp_valid[w]), .tcp_ready_i, .stat_o(ip_stat[w]));
    toe_icmp #(.stream_t(stream_t)) u_icmp (
        .clk_i, .rst_ni, .network_i,
        .rx_valid_i(icmp_rx_valid), .rx_ready_o(icmp_rx_ready), .rx_meta_i(rx_meta), .rx_i(payload),
        .tx_valid_o(icmp_tx_valid), .tx_ready_i(icmp_tx_ready), .tx_meta_o(tx_meta), .tx_o(icmp_tx),
        .req_valid_o(ask), .req_ready_i(ask_taken), .req_ip_o(ask_ip),
        .rsp_valid_i(answered), .rsp_i(answer),
        .error_valid_o(no_error_valid), .error_ready_i(1'b1), .error_o(no_error), .record_o(record[w]), .stat_o(icmp_stat));
    toe_ip_tx #(.stream_t(stream_t)) u_ip_tx (
        .clk_i, .rst_ni, .network_i,
        .tcp_valid_i(1'b0), .tcp_ready_o(no_tcp_tx), .tcp_meta_i('0), .tcp_i('0),
        .icmp_valid_i(icmp_tx_valid), .icmp_ready_o(icmp_tx_ready), .icmp_meta_i(tx_meta),
        .icmp_i(icmp_tx),
        .valid_o(ip_tx_valid), .ready_i(ip_tx_ready), .header_o(ip_header), .data_o(ip_tx),
        .stat_o(tx_stat));
    toe_mac_eth_tx #(.stream_t(stream_t)) u_eth_tx (
        .clk_i, .rst_ni,
        .arp_valid_i(arp_tx_valid), .arp_ready_o(arp_tx_ready), .arp_header_i(arp_header),
        .arp_i(arp_tx),
        .ip_valid_i(ip_tx_valid), .ip_ready_o(ip_tx_ready), .ip_header_i(ip_header), .ip_i(ip_tx),
        .valid_o(valid[w]), .ready_i, .data_o(out));
  end
endmodule
