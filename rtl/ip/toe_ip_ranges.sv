// Which stretches of each datagram are held, and how a fragment fits to them (RFC 791 3.2, RFC 815).
//
//   Idle --start--> Scan --last range looked at--> Idle
//
// Up to ReasmRanges a datagram, in no order, in a memory of which one is looked at in each clock. What
// was found stands until the next start; store_i then puts the fragment's range in.
//
// 1. No two ranges of a datagram overlap or touch each other.
// 2. Nothing is stored that overlaps a held range, or that would be a range too many.
module toe_ip_ranges #(
    parameter int unsigned Slots = 4,
    localparam int unsigned SlotBits = $clog2(Slots)
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   start_i,
    input  logic [SlotBits-1:0]    slot_i,     // from start_i to store_i
    input  logic [3:0]             ranges_i,   // that are held
    input  toe_ip_rx_pkg::range_t  range_i,    // of the fragment
    input  logic [12:0]            floor_i,    // its end, rounded down
    output logic                   done_o,     // no longer looking
    output logic                   covered_o,   // it lies in a held range
    output logic                   overlap_o,  // it overlaps one without lying in it
    output logic                   beyond_o,   // octets beyond its end are held
    output logic                   full_o,     // it touches none, and there is no room for one more
    output toe_ip_rx_pkg::range_t  joined_o,   // it and those that it touches
    output logic [3:0]             joined_ranges_o,
    input  logic                   store_i     // after done_o
);
  localparam int unsigned PlaceBits = 3;
  typedef logic [PlaceBits-1:0] place_t;

  if (toe_ip_pkg::ReasmRanges != 2 ** PlaceBits || Slots < 2) begin : g_bad
    $fatal(1, "toe_ip_ranges: ReasmRanges must be 8, and Slots at least 2");
  end

  logic                  scan_q, fetched_q, move_q;
  logic            [3:0] next_q;                 // to fetch
  place_t                place_q, low_at_q, high_at_q, into, move_to_q;
  logic                  fetch, last, low_q, high_q;
  logic [SlotBits-1:0]   slot_q;
  toe_ip_rx_pkg::range_t held;                   // fetched; the last one stays
  logic                  covered;

  assign fetch = scan_q && next_q != ranges_i;
  assign last  = fetched_q && 4'(place_q) + 4'd1 == ranges_i;
  assign done_o = !scan_q;

  toe_prim_ram #(
      .Width($bits(toe_ip_rx_pkg::range_t)),
      .Depth(Slots * toe_ip_pkg::ReasmRanges)
  ) u_ranges (
      .clk_i,
      .rst_ni,
      .we_i   (store_i || move_q),
      .waddr_i(store_i ? {slot_i, into} : {slot_q, move_to_q}),
      .wdata_i(store_i ? joined_o : held),
      .re_i   (fetch),
      .raddr_i({slot_i, next_q[PlaceBits-1:0]}),
      .rdata_o(held)
  );

  // ---------------------------------------------------------------- looking

  assign covered = held.from <= range_i.from && range_i.to <= held.to;

  always_ff @(posedge clk_i) begin
    fetched_q <= fetch;
    if (start_i) scan_q <= ranges_i != '0;
    else if (last) scan_q <= 1'b0;
    if (!rst_ni) begin
      fetched_q <= 1'b0;
      scan_q    <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      next_q    <= '0;
      joined_o  <= range_i;
      {low_q, high_q, covered_o, overlap_o, beyond_o} <= '0;
    end else begin
      if (fetch) next_q <= next_q + 4'd1;
      if (fetched_q) begin
        if (covered) covered_o <= 1'b1;
        if (!covered && held.from < range_i.to && range_i.from < held.to) overlap_o <= 1'b1;
        if (held.to > floor_i) beyond_o <= 1'b1;
        if (held.to == range_i.from) begin
          low_q         <= 1'b1;
          low_at_q      <= place_q;
          joined_o.from <= held.from;
        end
        if (held.from == range_i.to) begin
          high_q      <= 1'b1;
          high_at_q   <= place_q;
          joined_o.to <= held.to;
        end
      end
    end
    place_q <= next_q[PlaceBits-1:0];
  end

  // ---------------------------------------------------------------- keeping

  // A range between two others makes one of them; the last one then goes to the place that is left.
  always_comb begin
    into = ranges_i[PlaceBits-1:0];
    if (low_q && high_q) into = (low_at_q < high_at_q) ? low_at_q : high_at_q;
    else if (low_q) into = low_at_q;
    else if (high_q) into = high_at_q;
  end
  assign full_o          = !low_q && !high_q && ranges_i == 4'(toe_ip_pkg::ReasmRanges);
  assign joined_ranges_o = ranges_i + 4'(!low_q && !high_q) - 4'(low_q && high_q);

  always_ff @(posedge clk_i) begin
    move_q <= rst_ni && store_i && low_q && high_q;
  end
  always_ff @(posedge clk_i) begin
    slot_q    <= slot_i;
    move_to_q <= (low_at_q < high_at_q) ? high_at_q : low_at_q;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && fetched_q) begin
      assert (held.from < held.to) else $error("invariant 1: an empty range");
    end
    if (rst_ni && store_i) begin
      assert (!scan_q && !covered_o && !overlap_o && !full_o) else $error("invariant 2");
    end
    assert (!(rst_ni && start_i && move_q)) else $error("a range is still on its way");
  end
`endif

endmodule
