// ICMP: answers echo requests and tells TCP of errors about its segments (RFC 792, RFC 1122 3.2.2;
// docs/rules/network.md, "ICMP").
//
//   rx -> toe_icmp_rx (checks, verdict) -> kept requests -> this: ARP, then the reply -> tx
//                                      `-> errors that wait for TCP
//
//   Ask ---- taken by ARP ----> Wait ---- hit ----> Send ---- last beat ----> Ask
//                                 |------ hit, a single beat -------------> Ask
//                                 \------ miss ---> Drain --- last beat ----> Ask
//
// A request is kept whole until its checksum is known; receiving never waits for sending.
// 1. An answer of ARP comes only when one was asked for.
// 2. A reply has exactly the octets that its header beside it says.
module toe_icmp #(
    parameter type stream_t = logic,
    parameter int unsigned KeepBytes = 2048,   // memory for requests
    parameter int unsigned KeepMessages = 16   // how many requests it may hold
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  toe_pkg::network_t            network_i,
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
    output logic                         error_valid_o,
    input  logic                         error_ready_i,
    output toe_pkg::icmp_error_t         error_o,
    output toe_icmp_pkg::icmp_record_t   record_o,
    output toe_icmp_pkg::icmp_stat_t     stat_o
);
  localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9;

  // What a kept request's reply needs beside its octets.
  typedef struct packed {
    toe_pkg::ip_t src;
    logic [15:0]  length;
    logic [15:0]  checksum;  // of the reply
  } kept_t;

  typedef enum logic [1:0] {
    Ask,
    Wait,
    Send,
    Drain
  } state_e;

  // ---------------------------------------------------------------- requests

  logic                        verdict_valid, keep_err, overflow, keep_ready;
  logic                        kept_ready, kept_valid, kept_take;
  logic                        beat_valid, beat_ready, error_room, sound;
  logic                  [7:0] msg_type;
  toe_pkg::icmp_error_t        error;
  toe_icmp_pkg::icmp_verdict_e verdict;
  logic                 [15:0] reply_checksum;
  kept_t                       kept;
  stream_t                     keep, beat;
  logic                        unused;
  logic [$clog2(KeepMessages+1)-1:0] kept_count;
  logic [$clog2(toe_icmp_pkg::ErrorQueue+1)-1:0] error_count;

  toe_icmp_rx #(
      .stream_t(stream_t)
  ) u_rx (
      .clk_i,
      .rst_ni,
      .valid_i         (rx_valid_i),
      .meta_i          (rx_meta_i),
      .data_i          (rx_i),
      .local_addr_i    (network_i.ip),
      .room_i          (kept_ready),
      .error_room_i    (error_room),
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

  always_comb begin
    keep     = rx_i;
    keep.err = keep_err;
  end

  toe_prim_frame_fifo #(
      .stream_t(stream_t),
      .Depth   (KeepBytes / DataBytes)
  ) u_octets (
      .clk_i,
      .rst_ni,
      .valid_i(rx_valid_i),
      .ready_o(keep_ready),
      .data_i (keep),
      .drop_o (overflow),
      .valid_o(beat_valid),
      .ready_i(beat_ready),
      .data_o (beat)
  );

  toe_prim_fifo #(
      .T    (kept_t),
      .Depth(KeepMessages)
  ) u_kept (
      .clk_i,
      .rst_ni,
      .valid_i(verdict_valid && verdict == toe_icmp_pkg::IcmpAnswered),
      .ready_o(kept_ready),
      .data_i ('{src: rx_meta_i.src, length: rx_meta_i.length, checksum: reply_checksum}),
      .valid_o(kept_valid),
      .ready_i(kept_take),
      .data_o (kept),
      .count_o(kept_count)
  );

  toe_prim_fifo #(
      .T    (toe_pkg::icmp_error_t),
      .Depth(toe_icmp_pkg::ErrorQueue)
  ) u_errors (
      .clk_i,
      .rst_ni,
      .valid_i(verdict_valid && verdict == toe_icmp_pkg::IcmpError),
      .ready_o(error_room),
      .data_i (error),
      .valid_o(error_valid_o),
      .ready_i(error_ready_i),
      .data_o (error_o),
      .count_o(error_count)
  );
  assign unused = &{1'b0, kept_count, error_count, keep_ready, network_i.mac, beat.err, rsp_i.waiting, rx_meta_i.dst, rx_meta_i.protocol};

  // ---------------------------------------------------------------- replies

  state_e        state_d, state_q;
  logic          first_q;
  toe_pkg::mac_t mac_q;
  logic          sends, ends, no_route;

  assign req_valid_o = state_q == Ask && kept_valid;
  assign req_ip_o    = toe_pkg::next_hop(kept.src, network_i);
  // The answer is used in the clock in which it comes, to save one.
  assign sends       = state_q == Send || (state_q == Wait && rsp_valid_i && rsp_i.hit);
  assign tx_valid_o  = sends && beat_valid;
  // A record at a time: the verdict on a message that arrives comes first.
  assign beat_ready  = sends ? tx_ready_i
                             : (state_q == Drain && !(beat.last && verdict_valid));
  assign ends        = beat_valid && beat_ready && beat.last;
  assign no_route    = ends && state_q == Drain;
  assign kept_take   = ends;

  assign tx_meta_o = '{
      dst_mac: (state_q == Wait) ? rsp_i.mac : mac_q, dst: kept.src, protocol: toe_pkg::ProtocolIcmp, length: kept.length
  };

  always_comb begin
    tx_o     = beat;
    tx_o.err = 1'b0;
    if (first_q) begin
      tx_o.data[7:0]   = toe_icmp_pkg::TypeEchoReply;
      tx_o.data[23:16] = kept.checksum[15:8];
      tx_o.data[31:24] = kept.checksum[7:0];
    end
  end

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Ask:     if (req_valid_o && req_ready_i) state_d = Wait;
      Wait:    if (ends) state_d = Ask;
               else if (rsp_valid_i) state_d = rsp_i.hit ? Send : Drain;
      Send:    if (ends) state_d = Ask;
      default: if (ends) state_d = Ask;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (beat_valid && beat_ready) first_q <= beat.last;
    if (!rst_ni) begin
      state_q <= Ask;
      first_q <= 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (rsp_valid_i) mac_q <= rsp_i.mac;
  end

  // ---------------------------------------------------------------- record and counters

  logic [63:0] order_q;
  logic        echo, counted;
  assign echo    = msg_type == toe_icmp_pkg::TypeEchoRequest;
  assign counted = verdict_valid && sound;
  always_ff @(posedge clk_i) begin
    record_o <= '0;
    stat_o   <= '0;
    if (verdict_valid || no_route) begin
      order_q          <= order_q + 1'b1;
      record_o.valid   <= 1'b1;
      record_o.order   <= order_q;
      record_o.verdict <= no_route ? toe_icmp_pkg::IcmpNoRoute : verdict;
      record_o.src     <= no_route ? kept.src : rx_meta_i.src;
      record_o.length  <= no_route ? kept.length : rx_meta_i.length;
    end
    stat_o.in_msgs       <= verdict_valid;
    stat_o.in_errors     <= verdict_valid && verdict == toe_icmp_pkg::IcmpChecksum;
    stat_o.in_echos      <= counted && echo;
    stat_o.in_discards   <= no_route || (verdict_valid && verdict == toe_icmp_pkg::IcmpBusy);
    stat_o.out_echo_reps <= ends && sends;
    stat_o.in_unreachs   <= counted && msg_type == toe_icmp_pkg::TypeUnreachable;
    stat_o.in_time_excds <= counted && msg_type == toe_icmp_pkg::TypeTimeExceeded;
    stat_o.in_parm_probs <= counted && msg_type == toe_icmp_pkg::TypeParameter;
    stat_o.in_src_quenchs <= counted && msg_type == toe_icmp_pkg::TypeSourceQuench;
    if (!rst_ni) begin
      order_q  <= '0;
      record_o <= '0;
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
      assert (!rsp_valid_i || state_q == Wait) else $error("invariant 1");
      assert (!(tx_valid_o && tx_o.last)
              || octets_q + 16'($countones(tx_o.keep)) == tx_meta_o.length)
      else $error("invariant 2");
    end
  end
`endif

endmodule
