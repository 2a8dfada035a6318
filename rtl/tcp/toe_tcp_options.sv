// The options of a TCP header, a word of four octets a clock (RFC 9293 section 3.2).
//
// Finds the first well-formed MSS option (kind 2, length 4) and steps over all others. The walk ends
// at End of Option List and at a length below 2, so that no octet can hold it up; what was found
// before stays. An option that reaches beyond the header never completes and thus never counts.
module toe_tcp_options (
    input  logic        clk_i,
    input  logic        clear_i,       // a segment begins
    input  logic        word_valid_i,
    input  logic [31:0] word_i,        // the first octet in the high bits
    output logic        has_mss_o,     // from the clock after the last word on
    output logic [15:0] mss_o
);
  localparam logic [7:0] KindEnd       = 8'd0;
  localparam logic [7:0] KindNop       = 8'd1;
  localparam logic [7:0] KindMss       = 8'd2;
  localparam logic [7:0] LengthMss     = 8'd4;
  localparam logic [7:0] LengthMinimum = 8'd2;

  typedef enum logic [1:0] {
    Kind,    // the next octet is a kind
    Length,  // the next octet is a length
    Body,    // left octets of the option follow
    Ended    // nothing more is looked at
  } phase_e;

  typedef struct packed {
    phase_e      phase;
    logic        kind_is_mss;
    logic        is_mss;   // in Body: kind and length are those of MSS
    logic [7:0]  left;
    logic        has_mss;
    logic [15:0] mss;
  } walk_t;

  function automatic walk_t step(walk_t now, logic [7:0] octet);
    walk_t after;
    after = now;
    case (now.phase)
      Kind: begin
        after.kind_is_mss = octet == KindMss;
        if (octet == KindEnd) after.phase = Ended;
        else if (octet != KindNop) after.phase = Length;
      end
      Length: begin
        after.is_mss = now.kind_is_mss && octet == LengthMss && !now.has_mss;
        after.left   = octet - LengthMinimum;
        if (octet < LengthMinimum) after.phase = Ended;
        else after.phase = (octet == LengthMinimum) ? Kind : Body;
      end
      Body: begin
        after.left = now.left - 8'd1;
        if (now.is_mss) after.mss = {now.mss[7:0], octet};
        if (now.left == 8'd1) begin
          after.phase   = Kind;
          after.has_mss = now.has_mss || now.is_mss;
        end
      end
      default: ;  // Ended
    endcase
    return after;
  endfunction

  walk_t walk_d, walk_q;

  always_comb begin
    walk_d = walk_q;
    for (int unsigned i = 0; i < 4; i++) begin
      if (word_valid_i) walk_d = step(walk_d, word_i[8*(3-i)+:8]);
    end
    if (clear_i) begin
      walk_d         = '0;
      walk_d.phase   = Kind;
    end
  end

  always_ff @(posedge clk_i) walk_q <= walk_d;

  assign has_mss_o = walk_q.has_mss;
  assign mss_o     = walk_q.has_mss ? walk_q.mss : '0;

endmodule
