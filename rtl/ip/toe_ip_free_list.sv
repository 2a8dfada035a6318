// The numbers 0 to Count-1 that are free, in a FIFO: pages and slots of the datagram memory.
//
// After reset all are free. Those that were never handed out are a counter, so nothing has to be
// filled; the others wait in a RAM, whose held output is the head.
//
// 1. No more are free than there are, and nothing is taken where nothing is offered.
// 2. A number is handed out only while it is free, and comes back only while it is not.
module toe_ip_free_list #(
    parameter int unsigned Count = 16,
    localparam int unsigned IdBits = $clog2(Count),
    localparam int unsigned CountBits = $clog2(Count + 1)
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    output logic                 available_o,
    output logic [IdBits-1:0]    next_o,
    input  logic                 take_i,
    input  logic                 put_i,
    input  logic [IdBits-1:0]    put_id_i,
    output logic [CountBits-1:0] count_o  // that are free
);
  typedef logic [IdBits-1:0] id_t;
  typedef logic [CountBits-1:0] count_t;

  count_t fresh_q;               // numbers from here on were never handed out
  count_t stored_q;              // in the RAM, the head that is shown not counted
  id_t    read_q, write_q, head;
  logic   shown_q;               // the RAM's output is the head
  logic   fresh, take_shown, fetch;

  function automatic id_t after(id_t place);
    return (place == id_t'(Count - 1)) ? '0 : place + 1'b1;
  endfunction

  assign fresh       = fresh_q != count_t'(Count);
  assign available_o = fresh || shown_q;
  assign next_o      = fresh ? id_t'(fresh_q) : head;
  assign take_shown  = take_i && !fresh;
  assign fetch       = stored_q != '0 && (!shown_q || take_shown);

  toe_prim_ram #(
      .Width(IdBits),
      .Depth(Count)
  ) u_list (
      .clk_i,
      .rst_ni,
      .we_i   (put_i),
      .waddr_i(write_q),
      .wdata_i(put_id_i),
      .re_i   (fetch),
      .raddr_i(read_q),
      .rdata_o(head)
  );

  always_ff @(posedge clk_i) begin
    if (take_i && fresh) fresh_q <= fresh_q + 1'b1;
    if (fetch) shown_q <= 1'b1;
    else if (take_shown) shown_q <= 1'b0;
    if (fetch) read_q <= after(read_q);
    if (put_i) write_q <= after(write_q);
    stored_q <= stored_q + count_t'(put_i) - count_t'(fetch);
    count_o  <= count_o + count_t'(put_i) - count_t'(take_i);
    if (!rst_ni) begin
      fresh_q  <= '0;
      shown_q  <= 1'b0;
      read_q   <= '0;
      write_q  <= '0;
      stored_q <= '0;
      count_o  <= count_t'(Count);
    end
  end

`ifndef SYNTHESIS
  logic [Count-1:0] out_q;  // handed out
  always_ff @(posedge clk_i) begin
    if (take_i) out_q[next_o] <= 1'b1;
    if (put_i) out_q[put_id_i] <= 1'b0;
    if (!rst_ni) out_q <= '0;
    if (rst_ni) begin
      assert (!take_i || available_o) else $error("invariant 1");
      assert (32'(count_o) == Count - $countones(out_q)) else $error("invariant 1");
      assert (!take_i || !out_q[next_o]) else $error("invariant 2");
      assert (!put_i || out_q[put_id_i]) else $error("invariant 2");
    end
  end
`endif

endmodule
