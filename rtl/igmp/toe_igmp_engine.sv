// IGMP's events, one at a time, each a record (docs/rules/igmp.md).
//
//   Look -> Choose -- an event --> Weigh -> Scale -- join, query, report --> Read -> Act -> Commit -> Look
//     ^       |                               \                               ^------'     |
//     \-------/ the next entry                 \--------------------------------------------/
//
// While nothing happens the table is walked, an entry in two clocks. One walk finds which entries are
// due, which groups are given up, and at its end which groups of UDP nobody has met; AllSystems counts
// as met. Order of what is possible at the same time: mode, message, timer, leave, join. Each event that
// may send waits until the sender rests.
//
// A join and a leave follow from UDP's memberships, which may change meanwhile: they look again in
// Commit, and if nothing is to be done any more there is no event.
// 1. now of the records never goes back, and nothing overtakes a mode that is due.
// 2. What is to be sent finds the sender at rest.
module toe_igmp_engine (
    input  logic                                              clk_i,
    input  logic                                              rst_ni,
    input  logic                                       [63:0] now_i,
    input  logic                                              seed_i,         // the secret was written
    input  logic                                       [31:0] seed_value_i,
    input  logic         [toe_igmp_engine_pkg::Entries-1:0]   groups_valid_i, // memberships of UDP
    input  toe_pkg::ip_t [toe_igmp_engine_pkg::Entries-1:0]   groups_i,
    input  logic                                              message_valid_i,
    output logic                                              message_ready_o,
    input  toe_igmp_engine_pkg::message_t                     message_i,
    input  logic                                              sender_rests_i,
    output logic                                              send_o,         // pulse
    output toe_igmp_engine_pkg::send_t                        what_o,
    output toe_igmp_pkg::igmp_record_t                        event_o         // in its clock; without its order
);
  import toe_igmp_pkg::*;
  import toe_igmp_engine_pkg::*;

  localparam int unsigned LastPlace = Entries;  // behind the entries: AllSystems

  typedef enum logic [2:0] {
    Look,
    Choose,
    Weigh,
    Scale,
    Read,
    Act,
    Commit
  } state_e;
  typedef logic [Entries-1:0] groups_t;

  state_e        state_d, state_q;
  igmp_event_e   kind_d, kind_q;
  logic   [63:0] now_q;
  tick_t         tick;
  logic [AtBits:0] place_q;   // in the walk
  igmp_entry_t   seen_q;      // the entry there
  at_t           slot_q;      // the entry that the event is about
  toe_pkg::ip_t  key_q;       // the group that the event is about; in the walk that of the entry
  message_t      message_q;
  igmp_verdict_e verdict_d, verdict_q;

  assign tick = now_q[41:10];

  // ---------------------------------------------------------------- the version that we speak

  logic       v1_query, v2_query, mode_due, mode_changes, commits;
  igmp_mode_e mode;

  assign v1_query = verdict_q == IgmpQuery && message_q.length == 16'd8 && message_q.code == '0;
  assign v2_query = verdict_q == IgmpQuery && message_q.length == 16'd8 && message_q.code != '0;

  toe_igmp_mode u_mode (
      .clk_i,
      .rst_ni,
      .tick_i    (tick),
      .heard_v1_i(state_q == Scale && kind_q == IgmpMessage && v1_query),
      .heard_v2_i(state_q == Scale && kind_q == IgmpMessage && v2_query),
      .due_o     (mode_due),
      .stop_i    (state_q == Scale && kind_q == IgmpMode),
      .mode_o    (mode),
      .changes_o (mode_changes)
  );

  // ---------------------------------------------------------------- pauses

  logic        draw;
  pause_t      max_q, drawn;
  tick_t       later;
  logic [14:0] tenths, tenths_q;
  logic [26:0] scaled;
  logic        unused;

  // The longest answer to a query, in tenths of a second.
  always_comb begin
    tenths = {7'b0, message_q.code};
    if (message_q.length == 16'd8) begin
      if (message_q.code == '0) tenths = 15'd100;
    end else if (message_q.code[7]) begin
      tenths = {10'b0, 1'b1, message_q.code[3:0]} << ({1'b0, message_q.code[6:4]} + 4'd3);
    end
  end
  assign scaled = 27'(tenths_q) * 27'd3125;
  assign unused = &{1'b0, message_q, scaled};

  always_ff @(posedge clk_i) begin
    tenths_q <= tenths;
    if (state_q == Weigh) max_q <= (mode == ModeV3) ? pause_t'(UnsolicitedV3) : pause_t'(UnsolicitedV2);
    if (state_q == Scale && kind_q == IgmpMessage) max_q <= scaled[26:5];
  end

  toe_igmp_chance u_chance (
      .clk_i,
      .rst_ni,
      .seed_i,
      .value_i(seed_value_i),
      .max_i  (max_q),
      .draw_i (draw),
      .drawn_o(drawn)
  );
  assign later = tick + tick_t'(drawn);

  // ---------------------------------------------------------------- the table

  igmp_entry_t read, post, written;
  logic        act_writes;

  toe_igmp_table u_table (
      .clk_i,
      .rst_ni,
      .read_at_i (place_q[AtBits-1:0]),
      .entry_o   (read),
      .write_i   (act_writes || commits),
      .write_at_i((state_q == Act) ? place_q[AtBits-1:0] : slot_q),
      .entry_i   (written),
      .calm_i    (state_q == Scale && mode_changes)
  );

  // ---------------------------------------------------------------- memberships of UDP

  logic    is_member, last_place;
  groups_t hits, met, met_q, unmet;  // of key_q; of this walk; the lowest one that is not

  assign last_place = place_q == (AtBits + 1)'(LastPlace);
  assign is_member  = seen_q.state == EntryMember;
  always_comb begin
    for (int unsigned i = 0; i < Entries; i++) hits[i] = groups_valid_i[i] && groups_i[i] == key_q;
  end
  assign met   = ((place_q == '0) ? '0 : met_q) | ((is_member || last_place) ? hits : '0);
  assign unmet = (groups_valid_i & ~met) & (~(groups_valid_i & ~met) + groups_t'(1));

  // ---------------------------------------------------------------- Choose: which event is next

  toe_pkg::ip_t key_d;
  always_comb begin
    kind_d = IgmpNone;
    key_d  = key_q;
    if (mode_due) begin
      kind_d = IgmpMode;
      key_d  = '0;
    end else if (message_valid_i) begin
      kind_d = IgmpMessage;
      key_d  = message_i.group;
    end else if (sender_rests_i && !last_place) begin
      if (seen_q.armed && not_before(tick, seen_q.deadline)) kind_d = IgmpTimer;
      else if (is_member && hits == '0) kind_d = IgmpLeave;
    end else if (sender_rests_i && unmet != '0) begin
      kind_d = IgmpJoin;
      key_d  = '0;
      for (int unsigned i = 0; i < Entries; i++) key_d |= groups_i[i] & {32{unmet[i]}};
    end
  end
  assign message_ready_o = state_q == Choose && kind_d == IgmpMessage;

  // ---------------------------------------------------------------- Weigh: what a message is

  always_comb begin
    verdict_d = IgmpIgnored;
    unique case (message_q.msg_type)
      // RFC 3376 7.1: 9 to 11 octets are of no version.
      TypeQuery: if (message_q.length == 16'd8 || message_q.length >= 16'd12) verdict_d = IgmpQuery;
      TypeReportV1, TypeReportV2: if (mode != ModeV3) verdict_d = IgmpReport;
      default: ;
    endcase
    if (message_q.verdict != IgmpUnjudged) verdict_d = message_q.verdict;
    if (kind_q != IgmpMessage) verdict_d = IgmpUnjudged;
  end

  // ---------------------------------------------------------------- Act: what it does to each entry

  logic        ours, general, keeps, better;
  logic        known_q, same_q, free_q, leaving_q;  // a join: such an entry has been seen
  igmp_entry_t acted;

  // A join: the Leaving one of this group before a free one before any Leaving one; of these the lowest.
  assign ours    = seen_q.group == key_q;
  assign general = verdict_q == IgmpQuery && key_q == '0;
  assign keeps   = seen_q.armed && not_before(later, seen_q.deadline);
  always_comb begin
    better = 1'b0;
    unique case (seen_q.state)
      EntryLeaving: better = !same_q && (ours || (!free_q && !leaving_q));
      EntryFree:    better = !same_q && !free_q;
      default: ;
    endcase
  end

  always_comb begin
    acted = seen_q;
    if (verdict_q == IgmpQuery) begin
      acted.armed    = 1'b1;
      acted.deadline = later;
    end else begin
      acted.armed         = 1'b0;
      acted.repeats       = 1'b0;
      acted.last_reporter = 1'b0;
      acted.deadline      = '0;
    end
  end
  assign act_writes = state_q == Act && kind_q == IgmpMessage && is_member && (ours || general)
                      && !(verdict_q == IgmpQuery && keeps);

  always_ff @(posedge clk_i) begin
    if (state_q == Act && kind_q == IgmpJoin) begin
      if (is_member && ours) known_q <= 1'b1;
      if (seen_q.state == EntryLeaving && ours) same_q <= 1'b1;
      if (seen_q.state == EntryFree) free_q <= 1'b1;
      if (seen_q.state == EntryLeaving) leaving_q <= 1'b1;
    end else if (state_q == Weigh) {known_q, same_q, free_q, leaving_q} <= '0;
  end

  // ---------------------------------------------------------------- Commit: what it does to its entry

  logic       entry_event, happens;

  toe_igmp_outcome u_outcome (
      .kind_i (kind_q),
      .mode_i (mode),
      .group_i(key_q),
      .later_i(later),
      .entry_i(seen_q),
      .post_o (post),
      .what_o
  );

  always_comb begin
    unique case (kind_q)
      IgmpJoin:  happens = hits != '0 && !known_q && (same_q || free_q || leaving_q);
      IgmpLeave: happens = hits == '0;
      default:   happens = 1'b1;
    endcase
  end
  assign entry_event = kind_q inside {IgmpJoin, IgmpLeave, IgmpTimer};
  assign commits     = state_q == Commit && happens && entry_event;
  assign written     = (state_q == Act) ? acted : post;
  assign send_o      = commits && what_o.kind != IgmpSendNone;
  assign draw        = (commits && kind_q != IgmpTimer && post.armed)
                       || (state_q == Act && verdict_q == IgmpQuery && is_member && (ours || general));

  always_comb begin
    event_o             = '0;
    event_o.valid       = state_q == Commit && happens;
    event_o.now         = now_q;
    event_o.kind        = kind_q;
    event_o.verdict     = verdict_q;
    event_o.group       = key_q;
    event_o.entry       = entry_event ? 3'(slot_q) : '0;
    event_o.post        = post;
    event_o.mode        = mode;
    event_o.send        = what_o.kind;
    event_o.record_type = what_o.record_type;
    if (kind_q == IgmpMessage) begin
      event_o.src      = message_q.src;
      event_o.length   = message_q.length;
      event_o.msg_type = message_q.msg_type;
      event_o.code     = message_q.code;
    end
  end

  // ---------------------------------------------------------------- the way of an event

  logic walks;
  assign walks = kind_q == IgmpJoin || verdict_q == IgmpQuery || verdict_q == IgmpReport;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Look:    state_d = Choose;
      Choose:  state_d = (kind_d == IgmpNone) ? Look : Weigh;
      Weigh:   state_d = Scale;
      Scale:   state_d = walks ? Read : Commit;
      Read:    state_d = Act;
      Act:     state_d = (place_q == (AtBits + 1)'(Entries - 1)) ? Commit : Read;
      default: state_d = Look;
    endcase
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_d;
    unique case (state_q)
      Choose:  place_q <= (kind_d == IgmpNone && !last_place) ? place_q + 1'b1 : '0;
      Act:     place_q <= place_q + 1'b1;
      Commit:  place_q <= '0;
      default: ;
    endcase
    if (!rst_ni) begin
      state_q <= Look;
      place_q <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_d == Look || state_d == Choose) now_q <= now_i;
    if (state_q == Look || state_q == Read) seen_q <= read;
    if (state_q == Look) key_q <= last_place ? AllSystems : read.group;
    if (state_q == Choose) begin
      kind_q    <= kind_d;
      key_q     <= key_d;
      slot_q    <= place_q[AtBits-1:0];
      message_q <= message_i;
      met_q     <= met;
    end
    if (state_q == Weigh) verdict_q <= verdict_d;
    if (state_q == Act && kind_q == IgmpJoin && better) slot_q <= place_q[AtBits-1:0];
  end

`ifndef SYNTHESIS
  logic [63:0] before_q;  // now of the last record
  always_ff @(posedge clk_i) begin
    if (event_o.valid) before_q <= now_q;
    if (!rst_ni) before_q <= '0;
    if (rst_ni && event_o.valid) begin
      assert (now_q >= before_q && !mode_due) else $error("invariant 1");
      assert (!send_o || sender_rests_i) else $error("invariant 2");
    end
  end
`endif

endmodule
