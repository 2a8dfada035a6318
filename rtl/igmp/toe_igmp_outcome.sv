// What a join, a leave or a timer makes of its entry, and what is sent (docs/rules/igmp.md, "Events").
// Combinational; of other events all is 0.
module toe_igmp_outcome (
    input  toe_igmp_pkg::igmp_event_e  kind_i,
    input  toe_igmp_pkg::igmp_mode_e   mode_i,
    input  toe_pkg::ip_t               group_i,
    input  toe_igmp_engine_pkg::tick_t later_i,  // a pause from now
    input  toe_igmp_pkg::igmp_entry_t  entry_i,  // before; not of a join
    output toe_igmp_pkg::igmp_entry_t  post_o,
    output toe_igmp_engine_pkg::send_t what_o
);
  import toe_igmp_pkg::*;

  igmp_send_e report;
  logic       unused;
  assign unused = &{1'b0, entry_i};

  always_comb begin
    unique case (mode_i)
      ModeV3:  report = IgmpSendV3;
      ModeV2:  report = IgmpSendV2;
      default: report = IgmpSendV1;
    endcase
  end

  always_comb begin
    post_o       = '0;
    what_o       = '0;
    what_o.group = group_i;
    unique case (kind_i)
      IgmpJoin: begin
        post_o             = '{state: EntryMember, group: group_i, last_reporter: 1'b1, repeats: 1'b1,
                               armed: 1'b1, deadline: later_i};
        what_o.kind        = report;
        what_o.record_type = ToExclude;
      end
      IgmpLeave: begin
        if (mode_i == ModeV3) begin
          post_o             = '{state: EntryLeaving, group: group_i, last_reporter: 1'b0, repeats: 1'b1,
                                 armed: 1'b1, deadline: later_i};
          what_o.kind        = IgmpSendV3;
          what_o.record_type = ToInclude;
        end else if (mode_i == ModeV2 && entry_i.last_reporter) what_o.kind = IgmpSendLeave;
      end
      IgmpTimer: begin
        what_o.kind        = report;  // Leaving entries are of version 3
        what_o.record_type = ToInclude;
        if (entry_i.state == EntryMember) begin
          post_o             = '{state: EntryMember, group: group_i, last_reporter: 1'b1, repeats: 1'b0,
                                 armed: 1'b0, deadline: '0};
          what_o.record_type = entry_i.repeats ? ToExclude : IsExclude;
        end
      end
      default: ;
    endcase
    if (what_o.kind != IgmpSendV3) what_o.record_type = '0;
  end

endmodule
