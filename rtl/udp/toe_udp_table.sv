// Sockwire - UDP: the control blocks, who has which port, and which descriptor is free.
//
// A block is read a clock after it was asked for and stays until the next one is; one that is not
// allocated reads as zero. Ports are compared all at once.
//
// Invariants:
//   1. A port belongs to one socket at most.
module toe_udp_table #(
  parameter int unsigned Sockets = 4,
  localparam int unsigned IndexBits = $clog2(Sockets)
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  toe_pkg::port_t             port_i,
  output logic                       port_hit_o,
  output logic [IndexBits-1:0]       port_index_o,
  output logic                       free_o,
  output logic [IndexBits-1:0]       free_index_o,  // the lowest
  input  logic                       re_i,
  input  logic [IndexBits-1:0]       raddr_i,
  output toe_udp_engine_pkg::entry_t rdata_o,
  input  logic                       we_i,
  input  logic [IndexBits-1:0]       waddr_i,
  input  toe_udp_engine_pkg::entry_t wdata_i
);
  typedef logic [IndexBits-1:0] index_t;

  if (Sockets < 2 || Sockets > 256) begin : gen_bad_sockets
    $fatal(1, "toe_udp_table: 2 to 256 sockets");
  end

  logic [Sockets-1:0]         allocated_q, bound_q, match;
  toe_pkg::port_t             ports_q [Sockets];
  logic                       live_q;  // what is read is allocated
  toe_udp_engine_pkg::entry_t stored;

  always_comb begin
    port_index_o = '0;
    free_index_o = '0;
    for (int unsigned i = 0; i < Sockets; i++) begin
      match[i] = bound_q[i] && ports_q[i] == port_i;
      if (match[i]) port_index_o |= index_t'(i);
    end
    for (int i = Sockets - 1; i >= 0; i--) if (!allocated_q[i]) free_index_o = index_t'(i);
  end
  assign port_hit_o = |match;
  assign free_o     = !(&allocated_q);

  toe_prim_ram #(.Width($bits(toe_udp_engine_pkg::entry_t)), .Depth(Sockets)) u_blocks (
    .clk_i, .rst_ni, .we_i, .waddr_i, .wdata_i, .re_i, .raddr_i, .rdata_o(stored)
  );
  assign rdata_o = live_q ? stored : '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      allocated_q <= '0;
      bound_q     <= '0;
      live_q      <= 1'b0;
    end else begin
      if (re_i) live_q <= allocated_q[raddr_i];
      if (we_i) begin
        allocated_q[waddr_i] <= wdata_i.ucb.allocated;
        bound_q[waddr_i]     <= wdata_i.ucb.bound;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (we_i) ports_q[waddr_i] <= wdata_i.ucb.local_port;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) a_1 : assert ($onehot0(match)) else $error("1: two sockets have port %0d", port_i);
  end
`endif
endmodule
