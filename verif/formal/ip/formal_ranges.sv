// Proof of toe_ip_ranges: of an octet, chosen freely, of one of two datagrams it is known whether it is
// held. What the scan finds agrees with that: a fragment that is covered has no new octet, one that does
// not overlap has no old one, and nothing is held beyond an end unless it is told so.
module formal_ranges (
    input logic                  clk_i,
    input logic                  start_i,
    input logic                  slot_i,
    input toe_ip_rx_pkg::range_t range_i,
    input logic                  store_i,
    input logic                  mine_i,   // the octet's datagram
    input logic [12:0]           octet_i   // in units of eight
);
  logic                  rst_n = 1'b0;
  logic                  done, covered, overlap, beyond, full;
  toe_ip_rx_pkg::range_t joined;
  logic [3:0]            joined_ranges;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  // A fragment is looked at, and may be stored once it is known not to be refused.
  logic                  busy_q, stored_q, slot_q, slot;
  toe_ip_rx_pkg::range_t range_q, range_now;
  logic [1:0][3:0]       ranges_q;
  assign slot      = start_i ? slot_i : slot_q;
  assign range_now = start_i ? range_i : range_q;

  toe_ip_ranges #(.Slots(2)) u_dut (
      .clk_i, .rst_ni(rst_n), .start_i, .slot_i(slot), .ranges_i(ranges_q[slot]), .range_i(range_now), .floor_i(13'(range_now.to)),
      .done_o(done), .covered_o(covered), .overlap_o(overlap), .beyond_o(beyond), .full_o(full), .joined_o(joined),
      .joined_ranges_o(joined_ranges), .store_i
  );

  logic        mine_q, held_q, in_fragment;
  logic [12:0] octet_q;
  assign in_fragment = range_q.from <= octet_q && octet_q < range_q.to;
  always_ff @(posedge clk_i) begin
    stored_q <= store_i;
    assume (!start_i || (range_i.from < range_i.to && !stored_q && !store_i && (!busy_q || done)));
    assume (!store_i || (busy_q && done && !covered && !overlap && !full && !start_i));
    if (start_i) begin
      busy_q  <= 1'b1;
      slot_q  <= slot_i;
      range_q <= range_i;
    end else if (store_i) begin
      busy_q           <= 1'b0;
      ranges_q[slot_q] <= joined_ranges;
      if (slot_q == mine_q && in_fragment) held_q <= 1'b1;
    end
    if (!rst_n) begin
      assume (!start_i && !store_i);
      busy_q   <= 1'b0;
      ranges_q <= '0;
      held_q   <= 1'b0;
      mine_q   <= mine_i;
      octet_q  <= octet_i;
    end
  end

  logic judged;  // the scan of the octet's datagram has ended
  assign judged = rst_n && busy_q && done && slot_q == mine_q;
  always_ff @(posedge clk_i) begin
    if (judged && covered && in_fragment) nothing_new : assert (held_q);
    if (judged && !covered && !overlap && in_fragment) nothing_twice : assert (!held_q);
    if (judged && held_q && octet_q >= 13'(range_q.to)) told_beyond : assert (beyond);
    if (rst_n) eight_at_most : assert (ranges_q[0] <= 4'd8 && ranges_q[1] <= 4'd8);
    bridged : cover (judged && store_i && joined.from < range_q.from && joined.to > range_q.to);
    old_octet : cover (judged && covered && held_q && in_fragment && ranges_q[mine_q] == 4'd2);
  end
endmodule
