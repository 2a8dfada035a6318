// Sockwire - a memory addressed in octets: 0 to DataBytes of them written and DataBytes read in each
// cycle, at any alignment. Octet 0 of a word is the one at the address, the others follow.
//
// The memory is cut into rings of RingBytes at multiples of RingBytes; an access that reaches the end
// of its ring goes on at the ring's first octet (and never leaves it). DataBytes banks of one octet,
// each with an address of its own: octet a is in bank a % DataBytes. Read data one cycle after re_i,
// held; reading what is written in the same cycle gives the old octets.
module toe_prim_byte_ram #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned Bytes     = 1024,
    parameter int unsigned RingBytes = Bytes,
    localparam int unsigned AddrWidth  = $clog2(Bytes),
    localparam int unsigned CountWidth = $clog2(DataBytes + 1)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,

    input  logic                   we_i,
    input  logic [AddrWidth-1:0]   waddr_i,
    input  logic [CountWidth-1:0]  wcount_i,
    input  logic [8*DataBytes-1:0] wdata_i,

    input  logic                   re_i,
    input  logic [AddrWidth-1:0]   raddr_i,
    output logic [8*DataBytes-1:0] rdata_o
);

  if (DataBytes < 2 || (DataBytes & (DataBytes - 1)) != 0 || (RingBytes & (RingBytes - 1)) != 0
      || RingBytes < 2 * DataBytes || Bytes < RingBytes || Bytes % RingBytes != 0) begin : gen_bad
    $fatal(1, "toe_prim_byte_ram: DataBytes and RingBytes are powers of two, Bytes a multiple of RingBytes");
  end

  localparam int unsigned LaneWidth = $clog2(DataBytes);
  localparam int unsigned RowWidth  = AddrWidth - LaneWidth;  // a row: DataBytes octets
  localparam int unsigned RingRows  = RingBytes / DataBytes;
  typedef logic [LaneWidth-1:0] lane_t;
  typedef logic [RowWidth-1:0] row_t;

  // The row after this one, in the same ring.
  function automatic row_t next(row_t row);
    row_t mask;
    mask = row_t'(RingRows - 1);
    return (row & ~mask) | ((row + row_t'(1)) & mask);
  endfunction

  lane_t wlane, rlane, rlane_q;
  row_t  wrow, rrow;
  assign {wrow, wlane} = waddr_i;
  assign {rrow, rlane} = raddr_i;

  logic [8*DataBytes-1:0] banks;  // what was read, octet b from bank b

  for (genvar b = 0; b < DataBytes; b++) begin : gen_bank
    lane_t octet;         // which octet of the written word this bank takes
    logic  wnext, rnext;  // this bank is left of the address: its row is the next one
    lane_t unused_octet;
    assign {wnext, octet}        = {1'b0, lane_t'(b)} - {1'b0, wlane};
    assign {rnext, unused_octet} = {1'b0, lane_t'(b)} - {1'b0, rlane};
    toe_prim_ram #(.Width(8), .Depth(Bytes / DataBytes)) u_bank (
        .clk_i, .rst_ni,
        .we_i   (we_i && CountWidth'(octet) < wcount_i),
        .waddr_i(wnext ? next(wrow) : wrow),
        .wdata_i(wdata_i[8*octet+:8]),
        .re_i,
        .raddr_i(rnext ? next(rrow) : rrow),
        .rdata_o(banks[8*b+:8])
    );
  end

  always_ff @(posedge clk_i) begin
    if (re_i) rlane_q <= rlane;
  end

  for (genvar i = 0; i < DataBytes; i++) begin : gen_octet
    lane_t bank;
    assign bank = rlane_q + lane_t'(i);
    assign rdata_o[8*i+:8] = banks[8*bank+:8];
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && we_i)
      assert (32'(wcount_i) <= DataBytes) else $error("more octets than a word has");
  end
`endif

endmodule
