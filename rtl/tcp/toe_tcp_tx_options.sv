// Lays out the options of each segment that the engine asks for, a word a clock (RFC 9293 3.2, RFC 7323,
// RFC 2018). docs/rules/tcp.md section 1, "options", has their order and padding.
//
// The draft goes on in the first clock; the engine's request is taken in the clock of its last word. The
// words lie in one of several places as they stand in the header, in rows of DataBytes octets, so that
// the sender reads whole beats; their sum follows the drafts in the same order, one for each.
// A place is given back when its segment has left or vanished.
//
// 1. A header has at most 15 words.
// 2. No place is given to two segments.
// 3. A request stands still until it is taken.
module toe_tcp_tx_options #(
    parameter int unsigned DataBytes = 4,
    localparam int unsigned Words = DataBytes / 4,
    localparam int unsigned RowBits =
        $clog2(toe_tcp_tx_pkg::Places * toe_tcp_tx_pkg::PlaceWords / Words)
) (
    input  logic                              clk_i,
    input  logic                              rst_ni,
    // from the engine
    input  logic                              emit_valid_i,
    output logic                              emit_ready_o,
    input  toe_tcp_pkg::tx_request_t          emit_i,
    input  toe_tcp_tx_pkg::tenure_t           tenure_i,      // of emit_i.buffer
    // to toe_tcp_tx_resolve
    output logic                              draft_valid_o,
    input  logic                              draft_ready_i,
    output toe_tcp_tx_pkg::draft_t            draft_o,
    output logic                              sum_valid_o,   // a draft later: always has room
    output logic [15:0]                       sum_o,         // one's complement
    input  logic [toe_tcp_tx_pkg::Places-1:0] place_free_i,  // strobes
    // to toe_tcp_tx_send: the row is there in the next clock
    input  logic                              row_re_i,
    input  logic [RowBits-1:0]                row_i,
    output logic [8*DataBytes-1:0]            row_o
);
  import toe_tcp_tx_pkg::*;

  localparam int unsigned LaneBits = $clog2(Words);
  localparam int unsigned Parts = 14;
  localparam logic [7:0] Nop = 8'd1;
  localparam logic [15:0] MssOption = 16'h0204, SackokOption = 16'h0402, TsOption = 16'h080A;
  localparam logic [15:0] WscaleOption = 16'h0303;
  localparam logic [7:0] SackKind = 8'd5;

  typedef logic [Parts-1:0] parts_t;

  function automatic logic [15:0] add(logic [15:0] a, logic [15:0] b);  // one's complement
    logic [16:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    return sum[15:0] + {15'b0, sum[16]};
  endfunction

  // ---------------------------------------------------------------- which words there are
  toe_tcp_pkg::emit_t     emit;
  parts_t                 present, done_q, left, next;
  logic [Parts-1:0][31:0] words;
  logic [31:0]            word;
  logic [3:0]             count;
  logic                   last, unused;

  assign emit   = emit_i.emit;
  assign unused = ^{emit.valid, emit_i.move_tag};

  always_comb begin
    words[0]  = {MssOption, emit.mss};
    words[1]  = {emit.has_sackok && emit.has_ts ? SackokOption : {Nop, Nop},
                 emit.has_ts ? TsOption : SackokOption};
    words[2]  = emit.tsval;
    words[3]  = emit.tsecr;
    words[4]  = {Nop, WscaleOption, 4'b0, emit.wscale};
    words[5]  = {Nop, Nop, SackKind, 2'b00, emit.sacks, 3'd2};
    {words[6], words[7]}   = emit.sack0;
    {words[8], words[9]}   = emit.sack1;
    {words[10], words[11]} = emit.sack2;
    {words[12], words[13]} = emit.sack3;

    present       = '0;
    present[0]    = emit.has_mss;
    present[1]    = emit.has_ts || emit.has_sackok;
    present[3:2]  = {2{emit.has_ts}};
    present[4]    = emit.has_wscale;
    present[5]    = emit.sacks != '0;
    for (int unsigned i = 0; i < 4; i++) present[6+2*i+:2] = {2{32'(emit.sacks) > i}};

    count = '0;
    word  = '0;
    for (int unsigned i = 0; i < Parts; i++) begin
      count += 4'(present[i]);
      word |= next[i] ? words[i] : '0;
    end
  end

  assign left = present & ~done_q;
  assign next = left & (~left + 1'b1);
  assign last = left == next;

  // ---------------------------------------------------------------- a place for them
  place_t            place_q;
  logic [Places-1:0] busy_q;
  logic              has_options, has_place, begun_q, starts, runs;

  assign has_options   = count != '0;
  assign has_place     = !has_options || !busy_q[place_q];
  assign draft_valid_o = emit_valid_i && !begun_q && has_place;
  assign starts        = draft_valid_o && draft_ready_i;
  assign runs          = starts || begun_q;
  assign emit_ready_o  = last && (begun_q || (has_place && draft_ready_i));

  always_comb begin
    draft_o.head = '{
        addr: emit.addr, src_port: emit.src_port, dst_port: emit.dst_port, seq: emit.seq, ack: emit.ack,
        flags: emit.flags, wnd: emit.wnd, option_words: count, place: place_q,
        urgent: emit.urgent, length: emit.length, ttl: emit.ttl, tos: emit.tos
    };
    draft_o.buffer   = emit_i.buffer;
    draft_o.offset   = emit_i.offset;
    draft_o.tenure   = tenure_i;
    draft_o.released = 1'b0;
  end

  // ---------------------------------------------------------------- a clock later: memory and sum
  logic        valid_q, write_q, first_q, last_q;
  place_t      to_q;
  logic [3:0]  index_q;  // of the word in its header
  logic [31:0] word_q, stream_word;
  logic [15:0] sum_q;

  assign sum_o       = add(first_q ? '0 : sum_q, add(word_q[31:16], word_q[15:0]));
  assign sum_valid_o = valid_q && last_q;
  assign stream_word = {<<8{word_q}};  // octet 0 in the low bits

  for (genvar i = 0; i < Words; i++) begin : gen_lane
    toe_prim_ram #(
        .Width(32),
        .Depth(Places * PlaceWords / Words)
    ) u_words (
        .clk_i,
        .rst_ni,
        .we_i   (valid_q && write_q && 32'(index_q) % Words == i),
        .waddr_i({to_q, index_q[3:LaneBits]}),
        .wdata_i(stream_word),
        .re_i   (row_re_i),
        .raddr_i(row_i),
        .rdata_o(row_o[32*i+:32])
    );
  end

  always_ff @(posedge clk_i) begin
    valid_q <= runs;
    begun_q <= runs && !last;
    if (runs) done_q <= last ? '0 : done_q | next;
    if (runs ? last && has_options : emit_valid_i && !has_place) place_q <= place_q + 1'b1;
    busy_q <= (busy_q | ((starts && has_options) ? Places'(1) << place_q : '0)) & ~place_free_i;
    if (!rst_ni) begin
      valid_q <= 1'b0;
      begun_q <= 1'b0;
      done_q  <= '0;
      place_q <= '0;
      busy_q  <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    write_q <= has_options;
    first_q <= !begun_q;
    last_q  <= last;
    to_q    <= place_q;
    word_q  <= word;
    index_q <= begun_q ? index_q + 1'b1 : FixedWords;
    if (valid_q) sum_q <= sum_o;
  end

`ifndef SYNTHESIS
  toe_tcp_pkg::tx_request_t emit_q;
  always_ff @(posedge clk_i) begin
    emit_q <= emit_i;
    if (rst_ni) begin
      assert (!starts || count <= 4'd10) else $error("invariant 1");
      assert (!starts || !has_options || !busy_q[place_q]) else $error("invariant 2");
      assert (!begun_q || (emit_valid_i && emit_i == emit_q)) else $error("invariant 3");
    end
  end
`endif

endmodule
