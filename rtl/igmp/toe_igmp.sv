// IGMP as a host: tells routers and switches of the groups that UDP sockets are members of (RFC 2236,
// 3376, 5790; docs/rules/igmp.md). Joins its parts.
//
//   rx -> toe_igmp_rx (checks, queue) -> toe_igmp_engine (table, timers, version) -> toe_igmp_tx -> tx
//                memberships of UDP  ----^
//
// Receiving never waits for sending.
module toe_igmp #(
    parameter type stream_t = logic
) (
    input  logic                                          clk_i,
    input  logic                                          rst_ni,
    input  toe_pkg::network_t                             network_i,
    input  logic                                   [63:0] now_i,
    input  logic                                  [127:0] secret_i,
    input  logic                                          secret_set_i,    // pulse: it is new
    input  logic         [toe_udp_pkg::Memberships-1:0]   groups_valid_i,  // as they stand in UDP's registers
    input  toe_pkg::ip_t [toe_udp_pkg::Memberships-1:0]   groups_i,
    input  logic                                          rx_valid_i,
    output logic                                          rx_ready_o,
    input  toe_pkg::ip_rx_meta_t                          rx_meta_i,
    input  stream_t                                       rx_i,
    output logic                                          tx_valid_o,
    input  logic                                          tx_ready_i,
    output toe_pkg::ip_tx_meta_t                          tx_meta_o,
    output stream_t                                       tx_o,
    output toe_igmp_pkg::igmp_record_t                    record_o,
    output toe_igmp_pkg::igmp_stat_t                      stat_o
);
  logic                          message_valid, message_ready, rests, send, unused;
  toe_igmp_engine_pkg::message_t message;
  toe_igmp_engine_pkg::send_t    what;
  toe_igmp_pkg::igmp_record_t    happened;
  assign unused = &{1'b0, network_i, secret_i};  // we report whatever our address is

  toe_igmp_rx #(
      .stream_t(stream_t)
  ) u_rx (
      .clk_i,
      .rst_ni,
      .valid_i        (rx_valid_i),
      .ready_o        (rx_ready_o),
      .meta_i         (rx_meta_i),
      .data_i         (rx_i),
      .message_valid_o(message_valid),
      .message_ready_i(message_ready),
      .message_o      (message)
  );

  toe_igmp_engine u_engine (
      .clk_i,
      .rst_ni,
      .now_i,
      .seed_i         (secret_set_i),
      .seed_value_i   (secret_i[63:32]),
      .groups_valid_i,
      .groups_i,
      .message_valid_i(message_valid),
      .message_ready_o(message_ready),
      .message_i      (message),
      .sender_rests_i (rests),
      .send_o         (send),
      .what_o         (what),
      .event_o        (happened)
  );

  toe_igmp_tx #(
      .stream_t(stream_t)
  ) u_tx (
      .clk_i,
      .rst_ni,
      .send_i (send),
      .what_i (what),
      .rests_o(rests),
      .valid_o(tx_valid_o),
      .ready_i(tx_ready_i),
      .meta_o (tx_meta_o),
      .data_o (tx_o)
  );

  toe_igmp_trace u_trace (
      .clk_i,
      .rst_ni,
      .event_i (happened),
      .record_o,
      .stat_o
  );

endmodule
