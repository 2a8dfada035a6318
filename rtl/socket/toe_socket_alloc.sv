// Sockwire - a list of free numbers: descriptors, or blocks of the buffer pool.
//
// Holds 0 .. Count-1 after reset and hands them out in that order; a released number goes to the
// tail (docs/rules/tcp.md section 2). Numbers that were never handed out are a counter, so nothing
// has to be filled after reset; released ones wait in a FIFO behind it. The head stands in next_o
// without latency: what is taken or released shows in the next cycle, in every cycle anew.
module toe_socket_alloc #(
  parameter int unsigned Count = 8  // 2 to 4096
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  output logic        available_o,   // next_o may be taken
  output logic [15:0] next_o,
  input  logic        take_i,        // only while available_o
  input  logic        release_i,
  input  logic [15:0] release_id_i,
  output logic        init_done_o
);
  localparam int unsigned IdBits = $clog2(Count);
  typedef logic [IdBits-1:0] id_t;

  if (Count < 2 || Count > 4096) begin : gen_bad_count
    $fatal(1, "toe_socket_alloc: Count must be from 2 to 4096");
  end

  logic [15:0] fresh_d, fresh_q;      // numbers below were handed out at least once
  logic [15:0] waiting_d, waiting_q;  // released numbers in the FIFO
  id_t         head_d, head_q, tail_d, tail_q;
  logic        bypass_d, bypass_q;    // the head was written in the last cycle: the memory is late
  id_t         bypassed_q, stored;
  logic        take_fresh, take_waiting;

  function automatic id_t after(id_t place);
    return (place == id_t'(Count - 1)) ? '0 : place + 1'b1;
  endfunction

  assign take_fresh   = take_i && (fresh_q != 16'(Count));
  assign take_waiting = take_i && !take_fresh;

  always_comb begin
    fresh_d   = fresh_q + 16'(take_fresh);
    waiting_d = waiting_q + 16'(release_i) - 16'(take_waiting);
    head_d    = take_waiting ? after(head_q) : head_q;
    tail_d    = release_i ? after(tail_q) : tail_q;
    bypass_d  = release_i && (tail_q == head_d);
  end

  toe_prim_ram #(
    .Width(IdBits),
    .Depth(Count)
  ) u_list (
    .clk_i,
    .rst_ni,
    .we_i   (release_i),
    .waddr_i(tail_q),
    .wdata_i(release_id_i[IdBits-1:0]),
    .re_i   (1'b1),
    .raddr_i(head_d),
    .rdata_o(stored)
  );

  assign available_o = (fresh_q != 16'(Count)) || (waiting_q != '0);
  assign next_o      = (fresh_q != 16'(Count)) ? fresh_q : 16'(bypass_q ? bypassed_q : stored);
  assign init_done_o = 1'b1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fresh_q   <= '0;
      waiting_q <= '0;
      head_q    <= '0;
      tail_q    <= '0;
      bypass_q  <= 1'b0;
    end else begin
      fresh_q   <= fresh_d;
      waiting_q <= waiting_d;
      head_q    <= head_d;
      tail_q    <= tail_d;
      bypass_q  <= bypass_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (release_i) bypassed_q <= release_id_i[IdBits-1:0];
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      a_take : assert (!take_i || available_o) else $error("taken from an empty list");
      a_room : assert (!release_i || waiting_q != fresh_q) else $error("more released than were taken");
      a_known : assert (!release_i || release_id_i < fresh_q) else $error("released what was never taken");
    end
  end
`endif
endmodule
