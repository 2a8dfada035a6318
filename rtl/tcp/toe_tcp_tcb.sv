// Sockwire - TCP: the memory of the control blocks.
//
// One write port, two read ports (two copies): one for the engine, one that the host's snapshots and
// the timer share, snapshots first. A word is a whole block, so nobody sees half a change. After reset
// every block is set to zero, then init_done_o; until then nobody may write.
module toe_tcp_tcb #(
  parameter int unsigned Sockets = 8
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  output logic              init_done_o,
  // engine: the block comes in the next cycle and stays
  input  logic              read_i,
  input  toe_pkg::desc_t    read_desc_i,
  output toe_tcp_pkg::tcb_t read_tcb_o,
  input  logic              write_i,
  input  toe_pkg::desc_t    write_desc_i,
  input  toe_tcp_pkg::tcb_t write_tcb_i,
  // snapshot: zero for a descriptor that does not exist
  input  logic              snap_valid_i,
  input  toe_pkg::desc_t    snap_desc_i,
  output logic              snap_valid_o,
  output toe_tcp_pkg::tcb_t snap_tcb_o,
  // timer
  input  logic              scan_i,
  input  toe_pkg::desc_t    scan_desc_i,
  output logic              scan_ready_o,
  output toe_tcp_pkg::tcb_t scan_tcb_o
);
  localparam int unsigned DescBits = $clog2(Sockets);
  localparam int unsigned TcbBits  = $bits(toe_tcp_pkg::tcb_t);
  typedef logic [DescBits-1:0] index_t;

  logic              sweeping_q, exists_q, exists, second_read;
  index_t            sweep_q, second_index;
  logic              write;
  index_t            write_index;
  toe_tcp_pkg::tcb_t write_tcb, second_tcb;

  assign write       = sweeping_q || write_i;
  assign write_index = sweeping_q ? sweep_q : write_desc_i[DescBits-1:0];
  assign write_tcb   = sweeping_q ? '0 : write_tcb_i;
  assign init_done_o = !sweeping_q;

  toe_prim_ram #(
    .Width(TcbBits),
    .Depth(Sockets)
  ) u_engine (
    .clk_i,
    .rst_ni,
    .we_i   (write),
    .waddr_i(write_index),
    .wdata_i(write_tcb),
    .re_i   (read_i),
    .raddr_i(read_desc_i[DescBits-1:0]),
    .rdata_o(read_tcb_o)
  );

  assign exists       = 32'(snap_desc_i) < Sockets;
  assign scan_ready_o = !snap_valid_i;
  assign second_read  = snap_valid_i || scan_i;
  assign second_index = snap_valid_i ? snap_desc_i[DescBits-1:0] : scan_desc_i[DescBits-1:0];

  toe_prim_ram #(
    .Width(TcbBits),
    .Depth(Sockets)
  ) u_second (
    .clk_i,
    .rst_ni,
    .we_i   (write),
    .waddr_i(write_index),
    .wdata_i(write_tcb),
    .re_i   (second_read),
    .raddr_i(second_index),
    .rdata_o(second_tcb)
  );

  assign snap_tcb_o = exists_q ? second_tcb : '0;
  assign scan_tcb_o = second_tcb;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sweeping_q   <= 1'b1;
      sweep_q      <= '0;
      snap_valid_o <= 1'b0;
    end else begin
      if (sweep_q == index_t'(Sockets - 1)) sweeping_q <= 1'b0;
      if (sweeping_q) sweep_q <= sweep_q + 1'b1;
      snap_valid_o <= snap_valid_i;
    end
  end
  always_ff @(posedge clk_i) exists_q <= exists;

  logic unused;
  assign unused = &{1'b0, read_desc_i[15:DescBits], write_desc_i[15:DescBits], scan_desc_i[15:DescBits]};
endmodule
