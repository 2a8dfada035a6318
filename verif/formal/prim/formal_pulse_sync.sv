// Proof of toe_prim_pulse_sync, for any two clocks: of pulses that are at least three clocks of the
// destination apart each arrives once, not later than three clocks of the destination.
module formal_pulse_sync (
    input logic src_clk_i,
    input logic dst_clk_i,
    input logic pulse_i
);
  logic src_reset_q = 1'b0, dst_reset_q = 1'b0;  // each side has been clocked in reset
  logic rst_n, pulse;
  always_ff @(posedge src_clk_i) src_reset_q <= 1'b1;
  always_ff @(posedge dst_clk_i) dst_reset_q <= 1'b1;
  assign rst_n = src_reset_q && dst_reset_q;

  toe_prim_pulse_sync u_dut (
      .src_clk_i, .src_rst_ni(rst_n), .pulse_i, .dst_clk_i, .dst_rst_ni(rst_n), .pulse_o(pulse)
  );

  logic [1:0] sent_q = '0, got_q = '0;
  logic [1:0] seen_q = '0, seen2_q = '0, seen3_q = '0;  // sent_q, so many clocks ago at least
  always_ff @(posedge src_clk_i) begin
    if (rst_n && pulse_i) begin
      sent_q <= sent_q + 2'd1;
      assume (seen3_q == sent_q);
    end
  end
  always_ff @(posedge dst_clk_i) begin
    {seen3_q, seen2_q, seen_q} <= {seen2_q, seen_q, sent_q};
    if (rst_n && pulse) got_q <= got_q + 2'd1;
  end

  always_ff @(posedge dst_clk_i) begin
    if (rst_n) begin
      if (pulse) was_sent : assert (got_q != sent_q);
      if (seen3_q == sent_q) arrives_once : assert (got_q == sent_q);
      second : cover (pulse && sent_q == 2'd2 && got_q == 2'd1);
    end
  end
endmodule
