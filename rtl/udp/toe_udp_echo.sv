// Sockwire - UDP: the echo application (RFC 862; docs/rules/udp.md, "The echo application"). Joins what
// judges datagrams and what keeps their replies, and tells what became of each.
//
// A datagram that arrived is told when it does; a reply without a neighbour waits for a clock in which
// none arrives. Receiving never waits for sending.
//
// 1. A reply has exactly the octets that its header beside it says.
module toe_udp_echo #(
    parameter type stream_t = logic,
    parameter int unsigned Mtu = 1500,
    parameter int unsigned KeepReplies = (Mtu > 1500) ? 32 : 16,  // how many may wait: more come behind a large frame
    localparam int unsigned KeepBytes = 2 << $clog2(Mtu)          // memory for them: two of the largest at least
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,
    input  toe_pkg::network_t             network_i,
    input  logic                          rx_valid_i,
    output logic                          rx_ready_o,
    input  toe_pkg::ip_rx_meta_t          rx_meta_i,
    input  stream_t                       rx_i,
    output logic                          tx_valid_o,
    input  logic                          tx_ready_i,
    output toe_pkg::ip_tx_meta_t          tx_meta_o,
    output stream_t                       tx_o,
    output logic                          req_valid_o,
    input  logic                          req_ready_i,
    output toe_pkg::ip_t                  req_ip_o,
    input  logic                          rsp_valid_i,
    input  toe_pkg::arp_answer_t          rsp_i,
    output toe_udp_pkg::udp_echo_record_t record_o,
    output toe_udp_pkg::udp_echo_stat_t   stat_o
);
  localparam int unsigned DataBytes    = ($bits(stream_t) - 2) / 9;
  localparam logic [15:0] HeaderOctets = 16'($bits(toe_udp_pkg::udp_header_t) / 8);

  // What a reply needs beside its octets.
  typedef struct packed {
    toe_pkg::ip_t   src;       // who sent the datagram
    toe_pkg::port_t src_port;
    logic [15:0]    length;    // with the header
    logic [7:0]     tos;
  } kept_t;

  logic           reply_valid, verdict_valid, room, overflow, sent, lost_valid, lost_ready, unused_first, unused;
  logic    [15:0] length;
  kept_t          kept;
  stream_t        reply, beat;
  toe_pkg::mac_t  mac;
  toe_pkg::port_t src_port;
  toe_udp_pkg::udp_echo_verdict_e verdict;

  toe_udp_echo_rx #(
      .stream_t(stream_t)
  ) u_rx (
      .clk_i,
      .rst_ni,
      .valid_i        (rx_valid_i),
      .meta_i         (rx_meta_i),
      .data_i         (rx_i),
      .room_i         (room),
      .overflow_i     (overflow),
      .reply_valid_o  (reply_valid),
      .reply_o        (reply),
      .verdict_valid_o(verdict_valid),
      .verdict_o      (verdict),
      .src_port_o     (src_port),
      .length_o       (length)
  );
  assign rx_ready_o = 1'b1;

  toe_prim_keep #(
      .stream_t(stream_t),
      .kept_t  (kept_t),
      .answer_t(toe_pkg::mac_t),
      .Beats   (KeepBytes / DataBytes),
      .Packets (KeepReplies)
  ) u_keep (
      .clk_i,
      .rst_ni,
      .valid_i       (reply_valid),
      .data_i        (reply),
      .room_o        (room),
      .overflow_o    (overflow),
      .keep_i        (verdict_valid && verdict == toe_udp_pkg::EchoAnswered),
      .kept_i        ('{src: rx_meta_i.src, src_port: src_port, length: length, tos: rx_meta_i.tos}),
      .kept_o        (kept),
      .ask_valid_o   (req_valid_o),
      .ask_ready_i   (req_ready_i),
      .answer_valid_i(rsp_valid_i),
      .answer_good_i (rsp_i.hit),
      .answer_i      (rsp_i.mac),
      .valid_o       (tx_valid_o),
      .ready_i       (tx_ready_i),
      .data_o        (beat),
      .first_o       (unused_first),
      .answer_o      (mac),
      .sent_o        (sent),
      .lost_valid_o  (lost_valid),
      .lost_ready_i  (lost_ready)
  );
  assign req_ip_o   = toe_pkg::next_hop(kept.src, network_i);
  assign lost_ready = !verdict_valid;
  assign unused     = &{1'b0, network_i, rx_meta_i, beat.err, rsp_i, unused_first};

  assign tx_meta_o = '{
      dst_mac: mac,
      dst: kept.src,
      protocol: toe_pkg::ProtocolUdp,
      length: kept.length,
      ttl: '0,
      tos: kept.tos,
      dont_fragment: 1'b1,
      router_alert: 1'b0
  };
  always_comb begin
    tx_o     = beat;
    tx_o.err = 1'b0;
  end

  // ---------------------------------------------------------------- record and counters
  toe_udp_pkg::udp_echo_record_t event_d;
  logic                   [63:0] order_q;

  always_comb begin
    event_d = '0;
    if (verdict_valid) begin
      event_d.verdict  = verdict;
      event_d.src      = rx_meta_i.src;
      event_d.src_port = src_port;
      if (verdict != toe_udp_pkg::EchoLength) event_d.length = length - HeaderOctets;
    end else if (lost_valid) begin
      event_d.verdict  = toe_udp_pkg::EchoNoRoute;
      event_d.src      = kept.src;
      event_d.src_port = kept.src_port;
      event_d.length   = kept.length - HeaderOctets;
    end
    event_d.valid = verdict_valid || lost_valid;
    if (event_d.valid) event_d.order = order_q;
  end

  always_ff @(posedge clk_i) begin
    record_o         <= event_d;
    order_q          <= order_q + 64'(event_d.valid);
    stat_o.answered  <= sent;
    stat_o.in_errors <= event_d.verdict inside {toe_udp_pkg::EchoLength, toe_udp_pkg::EchoChecksum};
    stat_o.discards  <= event_d.verdict inside {toe_udp_pkg::EchoRefused, toe_udp_pkg::EchoBusy,
                                                toe_udp_pkg::EchoNoRoute};
    if (!rst_ni) begin
      record_o <= '0;
      order_q  <= '0;
      stat_o   <= '0;
    end
  end

`ifndef SYNTHESIS
  logic [15:0] octets_q;
  always_ff @(posedge clk_i) begin
    octets_q <= !(tx_valid_o && tx_ready_i) ? octets_q
                : tx_o.last ? '0 : octets_q + 16'($countones(tx_o.keep));
    if (!rst_ni) octets_q <= '0;
    if (rst_ni) begin
      assert (!(tx_valid_o && tx_o.last)
              || octets_q + 16'($countones(tx_o.keep)) == tx_meta_o.length)
      else $error("invariant 1");
    end
  end
`endif

endmodule
