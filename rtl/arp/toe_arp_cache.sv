// The ARP cache and its one pending question (RFC 826, 5227; docs/rules/network.md, "ARP"): takes one
// event at a time and tells each as a record.
//
//   Idle -- an event --> Look -- no room for a new neighbour --> Oldest -- all ages seen --\
//     ^                   | \--------------------------------------------------------> Commit
//     \-- not for us -----/                                                              |
//     \----------------------------------------------------------------------------------/
//
// Order when several wait: tick, packet, question. An event begins only when there is room for what it
// may send. An answer comes two clocks after its question was taken.
// 1. No two valid entries have the same IP address.
// 2. The neighbour that is being asked for has no valid entry.
module toe_arp_cache #(
    parameter int unsigned Entries = 8
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::ip_t              own_ip_i,
    input  logic                      tick_i,
    output logic                      tick_taken_o,
    input  logic                      packet_valid_i,
    output logic                      packet_ready_o,
    input  toe_arp_pkg::arp_packet_t  packet_i,
    input  logic                      ask_valid_i,
    output logic                      ask_ready_o,
    input  toe_arp_pkg::arp_client_e  ask_client_i,
    input  toe_pkg::ip_t              ask_ip_i,
    output logic                      answer_valid_o,
    output toe_arp_pkg::arp_client_e  answer_client_o,
    output toe_pkg::arp_answer_t      answer_o,
    output logic                      send_valid_o,
    input  logic                      send_room_i,
    output toe_arp_pkg::arp_send_e    send_kind_o,
    output toe_pkg::ip_t              send_ip_o,
    output toe_pkg::mac_t             send_mac_o,
    output toe_arp_pkg::arp_pending_t pending_o,
    output toe_arp_pkg::arp_record_t  record_o,
    output toe_arp_pkg::arp_stat_t    stat_o
);
  localparam int unsigned SlotBits = $clog2(Entries);
  typedef logic [SlotBits-1:0] slot_t;
  typedef logic [9:0] age_t;

  if (Entries < 2) begin : g_bad
    $fatal(1, "toe_arp_cache: Entries must be at least 2");
  end

  typedef enum logic [1:0] {
    Idle,
    Look,
    Oldest,
    Commit
  } state_e;

  state_e                   state_d, state_q;
  toe_arp_pkg::arp_event_e  kind_q;
  toe_arp_pkg::arp_packet_t packet_q;
  toe_arp_pkg::arp_client_e client_q;
  toe_pkg::ip_t             key_q;     // the neighbour that the event is about

  // The cache.
  logic          [Entries-1:0] valid_q;
  toe_pkg::ip_t                ip_q [Entries];
  toe_pkg::mac_t               mac_q[Entries];
  age_t                        age_q[Entries];

  // The neighbour that is being asked for.
  logic         wanted_q, waited_q;
  toe_pkg::ip_t wanted_ip_q;
  logic   [2:0] tries_q;

  // ---------------------------------------------------------------- Idle: which event is next

  logic idle;
  assign idle           = state_q == Idle && send_room_i;
  assign tick_taken_o   = idle && tick_i;
  assign packet_ready_o = idle && !tick_i;
  assign ask_ready_o    = idle && !tick_i && !packet_valid_i;

  always_ff @(posedge clk_i) begin
    if (idle) begin
      packet_q <= packet_i;
      client_q <= ask_client_i;
      key_q    <= packet_valid_i ? packet_i.sender_ip : ask_ip_i;
      kind_q   <= tick_i ? toe_arp_pkg::ArpTick
                         : packet_valid_i ? toe_arp_pkg::ArpPacket : toe_arp_pkg::ArpResolve;
    end
  end

  // ---------------------------------------------------------------- Look: who is it

  logic [Entries-1:0] match;
  slot_t              match_slot, free_slot, slot_q;  // slot: of the hit, or where to enter
  logic               for_us, is_request, asks_us, conflict, is_wanted, learns;
  logic               conflict_q, is_wanted_q, hit_q, learns_q;

  always_comb begin
    match_slot = '0;
    free_slot  = '0;
    for (int i = int'(Entries) - 1; i >= 0; i--) begin
      match[i] = valid_q[i] && ip_q[i] == key_q;
      if (match[i]) match_slot = slot_t'(i);
      if (!valid_q[i]) free_slot = slot_t'(i);
    end
  end

  assign for_us = kind_q != toe_arp_pkg::ArpPacket
      || (packet_q.hardware_type == 16'd1 && packet_q.protocol_type == toe_pkg::EtherTypeIpv4
          && packet_q.hardware_length == 8'd6 && packet_q.protocol_length == 8'd4
          && (packet_q.operation == toe_arp_pkg::OpRequest
              || packet_q.operation == toe_arp_pkg::OpReply)
          && packet_q.sender_mac != '0 && !packet_q.sender_mac[40] && own_ip_i != '0);
  assign is_request = packet_q.operation == toe_arp_pkg::OpRequest;
  assign asks_us    = is_request && packet_q.target_ip == own_ip_i;
  assign conflict   = key_q == own_ip_i;
  assign is_wanted  = wanted_q && wanted_ip_q == key_q;
  assign learns     = kind_q == toe_arp_pkg::ArpPacket && !conflict && key_q != '0
                      && ((|match) || is_wanted || asks_us);

  // ---------------------------------------------------------------- Oldest: whose place is taken

  slot_t scan_q;
  age_t  oldest_q;

  always_ff @(posedge clk_i) begin
    if (state_q == Look) begin
      conflict_q  <= conflict;
      is_wanted_q <= is_wanted;
      hit_q       <= |match;
      learns_q    <= learns;
      slot_q      <= (|match) ? match_slot : (&valid_q) ? '0 : free_slot;
      scan_q      <= '0;
      oldest_q    <= '0;
    end else if (state_q == Oldest) begin
      scan_q <= scan_q + 1'b1;
      if (age_q[scan_q] > oldest_q) begin
        oldest_q <= age_q[scan_q];
        slot_q   <= scan_q;
      end
    end
  end

  // ---------------------------------------------------------------- Commit: what it does

  logic                     takes_wanted, frees_wanted, tries_again, fails;
  toe_arp_pkg::arp_record_t event_d;

  always_comb begin
    event_d       = '0;
    takes_wanted  = 1'b0;
    tries_again   = 1'b0;
    fails         = 1'b0;
    event_d.valid = state_q == Commit;
    event_d.kind  = kind_q;
    unique case (kind_q)
      toe_arp_pkg::ArpPacket: begin
        event_d.packet  = packet_q;
        event_d.learned = learns_q;
        if (!conflict_q && is_wanted_q) event_d.pending = toe_arp_pkg::PendingResolved;
        if (!conflict_q && asks_us) begin
          event_d.send     = toe_arp_pkg::SendReply;
          event_d.send_ip  = packet_q.sender_ip;
          event_d.send_mac = packet_q.sender_mac;
        end
      end
      toe_arp_pkg::ArpResolve: begin
        event_d.client = client_q;
        event_d.ip     = key_q;
        event_d.hit    = hit_q;
        event_d.mac    = hit_q ? mac_q[slot_q] : '0;
        takes_wanted   = !hit_q && !wanted_q;
        if (takes_wanted) begin
          event_d.send    = toe_arp_pkg::SendRequest;
          event_d.send_ip = key_q;
        end
      end
      default: begin
        fails       = wanted_q && waited_q && tries_q == toe_arp_pkg::RequestLimit;
        tries_again = wanted_q && waited_q && !fails;
        if (fails) event_d.pending = toe_arp_pkg::PendingFailed;
        if (tries_again) begin
          event_d.send    = toe_arp_pkg::SendRequest;
          event_d.send_ip = wanted_ip_q;
        end
      end
    endcase
    frees_wanted = event_d.pending != toe_arp_pkg::PendingNone;
    if (frees_wanted) event_d.pending_ip = wanted_ip_q;
  end

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:    if (idle && (tick_i || packet_valid_i || ask_valid_i)) state_d = Look;
      Look:    state_d = !for_us ? Idle : (learns && match == '0 && (&valid_q)) ? Oldest : Commit;
      Oldest:  if (scan_q == slot_t'(Entries - 1)) state_d = Commit;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (state_q == Commit) begin
      for (int unsigned i = 0; i < Entries; i++) begin
        if (kind_q == toe_arp_pkg::ArpTick && age_q[i] + 1'b1 == toe_arp_pkg::AgeLimit) begin
          valid_q[i] <= 1'b0;
        end
      end
      if (learns_q) valid_q[slot_q] <= 1'b1;
      if (frees_wanted) wanted_q <= 1'b0;
      else if (takes_wanted) wanted_q <= 1'b1;
    end
    if (!rst_ni) begin
      state_q  <= Idle;
      valid_q  <= '0;
      wanted_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == Commit) begin
      if (kind_q == toe_arp_pkg::ArpTick) begin
        for (int unsigned i = 0; i < Entries; i++) age_q[i] <= age_q[i] + 1'b1;
      end
      if (learns_q) begin
        ip_q[slot_q]  <= packet_q.sender_ip;
        mac_q[slot_q] <= packet_q.sender_mac;
        age_q[slot_q] <= '0;
      end
      if (takes_wanted) begin
        wanted_ip_q <= key_q;
        tries_q     <= 3'd1;
        waited_q    <= 1'b0;
      end else if (kind_q == toe_arp_pkg::ArpTick) begin
        waited_q <= 1'b1;
        if (tries_again) tries_q <= tries_q + 1'b1;
      end
    end
  end

  // ---------------------------------------------------------------- what others are told

  logic [63:0] order_q;
  logic        packet_commits;
  assign packet_commits = event_d.valid && kind_q == toe_arp_pkg::ArpPacket;

  assign send_valid_o = event_d.valid && event_d.send != toe_arp_pkg::SendNone;
  assign send_kind_o  = event_d.send;
  assign send_ip_o    = event_d.send_ip;
  assign send_mac_o   = event_d.send_mac;

  // Not registered: a reply to an echo request waits for it.
  assign answer_valid_o  = event_d.valid && kind_q == toe_arp_pkg::ArpResolve;
  assign answer_client_o = client_q;
  assign answer_o = '{
      hit: hit_q, waiting: !hit_q && (takes_wanted || is_wanted_q), mac: event_d.mac
  };

  always_ff @(posedge clk_i) begin
    pending_o.ip     <= wanted_ip_q;
    record_o         <= event_d.valid ? event_d : '0;
    record_o.order   <= event_d.valid ? order_q : '0;
  end

  always_ff @(posedge clk_i) begin
    pending_o.resolved  <= event_d.valid && event_d.pending == toe_arp_pkg::PendingResolved;
    pending_o.failed    <= event_d.valid && event_d.pending == toe_arp_pkg::PendingFailed;
    stat_o.in_requests  <= packet_commits && is_request;
    stat_o.in_replies   <= packet_commits && !is_request;
    stat_o.out_requests <= event_d.valid && event_d.send == toe_arp_pkg::SendRequest;
    stat_o.out_replies  <= event_d.valid && event_d.send == toe_arp_pkg::SendReply;
    stat_o.conflicts    <= packet_commits && conflict_q;
    if (event_d.valid) order_q <= order_q + 1'b1;
    if (!rst_ni) begin
      pending_o.resolved <= 1'b0;
      pending_o.failed   <= 1'b0;
      stat_o             <= '0;
      order_q            <= '0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && state_q == Look) begin
      assert ($onehot0(match)) else $error("invariant 1");
      assert (!(is_wanted && (|match))) else $error("invariant 2");
    end
  end
`endif

endmodule
