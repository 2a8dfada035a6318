// Sockwire - 10BASE-T PHY: MII on one side, the line on the other (IEEE 802.3 clause 14). Joins
// transmitter, receiver and link test; the clock is 80 MHz, eight samples a bit. Every pin in every
// clock is fixed by docs/rules/phy_10baset.md. The parameters are clocks; tests make them smaller.
module toe_phy_10baset #(
    parameter int unsigned NlpPeriod = 1_280_000,  // 16 ms between link pulses
    parameter int unsigned LinkLoss  = 8_000_000   // 100 ms without a sign of life
) (
    input  logic clk_i,
    input  logic rst_ni,

    input  logic [3:0] time_shift_i,  // quasi-static, from another clock

    output logic       mii_tx_clk_o,
    input  logic       mii_tx_en_i,
    input  logic [7:0] mii_txd_i,
    input  logic       mii_tx_er_i,

    output logic       mii_rx_clk_o,
    output logic       mii_rx_dv_o,
    output logic [7:0] mii_rxd_o,
    output logic       mii_rx_er_o,

    output logic line_tx_p_o,
    output logic line_tx_n_o,
    input  logic line_rx_p_i,
    input  logic line_rx_n_i,

    output logic link_up_o
);

  logic [4:0] count_q;  // 32 clocks a nibble
  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_q <= '0;
    else count_q <= count_q + 5'd1;
  end
  assign mii_tx_clk_o = count_q[4];
  assign mii_rx_clk_o = count_q[4];

  logic [3:0] time_shift;
  toe_prim_sync #(.Width(4)) u_time_shift (.clk_i, .rst_ni, .data_i(time_shift_i), .data_o(time_shift));

  toe_phy_10baset_tx #(.NlpPeriod(NlpPeriod)) u_tx (
      .clk_i, .rst_ni, .count_i(count_q), .time_shift_i(time_shift),
      .mii_tx_en_i, .mii_txd_i(mii_txd_i[3:0]),
      .line_tx_p_o, .line_tx_n_o
  );

  logic sfd, link_pulse;
  toe_phy_10baset_rx u_rx (
      .clk_i, .rst_ni, .count_i(count_q),
      .line_rx_p_i, .line_rx_n_i,
      .mii_rx_dv_o, .mii_rxd_o(mii_rxd_o[3:0]),
      .sfd_o(sfd), .link_pulse_o(link_pulse)
  );
  assign mii_rxd_o[7:4] = '0;
  assign mii_rx_er_o    = 1'b0;

  toe_phy_10baset_link #(.LinkLoss(LinkLoss)) u_link (
      .clk_i, .rst_ni, .time_shift_i(time_shift), .sfd_i(sfd), .link_pulse_i(link_pulse), .link_up_o
  );

  logic unused;  // the coding of clause 7 has no symbol for TX_ER
  assign unused = ^{mii_txd_i[7:4], mii_tx_er_i};

endmodule
