// ARP: knows the neighbours' Ethernet addresses, asks for them, answers for ours and defends it
// (RFC 826, 5227, RFC 1122 2.3.2; docs/rules/network.md, "ARP"). Joins receiver, cache and sender.
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
    // the clients, numbered as arp_client_e
    input  logic                [4:0] req_valid_i,
    output logic                [4:0] req_ready_o,
    input  toe_pkg::ip_t        [4:0] req_ip_i,
    output logic                [4:0] rsp_valid_o,
    output toe_pkg::arp_answer_t      rsp_o,
    // a neighbour that TCP doubts; pulse
    input  logic                      advice_valid_i,
    input  toe_pkg::ip_t              advice_ip_i,
    // the host probes or announces an address
    input  logic                      claim_valid_i,
    output logic                      claim_ready_o,
    input  toe_pkg::ip_t              claim_ip_i,
    input  logic                      claim_probe_i,
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

  localparam int unsigned Advices = 8;

  logic                     packet_valid, packet_ready, send_ready, queued_valid, queued_ready;
  logic                     advice_valid, advice_ready, advice_room, answer_valid, ask_ready;
  logic                     tick_q, tick_taken, unused;
  logic               [2:0] queue_count;
  logic               [3:0] advice_count;
  logic               [4:0] ask;
  toe_pkg::ip_t             advice_ip, ask_ip;
  toe_arp_pkg::arp_packet_t packet;
  toe_arp_pkg::arp_client_e ask_client, answer_client;
  toe_arp_pkg::arp_record_t done;
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
      .Ports(5)
  ) u_turn (
      .clk_i,
      .rst_ni,
      .request_i(req_valid_i),
      .grant_o  (ask),
      .advance_i(ask_ready)
  );
  assign req_ready_o = ask & {5{ask_ready}};

  always_comb begin
    ask_client = toe_arp_pkg::ClientTcp;
    ask_ip     = '0;
    for (int unsigned i = 0; i < 5; i++) begin
      if (ask[i]) ask_client = toe_arp_pkg::arp_client_e'(i);
      ask_ip = ask_ip | (req_ip_i[i] & {32{ask[i]}});
    end
  end

  toe_prim_fifo #(
      .T    (toe_pkg::ip_t),
      .Depth(Advices)
  ) u_advices (
      .clk_i,
      .rst_ni,
      .valid_i(advice_valid_i),
      .ready_o(advice_room),
      .data_i (advice_ip_i),
      .valid_o(advice_valid),
      .ready_i(advice_ready),
      .data_o (advice_ip),
      .count_o(advice_count)
  );

  // About a second: one tick waits at most.
  logic bit_q;
  always_ff @(posedge clk_i) begin
    bit_q <= now_i[toe_arp_pkg::TickBit];
    if (now_i[toe_arp_pkg::TickBit] != bit_q) tick_q <= 1'b1;
    else if (tick_taken) tick_q <= 1'b0;
    if (!rst_ni) tick_q <= 1'b0;
  end
  assign unused = &{1'b0, now_i, queue_count, network_i, advice_room, advice_count, done};

  toe_arp_cache #(
      .Entries(Entries)
  ) u_cache (
      .clk_i,
      .rst_ni,
      .own_mac_i      (network_i.mac),
      .own_ip_i       (network_i.ip),
      .tick_i         (tick_q),
      .tick_taken_o   (tick_taken),
      .packet_valid_i (packet_valid),
      .packet_ready_o (packet_ready),
      .packet_i       (packet),
      .claim_valid_i,
      .claim_ready_o,
      .claim_ip_i,
      .claim_probe_i,
      .advice_valid_i (advice_valid),
      .advice_ready_o (advice_ready),
      .advice_ip_i    (advice_ip),
      .ask_valid_i    (|ask),
      .ask_ready_o    (ask_ready),
      .ask_client_i   (ask_client),
      .ask_ip_i       (ask_ip),
      .answer_valid_o (answer_valid),
      .answer_client_o(answer_client),
      .answer_o       (rsp_o),
      .send_room_i    (send_ready),
      .event_o        (done)
  );
  assign rsp_valid_o = answer_valid ? 5'b00001 << answer_client : '0;

  toe_arp_trace u_trace (
      .clk_i,
      .rst_ni,
      .event_i(done),
      .pending_o,
      .record_o,
      .stat_o
  );

  assign send = '{kind: done.send, ip: done.send_ip, mac: done.send_mac};

  toe_prim_fifo #(
      .T    (send_t),
      .Depth(4)
  ) u_queue (
      .clk_i,
      .rst_ni,
      .valid_i(done.valid && done.send != toe_arp_pkg::SendNone),
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
