// TCP segments as IP delivers them -> segment records for the engine, payload into staging.
//
// RFC 9293 sections 3.1 (header, pseudo-header, checksum) and 3.2 (options). The payload is written as
// it comes; only a segment with a good header and checksum, for which staging and the queue of
// records had room, is handed over. For all others the write pointer goes back and the engine never
// hears of them. The stream is held for two clocks a segment and for one a word of options in a
// beat beyond the first; it never waits for the engine.
//
//   Body --last beat--> Check --(always)--> Body
//
// 1. Staging never holds more than StagingBytes octets.
// 2. A segment is counted once, and is either handed over, in error, or discarded.
// 3. The stream has as many octets as its meta says, unless it ends with err.
module toe_tcp_rx #(
    parameter type stream_t = logic,
    parameter int unsigned StagingBytes = 4096,  // a power of two
    parameter int unsigned Segments = 16,        // records that can wait for the engine
    localparam int unsigned DataBytes = ($bits(stream_t) - 2) / 9,
    localparam int unsigned AddressBits = $clog2(StagingBytes),
    localparam int unsigned CountBits = $clog2(DataBytes + 1)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  toe_pkg::ip_t           local_addr_i,
    input  logic [127:0]           secret_i,
    input  logic [63:0]            now_i,
    // from toe_ip_rx
    input  logic                   rx_valid_i,
    output logic                   rx_ready_o,
    input  stream_t                rx_i,
    input  toe_pkg::ip_rx_meta_t   rx_meta_i,
    // to the engine
    output logic                   seg_valid_o,
    input  logic                   seg_ready_i,
    output toe_tcp_pkg::segment_t  seg_o,
    output logic [63:0]            seg_hash_o,
    output logic [23:0]            seg_cookie_o,
    // the staging memory
    output logic                   staging_we_o,
    output logic [AddressBits-1:0] staging_waddr_o,
    output logic [CountBits-1:0]   staging_wcount_o,
    output logic [8*DataBytes-1:0] staging_wdata_o,
    input  logic [AddressBits:0]   staging_taken_i,  // octets that the mover has freed so far
    // one-clock pulses
    output logic                   in_segs_o,
    output logic                   in_errs_o,
    output logic                   in_discards_o
);
  localparam int unsigned Words = DataBytes / 4;  // of a beat
  localparam int unsigned LaneBits = (Words > 1) ? $clog2(Words) : 1;
  localparam logic [4:0] HeaderWords = 5'd5;  // without options
  localparam logic [4:0] MaxWords = 5'd16;    // more than any data offset

  if (DataBytes % 4 != 0 || DataBytes > 16) begin : gen_bad_parameter_1
    $fatal(1, "toe_tcp_rx: DataBytes must be 4, 8 or 16");
  end
  if (StagingBytes != 2 ** AddressBits || StagingBytes < 4096) begin : gen_bad_parameter_2
    $fatal(1, "toe_tcp_rx: StagingBytes must be a power of two and at least 4096");
  end

  typedef enum logic {
    Body,  // beats come in
    Check  // the whole segment is there
  } state_e;

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);  // one's complement
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  state_e state_d, state_q;

  // ---------------------------------------------------------------- the beat that is worked on
  stream_t              beat_q;
  toe_pkg::ip_rx_meta_t meta_q;
  logic                 beat_valid_q;
  logic [4:0]           base_q;  // index of its first word in the segment; stays at MaxWords
  logic [LaneBits-1:0]  lane_q;  // its next word of options
  logic                 advance, first, options_here, lanes_left;
  logic [4:0]           index;   // of that word in the segment
  logic [4:0][31:0]     word_q;  // the header
  logic [4:0]           offset;  // data offset, in words
  logic [31:0]          option_word;

  assign rx_ready_o = (state_q == Body) && (!beat_valid_q || (advance && !beat_q.last));
  assign first      = base_q == '0;
  assign offset     = {1'b0, word_q[3][31:28]};
  assign index        = base_q + 5'(lane_q);
  assign options_here = (base_q + 5'(Words) > HeaderWords) && (base_q < offset);
  assign lanes_left   = (lane_q != LaneBits'(Words - 1)) && (index + 5'd1 < offset);
  assign advance      = beat_valid_q && !(options_here && lanes_left);

  always_comb begin
    option_word = '0;
    for (int unsigned i = 0; i < 4; i++) begin
      option_word[8*(3-i)+:8] = beat_q.data[8*(4*lane_q+i)+:8];
    end
  end

  logic        has_mss, has_wscale, has_sackok, has_ts;
  logic [15:0] mss;
  logic [3:0]  wscale;
  logic [31:0] tsval, tsecr;
  logic [2:0]  sacks;
  logic [255:0] blocks;
  toe_tcp_options u_options (
      .clk_i,
      .rst_ni,
      .clear_i     (beat_valid_q && first),
      .word_valid_i(beat_valid_q && options_here && index >= HeaderWords),
      .word_i      (option_word),
      .has_mss_o   (has_mss),
      .mss_o       (mss),
      .has_wscale_o(has_wscale),
      .wscale_o    (wscale),
      .has_sackok_o(has_sackok),
      .has_ts_o    (has_ts),
      .tsval_o     (tsval),
      .tsecr_o     (tsecr),
      .sacks_o     (sacks),
      .blocks_o    (blocks)
  );

  // ---------------------------------------------------------------- checksum
  logic [15:0] beat_sum, sum_q, length_q;
  logic [18:0] pseudo_q;         // plain sum of the pseudo-header
  logic [16:0] pseudo_folded_q;  // the same a clock later; a good header has two beats or more
  logic [17:0] total;
  toe_pkg::ip_t src_q;
  logic        err_q;

  toe_prim_checksum #(
      .DataBytes(DataBytes)
  ) u_checksum (
      .data_i(beat_q.data),
      .keep_i(beat_q.keep),
      .sum_o (beat_sum)
  );

  // ---------------------------------------------------------------- payload
  logic [4:0]           payload_word;  // where it begins, counted from this beat
  logic [CountBits-1:0] kept, ahead, count;
  logic [AddressBits:0] write_q, commit_q, used;  // octets ever written, ever kept
  logic                 room, overflow_q;

  always_comb begin
    kept = '0;
    for (int unsigned i = 0; i < DataBytes; i++) kept += CountBits'(beat_q.keep[i]);
    payload_word = (offset < HeaderWords) ? HeaderWords : offset;
    payload_word = (payload_word > base_q) ? payload_word - base_q : '0;
    ahead        = (payload_word < 5'(Words)) ? CountBits'({payload_word, 2'b00})
                                              : CountBits'(DataBytes);
    count        = (kept > ahead) ? kept - ahead : '0;
  end

  assign used             = write_q - staging_taken_i;
  assign room             = used + (AddressBits + 1)'(count) <= (AddressBits + 1)'(StagingBytes);
  assign staging_we_o     = advance && count != '0 && room && !overflow_q;
  assign staging_waddr_o  = write_q[AddressBits-1:0];
  assign staging_wcount_o = count;
  assign staging_wdata_o  = beat_q.data >> {ahead, 3'b000};

  // ---------------------------------------------------------------- verdict
  toe_tcp_pkg::segment_t seg;
  logic                  checking, header_good, sum_good, good, queue_ready, handed_over;
  logic                  unused;
  assign unused = ^{word_q[3][27:24], word_q[4][31:16], meta_q.protocol, meta_q.tos};

  assign checking    = state_q == Check;
  assign header_good = offset >= HeaderWords && 16'({offset, 2'b00}) <= length_q;
  // The pseudo-header is not zero, so that a sum of all ones has one encoding.
  assign total       = 18'(sum_q) + 18'(pseudo_folded_q);
  assign sum_good    = 17'(total[15:0]) + 17'(total[17:16]) == 17'h0FFFF;
  assign good        = checking && !err_q && header_good && sum_good;
  assign handed_over = good && !overflow_q && queue_ready;

  assign in_segs_o     = checking && !err_q;
  assign in_errs_o     = in_segs_o && !good;
  assign in_discards_o = good && !handed_over;

  always_comb begin
    seg = '0;
    seg.addr     = src_q;
    {seg.src_port, seg.dst_port} = word_q[0];
    seg.seq      = word_q[1];
    seg.ack      = word_q[2];
    seg.flags    = word_q[3][23:16];
    seg.wnd      = word_q[3][15:0];
    seg.has_ts   = has_ts;
    seg.tsval    = tsval;
    seg.tsecr    = tsecr;
    if (seg.flags.syn) begin
      seg.has_mss    = has_mss;
      seg.mss        = mss;
      seg.has_wscale = has_wscale;
      seg.wscale     = wscale;
      seg.has_sackok = has_sackok;
    end else begin
      seg.sacks = sacks;
      {seg.sack0, seg.sack1, seg.sack2, seg.sack3} = blocks;
    end
    seg.urgent   = seg.flags.urg ? word_q[4][15:0] : '0;
    seg.length   = length_q - 16'({offset, 2'b00});
  end

  toe_tcp_rx_queue #(
      .Segments(Segments)
  ) u_queue (
      .clk_i,
      .rst_ni,
      .local_addr_i,
      .secret_i,
      .now_i,
      .coming_i       (seg),
      .coming_ports_i (base_q != '0),
      .coming_header_i(base_q >= 5'd4),
      .coming_end_i   (checking),
      .valid_i        (good && !overflow_q),
      .ready_o        (queue_ready),
      .seg_valid_o,
      .seg_ready_i,
      .seg_o,
      .seg_hash_o,
      .seg_cookie_o
  );

  always_comb begin
    state_d = state_q;
    case (state_q)
      Body:    if (advance && beat_q.last) state_d = Check;
      default: state_d = Body;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (rx_valid_i && rx_ready_o) beat_valid_q <= 1'b1;
    else if (advance) beat_valid_q <= 1'b0;
    if (advance) lane_q <= '0;
    else if (beat_valid_q) lane_q <= lane_q + 1'b1;
    if (advance) base_q <= (base_q < MaxWords) ? base_q + 5'(Words) : base_q;
    if (staging_we_o) write_q <= write_q + (AddressBits + 1)'(count);
    if (advance && count != '0 && !room) overflow_q <= 1'b1;
    if (checking) begin
      base_q     <= '0;
      overflow_q <= 1'b0;
      if (handed_over) commit_q <= write_q;
      else write_q <= commit_q;
    end
    if (!rst_ni) begin
      state_q      <= Body;
      beat_valid_q <= 1'b0;
      base_q       <= '0;
      lane_q       <= '0;
      write_q      <= '0;
      commit_q     <= '0;
      overflow_q   <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rx_valid_i && rx_ready_o) begin
      beat_q <= rx_i;
      meta_q <= rx_meta_i;
    end
    if (advance) begin
      for (int unsigned i = 0; i < 5; i++) begin
        if (base_q == 5'(i - i % Words)) begin
          for (int unsigned k = 0; k < 4; k++) begin
            word_q[i][8*(3-k)+:8] <= beat_q.data[8*(4*(i%Words)+k)+:8];
          end
        end
      end
      sum_q <= add(first ? '0 : sum_q, beat_sum);
      err_q <= beat_q.err;
    end
    pseudo_folded_q <= 17'(pseudo_q[15:0]) + 17'(pseudo_q[18:16]);
    if (beat_valid_q && first) begin
      src_q    <= meta_q.src;
      length_q <= meta_q.length;
      pseudo_q <= 19'(meta_q.src[31:16]) + 19'(meta_q.src[15:0]) + 19'(meta_q.dst[31:16])
                  + 19'(meta_q.dst[15:0]) + 19'(meta_q.protocol) + 19'(meta_q.length);
    end
  end

`ifndef SYNTHESIS
  logic [15:0] octets_q;
  always_ff @(posedge clk_i) begin
    if (advance) octets_q <= (first ? '0 : octets_q) + 16'(kept);
    if (rst_ni) begin
      assert (used <= (AddressBits + 1)'(StagingBytes)) else $error("invariant 1");
      assert (!in_segs_o || $onehot({handed_over, in_errs_o, in_discards_o}))
      else $error("invariant 2");
      assert (!in_segs_o || octets_q == length_q) else $error("invariant 3");
    end
  end
`endif

endmodule
