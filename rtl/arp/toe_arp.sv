// ARP: knows the neighbours' Ethernet addresses, asks for them and answers for ours (RFC 826, 5227,
// RFC 1122 2.3.2; docs/rules/network.md, "ARP"). Joins receiver, cache and sender.
//
// Each client has one question open at most; the answer comes some clocks after it was taken.
module toe_arp #(
    parameter type stream_t = logic,
    parameter int unsigned Entries = 8
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::network_t         network_i,
    input  logic               [63:0] now_i,
    input  logic                      rx_valid_i,
    output logic                      rx_ready_o,
    input  stream_t                   rx_i,
    output logic                      tx_valid_o,
    input  logic                      tx_ready_i,
    output toe_pkg::eth_header_t      tx_header_o,
    output stream_t                   tx_o,
    input  logic                      tcp_req_valid_i,
    output logic                      tcp_req_ready_o,
    input  toe_pkg::ip_t              tcp_req_ip_i,
    output logic                      tcp_rsp_valid_o,
    output toe_pkg::arp_answer_t      tcp_rsp_o,
    input  logic                      icmp_req_valid_i,
    output logic                      icmp_req_ready_o,
    input  toe_pkg::ip_t              icmp_req_ip_i,
    output logic                      icmp_rsp_valid_o,
    output toe_pkg::arp_answer_t      icmp_rsp_o,
    output toe_arp_pkg::arp_pending_t pending_o,
    output toe_arp_pkg::arp_record_t  record_o,
    output toe_arp_pkg::arp_stat_t    stat_o
);
  // What is to be sent; for a reply to whom.
  typedef struct packed {
    toe_arp_pkg::arp_send_e kind;
    toe_pkg::ip_t           ip;
    toe_pkg::mac_t          mac;
  } send_t;

  logic                     packet_valid, packet_ready, send_valid, send_ready;
  logic                     queued_valid, queued_ready, answer_valid, tick_q, tick_taken, unused;
  logic               [2:0] queue_count;
  logic               [1:0] ask, ask_ready;  // TCP, ICMP as arp_client_e numbers them
  toe_arp_pkg::arp_packet_t packet;
  toe_arp_pkg::arp_client_e answer_client;
  toe_pkg::arp_answer_t     answer;
  send_t                    send, queued;

  toe_arp_rx #(
      .stream_t(stream_t)
  ) u_rx (
      .clk_i,
      .rst_ni,
      .valid_i       (rx_valid_i),
      .ready_o       (rx_ready_o),
      .data_i        (rx_i),
      .packet_valid_o(packet_valid),
      .packet_ready_i(packet_ready),
      .packet_o      (packet)
  );

  toe_prim_arbiter #(
      .Ports(2)
  ) u_turn (
      .clk_i,
      .rst_ni,
      .request_i({icmp_req_valid_i, tcp_req_valid_i}),
      .grant_o  (ask),
      .advance_i(|(ask & ask_ready))
  );
  assign tcp_req_ready_o  = ask[0] && ask_ready[0];
  assign icmp_req_ready_o = ask[1] && ask_ready[1];

  // About a second: one tick waits at most.
  logic bit_q;
  always_ff @(posedge clk_i) begin
    bit_q <= now_i[toe_arp_pkg::TickBit];
    if (now_i[toe_arp_pkg::TickBit] != bit_q) tick_q <= 1'b1;
    else if (tick_taken) tick_q <= 1'b0;
    if (!rst_ni) tick_q <= 1'b0;
  end
  assign unused = &{1'b0, now_i, queue_count, network_i};

  toe_arp_cache #(
      .Entries(Entries)
  ) u_cache (
      .clk_i,
      .rst_ni,
      .own_ip_i       (network_i.ip),
      .tick_i         (tick_q),
      .tick_taken_o   (tick_taken),
      .packet_valid_i (packet_valid),
      .packet_ready_o (packet_ready),
      .packet_i       (packet),
      .ask_valid_i    (|ask),
      .ask_ready_o    (ask_ready[0]),
      .ask_client_i   (ask[1] ? toe_arp_pkg::ClientIcmp : toe_arp_pkg::ClientTcp),
      .ask_ip_i       (ask[1] ? icmp_req_ip_i : tcp_req_ip_i),
      .answer_valid_o (answer_valid),
      .answer_client_o(answer_client),
      .answer_o       (answer),
      .send_valid_o   (send_valid),
      .send_room_i    (send_ready),
      .send_kind_o    (send.kind),
      .send_ip_o      (send.ip),
      .send_mac_o     (send.mac),
      .pending_o,
      .record_o,
      .stat_o
  );
  assign ask_ready[1]     = ask_ready[0];
  assign tcp_rsp_o        = answer;
  assign icmp_rsp_o       = answer;
  assign tcp_rsp_valid_o  = answer_valid && answer_client == toe_arp_pkg::ClientTcp;
  assign icmp_rsp_valid_o = answer_valid && answer_client == toe_arp_pkg::ClientIcmp;

  toe_prim_fifo #(
      .T    (send_t),
      .Depth(4)
  ) u_queue (
      .clk_i,
      .rst_ni,
      .valid_i(send_valid),
      .ready_o(send_ready),
      .data_i (send),
      .valid_o(queued_valid),
      .ready_i(queued_ready),
      .data_o (queued),
      .count_o(queue_count)
  );

  toe_arp_tx #(
      .stream_t(stream_t)
  ) u_tx (
      .clk_i,
      .rst_ni,
      .own_mac_i   (network_i.mac),
      .own_ip_i    (network_i.ip),
      .send_valid_i(queued_valid),
      .send_ready_o(queued_ready),
      .send_kind_i (queued.kind),
      .send_ip_i   (queued.ip),
      .send_mac_i  (queued.mac),
      .valid_o     (tx_valid_o),
      .ready_i     (tx_ready_i),
      .header_o    (tx_header_o),
      .data_o      (tx_o)
  );

endmodule
