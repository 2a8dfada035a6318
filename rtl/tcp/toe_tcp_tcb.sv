// Sockwire - TCP: the memory of the control blocks.
//
// One write port. The engine reads whole blocks, so nobody sees half a change; between its events the
// host's snapshots read through the same port. The timer has a copy of the deadlines, all that it looks
// at. After reset every block is set to zero, then init_done_o; until then nobody may write, and the
// word to write is zero.
//
// Invariants:
//   1. While the blocks are cleared, nothing else is written.
//   2. One snapshot at a time; engine and snapshots never read in the same clock.
module toe_tcp_tcb #(
  parameter int unsigned Sockets = 8
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  output logic              init_done_o,
  // engine: the block comes in the next cycle and stays, until the engine lets go of it
  input  logic              read_i,
  input  toe_pkg::desc_t    read_desc_i,
  output toe_tcp_pkg::tcb_t read_tcb_o,
  input  logic              idle_i,        // the block that was read is not needed any more
  input  logic              write_i,
  input  toe_pkg::desc_t    write_desc_i,
  input  toe_tcp_pkg::tcb_t write_tcb_i,
  // snapshot: as soon as the engine is idle; zero for a descriptor that does not exist
  input  logic              snap_valid_i,
  input  toe_pkg::desc_t    snap_desc_i,
  output logic              snap_valid_o,
  output toe_tcp_pkg::tcb_t snap_tcb_o,
  // timer: the deadlines come in the next cycle and stay
  input  logic              scan_i,
  input  toe_pkg::desc_t    scan_desc_i,
  output toe_tcp_engine_pkg::deadlines_t scan_deadlines_o
);
  import toe_tcp_engine_pkg::*;

  localparam int unsigned DescBits = $clog2(Sockets);
  typedef logic [DescBits-1:0] index_t;

  logic           sweeping_q, write;
  index_t         sweep_q, write_index, read_index;
  logic           wanted_q, look, exists_q;  // a snapshot is owed; it is read now
  toe_pkg::desc_t snap_desc, snap_desc_q;

  assign write       = sweeping_q || write_i;
  assign write_index = sweeping_q ? sweep_q : write_desc_i[DescBits-1:0];
  assign init_done_o = !sweeping_q;

  assign look       = (snap_valid_i || wanted_q) && idle_i;
  assign snap_desc  = wanted_q ? snap_desc_q : snap_desc_i;
  assign read_index = idle_i ? snap_desc[DescBits-1:0] : read_desc_i[DescBits-1:0];

  toe_prim_ram #(
    .Width($bits(toe_tcp_pkg::tcb_t)),
    .Depth(Sockets)
  ) u_blocks (
    .clk_i,
    .rst_ni,
    .we_i   (write),
    .waddr_i(write_index),
    .wdata_i(write_tcb_i),
    .re_i   (read_i || look),
    .raddr_i(read_index),
    .rdata_o(read_tcb_o)
  );

  assign snap_tcb_o = exists_q ? read_tcb_o : '0;

  toe_prim_ram #(
    .Width($bits(deadlines_t)),
    .Depth(Sockets)
  ) u_deadlines (
    .clk_i,
    .rst_ni,
    .we_i   (write),
    .waddr_i(write_index),
    .wdata_i(deadlines_of(write_tcb_i)),
    .re_i   (scan_i),
    .raddr_i(scan_desc_i[DescBits-1:0]),
    .rdata_o(scan_deadlines_o)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sweeping_q   <= 1'b1;
      sweep_q      <= '0;
      wanted_q     <= 1'b0;
      snap_valid_o <= 1'b0;
    end else begin
      if (sweep_q == index_t'(Sockets - 1)) sweeping_q <= 1'b0;
      if (sweeping_q) sweep_q <= sweep_q + 1'b1;
      wanted_q     <= (snap_valid_i || wanted_q) && !look;
      snap_valid_o <= look;
    end
  end
  always_ff @(posedge clk_i) begin
    if (snap_valid_i) snap_desc_q <= snap_desc_i;
    exists_q <= 32'(snap_desc) < Sockets;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_1 : assert (!sweeping_q || (!write_i && write_tcb_i == '0)) else $error("1: a block was written before all were cleared");
      a_2 : assert (!(snap_valid_i && wanted_q) && !(read_i && idle_i)) else $error("2: two readers at a time");
    end
  end
`endif

  logic unused;
  assign unused = &{1'b0, read_desc_i[15:DescBits], write_desc_i[15:DescBits], scan_desc_i[15:DescBits]};
endmodule
