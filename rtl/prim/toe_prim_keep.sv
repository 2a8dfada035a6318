// Keeps packets whole until they are known to be good, then asks for each whether it may leave, and
// hands it on or gives it up. What is to be known of a packet (kept_t) is told at its last beat; what the
// answer tells (answer_t) stands beside the packet on its way out.
//
//   Ask ---- question taken ---> Wait ---- good ----> Send ---- last beat ----> Ask
//                                  |------ good, a single beat -------------> Ask
//                                  \------ not ------> Drain --- last beat ----> Ask
//
// 1. An answer comes only when one was asked for.
module toe_prim_keep #(
    parameter type stream_t = logic,
    parameter type kept_t = logic,
    parameter type answer_t = logic,
    parameter int unsigned Beats = 512,   // of memory
    parameter int unsigned Packets = 16   // that it may hold
) (
    input  logic    clk_i,
    input  logic    rst_ni,
    // never stalls: a packet is forgotten if it ends with err, kept if keep_i comes with its last beat
    input  logic    valid_i,
    input  stream_t data_i,
    output logic    room_o,           // for one more packet
    output logic    overflow_o,       // but not for the beats of this one; with its last
    input  logic    keep_i,
    input  kept_t   kept_i,
    // the oldest one: of all that follows, too
    output kept_t   kept_o,
    output logic    ask_valid_o,
    input  logic    ask_ready_i,
    input  logic    answer_valid_i,
    input  logic    answer_good_i,
    input  answer_t answer_i,
    output logic    valid_o,
    input  logic    ready_i,
    output stream_t data_o,
    output logic    first_o,          // its first beat
    output answer_t answer_o,
    output logic    sent_o,           // pulse
    // it is given up when this can be told
    output logic    lost_valid_o,
    input  logic    lost_ready_i
);
  typedef enum logic [1:0] {
    Ask,
    Wait,
    Send,
    Drain
  } state_e;

  state_e  state_d, state_q;
  answer_t answer_q;
  logic    kept_valid, beat_valid, beat_ready, sends, ends, unused;
  stream_t beat;
  logic    unused_ready;
  logic [$clog2(Packets+1)-1:0] count;

  toe_prim_frame_fifo #(
      .stream_t(stream_t),
      .Depth   (Beats)
  ) u_octets (
      .clk_i,
      .rst_ni,
      .valid_i,
      .ready_o(unused_ready),
      .data_i,
      .drop_o (overflow_o),
      .valid_o(beat_valid),
      .ready_i(beat_ready),
      .data_o (beat)
  );

  toe_prim_fifo #(
      .T    (kept_t),
      .Depth(Packets)
  ) u_kept (
      .clk_i,
      .rst_ni,
      .valid_i(keep_i),
      .ready_o(room_o),
      .data_i (kept_i),
      .valid_o(kept_valid),
      .ready_i(ends),
      .data_o (kept_o),
      .count_o(count)
  );
  assign unused = &{1'b0, count, unused_ready};

  assign ask_valid_o  = state_q == Ask && kept_valid;
  // The answer is used in the clock in which it comes, to save one.
  assign sends        = state_q == Send || (state_q == Wait && answer_valid_i && answer_good_i);
  assign answer_o     = (state_q == Wait) ? answer_i : answer_q;
  assign valid_o      = sends && beat_valid;
  assign data_o       = beat;
  assign lost_valid_o = state_q == Drain && beat_valid && beat.last;
  assign beat_ready   = sends ? ready_i : (state_q == Drain && !(beat.last && !lost_ready_i));
  assign ends         = beat_valid && beat_ready && beat.last;
  assign sent_o       = ends && sends;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Ask:     if (ask_valid_o && ask_ready_i) state_d = Wait;
      Wait:    if (ends) state_d = Ask;
               else if (answer_valid_i) state_d = answer_good_i ? Send : Drain;
      default: if (ends) state_d = Ask;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (beat_valid && beat_ready) first_o <= beat.last;
    if (!rst_ni) begin
      state_q <= Ask;
      first_o <= 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (answer_valid_i) answer_q <= answer_i;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!answer_valid_i || state_q == Wait) else $error("invariant 1");
      assert (!keep_i || (valid_i && data_i.last && !data_i.err && room_o && !overflow_o))
      else $error("a packet is kept in part");
    end
  end
`endif

endmodule
