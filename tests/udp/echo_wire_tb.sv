// Test wrapper: ICMP's echo and the echo application of UDP from GMII to GMII, with all layers between.
module echo_wire_tb #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Mtu = 1500,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic         clk_core_i,
    input  logic         clk_mii_i,
    input  logic         rst_ni,
    output logic         init_done_o,
    input  logic [143:0] network_i,
    input  logic [15:0]  echo_port_i,
    input  logic         rx_dv_i,
    input  logic [7:0]   rxd_i,
    output logic         tx_en_o,
    output logic [7:0]   txd_o,
    output logic [$bits(toe_udp_pkg::udp_echo_record_t)-1:0] record_o,
    output logic         overflow_o
);
  typedef struct packed {
    logic [8*DataBytes-1:0] data;
    logic [DataBytes-1:0]   keep;
    logic                   last;
    logic                   err;
  } stream_t;

  function automatic toe_pkg::cfg_t configuration();
    toe_pkg::cfg_t cfg;
    cfg           = toe_pkg::with_mtu(toe_pkg::Base, Mtu);
    cfg.DataBytes = DataBytes;
    return cfg;
  endfunction
  localparam toe_pkg::cfg_t Cfg = configuration();
  localparam int unsigned Tcp = int'(toe_arp_pkg::ClientTcp), Icmp = int'(toe_arp_pkg::ClientIcmp);
  localparam int unsigned Send = int'(toe_arp_pkg::ClientSend), Fault = int'(toe_arp_pkg::ClientFault);
  localparam int unsigned Echo = int'(toe_arp_pkg::ClientEcho);

  toe_pkg::network_t    network;
  logic [63:0]          now_q;
  logic                 mac_rx_valid, mac_rx_ready, mac_tx_valid, mac_tx_ready;
  logic                 arp_rx_valid, arp_rx_ready, arp_tx_valid, arp_tx_ready;
  logic                 ip_rx_valid, ip_rx_ready, ip_tx_valid, ip_tx_ready;
  logic                 icmp_rx_valid, icmp_rx_ready, icmp_tx_valid, icmp_tx_ready;
  logic                 echo_rx_valid, echo_rx_ready, echo_tx_valid, echo_tx_ready;
  stream_t              mac_rx, mac_tx, arp_rx, arp_tx, ip_rx, ip_tx, payload, icmp_tx, echo_tx;
  toe_pkg::eth_header_t rx_header, arp_tx_header, ip_tx_header;
  toe_pkg::ip_rx_meta_t meta;
  toe_pkg::ip_tx_meta_t icmp_tx_meta, echo_tx_meta;
  logic [4:0]           req_valid, req_ready, rsp_valid;
  toe_pkg::ip_t [4:0]   req_ip;
  toe_pkg::arp_answer_t rsp;
  toe_arp_pkg::arp_pending_t pending;
  toe_mac_pkg::mac_stat_t    mac_stat;
  logic                      unused;
  assign network    = network_i;
  assign overflow_o = mac_stat.overflows;
  assign unused     = &{1'b0, mac_stat};
  assign {req_valid[Tcp], req_valid[Fault]} = '0;
  assign {req_ip[Tcp], req_ip[Fault]}       = '0;

  always_ff @(posedge clk_core_i) now_q <= rst_ni ? now_q + 64'd1 : '0;

  /* verilator lint_off PINCONNECTEMPTY */  // what is not between the two echo applications is left open
  toe_mac #(.stream_t(stream_t), .MiiBits(8), .Mtu(Mtu)) u_mac (
    .clk_i(clk_core_i), .rst_ni, .mac_addr_i(network.mac), .groups_i(1'b0),
    .rx_valid_o(mac_rx_valid), .rx_ready_i(mac_rx_ready), .rx_o(mac_rx),
    .tx_valid_i(mac_tx_valid), .tx_ready_o(mac_tx_ready), .tx_i(mac_tx),
    .mii_tx_clk_i(clk_mii_i), .mii_tx_en_o(tx_en_o), .mii_txd_o(txd_o), .mii_tx_er_o(),
    .mii_rx_clk_i(clk_mii_i), .mii_rx_dv_i(rx_dv_i), .mii_rxd_i(rxd_i), .mii_rx_er_i(1'b0),
    .rx_record_o(), .stat_o(mac_stat)
  );
  toe_mac_eth_rx #(.stream_t(stream_t)) u_eth_rx (
    .clk_i(clk_core_i), .rst_ni, .vlan_i('0), .valid_i(mac_rx_valid), .ready_o(mac_rx_ready), .data_i(mac_rx),
    .header_o(rx_header), .arp_valid_o(arp_rx_valid), .arp_ready_i(arp_rx_ready), .arp_o(arp_rx),
    .ip_valid_o(ip_rx_valid), .ip_ready_i(ip_rx_ready), .ip_o(ip_rx), .unknown_o(), .filtered_o()
  );
  toe_mac_eth_tx #(.stream_t(stream_t)) u_eth_tx (
    .clk_i(clk_core_i), .rst_ni, .vlan_i('0),
    .arp_valid_i(arp_tx_valid), .arp_ready_o(arp_tx_ready), .arp_header_i(arp_tx_header), .arp_i(arp_tx),
    .ip_valid_i(ip_tx_valid), .ip_ready_o(ip_tx_ready), .ip_header_i(ip_tx_header), .ip_i(ip_tx),
    .valid_o(mac_tx_valid), .ready_i(mac_tx_ready), .data_o(mac_tx)
  );
  toe_arp #(.stream_t(stream_t), .Entries(Cfg.ArpEntries)) u_arp (
    .clk_i(clk_core_i), .rst_ni, .network_i(network), .now_i(now_q),
    .rx_valid_i(arp_rx_valid), .rx_ready_o(arp_rx_ready), .rx_i(arp_rx),
    .tx_valid_o(arp_tx_valid), .tx_ready_i(arp_tx_ready), .tx_header_o(arp_tx_header), .tx_o(arp_tx),
    .req_valid_i(req_valid), .req_ready_o(req_ready), .req_ip_i(req_ip), .rsp_valid_o(rsp_valid), .rsp_o(rsp),
    .advice_valid_i(1'b0), .advice_ip_i('0), .claim_valid_i(1'b0), .claim_ready_o(), .claim_ip_i('0),
    .claim_probe_i(1'b0), .pending_o(pending), .record_o(), .stat_o()
  );
  toe_ip #(.stream_t(stream_t), .Cfg(Cfg)) u_ip (
    .clk_i(clk_core_i), .rst_ni, .init_done_o, .network_i(network), .secret_i('0), .secret_set_i(1'b0),
    .now_i(now_q), .echo_port_i,
    .rx_valid_i(ip_rx_valid), .rx_ready_o(ip_rx_ready), .rx_header_i(rx_header), .rx_i(ip_rx),
    .tx_valid_o(ip_tx_valid), .tx_ready_i(ip_tx_ready), .tx_header_o(ip_tx_header), .tx_o(ip_tx),
    .meta_o(meta), .payload_o(payload), .icmp_valid_o(icmp_rx_valid), .icmp_ready_i(icmp_rx_ready),
    .tcp_valid_o(), .tcp_ready_i(1'b1), .echo_valid_o(echo_rx_valid), .echo_ready_i(echo_rx_ready),
    .igmp_valid_o(), .igmp_ready_i(1'b1),
    .udp_datagram_valid_o(), .udp_datagram_ready_i(1'b1), .icmp_datagram_valid_o(), .icmp_datagram_ready_i(1'b1),
    .datagram_o(), .group_o(), .group_hit_i(1'b0), .fault_valid_o(), .fault_ready_i(1'b1), .fault_o(),
    .tcp_valid_i(1'b0), .tcp_ready_o(), .tcp_meta_i('0), .tcp_i('0),
    .icmp_valid_i(icmp_tx_valid), .icmp_ready_o(icmp_tx_ready), .icmp_meta_i(icmp_tx_meta), .icmp_i(icmp_tx),
    .fault_valid_i(1'b0), .fault_ready_o(), .fault_meta_i('0), .fault_i('0),
    .echo_valid_i(echo_tx_valid), .echo_ready_o(echo_tx_ready), .echo_meta_i(echo_tx_meta), .echo_i(echo_tx),
    .igmp_valid_i(1'b0), .igmp_ready_o(), .igmp_meta_i('0), .igmp_i('0),
    .udp_job_valid_i(1'b0), .udp_job_ready_o(), .udp_job_i('0), .icmp_job_valid_i(1'b0), .icmp_job_ready_o(),
    .icmp_job_i('0), .done_valid_o(), .done_ready_i(1'b1), .done_o(), .echo_sent_o(), .echo_lost_o(),
    .req_valid_o(req_valid[Send]), .req_ready_i(req_ready[Send]), .req_ip_o(req_ip[Send]),
    .rsp_valid_i(rsp_valid[Send]), .rsp_i(rsp), .pending_i(pending),
    .udp_open_available_o(), .udp_open_slot_o(), .udp_open_take_i(1'b0), .udp_w_valid_i(1'b0), .udp_w_ready_o(),
    .udp_w_slot_i('0), .udp_w_at_i('0), .udp_w_count_i(CountBits'(0)), .udp_w_data_i('0), .udp_w_full_o(),
    .icmp_w_valid_i(1'b0), .icmp_w_ready_o(), .icmp_w_slot_i('0), .icmp_w_at_i('0),
    .icmp_w_count_i(CountBits'(0)), .icmp_w_data_i('0),
    .udp_r_valid_i(1'b0), .udp_r_ready_o(), .udp_r_slot_i('0), .udp_r_at_i('0), .udp_r_data_valid_o(), .r_data_o(),
    .udp_free_valid_i(1'b0), .udp_free_ready_o(), .udp_free_slot_i('0), .icmp_free_valid_i(1'b0),
    .icmp_free_ready_o(), .icmp_free_slot_i('0), .record_o(), .sent_record_o(), .stat_o()
  );
  toe_icmp #(.stream_t(stream_t), .Mtu(Mtu)) u_icmp (
    .clk_i(clk_core_i), .rst_ni, .network_i(network), .now_i(now_q),
    .rx_valid_i(icmp_rx_valid), .rx_ready_o(icmp_rx_ready), .rx_meta_i(meta), .rx_i(payload),
    .tx_valid_o(icmp_tx_valid), .tx_ready_i(icmp_tx_ready), .tx_meta_o(icmp_tx_meta), .tx_o(icmp_tx),
    .req_valid_o(req_valid[Icmp]), .req_ready_i(req_ready[Icmp]), .req_ip_o(req_ip[Icmp]),
    .rsp_valid_i(rsp_valid[Icmp]), .rsp_i(rsp),
    .error_valid_o(), .error_ready_i(1'b1), .error_o(), .udp_error_valid_o(), .udp_error_ready_i(1'b1),
    .udp_error_o(), .datagram_valid_i(1'b0), .datagram_ready_o(), .datagram_i('0), .w_valid_o(), .w_ready_i(1'b1),
    .w_slot_o(), .w_at_o(), .w_count_o(), .w_data_o(), .free_valid_o(), .free_ready_i(1'b1), .free_slot_o(),
    .job_valid_o(), .job_ready_i(1'b1), .job_o(), .echo_sent_i(1'b0), .echo_lost_i(1'b0),
    .fault_valid_i('0), .fault_ready_o(), .fault_i('0), .fault_req_valid_o(), .fault_req_ready_i(1'b0),
    .fault_req_ip_o(), .fault_rsp_valid_i(1'b0), .fault_rsp_i('0), .fault_tx_valid_o(), .fault_tx_ready_i(1'b1),
    .fault_tx_meta_o(), .fault_tx_o(), .record_o(), .stat_o()
  );
  toe_udp_echo #(.stream_t(stream_t), .Mtu(Mtu)) u_udp_echo (
    .clk_i(clk_core_i), .rst_ni, .network_i(network),
    .rx_valid_i(echo_rx_valid), .rx_ready_o(echo_rx_ready), .rx_meta_i(meta), .rx_i(payload),
    .tx_valid_o(echo_tx_valid), .tx_ready_i(echo_tx_ready), .tx_meta_o(echo_tx_meta), .tx_o(echo_tx),
    .req_valid_o(req_valid[Echo]), .req_ready_i(req_ready[Echo]), .req_ip_o(req_ip[Echo]),
    .rsp_valid_i(rsp_valid[Echo]), .rsp_i(rsp), .record_o, .stat_o()
  );
endmodule
