// Sockwire - two data windows of the host: memories between its 32-bit words and the stream's beats.
//
// The host writes the send window with octet strobes and a mover reads it by rows of DataBytes
// octets; a mover writes rows of the receive window (zeros behind the last octet kept) and the host
// reads its words. Every read shows its data in the next clock. Octet 0 of a word or a row is in the
// low bits.
module toe_prim_windows #(
    parameter int unsigned DataBytes = 4,
    parameter int unsigned WindowBytes = 2048,  // of each
    localparam int unsigned Rows = WindowBytes / DataBytes,
    localparam int unsigned RowBits = $clog2(Rows),
    localparam int unsigned WordBits = $clog2(WindowBytes / 4)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    // the host writes the send window
    input  logic                   win_we_i,
    input  logic [WordBits-1:0]    win_waddr_i,
    input  logic [31:0]            win_wdata_i,
    input  logic [3:0]             win_wstrb_i,
    // a mover reads it
    input  logic                   send_re_i,
    input  logic [RowBits-1:0]     send_row_i,
    output logic [8*DataBytes-1:0] send_rdata_o,
    // a mover writes the receive window
    input  logic                   recv_we_i,
    input  logic [RowBits-1:0]     recv_row_i,
    input  logic [8*DataBytes-1:0] recv_wdata_i,
    // the host reads it
    input  logic [WordBits-1:0]    win_raddr_i,
    output logic [31:0]            win_rdata_o
);
  localparam int unsigned Words = DataBytes / 4;  // of a row
  localparam int unsigned LaneBits = (Words > 1) ? $clog2(Words) : 1;
  typedef logic [LaneBits-1:0] lane_t;

  if (DataBytes % 4 != 0 || WindowBytes % DataBytes != 0) begin : gen_bad_parameter
    $fatal(1, "toe_prim_windows: DataBytes must be a multiple of 4 that divides the window");
  end

  logic [RowBits-1:0] write_row;
  lane_t              write_lane, read_lane_q;

  assign write_row  = RowBits'(win_waddr_i / WordBits'(Words));
  assign write_lane = lane_t'(win_waddr_i % WordBits'(Words));

  for (genvar i = 0; i < DataBytes; i++) begin : gen_octet
    toe_prim_ram #(
        .Width(8),
        .Depth(Rows)
    ) u_send (
        .clk_i,
        .rst_ni,
        .we_i   (win_we_i && win_wstrb_i[i%4] && write_lane == lane_t'(i / 4)),
        .waddr_i(write_row),
        .wdata_i(win_wdata_i[8*(i%4)+:8]),
        .re_i   (send_re_i),
        .raddr_i(send_row_i),
        .rdata_o(send_rdata_o[8*i+:8])
    );
  end

  logic [8*DataBytes-1:0] recv_row;

  toe_prim_ram #(
      .Width(8 * DataBytes),
      .Depth(Rows)
  ) u_recv (
      .clk_i,
      .rst_ni,
      .we_i   (recv_we_i),
      .waddr_i(recv_row_i),
      .wdata_i(recv_wdata_i),
      .re_i   (1'b1),
      .raddr_i(RowBits'(win_raddr_i / WordBits'(Words))),
      .rdata_o(recv_row)
  );

  always_ff @(posedge clk_i) read_lane_q <= lane_t'(win_raddr_i % WordBits'(Words));

  assign win_rdata_o = recv_row[32*read_lane_q+:32];

endmodule
