// The version that we speak: that of the oldest querier who has been heard within OlderQuerier ticks
// (RFC 3376 7.2.1; docs/rules/igmp.md, "Modes").
module toe_igmp_mode (
    input  logic                       clk_i,
    input  logic                       rst_ni,
    input  toe_igmp_engine_pkg::tick_t tick_i,
    input  logic                       heard_v1_i,  // pulses: a query of this version
    input  logic                       heard_v2_i,
    output logic                       due_o,       // an IgmpMode is
    input  logic                       stop_i,      // pulse: what is due stops
    output toe_igmp_pkg::igmp_mode_e   mode_o,
    output logic                       changes_o    // with a pulse: the mode will be another
);
  logic                       v1_d, v2_d, v1_q, v2_q, v1_due, v2_due;  // it runs, its time is over
  toe_igmp_engine_pkg::tick_t v1_deadline_q, v2_deadline_q;

  function automatic toe_igmp_pkg::igmp_mode_e oldest(logic v1, logic v2);
    return v1 ? toe_igmp_pkg::ModeV1 : v2 ? toe_igmp_pkg::ModeV2 : toe_igmp_pkg::ModeV3;
  endfunction

  assign v1_due    = v1_q && toe_igmp_engine_pkg::not_before(tick_i, v1_deadline_q);
  assign v2_due    = v2_q && toe_igmp_engine_pkg::not_before(tick_i, v2_deadline_q);
  assign due_o     = v1_due || v2_due;
  assign v1_d      = heard_v1_i || (v1_q && !(stop_i && v1_due));
  assign v2_d      = heard_v2_i || (v2_q && !(stop_i && v2_due));
  assign mode_o    = oldest(v1_q, v2_q);
  assign changes_o = oldest(v1_d, v2_d) != mode_o;

  always_ff @(posedge clk_i) begin
    v1_q <= v1_d;
    v2_q <= v2_d;
    if (!rst_ni) begin
      v1_q <= 1'b0;
      v2_q <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (heard_v1_i) v1_deadline_q <= tick_i + toe_igmp_pkg::OlderQuerier;
    if (heard_v2_i) v2_deadline_q <= tick_i + toe_igmp_pkg::OlderQuerier;
  end

endmodule
