// Sockwire - 10BASE-T transmitter: Manchester coding, start of idle, link pulses (IEEE 802.3 7.3.1,
// 14.3.1.2, 14.2.1.1). Cycle by cycle as docs/rules/phy_10baset.md, "Transmit", has it.
//
//   silent --tx_en--> frame --tx_en falls--> start of idle (24 clocks of +) --> silent
//   silent --NlpPeriod without a frame--> link pulse (8 clocks of +) --> silent
//
// Invariants: (1) the line is never driven + and - at once; (2) within a frame it is never idle.
module toe_phy_10baset_tx #(
    parameter int unsigned NlpPeriod = 1_280_000
) (
    input  logic clk_i,
    input  logic rst_ni,

    input  logic [4:0] count_i,       // place within the nibble
    input  logic [3:0] time_shift_i,  // in this clock

    input  logic       mii_tx_en_i,
    input  logic [3:0] mii_txd_i,

    output logic line_tx_p_o,
    output logic line_tx_n_o
);

  localparam int unsigned TimerWidth = $clog2(NlpPeriod + 1);
  localparam int unsigned SoiClocks  = 24;
  localparam int unsigned PulseClocks = 8;
  typedef logic [TimerWidth-1:0] timer_t;

  logic       act_q;
  logic [3:0] nibble_q;
  logic [4:0] soi_q;
  logic [3:0] pulse_q;
  timer_t     nlp_q;
  logic       p_q, n_q;

  logic   nibble_end, soi_load, level, pulse_due;
  timer_t period, nlp_limit;

  assign nibble_end = count_i == 5'd31;
  assign soi_load   = nibble_end && act_q && !mii_tx_en_i;
  assign level      = nibble_q[count_i[4:3]] ^ !count_i[2];  // first half: the complement

  assign period    = timer_t'(NlpPeriod) >> time_shift_i;
  assign nlp_limit = ((period < timer_t'(64)) ? timer_t'(64) : period) - timer_t'(1);
  assign pulse_due = !act_q && nlp_q >= nlp_limit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      act_q   <= 1'b0;
      soi_q   <= '0;
      pulse_q <= '0;
      nlp_q   <= '0;
      p_q     <= 1'b0;
      n_q     <= 1'b0;
    end else begin
      if (nibble_end) act_q <= mii_tx_en_i;

      p_q <= 1'b0;
      n_q <= 1'b0;
      if (act_q) begin
        p_q <= level;
        n_q <= !level;
      end else if (soi_q != '0) begin
        p_q   <= 1'b1;
        soi_q <= soi_q - 5'd1;
      end else if (pulse_q != '0) begin
        p_q     <= 1'b1;
        pulse_q <= pulse_q - 4'd1;
      end
      if (soi_load) soi_q <= 5'(SoiClocks);

      nlp_q <= (act_q || pulse_due) ? '0 : nlp_q + timer_t'(1);
      if (pulse_due) pulse_q <= 4'(PulseClocks);
    end
  end

  always_ff @(posedge clk_i) begin
    if (nibble_end) nibble_q <= mii_txd_i;
  end

  assign line_tx_p_o = p_q;
  assign line_tx_n_o = n_q;

`ifndef SYNTHESIS
  logic active_q;
  always_ff @(posedge clk_i) begin
    active_q <= rst_ni && act_q;
    if (rst_ni) begin
      assert (!(p_q && n_q)) else $error("(1) driven both ways");
      if (active_q) assert (p_q ^ n_q) else $error("(2) idle within a frame");
    end
  end
`endif

endmodule
