// Sockwire - cuts a stretch of a ring into AXI4 bursts: (offset, octets) -> address and length of each.
//
// The memory begins at Base and is cut into rings of RingBytes at multiples of RingBytes; a stretch
// that reaches the end of its ring goes on at the ring's first octet. Bursts are INCR, of whole words,
// and stay in a page: BurstBytes at a multiple of BurstBytes. Pages divide 4 KiB and rings, so no burst
// crosses 4 KiB (AXI4 A3.4.1) or the end of a ring. The first burst is offered one cycle after the
// request.
//
// Guarantees: (1) the bursts of a request have as many words as it touches; (2) a burst stays in its
// page; (3) what is offered stays until it is taken.
module toe_prim_axi_bursts #(
    parameter int unsigned DataBytes  = 4,
    parameter int unsigned RingBytes  = 8192,
    parameter int unsigned BurstBytes = 256,
    parameter logic [31:0] Base       = '0
) (
    input  logic        clk_i,
    input  logic        rst_ni,

    input  logic        request_valid_i,
    output logic        request_ready_o,
    input  logic [31:0] request_offset_i,  // from Base
    input  logic [15:0] request_length_i,  // at least 1

    output logic        burst_valid_o,
    input  logic        burst_ready_i,
    output logic [31:0] burst_addr_o,
    output logic [7:0]  burst_len_o        // words less one
);

  if (BurstBytes != 2 ** $clog2(BurstBytes) || BurstBytes < DataBytes || BurstBytes > 256 * DataBytes
      || BurstBytes > 4096 || RingBytes % BurstBytes != 0 || RingBytes != 2 ** $clog2(RingBytes)
      || Base % 4096 != 0) begin : gen_bad
    $fatal(1, "toe_prim_axi_bursts: pages are powers of two that divide 4 KiB and the rings, Base is a multiple of 4 KiB");
  end

  localparam int unsigned LaneWidth = $clog2(DataBytes);
  localparam int unsigned RowWidth  = 32 - LaneWidth;  // a row: one word of the bus
  localparam int unsigned PageRows  = BurstBytes / DataBytes;
  typedef logic [RowWidth-1:0] row_t;
  localparam row_t InRing = row_t'(RingBytes / DataBytes - 1);
  localparam row_t InPage = row_t'(PageRows - 1);

  logic        busy_q;
  row_t        row_q;   // the next burst begins here
  logic [16:0] left_q;  // words without a burst
  logic [16:0] room, words;

  assign request_ready_o = !busy_q;
  assign room            = 17'(PageRows) - 17'(row_q & InPage);
  assign words           = (left_q < room) ? left_q : room;
  assign burst_valid_o   = busy_q;
  assign burst_addr_o    = Base + {row_q, LaneWidth'(0)};
  assign burst_len_o     = 8'(words - 17'd1);

  always_ff @(posedge clk_i) begin
    if (request_valid_i && request_ready_o) busy_q <= 1'b1;
    else if (burst_ready_i && left_q == words) busy_q <= 1'b0;
    if (!rst_ni) busy_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (request_ready_o) begin
      row_q  <= request_offset_i[31:LaneWidth];
      left_q <= (17'(request_length_i) + 17'(request_offset_i[LaneWidth-1:0]) + 17'(DataBytes - 1)) >> LaneWidth;
    end else if (burst_ready_i) begin
      row_q  <= (row_q & ~InRing) | ((row_q + row_t'(words)) & InRing);
      left_q <= left_q - words;
    end
  end

`ifndef SYNTHESIS
  logic        waits_q;
  logic [31:0] addr_q;
  logic [7:0]  len_q;
  always_ff @(posedge clk_i) begin
    waits_q <= rst_ni && burst_valid_o && !burst_ready_i;
    addr_q  <= burst_addr_o;
    len_q   <= burst_len_o;
    if (rst_ni) begin
      assert (!(request_valid_i && request_ready_o) || request_length_i != '0) else $error("a request of nothing");
      assert (!burst_valid_o || (left_q != '0 && words <= left_q)) else $error("(1) more words than asked for");
      assert (!burst_valid_o || 32'(row_q & InPage) + 32'(words) <= PageRows) else $error("(2) a burst leaves its page");
      if (waits_q)
        assert (burst_valid_o && burst_addr_o == addr_q && burst_len_o == len_q) else $error("(3) the offer changed");
    end
  end
`endif

endmodule
