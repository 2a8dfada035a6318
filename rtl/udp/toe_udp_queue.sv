// Sockwire - UDP: the datagrams that wait for their host, a ring of QueueDepth places for each socket.
//
// How many wait is in the control block: who pushes says it, and who reads knows that there is one.
// What is read is there a clock later, until the next is read.
module toe_udp_queue #(
  parameter int unsigned Sockets = 4,
  localparam int unsigned IndexBits = $clog2(Sockets),
  localparam int unsigned PlaceBits = $clog2(toe_udp_pkg::QueueDepth)
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         re_i,
  input  logic [IndexBits-1:0]         raddr_i,
  input  logic [PlaceBits-1:0]         skip_i,    // datagrams ahead of the one that is read
  output toe_udp_engine_pkg::waiting_t rdata_o,
  input  logic                         push_i,
  input  logic                         pop_i,     // the first is gone
  input  logic [IndexBits-1:0]         index_i,   // of push_i and pop_i
  input  logic [PlaceBits-1:0]         queued_i,  // before push_i
  input  toe_udp_engine_pkg::waiting_t wdata_i
);
  typedef logic [PlaceBits-1:0] place_t;

  place_t [Sockets-1:0] head_q;

  toe_prim_ram #(
    .Width($bits(toe_udp_engine_pkg::waiting_t)),
    .Depth(Sockets * toe_udp_pkg::QueueDepth)
  ) u_places (
    .clk_i,
    .rst_ni,
    .we_i   (push_i),
    .waddr_i({index_i, place_t'(head_q[index_i] + queued_i)}),
    .wdata_i,
    .re_i,
    .raddr_i({raddr_i, place_t'(head_q[raddr_i] + skip_i)}),
    .rdata_o
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) head_q <= '0;
    else if (pop_i) head_q[index_i] <= head_q[index_i] + 1'b1;
  end

`ifndef SYNTHESIS
  if (toe_udp_pkg::QueueDepth != 2 ** PlaceBits) begin : gen_bad_depth
    $fatal(1, "toe_udp_queue: QueueDepth must be a power of two");
  end
  always_ff @(posedge clk_i) begin
    if (rst_ni) a_one : assert (!(push_i && pop_i)) else $error("one change at a time");
  end
`endif
endmodule
