// ICMP: answers echo requests, tells TCP and UDP of errors about what they have sent, and others of
// faults in what they send us (RFC 792, RFC 1122 3.2.2; docs/rules/network.md, "ICMP"). Joins its parts.
//
//   rx -> toe_icmp_rx (checks, verdict) -> toe_icmp_echo -> tx
//                                      `-> errors that wait for TCP, errors that wait for UDP
//   datagrams -> toe_icmp_datagram -> jobs          faults -> toe_icmp_fault -> fault_tx
//
// Receiving never waits for sending.
module toe_icmp #(
    parameter type stream_t = logic,
    parameter int unsigned Mtu = 1500,
    parameter int unsigned KeepBytes = 1 << $clog2(Mtu),  // memory for requests: one of the largest at least
    parameter int unsigned KeepMessages = (Mtu > 1500) ? 32 : 16,  // how many it may hold: more can wait behind a large frame
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  toe_pkg::network_t            network_i,
    input  logic                  [63:0] now_i,
    input  logic                         rx_valid_i,
    output logic                         rx_ready_o,
    input  toe_pkg::ip_rx_meta_t         rx_meta_i,
    input  stream_t                      rx_i,
    output logic                         tx_valid_o,
    input  logic                         tx_ready_i,
    output toe_pkg::ip_tx_meta_t         tx_meta_o,
    output stream_t                      tx_o,
    output logic                         req_valid_o,
    input  logic                         req_ready_i,
    output toe_pkg::ip_t                 req_ip_o,
    input  logic                         rsp_valid_i,
    input  toe_pkg::arp_answer_t         rsp_i,
    // errors about what we have sent
    output logic                         error_valid_o,
    input  logic                         error_ready_i,
    output toe_pkg::icmp_error_t         error_o,
    output logic                         udp_error_valid_o,
    input  logic                         udp_error_ready_i,
    output toe_pkg::icmp_error_t         udp_error_o,
    // messages that came in fragments: their memory (writer 2, free 3) and the jobs of sending
    input  logic                         datagram_valid_i,
    output logic                         datagram_ready_o,
    input  toe_pkg::datagram_t           datagram_i,
    output logic                         w_valid_o,
    input  logic                         w_ready_i,
    output logic                   [7:0] w_slot_o,
    output logic                  [15:0] w_at_o,
    output logic         [CountBits-1:0] w_count_o,
    output logic       [8*DataBytes-1:0] w_data_o,
    output logic                         free_valid_o,
    input  logic                         free_ready_i,
    output logic                   [7:0] free_slot_o,
    output logic                         job_valid_o,
    input  logic                         job_ready_i,
    output toe_pkg::send_job_t           job_o,
    input  logic                         echo_sent_i,
    input  logic                         echo_lost_i,
    // what is to be told to senders: 0 IP, 1 UDP
    input  logic                   [1:0] fault_valid_i,
    output logic                   [1:0] fault_ready_o,
    input  toe_pkg::icmp_fault_t   [1:0] fault_i,
    output logic                         fault_req_valid_o,
    input  logic                         fault_req_ready_i,
    output toe_pkg::ip_t                 fault_req_ip_o,
    input  logic                         fault_rsp_valid_i,
    input  toe_pkg::arp_answer_t         fault_rsp_i,
    output logic                         fault_tx_valid_o,
    input  logic                         fault_tx_ready_i,
    output toe_pkg::ip_tx_meta_t         fault_tx_meta_o,
    output stream_t                      fault_tx_o,
    output toe_icmp_pkg::icmp_record_t   record_o,
    output toe_icmp_pkg::icmp_stat_t     stat_o
);
  if (KeepBytes < Mtu) begin : gen_bad_parameter
    $fatal(1, "toe_icmp: KeepBytes must have room for the largest message (Mtu)");
  end

  // ---------------------------------------------------------------- messages in one piece

  logic                        verdict_valid, keep_err, room, overflow, sound, unused;
  logic                  [7:0] msg_type;
  logic                  [1:0] error_room, error_valid, error_ready;  // for TCP, for UDP
  toe_pkg::icmp_error_t        error;
  toe_pkg::icmp_error_t  [1:0] error_out;
  toe_icmp_pkg::icmp_verdict_e verdict;
  logic                 [15:0] reply_checksum;

  toe_icmp_rx #(
      .stream_t(stream_t)
  ) u_rx (
      .clk_i,
      .rst_ni,
      .valid_i         (rx_valid_i),
      .meta_i          (rx_meta_i),
      .data_i          (rx_i),
      .local_addr_i    (network_i.ip),
      .room_i          (room),
      .tcp_room_i      (error_room[0]),
      .udp_room_i      (error_room[1]),
      .overflow_i      (overflow),
      .keep_err_o      (keep_err),
      .verdict_valid_o (verdict_valid),
      .verdict_o       (verdict),
      .sound_o         (sound),
      .type_o          (msg_type),
      .error_o         (error),
      .reply_checksum_o(reply_checksum)
  );
  assign rx_ready_o = 1'b1;

  for (genvar i = 0; i < 2; i++) begin : g_errors
    localparam toe_icmp_pkg::icmp_verdict_e Mine =
        (i == 0) ? toe_icmp_pkg::IcmpError : toe_icmp_pkg::IcmpUdpError;
    logic [$clog2(toe_icmp_pkg::ErrorQueue+1)-1:0] unused_count;
    logic unused_error;
    toe_prim_fifo #(
        .T    (toe_pkg::icmp_error_t),
        .Depth(toe_icmp_pkg::ErrorQueue)
    ) u_queue (
        .clk_i,
        .rst_ni,
        .valid_i(verdict_valid && verdict == Mine),
        .ready_o(error_room[i]),
        .data_i (error),
        .valid_o(error_valid[i]),
        .ready_i(error_ready[i]),
        .data_o (error_out[i]),
        .count_o(unused_count)
    );
    assign unused_error = &{1'b0, unused_count};
  end
  assign error_ready       = {udp_error_ready_i, error_ready_i};
  assign error_valid_o     = error_valid[0];
  assign udp_error_valid_o = error_valid[1];
  assign error_o           = error_out[0];
  assign udp_error_o       = error_out[1];
  assign unused            = &{1'b0, network_i, rx_meta_i};

  logic         lost_valid, lost_ready, reply_sent;
  toe_pkg::ip_t lost_src;
  logic  [15:0] lost_length;

  toe_icmp_echo #(
      .stream_t    (stream_t),
      .KeepBytes   (KeepBytes),
      .KeepMessages(KeepMessages)
  ) u_echo (
      .clk_i,
      .rst_ni,
      .network_i,
      .rx_valid_i,
      .rx_meta_i,
      .rx_i,
      .keep_err_i      (keep_err),
      .room_o          (room),
      .overflow_o      (overflow),
      .keep_i          (verdict_valid && verdict == toe_icmp_pkg::IcmpAnswered),
      .reply_checksum_i(reply_checksum),
      .req_valid_o,
      .req_ready_i,
      .req_ip_o,
      .rsp_valid_i,
      .rsp_i,
      .tx_valid_o,
      .tx_ready_i,
      .tx_meta_o,
      .tx_o,
      .lost_valid_o    (lost_valid),
      .lost_ready_i    (lost_ready),
      .lost_src_o      (lost_src),
      .lost_length_o   (lost_length),
      .sent_o          (reply_sent)
  );

  // ---------------------------------------------------------------- messages that came in fragments

  logic                        datagram_told, datagram_turn, datagram_sound;
  toe_icmp_pkg::icmp_verdict_e datagram_verdict;

  toe_icmp_datagram #(
      .DataBytes(DataBytes)
  ) u_datagram (
      .clk_i,
      .rst_ni,
      .datagram_valid_i,
      .datagram_ready_o,
      .datagram_i,
      .w_valid_o,
      .w_ready_i,
      .w_slot_o,
      .w_at_o,
      .w_count_o,
      .w_data_o,
      .free_valid_o,
      .free_ready_i,
      .free_slot_o,
      .job_valid_o,
      .job_ready_i,
      .job_o,
      .told_valid_o  (datagram_told),
      .told_ready_i  (datagram_turn),
      .told_verdict_o(datagram_verdict),
      .told_sound_o  (datagram_sound)
  );

  // ---------------------------------------------------------------- errors of ours

  logic                        fault_told, fault_turn, fault_sent;
  toe_icmp_pkg::icmp_verdict_e fault_verdict;
  toe_pkg::ip_t                fault_src;
  logic                  [7:0] fault_type, fault_code, fault_sent_type;

  toe_icmp_fault #(
      .stream_t(stream_t)
  ) u_fault (
      .clk_i,
      .rst_ni,
      .network_i,
      .now_i,
      .fault_valid_i,
      .fault_ready_o,
      .fault_i,
      .req_valid_o   (fault_req_valid_o),
      .req_ready_i   (fault_req_ready_i),
      .req_ip_o      (fault_req_ip_o),
      .rsp_valid_i   (fault_rsp_valid_i),
      .rsp_i         (fault_rsp_i),
      .tx_valid_o    (fault_tx_valid_o),
      .tx_ready_i    (fault_tx_ready_i),
      .tx_meta_o     (fault_tx_meta_o),
      .tx_o          (fault_tx_o),
      .told_valid_o  (fault_told),
      .told_ready_i  (fault_turn),
      .told_verdict_o(fault_verdict),
      .told_src_o    (fault_src),
      .told_type_o   (fault_type),
      .told_code_o   (fault_code),
      .sent_o        (fault_sent),
      .sent_type_o   (fault_sent_type)
  );

  toe_icmp_trace u_trace (
      .clk_i,
      .rst_ni,
      .now_i,
      .rx_valid_i        (verdict_valid),
      .rx_verdict_i      (verdict),
      .rx_src_i          (rx_meta_i.src),
      .rx_length_i       (rx_meta_i.length),
      .rx_type_i         (msg_type),
      .rx_sound_i        (sound),
      .lost_valid_i      (lost_valid),
      .lost_ready_o      (lost_ready),
      .lost_src_i        (lost_src),
      .lost_length_i     (lost_length),
      .datagram_valid_i  (datagram_told),
      .datagram_ready_o  (datagram_turn),
      .datagram_verdict_i(datagram_verdict),
      .datagram_src_i    (datagram_i.header.src),
      .datagram_length_i (datagram_i.length),
      .datagram_type_i   (datagram_i.first[63:56]),
      .datagram_sound_i  (datagram_sound),
      .fault_valid_i     (fault_told),
      .fault_ready_o     (fault_turn),
      .fault_verdict_i   (fault_verdict),
      .fault_src_i       (fault_src),
      .fault_type_i      (fault_type),
      .fault_code_i      (fault_code),
      .reply_sent_i      (reply_sent),
      .echo_sent_i,
      .echo_lost_i,
      .fault_sent_i      (fault_sent),
      .fault_sent_type_i (fault_sent_type),
      .record_o,
      .stat_o
  );

endmodule
