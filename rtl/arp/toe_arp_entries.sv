// The neighbours that are known, each with its Ethernet address and its age in ticks
// (docs/rules/network.md, "ARP": Enter, ArpTick, ArpAdvise).
//
// The cache looks for a key first (look_i), if need be has the oldest entry sought (seek_i, until
// sought_o), and commits then: what it says at the commit is about the key that was looked for.
// 1. No two valid entries have the same IP address.
module toe_arp_entries #(
    parameter int unsigned Entries = 8
) (
    input  logic          clk_i,
    input  logic          rst_ni,
    input  toe_pkg::ip_t  key_i,
    output logic          match_o,   // the key is known; combinational
    output logic          full_o,    // no entry is free
    input  logic          look_i,
    input  logic          seek_i,
    output logic          sought_o,  // this clock is the last
    output logic          hit_o,     // what look_i has found
    output toe_pkg::mac_t mac_o,     // ... and its address
    // the commit
    input  logic          enter_i,   // the key, or its entry anew
    input  toe_pkg::mac_t mac_i,
    input  logic          forget_i,  // the key's entry
    input  logic          age_i      // all
);
  localparam int unsigned SlotBits = $clog2(Entries);
  typedef logic [SlotBits-1:0] slot_t;
  typedef logic [9:0] age_t;

  if (Entries < 2) begin : g_bad
    $fatal(1, "toe_arp_entries: Entries must be at least 2");
  end

  logic          [Entries-1:0] valid_q, match;
  toe_pkg::ip_t                ip_q [Entries];
  toe_pkg::mac_t               mac_q[Entries];
  age_t                        age_q[Entries];

  slot_t match_slot, free_slot, slot_q;  // slot_q: of the hit, or where to enter
  slot_t scan_q;
  age_t  oldest_q;

  always_comb begin
    match_slot = '0;
    free_slot  = '0;
    for (int i = int'(Entries) - 1; i >= 0; i--) begin
      match[i] = valid_q[i] && ip_q[i] == key_i;
      if (match[i]) match_slot = slot_t'(i);
      if (!valid_q[i]) free_slot = slot_t'(i);
    end
  end
  assign match_o  = |match;
  assign full_o   = &valid_q;
  assign sought_o = scan_q == slot_t'(Entries - 1);
  assign mac_o    = mac_q[slot_q];

  always_ff @(posedge clk_i) begin
    if (look_i) begin
      hit_o    <= match_o;
      slot_q   <= match_o ? match_slot : free_slot;
      scan_q   <= '0;
      oldest_q <= '0;
    end else if (seek_i) begin
      scan_q <= scan_q + 1'b1;
      if (age_q[scan_q] > oldest_q) begin
        oldest_q <= age_q[scan_q];
        slot_q   <= scan_q;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < Entries; i++) begin
      if (age_i && age_q[i] + 1'b1 == toe_arp_pkg::AgeLimit) valid_q[i] <= 1'b0;
    end
    if (forget_i) valid_q[slot_q] <= 1'b0;
    if (enter_i) valid_q[slot_q] <= 1'b1;
    if (!rst_ni) valid_q <= '0;
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < Entries; i++) begin
      if (age_i) age_q[i] <= age_q[i] + 1'b1;
    end
    if (enter_i) begin
      ip_q[slot_q]  <= key_i;
      mac_q[slot_q] <= mac_i;
      age_q[slot_q] <= '0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && look_i) assert ($onehot0(match)) else $error("invariant 1");
  end
`endif

endmodule
