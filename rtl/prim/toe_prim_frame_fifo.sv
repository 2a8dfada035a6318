// Keeps packets until they are complete: store and forward in Depth beats of memory.
//
// A packet that ends with err vanishes. A packet for which there is no room is dropped whole, with a
// pulse on drop_o at its last beat (not if it ends with err anyway). The input never stalls. A packet
// comes out one clock after its last beat has gone in, if none is before it.
//
// 1. Open beats and complete beats together are never more than Depth.
module toe_prim_frame_fifo #(
    parameter type stream_t = logic,
    parameter int unsigned Depth = 512
) (
    input  logic    clk_i,
    input  logic    rst_ni,
    input  logic    valid_i,
    output logic    ready_o,
    input  stream_t data_i,
    output logic    drop_o,
    output logic    valid_o,
    input  logic    ready_i,
    output stream_t data_o
);
  localparam int unsigned AddressBits = $clog2(Depth);
  localparam int unsigned CountBits   = $clog2(Depth + 1);
  typedef logic [AddressBits-1:0] address_t;
  typedef logic [CountBits-1:0] count_t;

  if (Depth < 2) begin : g_bad
    $fatal(1, "toe_prim_frame_fifo: Depth must be at least 2");
  end

  function automatic address_t next(address_t address);
    return (address == address_t'(Depth - 1)) ? '0 : address + 1'b1;
  endfunction

  address_t write_q, start_q, read_q;  // next beat; first beat of the open packet; next to fetch
  count_t   open_q, done_q;            // beats of the open packet; of complete ones in memory
  logic     overflow_q;                // the open packet has lost a beat
  logic     fetched_q;                 // the memory's output shows a beat ...
  logic     early_q;                   // ... which is the first of the open packet
  logic     full, write, fetch, fetch_early, end_good, end_bad;
  count_t   kept, taken;

  assign ready_o  = 1'b1;
  assign full     = (done_q + open_q) == count_t'(Depth);
  assign write    = valid_i && !full && !overflow_q;
  assign end_good = valid_i && data_i.last && write && !data_i.err;
  assign end_bad  = valid_i && data_i.last && !end_good;
  assign drop_o   = end_bad && !data_i.err;

  // The open packet's first beat is fetched before it is known to be good, to save a clock.
  assign fetch       = (!fetched_q || (valid_o && ready_i)) && done_q != '0;
  assign fetch_early = (!fetched_q || (valid_o && ready_i)) && done_q == '0 && open_q != '0;

  toe_prim_ram #(
      .Width($bits(stream_t)),
      .Depth(Depth)
  ) u_ram (
      .clk_i,
      .rst_ni,
      .we_i   (write),
      .waddr_i(write_q),
      .wdata_i(data_i),
      .re_i   (fetch || fetch_early),
      .raddr_i(read_q),
      .rdata_o(data_o)
  );

  assign valid_o = fetched_q && !early_q;

  // A beat leaves the memory's account when it is fetched; the early one when its packet ends.
  assign kept  = end_good ? open_q + 1'b1 : '0;
  assign taken = count_t'(fetch || (end_good && (early_q || fetch_early)));

  always_ff @(posedge clk_i) begin
    done_q <= done_q + kept - taken;
    if (taken != '0) read_q <= next(read_q);
    if (valid_i && data_i.last) begin
      open_q     <= '0;
      overflow_q <= 1'b0;
      write_q    <= end_good ? next(write_q) : start_q;
      start_q    <= end_good ? next(write_q) : start_q;
    end else if (valid_i) begin
      if (write) open_q <= open_q + 1'b1;
      if (write) write_q <= next(write_q);
      overflow_q <= !write;
    end
    if (fetch || fetch_early) fetched_q <= 1'b1;
    else if (valid_o && ready_i) fetched_q <= 1'b0;
    if (fetch_early) early_q <= 1'b1;
    if (end_good || end_bad) early_q <= 1'b0;
    if (end_bad && (early_q || fetch_early)) fetched_q <= 1'b0;
    if (!rst_ni) begin
      write_q    <= '0;
      start_q    <= '0;
      read_q     <= '0;
      open_q     <= '0;
      done_q     <= '0;
      overflow_q <= 1'b0;
      fetched_q  <= 1'b0;
      early_q    <= 1'b0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (done_q + open_q <= count_t'(Depth)) else $error("invariant 1");
    end
  end
`endif

endmodule
