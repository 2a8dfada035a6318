// Sockwire - 10BASE-T link integrity test (IEEE 802.3 14.2.1.7, simplified: no minimum spacing).
//
// Up with the first frame or the third link pulse in a row, down after LinkLoss clocks without either.
// docs/rules/phy_10baset.md, "Link". Invariant: (1) up with the second good pulse never happens.
module toe_phy_10baset_link #(
    parameter int unsigned LinkLoss = 8_000_000
) (
    input  logic       clk_i,
    input  logic       rst_ni,
    input  logic [3:0] time_shift_i,  // in this clock
    input  logic       sfd_i,
    input  logic       link_pulse_i,
    output logic       link_up_o
);

  typedef logic [$clog2(LinkLoss+1)-1:0] timer_t;

  timer_t     quiet_q, quiet_next, period, limit;
  logic [1:0] good_q;
  logic       up_q, life;

  assign life       = sfd_i || link_pulse_i;
  assign period     = timer_t'(LinkLoss) >> time_shift_i;
  assign limit      = (period < timer_t'(64)) ? timer_t'(64) : period;
  assign quiet_next = quiet_q + timer_t'(1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      quiet_q <= '0;
      good_q  <= '0;
      up_q    <= 1'b0;
    end else if (life) begin
      quiet_q <= '0;
      if (link_pulse_i && good_q != 2'd3) good_q <= good_q + 2'd1;
      if (sfd_i || good_q == 2'd2) up_q <= 1'b1;
    end else if (quiet_next >= limit) begin
      quiet_q <= '0;
      good_q  <= '0;
      up_q    <= 1'b0;
    end else begin
      quiet_q <= quiet_next;
    end
  end

  assign link_up_o = up_q;

`ifndef SYNTHESIS
  logic up_before_q, sfd_before_q;
  always_ff @(posedge clk_i) begin
    up_before_q  <= up_q;
    sfd_before_q <= sfd_i;
    if (rst_ni && up_q && !up_before_q) assert (sfd_before_q || good_q == 2'd3) else $error("(1) up too early");
  end
`endif

endmodule
