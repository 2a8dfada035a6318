// The options of a TCP header, a word of four octets a clock (RFC 9293 3.2, RFC 7323, RFC 2018).
//
// Finds the first well-formed option of each kind that we know and steps over all others. The walk
// ends at End of Option List and at a length below 2, so that no octet can hold it up; what was found
// before stays. An option that reaches beyond the header never completes and thus never counts. The
// octets are not collected on the way: when an option or a SACK block ends, its value is cut out of the
// last three words. docs/rules/network.md, "TCP header in".
//
// 1. In the body of an option there is always an octet left.
module toe_tcp_options (
    input  logic        clk_i,
    input  logic        rst_ni,
    input  logic        clear_i,       // a segment begins
    input  logic        word_valid_i,
    input  logic [31:0] word_i,        // the first octet in the high bits
    // from the clock after the last word on; values are 0 without the option
    output logic        has_mss_o,
    output logic [15:0] mss_o,
    output logic        has_wscale_o,
    output logic [3:0]  wscale_o,
    output logic        has_sackok_o,
    output logic        has_ts_o,
    output logic [31:0] tsval_o,
    output logic [31:0] tsecr_o,
    output logic [2:0]  sacks_o,       // blocks
    output logic [3:0][63:0] blocks_o  // the first one in the high bits
);
  localparam logic [7:0] KindEnd       = 8'd0;
  localparam logic [7:0] KindNop       = 8'd1;
  localparam logic [7:0] LengthMinimum = 8'd2;
  localparam logic [7:0] ShiftLimit    = 8'd14;  // RFC 7323 2.3

  typedef enum logic [1:0] {
    Kind,    // the next octet is a kind
    Length,  // the next octet is a length
    Body,    // left octets of the option follow
    Ended    // nothing more is looked at
  } phase_e;

  // The kinds that we know: one bit each.
  typedef struct packed {
    logic mss;
    logic wscale;
    logic sackok;
    logic ts;
    logic sack;
  } kinds_t;

  typedef struct packed {
    phase_e     phase;
    kinds_t     kind;   // of the option at hand, as long as it is well formed; else none
    logic [7:0] left;
    logic [2:0] blocks; // of SACK that are complete
    kinds_t     found;
  } walk_t;

  function automatic kinds_t known(logic [7:0] kind);
    return '{mss: kind == 8'd2, wscale: kind == 8'd3, sackok: kind == 8'd4, ts: kind == 8'd8, sack: kind == 8'd5};
  endfunction

  function automatic kinds_t of_length(logic [7:0] length);
    return '{
        mss: length == 8'd4, wscale: length == 8'd3, sackok: length == 8'd2, ts: length == 8'd10,
        sack: length inside {8'd10, 8'd18, 8'd26, 8'd34}
    };
  endfunction

  function automatic walk_t step(walk_t now, logic [7:0] octet);
    walk_t after;
    after = now;
    case (now.phase)
      Kind: begin
        after.kind = known(octet);
        if (octet == KindEnd) after.phase = Ended;
        else if (octet != KindNop) after.phase = Length;
      end
      Length: begin
        after.kind = now.kind & of_length(octet);
        after.left = octet - LengthMinimum;
        if (octet < LengthMinimum) after.phase = Ended;
        else after.phase = (octet == LengthMinimum) ? Kind : Body;
        if (octet == LengthMinimum) after.found = now.found | after.kind;
      end
      Body: begin
        after.left = now.left - 8'd1;
        if (now.kind.sack && !now.found.sack && now.left[2:0] == 3'd1) after.blocks = now.blocks + 3'd1;
        if (now.left == 8'd1) begin
          after.phase = Kind;
          after.found = now.found | now.kind;
        end
      end
      default: ;  // Ended
    endcase
    return after;
  endfunction

  walk_t       walk_d, walk_q;
  kinds_t      ended [4];   // what is found at this octet of the word
  logic [63:0] past_q;      // the two words before
  logic [15:0] mss, mss_q;
  logic [7:0]  shift, shift_q;
  logic [63:0] pair, ts_q;  // two numbers: those of timestamps, or of a block
  logic [3:0]  block;       // one ends at this octet of the word
  logic [3:0][63:0] blocks_q;

  always_comb begin
    walk_d = walk_q;
    for (int unsigned i = 0; i < 4; i++) begin
      ended[i] = walk_d.found;
      block[i] = walk_d.blocks[0];
      if (word_valid_i) walk_d = step(walk_d, word_i[8*(3-i)+:8]);
      ended[i] ^= walk_d.found;
      block[i] ^= walk_d.blocks[0];
    end
    if (clear_i) walk_d = '{phase: Kind, kind: '0, left: '0, blocks: '0, found: '0};
  end

  always_comb begin
    mss   = '0;
    shift = '0;
    pair  = '0;
    for (int unsigned i = 0; i < 4; i++) begin  // the last octet of the value is octet i
      if (ended[i].mss) mss |= 16'({past_q, word_i} >> (8 * (3 - i)));
      if (ended[i].wscale) shift |= word_i[8*(3-i)+:8];
      if (ended[i].ts || block[i]) pair |= 64'({past_q, word_i} >> (8 * (3 - i)));
    end
  end

  always_ff @(posedge clk_i) begin
    walk_q <= walk_d;
    if (word_valid_i) begin
      past_q <= {past_q[31:0], word_i};
      if (walk_d.found.mss && !walk_q.found.mss) mss_q <= mss;
      if (walk_d.found.wscale && !walk_q.found.wscale) shift_q <= shift;
      if (walk_d.found.ts && !walk_q.found.ts) ts_q <= pair;
      if (block != '0) blocks_q[2'd3-walk_q.blocks[1:0]] <= pair;
    end
  end

  assign {has_mss_o, has_wscale_o, has_sackok_o, has_ts_o} = walk_q.found[$bits(kinds_t)-1:1];

  always_comb begin
    mss_o    = walk_q.found.mss ? mss_q : '0;
    wscale_o = '0;
    if (walk_q.found.wscale) wscale_o = (shift_q > ShiftLimit) ? ShiftLimit[3:0] : shift_q[3:0];
    {tsval_o, tsecr_o} = walk_q.found.ts ? ts_q : '0;
    sacks_o = walk_q.found.sack ? walk_q.blocks : '0;
    for (int unsigned i = 0; i < 4; i++) blocks_o[3-i] = (32'(sacks_o) > i) ? blocks_q[3-i] : '0;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) assert (!word_valid_i || walk_q.phase != Body || walk_q.left != '0) else $error("invariant 1");
  end
`else
  logic unused;
  assign unused = rst_ni;
`endif

endmodule
