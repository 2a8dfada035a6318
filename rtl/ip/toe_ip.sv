// Sockwire - IPv4: joins the way in, the datagram memory, sending from it, and the way out.
//
// Ports: docs/contracts.md. Those of the memory that others use are numbered as there: of the writers
// udp_w_* is 1 and icmp_w_* 2, of the readers udp_r_* is 1, of those who free udp_free_* is 1 and
// icmp_free_* 3.
module toe_ip #(
    parameter type stream_t = logic,
    parameter toe_pkg::cfg_t Cfg = toe_pkg::Small,
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    output logic                      init_done_o,
    input  toe_pkg::network_t         network_i,
    input  logic [127:0]              secret_i,
    input  logic                      secret_set_i,
    input  logic [63:0]               now_i,
    input  toe_pkg::port_t            echo_port_i,   // of UDP's echo application, 0: none
    // frames in
    input  logic                      rx_valid_i,
    output logic                      rx_ready_o,
    input  toe_pkg::eth_header_t      rx_header_i,
    input  stream_t                   rx_i,
    // frames out
    output logic                      tx_valid_o,
    input  logic                      tx_ready_i,
    output toe_pkg::eth_header_t      tx_header_o,
    output stream_t                   tx_o,
    // to the layers above: what streams past, and what lies in memory
    output toe_pkg::ip_rx_meta_t      meta_o,
    output stream_t                   payload_o,
    output logic                      icmp_valid_o,
    input  logic                      icmp_ready_i,
    output logic                      tcp_valid_o,
    input  logic                      tcp_ready_i,
    output logic                      echo_valid_o,
    input  logic                      echo_ready_i,
    output logic                      igmp_valid_o,
    input  logic                      igmp_ready_i,
    output logic                      udp_datagram_valid_o,
    input  logic                      udp_datagram_ready_i,
    output logic                      icmp_datagram_valid_o,
    input  logic                      icmp_datagram_ready_i,
    output toe_pkg::datagram_t        datagram_o,
    output toe_pkg::ip_t              group_o,
    input  logic                      group_hit_i,
    output logic                      fault_valid_o,
    input  logic                      fault_ready_i,
    output toe_pkg::icmp_fault_t      fault_o,
    // from the layers above: what streams past
    input  logic                      tcp_valid_i,
    output logic                      tcp_ready_o,
    input  toe_pkg::ip_tx_meta_t      tcp_meta_i,
    input  stream_t                   tcp_i,
    input  logic                      icmp_valid_i,
    output logic                      icmp_ready_o,
    input  toe_pkg::ip_tx_meta_t      icmp_meta_i,
    input  stream_t                   icmp_i,
    input  logic                      fault_valid_i,
    output logic                      fault_ready_o,
    input  toe_pkg::ip_tx_meta_t      fault_meta_i,
    input  stream_t                   fault_i,
    input  logic                      echo_valid_i,
    output logic                      echo_ready_o,
    input  toe_pkg::ip_tx_meta_t      echo_meta_i,
    input  stream_t                   echo_i,
    input  logic                      igmp_valid_i,
    output logic                      igmp_ready_o,
    input  toe_pkg::ip_tx_meta_t      igmp_meta_i,
    input  stream_t                   igmp_i,
    // and what lies in memory
    input  logic                      udp_job_valid_i,
    output logic                      udp_job_ready_o,
    input  toe_pkg::send_job_t        udp_job_i,
    input  logic                      icmp_job_valid_i,
    output logic                      icmp_job_ready_o,
    input  toe_pkg::send_job_t        icmp_job_i,
    output logic                      done_valid_o,
    input  logic                      done_ready_i,
    output toe_pkg::send_done_t       done_o,
    output logic                      echo_sent_o,
    output logic                      echo_lost_o,
    output logic                      req_valid_o,
    input  logic                      req_ready_i,
    output toe_pkg::ip_t              req_ip_o,
    input  logic                      rsp_valid_i,
    input  toe_pkg::arp_answer_t      rsp_i,
    input  toe_arp_pkg::arp_pending_t pending_i,
    // the memory
    output logic                      udp_open_available_o,
    output logic [7:0]                udp_open_slot_o,
    input  logic                      udp_open_take_i,
    input  logic                      udp_w_valid_i,
    output logic                      udp_w_ready_o,
    input  logic [7:0]                udp_w_slot_i,
    input  logic [15:0]               udp_w_at_i,
    input  logic [CountBits-1:0]      udp_w_count_i,
    input  logic [8*DataBytes-1:0]    udp_w_data_i,
    output logic                      udp_w_full_o,
    input  logic                      icmp_w_valid_i,
    output logic                      icmp_w_ready_o,
    input  logic [7:0]                icmp_w_slot_i,
    input  logic [15:0]               icmp_w_at_i,
    input  logic [CountBits-1:0]      icmp_w_count_i,
    input  logic [8*DataBytes-1:0]    icmp_w_data_i,
    input  logic                      udp_r_valid_i,
    output logic                      udp_r_ready_o,
    input  logic [7:0]                udp_r_slot_i,
    input  logic [15:0]               udp_r_at_i,
    output logic                      udp_r_data_valid_o,
    output logic [8*DataBytes-1:0]    r_data_o,
    input  logic                      udp_free_valid_i,
    output logic                      udp_free_ready_o,
    input  logic [7:0]                udp_free_slot_i,
    input  logic                      icmp_free_valid_i,
    output logic                      icmp_free_ready_o,
    input  logic [7:0]                icmp_free_slot_i,
    output toe_ip_pkg::ip_record_t    record_o,
    output toe_ip_pkg::ip_sent_t      sent_record_o,
    output toe_ip_pkg::ip_stat_t      stat_o
);
  logic                   rx_open_available, rx_open_take, rx_w_valid, rx_w_ready, rx_w_full;
  logic [7:0]             rx_open_slot, rx_w_slot, rx_r_slot, rx_free_slot, send_r_slot, send_free_slot;
  logic [15:0]            rx_w_at, rx_r_at, send_r_at;
  logic [CountBits-1:0]   rx_w_count;
  logic [8*DataBytes-1:0] rx_w_data;
  logic                   rx_r_valid, rx_r_ready, rx_r_data_valid, rx_free_valid, rx_free_ready;
  logic                   send_r_valid, send_r_ready, send_r_data_valid, send_free_valid, send_free_ready;
  logic                   send_valid, send_ready, unused_full, unused_fault_lost;
  toe_pkg::ip_tx_meta_t   send_meta;
  stream_t                send;
  toe_ip_pkg::ip_stat_t   rx_stat, tx_stat;

  if ((Cfg.Pages - toe_ip_pkg::SendPages) * toe_pkg::PageBytes < Cfg.Mtu) begin : gen_bad_pages
    $fatal(1, "toe_ip: Pages must have room for the largest frame (Mtu) beside those left for sending");
  end

  // ICMP judges a fault in the clock in which it is offered: none finds the queue in front of it full.
  toe_ip_rx #(.stream_t(stream_t), .Pages(Cfg.Pages), .ReasmSlots(Cfg.ReasmSlots), .Mtu(Cfg.Mtu)) u_rx (
    .clk_i, .rst_ni, .network_i, .now_i, .echo_port_i,
    .valid_i(rx_valid_i), .ready_o(rx_ready_o), .header_i(rx_header_i), .data_i(rx_i),
    .group_o, .group_hit_i, .meta_o, .payload_o, .icmp_valid_o, .icmp_ready_i, .tcp_valid_o, .tcp_ready_i,
    .echo_valid_o, .echo_ready_i, .igmp_valid_o, .igmp_ready_i,
    .udp_valid_o(udp_datagram_valid_o), .udp_ready_i(udp_datagram_ready_i),
    .icmp_datagram_valid_o, .icmp_datagram_ready_i, .datagram_o,
    .fault_valid_o, .fault_ready_i, .fault_o, .fault_lost_o(unused_fault_lost),
    .open_available_i(rx_open_available), .open_slot_i(rx_open_slot), .open_take_o(rx_open_take),
    .w_valid_o(rx_w_valid), .w_ready_i(rx_w_ready), .w_slot_o(rx_w_slot), .w_at_o(rx_w_at),
    .w_count_o(rx_w_count), .w_data_o(rx_w_data), .w_full_i(rx_w_full),
    .r_valid_o(rx_r_valid), .r_ready_i(rx_r_ready), .r_slot_o(rx_r_slot), .r_at_o(rx_r_at),
    .r_data_valid_i(rx_r_data_valid), .r_data_i(r_data_o),
    .free_valid_o(rx_free_valid), .free_ready_i(rx_free_ready), .free_slot_o(rx_free_slot),
    .record_o, .stat_o(rx_stat)
  );

  toe_ip_memory #(.stream_t(stream_t), .Pages(Cfg.Pages)) u_memory (
    .clk_i, .rst_ni, .init_done_o,
    .open_available_o({udp_open_available_o, rx_open_available}),
    .open_slot_o({udp_open_slot_o, rx_open_slot}),
    .open_take_i({udp_open_take_i, rx_open_take}),
    .w_valid_i({icmp_w_valid_i, udp_w_valid_i, rx_w_valid}),
    .w_ready_o({icmp_w_ready_o, udp_w_ready_o, rx_w_ready}),
    .w_slot_i({icmp_w_slot_i, udp_w_slot_i, rx_w_slot}),
    .w_at_i({icmp_w_at_i, udp_w_at_i, rx_w_at}),
    .w_count_i({icmp_w_count_i, udp_w_count_i, rx_w_count}),
    .w_data_i({icmp_w_data_i, udp_w_data_i, rx_w_data}),
    .w_full_o({unused_full, udp_w_full_o, rx_w_full}),  // ICMP writes where octets are already
    .r_valid_i({rx_r_valid, udp_r_valid_i, send_r_valid}),
    .r_ready_o({rx_r_ready, udp_r_ready_o, send_r_ready}),
    .r_slot_i({rx_r_slot, udp_r_slot_i, send_r_slot}),
    .r_at_i({rx_r_at, udp_r_at_i, send_r_at}),
    .r_data_valid_o({rx_r_data_valid, udp_r_data_valid_o, send_r_data_valid}),
    .r_data_o,
    .free_valid_i({icmp_free_valid_i, send_free_valid, udp_free_valid_i, rx_free_valid}),
    .free_ready_o({icmp_free_ready_o, send_free_ready, udp_free_ready_o, rx_free_ready}),
    .free_slot_i({icmp_free_slot_i, send_free_slot, udp_free_slot_i, rx_free_slot})
  );

  toe_ip_send #(.stream_t(stream_t)) u_send (
    .clk_i, .rst_ni, .network_i,
    .udp_job_valid_i, .udp_job_ready_o, .udp_job_i, .icmp_job_valid_i, .icmp_job_ready_o, .icmp_job_i,
    .req_valid_o, .req_ready_i, .req_ip_o, .rsp_valid_i, .rsp_i, .pending_i,
    .r_valid_o(send_r_valid), .r_ready_i(send_r_ready), .r_slot_o(send_r_slot), .r_at_o(send_r_at),
    .r_data_valid_i(send_r_data_valid), .r_data_i(r_data_o),
    .free_valid_o(send_free_valid), .free_ready_i(send_free_ready), .free_slot_o(send_free_slot),
    .valid_o(send_valid), .ready_i(send_ready), .meta_o(send_meta), .data_o(send),
    .done_valid_o, .done_ready_i, .done_o, .echo_sent_o, .echo_lost_o
  );

  toe_ip_tx #(.stream_t(stream_t), .Mtu(Cfg.Mtu)) u_tx (
    .clk_i, .rst_ni, .network_i, .secret_i, .secret_set_i,
    .tcp_valid_i, .tcp_ready_o, .tcp_meta_i, .tcp_i,
    .icmp_valid_i, .icmp_ready_o, .icmp_meta_i, .icmp_i,
    .fault_valid_i, .fault_ready_o, .fault_meta_i, .fault_i,
    .echo_valid_i, .echo_ready_o, .echo_meta_i, .echo_i,
    .igmp_valid_i, .igmp_ready_o, .igmp_meta_i, .igmp_i,
    .send_valid_i(send_valid), .send_ready_o(send_ready), .send_meta_i(send_meta), .send_i(send),
    .valid_o(tx_valid_o), .ready_i(tx_ready_i), .header_o(tx_header_o), .data_o(tx_o),
    .record_o(sent_record_o), .stat_o(tx_stat)
  );

  assign stat_o = rx_stat | tx_stat;

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) assert (!unused_fault_lost) else $error("a fault was forgotten");
  end
`endif

endmodule
