// The ARP cache (RFC 826, 5227; docs/rules/network.md, "ARP"): takes one event at a time and tells
// each as a record. Joins the known neighbours, those that are being asked for, and the claim to our
// address, and decides what an event does to them.
//
//   Idle -- an event --> Look -- no room for a new neighbour --> Oldest -- all ages seen --\
//     ^                   | \--------------------------------------------------------> Commit
//     \-- not for us -----/                                                              |
//     \----------------------------------------------------------------------------------/
//
// Order when several wait: what a tick leaves to do, tick, packet, claim, advice, question. An event
// begins only when there is room for what it may send. An answer comes two clocks after its question
// was taken.
// 1. A neighbour that is being asked for has no valid entry.
module toe_arp_cache #(
    parameter int unsigned Entries = 8
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_pkg::mac_t             own_mac_i,
    input  toe_pkg::ip_t              own_ip_i,
    input  logic                      tick_i,
    output logic                      tick_taken_o,
    input  logic                      packet_valid_i,
    output logic                      packet_ready_o,
    input  toe_arp_pkg::arp_packet_t  packet_i,
    input  logic                      claim_valid_i,
    output logic                      claim_ready_o,
    input  toe_pkg::ip_t              claim_ip_i,
    input  logic                      claim_probe_i,
    input  logic                      advice_valid_i,
    output logic                      advice_ready_o,
    input  toe_pkg::ip_t              advice_ip_i,
    input  logic                      ask_valid_i,
    output logic                      ask_ready_o,
    input  toe_arp_pkg::arp_client_e  ask_client_i,
    input  toe_pkg::ip_t              ask_ip_i,
    output logic                      answer_valid_o,
    output toe_arp_pkg::arp_client_e  answer_client_o,
    output toe_pkg::arp_answer_t      answer_o,
    input  logic                      send_room_i,
    output toe_arp_pkg::arp_record_t  event_o   // what was done, in its clock; without its order
);
  typedef enum logic [1:0] {
    Idle,
    Look,
    Oldest,
    Commit
  } state_e;

  state_e                   state_d, state_q;
  toe_arp_pkg::arp_event_e  kind_d, kind_q;
  toe_arp_pkg::arp_packet_t packet_q;
  toe_arp_pkg::arp_client_e client_q;
  toe_pkg::ip_t             key_d, key_q;  // whom the event is about
  logic                     probe_q;

  // ---------------------------------------------------------------- Idle: which event is next

  logic         idle, wait_due;
  toe_pkg::ip_t wait_ip;
  assign idle           = state_q == Idle && send_room_i;
  assign tick_taken_o   = idle && kind_d == toe_arp_pkg::ArpTick;
  assign packet_ready_o = idle && kind_d == toe_arp_pkg::ArpPacket;
  assign claim_ready_o  = idle && kind_d == toe_arp_pkg::ArpClaim;
  assign advice_ready_o = idle && kind_d == toe_arp_pkg::ArpAdvise;
  assign ask_ready_o    = idle && kind_d == toe_arp_pkg::ArpResolve;

  always_comb begin
    kind_d = toe_arp_pkg::ArpNone;
    key_d  = ask_ip_i;
    if (ask_valid_i) kind_d = toe_arp_pkg::ArpResolve;
    if (advice_valid_i) {kind_d, key_d} = {toe_arp_pkg::ArpAdvise, advice_ip_i};
    if (claim_valid_i) {kind_d, key_d} = {toe_arp_pkg::ArpClaim, claim_ip_i};
    if (packet_valid_i) {kind_d, key_d} = {toe_arp_pkg::ArpPacket, packet_i.sender_ip};
    if (tick_i) kind_d = toe_arp_pkg::ArpTick;
    if (wait_due) {kind_d, key_d} = {toe_arp_pkg::ArpWait, wait_ip};
  end

  always_ff @(posedge clk_i) begin
    if (idle) begin
      kind_q   <= kind_d;
      key_q    <= key_d;
      packet_q <= packet_i;
      client_q <= ask_client_i;
      probe_q  <= claim_probe_i;
    end
  end

  // ---------------------------------------------------------------- Look, Oldest: who is it

  logic known, full, sought, hit, asked_now, asked, room, spent, again;
  logic is_packet, asks_us, awake, probe_conflict, conflict, may_defend, ours, learns;
  logic probe_conflict_q, conflict_q, answers_q, learns_q;
  logic takes, fails, resolves, defends;
  toe_pkg::mac_t mac;

  assign is_packet = kind_q == toe_arp_pkg::ArpPacket;
  assign ours      = is_packet && own_ip_i != '0 && !probe_conflict && !conflict;  // steps 4 to 6
  assign asks_us   = packet_q.operation == toe_arp_pkg::OpRequest && packet_q.target_ip == own_ip_i;
  assign learns    = ours && key_q != '0 && (known || asked_now || asks_us);

  always_ff @(posedge clk_i) begin
    if (state_q == Look) begin
      probe_conflict_q <= is_packet && probe_conflict;
      conflict_q       <= is_packet && conflict;
      answers_q        <= ours && asks_us;
      learns_q         <= learns;
    end
  end

  logic commit, tick_commits;
  assign commit       = state_q == Commit;
  assign tick_commits = commit && kind_q == toe_arp_pkg::ArpTick;

  toe_arp_entries #(
      .Entries(Entries)
  ) u_entries (
      .clk_i,
      .rst_ni,
      .key_i   (key_q),
      .match_o (known),
      .full_o  (full),
      .look_i  (state_q == Look),
      .seek_i  (state_q == Oldest),
      .sought_o(sought),
      .hit_o   (hit),
      .mac_o   (mac),
      .enter_i (commit && learns_q),
      .mac_i   (packet_q.sender_mac),
      .forget_i(commit && event_o.forgotten),
      .age_i   (tick_commits)
  );

  toe_arp_pending u_pending (
      .clk_i,
      .rst_ni,
      .key_i    (key_q),
      .match_o  (asked_now),
      .look_i   (state_q == Look),
      .asked_o  (asked),
      .room_o   (room),
      .spent_o  (spent),
      .again_o  (again),
      .wait_o   (wait_due),
      .wait_ip_o(wait_ip),
      .tick_i   (tick_commits),
      .take_i   (commit && takes),
      .free_i   (commit && (fails || resolves)),
      .waited_i (commit && kind_q == toe_arp_pkg::ArpWait)
  );

  toe_arp_claim u_claim (
      .clk_i,
      .rst_ni,
      .own_mac_i,
      .own_ip_i,
      .packet_i        (packet_q),
      .awake_o         (awake),
      .probe_conflict_o(probe_conflict),
      .conflict_o      (conflict),
      .may_defend_o    (may_defend),
      .tick_i          (tick_commits),
      .defend_i        (commit && defends),
      .claim_i         (commit && kind_q == toe_arp_pkg::ArpClaim),
      .claim_ip_i      (key_q),
      .claim_probe_i   (probe_q)
  );

  // ---------------------------------------------------------------- Commit: what it does

  assign takes    = kind_q == toe_arp_pkg::ArpResolve && !hit && !asked && room;
  assign resolves = learns_q && asked;
  assign fails    = kind_q == toe_arp_pkg::ArpWait && spent;
  assign defends  = conflict_q && may_defend;

  always_comb begin
    event_o       = '0;
    event_o.valid = commit;
    event_o.kind  = kind_q;
    unique case (kind_q)
      toe_arp_pkg::ArpPacket: begin
        event_o.packet         = packet_q;
        event_o.learned        = learns_q;
        event_o.conflict       = conflict_q;
        event_o.probe_conflict = probe_conflict_q;
        if (defends) {event_o.send, event_o.send_ip} = {toe_arp_pkg::SendAnnounce, own_ip_i};
        if (answers_q) begin
          event_o.send     = toe_arp_pkg::SendReply;
          event_o.send_ip  = packet_q.sender_ip;
          event_o.send_mac = packet_q.sender_mac;
        end
      end
      toe_arp_pkg::ArpResolve: begin
        event_o.client = client_q;
        event_o.ip     = key_q;
        event_o.hit    = hit;
        event_o.mac    = hit ? mac : '0;
        if (takes) {event_o.send, event_o.send_ip} = {toe_arp_pkg::SendRequest, key_q};
      end
      toe_arp_pkg::ArpWait: begin
        event_o.ip = key_q;
        if (again) {event_o.send, event_o.send_ip} = {toe_arp_pkg::SendRequest, key_q};
      end
      toe_arp_pkg::ArpAdvise: begin
        event_o.ip        = key_q;
        event_o.forgotten = hit;
      end
      toe_arp_pkg::ArpClaim: begin
        event_o.ip      = key_q;
        event_o.send    = probe_q ? toe_arp_pkg::SendProbe : toe_arp_pkg::SendAnnounce;
        event_o.send_ip = key_q;
      end
      default: ;  // ArpTick: the entries age, the pending slots are due
    endcase
    if (resolves) {event_o.pending, event_o.pending_ip} = {toe_arp_pkg::PendingResolved, key_q};
    if (fails) {event_o.pending, event_o.pending_ip} = {toe_arp_pkg::PendingFailed, key_q};
  end

  // Not registered: a reply to an echo request waits for it.
  assign answer_valid_o  = commit && kind_q == toe_arp_pkg::ArpResolve;
  assign answer_client_o = client_q;
  assign answer_o        = '{hit: hit, waiting: !hit && (asked || room), mac: event_o.mac};

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:    if (idle && kind_d != toe_arp_pkg::ArpNone) state_d = Look;
      Look:    state_d = (is_packet && !awake) ? Idle : (learns && !known && full) ? Oldest : Commit;
      Oldest:  if (sought) state_d = Commit;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    if (!rst_ni) state_q <= Idle;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni && state_q == Look) assert (!(asked_now && known)) else $error("invariant 1");
  end
`endif

endmodule
