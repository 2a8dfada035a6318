// The groups that we are in, and those whose leave is yet to be told once more (docs/rules/igmp.md).
//
// 1. No two Member entries have the same group.
module toe_igmp_table (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  toe_igmp_engine_pkg::at_t  read_at_i,
    output toe_igmp_pkg::igmp_entry_t entry_o,   // combinational; of one that is Free the group is anything
    input  logic                      write_i,
    input  toe_igmp_engine_pkg::at_t  write_at_i,
    input  toe_igmp_pkg::igmp_entry_t entry_i,
    input  logic                      calm_i     // another mode: nothing more is to be said of any
);
  localparam int unsigned Entries = toe_igmp_engine_pkg::Entries;

  // What a reset or another mode changes, and the rest.
  typedef struct packed {
    toe_igmp_pkg::igmp_state_e state;
    logic                      last_reporter;
    logic                      repeats;
    logic                      armed;
  } flags_t;

  flags_t                     flags_q   [Entries];
  toe_pkg::ip_t               groups_q  [Entries];
  toe_igmp_engine_pkg::tick_t deadlines_q[Entries];
  flags_t                     flags;

  assign flags   = flags_q[read_at_i];
  assign entry_o = '{
      state: flags.state,
      group: groups_q[read_at_i],
      last_reporter: flags.last_reporter,
      repeats: flags.repeats,
      armed: flags.armed,
      deadline: flags.armed ? deadlines_q[read_at_i] : '0
  };

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < Entries; i++) begin
      if (calm_i) begin
        flags_q[i].repeats <= 1'b0;
        flags_q[i].armed   <= 1'b0;
        if (flags_q[i].state == toe_igmp_pkg::EntryLeaving) flags_q[i].state <= toe_igmp_pkg::EntryFree;
      end
      if (!rst_ni) flags_q[i] <= '0;
    end
    if (write_i && rst_ni) begin
      flags_q[write_at_i] <= '{
          state: entry_i.state,
          last_reporter: entry_i.last_reporter,
          repeats: entry_i.repeats,
          armed: entry_i.armed
      };
    end
  end
  always_ff @(posedge clk_i) begin
    if (write_i) begin
      groups_q[write_at_i]    <= entry_i.group;
      deadlines_q[write_at_i] <= entry_i.deadline;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < Entries; i++) begin
      if (rst_ni && write_i && entry_i.state == toe_igmp_pkg::EntryMember && 32'(write_at_i) != i) begin
        assert (flags_q[i].state != toe_igmp_pkg::EntryMember || groups_q[i] != entry_i.group)
        else $error("invariant 1");
      end
    end
  end
`endif

endmodule
