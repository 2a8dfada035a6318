// Keeps echo requests that came in one piece, whole until their checksum is known, and sends their
// replies (RFC 792; docs/rules/network.md, "ICMP").
//
// 1. A reply has exactly the octets that its header beside it says.
module toe_icmp_echo #(
    parameter type stream_t = logic,
    parameter int unsigned KeepBytes = 2048,   // memory for requests
    parameter int unsigned KeepMessages = 16   // how many requests it may hold
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  toe_pkg::network_t    network_i,
    // every message; forgotten if it ends with keep_err_i, kept if keep_i comes with its last beat
    input  logic                 rx_valid_i,
    input  toe_pkg::ip_rx_meta_t rx_meta_i,
    input  stream_t              rx_i,
    input  logic                 keep_err_i,
    output logic                 room_o,          // for one more message
    output logic                 overflow_o,      // but not for the octets of this one
    input  logic                 keep_i,
    input  logic          [15:0] reply_checksum_i,
    output logic                 req_valid_o,
    input  logic                 req_ready_i,
    output toe_pkg::ip_t         req_ip_o,
    input  logic                 rsp_valid_i,
    input  toe_pkg::arp_answer_t rsp_i,
    output logic                 tx_valid_o,
    input  logic                 tx_ready_i,
    output toe_pkg::ip_tx_meta_t tx_meta_o,
    output stream_t              tx_o,
    // a reply is given up when this can be told
    output logic                 lost_valid_o,
    input  logic                 lost_ready_i,
    output toe_pkg::ip_t         lost_src_o,
    output logic          [15:0] lost_length_o,
    output logic                 sent_o            // pulse
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;

  // What a kept request's reply needs beside its octets.
  typedef struct packed {
    toe_pkg::ip_t src;
    logic [15:0]  length;
    logic [7:0]   tos;
    logic [15:0]  checksum;  // of the reply
  } kept_t;

  kept_t         kept;
  stream_t       keep, beat;
  toe_pkg::mac_t mac;
  logic          first, unused;

  always_comb begin
    keep     = rx_i;
    keep.err = keep_err_i;
  end

  toe_prim_keep #(
      .stream_t(stream_t),
      .kept_t  (kept_t),
      .answer_t(toe_pkg::mac_t),
      .Beats   (KeepBytes / DataBytes),
      .Packets (KeepMessages)
  ) u_keep (
      .clk_i,
      .rst_ni,
      .valid_i       (rx_valid_i),
      .data_i        (keep),
      .room_o,
      .overflow_o,
      .keep_i,
      .kept_i        ('{src: rx_meta_i.src, length: rx_meta_i.length, tos: rx_meta_i.tos, checksum: reply_checksum_i}),
      .kept_o        (kept),
      .ask_valid_o   (req_valid_o),
      .ask_ready_i   (req_ready_i),
      .answer_valid_i(rsp_valid_i),
      .answer_good_i (rsp_i.hit),
      .answer_i      (rsp_i.mac),
      .valid_o       (tx_valid_o),
      .ready_i       (tx_ready_i),
      .data_o        (beat),
      .first_o       (first),
      .answer_o      (mac),
      .sent_o,
      .lost_valid_o,
      .lost_ready_i
  );
  assign req_ip_o      = toe_pkg::next_hop(kept.src, network_i);
  assign lost_src_o    = kept.src;
  assign lost_length_o = kept.length;
  assign unused        = &{1'b0, network_i, rx_meta_i, beat.err, rsp_i};

  assign tx_meta_o = '{
      dst_mac: mac,
      dst: kept.src,
      protocol: toe_pkg::ProtocolIcmp,
      length: kept.length,
      ttl: '0,
      tos: kept.tos,
      dont_fragment: 1'b1,
      router_alert: 1'b0
  };

  always_comb begin
    tx_o     = beat;
    tx_o.err = 1'b0;
    if (first) begin
      tx_o.data[7:0]   = toe_icmp_pkg::TypeEchoReply;
      tx_o.data[23:16] = kept.checksum[15:8];
      tx_o.data[31:24] = kept.checksum[7:0];
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
