// The record and the counters of ICMP. A message that streams past is judged when it is; whoever else
// has something to tell makes its decision in the clock in which it is told, so the records stand in
// the order of the decisions. Replies come before datagrams, datagrams before faults.
//
// ready of each depends on the others' valid only.
module toe_icmp_trace (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic                 [63:0] now_i,
    // a message in one piece
    input  logic                        rx_valid_i,
    input  toe_icmp_pkg::icmp_verdict_e rx_verdict_i,
    input  toe_pkg::ip_t                rx_src_i,
    input  logic                 [15:0] rx_length_i,
    input  logic                  [7:0] rx_type_i,
    input  logic                        rx_sound_i,
    // a reply without a neighbour
    input  logic                        lost_valid_i,
    output logic                        lost_ready_o,
    input  toe_pkg::ip_t                lost_src_i,
    input  logic                 [15:0] lost_length_i,
    // a message that came in fragments
    input  logic                        datagram_valid_i,
    output logic                        datagram_ready_o,
    input  toe_icmp_pkg::icmp_verdict_e datagram_verdict_i,
    input  toe_pkg::ip_t                datagram_src_i,
    input  logic                 [15:0] datagram_length_i,
    input  logic                  [7:0] datagram_type_i,
    input  logic                        datagram_sound_i,
    // an error of ours
    input  logic                        fault_valid_i,
    output logic                        fault_ready_o,
    input  toe_icmp_pkg::icmp_verdict_e fault_verdict_i,
    input  toe_pkg::ip_t                fault_src_i,
    input  logic                  [7:0] fault_type_i,
    input  logic                  [7:0] fault_code_i,
    // what left: pulses
    input  logic                        reply_sent_i,
    input  logic                        echo_sent_i,   // from the datagram memory
    input  logic                        echo_lost_i,
    input  logic                        fault_sent_i,
    input  logic                  [7:0] fault_sent_type_i,
    output toe_icmp_pkg::icmp_record_t  record_o,
    output toe_icmp_pkg::icmp_stat_t    stat_o
);
  assign lost_ready_o     = !rx_valid_i;
  assign datagram_ready_o = lost_ready_o && !lost_valid_i;
  assign fault_ready_o    = datagram_ready_o && !datagram_valid_i;

  // ---------------------------------------------------------------- the record
  toe_icmp_pkg::icmp_record_t event_d;
  logic                [63:0] order_q;
  logic                       arrives, sound;  // a message has arrived, with a sound checksum
  logic                 [7:0] msg_type;        // ... of this type

  always_comb begin
    event_d  = '0;
    arrives  = rx_valid_i;
    sound    = rx_sound_i;
    msg_type = rx_type_i;
    if (rx_valid_i) begin
      event_d.verdict = rx_verdict_i;
      event_d.src     = rx_src_i;
      event_d.length  = rx_length_i;
    end else if (lost_valid_i) begin
      event_d.verdict = toe_icmp_pkg::IcmpNoRoute;
      event_d.src     = lost_src_i;
      event_d.length  = lost_length_i;
    end else if (datagram_valid_i) begin
      arrives          = 1'b1;
      sound            = datagram_sound_i;
      msg_type         = datagram_type_i;
      event_d.verdict  = datagram_verdict_i;
      event_d.datagram = 1'b1;
      event_d.src      = datagram_src_i;
      event_d.length   = datagram_length_i;
    end else if (fault_valid_i) begin
      event_d.verdict  = fault_verdict_i;
      event_d.src      = fault_src_i;
      event_d.length   = 16'(toe_icmp_pkg::FaultBytes);
      event_d.msg_type = fault_type_i;
      event_d.code     = fault_code_i;
      if (fault_verdict_i != toe_icmp_pkg::IcmpLost) event_d.now = now_i;
    end
    event_d.valid = rx_valid_i || lost_valid_i || datagram_valid_i || fault_valid_i;
    if (event_d.valid) event_d.order = order_q;
  end

  always_ff @(posedge clk_i) begin
    record_o <= event_d;
    order_q  <= order_q + 64'(event_d.valid);
    if (!rst_ni) begin
      record_o <= '0;
      order_q  <= '0;
    end
  end

  // ---------------------------------------------------------------- what is counted
  // Two may come in one clock: the second waits for a clock without.
  logic [3:0] replies_q, discards_q;
  logic       discard, counted;
  assign counted = arrives && sound;
  assign discard = event_d.verdict == toe_icmp_pkg::IcmpBusy || event_d.verdict == toe_icmp_pkg::IcmpNoRoute;

  always_ff @(posedge clk_i) begin
    replies_q  <= replies_q + 4'(echo_sent_i) - 4'(!reply_sent_i && replies_q != '0);
    discards_q <= discards_q + 4'(echo_lost_i) - 4'(!discard && discards_q != '0);
    stat_o.in_msgs        <= arrives;
    stat_o.in_errors      <= arrives && !sound;
    stat_o.in_echos       <= counted && msg_type == toe_icmp_pkg::TypeEchoRequest;
    stat_o.out_echo_reps  <= reply_sent_i || replies_q != '0;
    stat_o.in_discards    <= discard || discards_q != '0;
    stat_o.in_unreachs    <= counted && msg_type == toe_icmp_pkg::TypeUnreachable;
    stat_o.in_time_excds  <= counted && msg_type == toe_icmp_pkg::TypeTimeExceeded;
    stat_o.in_parm_probs  <= counted && msg_type == toe_icmp_pkg::TypeParameter;
    stat_o.in_src_quenchs <= counted && msg_type == toe_icmp_pkg::TypeSourceQuench;
    stat_o.out_unreachs   <= fault_sent_i && fault_sent_type_i == toe_icmp_pkg::TypeUnreachable;
    stat_o.out_time_excds <= fault_sent_i && fault_sent_type_i == toe_icmp_pkg::TypeTimeExceeded;
    stat_o.out_limited    <= event_d.verdict == toe_icmp_pkg::IcmpLimited
                             || event_d.verdict == toe_icmp_pkg::IcmpLost;
    if (!rst_ni) begin
      replies_q  <= '0;
      discards_q <= '0;
      stat_o     <= '0;
    end
  end

endmodule
