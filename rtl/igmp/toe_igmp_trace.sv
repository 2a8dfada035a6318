// The record and the counters of IGMP. The record is told in the clock of the event: one clock later a
// change of UDP's memberships that the event has not seen would be told before it.
module toe_igmp_trace (
    input  logic                       clk_i,
    input  logic                       rst_ni,
    input  toe_igmp_pkg::igmp_record_t event_i,   // of toe_igmp_engine, without its order
    output toe_igmp_pkg::igmp_record_t record_o,
    output toe_igmp_pkg::igmp_stat_t   stat_o
);
  logic [63:0] order_q;
  logic        unused;
  assign unused = &{1'b0, event_i};

  always_comb begin
    record_o       = event_i.valid ? event_i : '0;
    record_o.order = event_i.valid ? order_q : '0;
  end

  always_ff @(posedge clk_i) begin
    order_q            <= order_q + 64'(event_i.valid);
    stat_o.in_queries  <= record_o.verdict == toe_igmp_pkg::IgmpQuery;
    stat_o.in_reports  <= record_o.verdict == toe_igmp_pkg::IgmpReport;
    stat_o.in_errors   <= record_o.verdict == toe_igmp_pkg::IgmpChecksum
                          || record_o.verdict == toe_igmp_pkg::IgmpBusy;
    stat_o.out_reports <= record_o.send == toe_igmp_pkg::IgmpSendV1 || record_o.send == toe_igmp_pkg::IgmpSendV2
                          || record_o.send == toe_igmp_pkg::IgmpSendV3;
    stat_o.out_leaves  <= record_o.send == toe_igmp_pkg::IgmpSendLeave;
    if (!rst_ni) begin
      order_q <= '0;
      stat_o  <= '0;
    end
  end

endmodule
