// The neighbours that are being asked for, PendingSlots at the same time (docs/rules/network.md,
// "ARP": ArpResolve, ArpWait).
//
// As in toe_arp_entries the cache looks for a key first and commits then. A tick marks the slots that
// are in use; the cache takes one ArpWait for each, lowest first, with wait_ip_o as its key.
// 1. No two slots ask for the same address.
// 2. An ArpWait finds its slot.
module toe_arp_pending (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  toe_pkg::ip_t key_i,
    output logic         match_o,    // a slot asks for the key; combinational
    input  logic         look_i,
    output logic         asked_o,    // what look_i has found
    output logic         room_o,     // ... and that a slot was free
    output logic         spent_o,    // the key's slot has waited after its last request
    output logic         again_o,    // ... has waited, and requests are left
    // an ArpWait is due
    output logic         wait_o,
    output toe_pkg::ip_t wait_ip_o,
    // the commit
    input  logic         tick_i,
    input  logic         take_i,     // a slot for the key
    input  logic         free_i,     // the key's slot
    input  logic         waited_i    // an ArpWait has been carried out
);
  localparam int unsigned Slots = toe_arp_pkg::PendingSlots;
  typedef logic [$clog2(Slots)-1:0] slot_t;

  logic   [Slots-1:0] valid_q, waited_q, due_q, match;
  toe_pkg::ip_t       ip_q   [Slots];
  logic         [2:0] tries_q[Slots];
  slot_t              match_slot, free_slot, due_slot, slot_q;

  always_comb begin
    match_slot = '0;
    free_slot  = '0;
    due_slot   = '0;
    for (int i = int'(Slots) - 1; i >= 0; i--) begin
      match[i] = valid_q[i] && ip_q[i] == key_i;
      if (match[i]) match_slot = slot_t'(i);
      if (!valid_q[i]) free_slot = slot_t'(i);
      if (due_q[i]) due_slot = slot_t'(i);
    end
  end
  assign match_o   = |match;
  assign wait_o    = |due_q;
  assign wait_ip_o = ip_q[due_slot];
  assign spent_o   = waited_q[slot_q] && tries_q[slot_q] == toe_arp_pkg::RequestLimit;
  assign again_o   = waited_q[slot_q] && !spent_o;

  always_ff @(posedge clk_i) begin
    if (look_i) begin
      asked_o <= match_o;
      room_o  <= !(&valid_q);
      slot_q  <= match_o ? match_slot : free_slot;
    end
    if (take_i) begin
      ip_q[slot_q]     <= key_i;
      tries_q[slot_q]  <= 3'd1;
      waited_q[slot_q] <= 1'b0;
    end
    if (waited_i) begin
      waited_q[slot_q] <= 1'b1;
      if (again_o) tries_q[slot_q] <= tries_q[slot_q] + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (take_i) valid_q[slot_q] <= 1'b1;
    if (free_i) valid_q[slot_q] <= 1'b0;
    if (tick_i) due_q <= valid_q;
    else if (waited_i) due_q[slot_q] <= 1'b0;
    if (!rst_ni) begin
      valid_q <= '0;
      due_q   <= '0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) begin
      assert (!look_i || $onehot0(match)) else $error("invariant 1");
      assert (!waited_i || (asked_o && due_q[slot_q])) else $error("invariant 2");
    end
  end
`endif

endmodule
