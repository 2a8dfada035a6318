// Proof that toe_phy_10baset_rx never hangs: whatever state noise has left it in (there is no reset
// here, every flop holds anything), an idle line brings it to rest.
module formal_phy_garbage (
    input logic clk_i,
    input logic line_rx_p_i,
    input logic line_rx_n_i
);
  logic [4:0] count_q;  // the place within the nibble
  logic       dv, sfd, link_pulse;
  logic [3:0] rxd;
  always_ff @(posedge clk_i) count_q <= count_q + 5'd1;

  toe_phy_10baset_rx u_dut (
      .clk_i, .rst_ni(1'b1), .count_i(count_q), .line_rx_p_i, .line_rx_n_i,
      .mii_rx_dv_o(dv), .mii_rxd_o(rxd), .sfd_o(sfd), .link_pulse_o(link_pulse)
  );

  // Clocks of silence. The FIFO holds eight entries, 15 if its count is wrong; each takes two places
  // of the nibble clock if it is a frame of its own.
  localparam int unsigned Rest = 32 * 32;
  logic [10:0] silent_q = '0;
  always_ff @(posedge clk_i) begin
    if (line_rx_p_i || line_rx_n_i) silent_q <= '0;
    else if (32'(silent_q) < Rest) silent_q <= silent_q + 11'd1;
    if (32'(silent_q) >= 32) no_more_found : assert (!sfd && !link_pulse);
    if (32'(silent_q) == Rest) at_rest : assert (!dv);
    rest : cover (32'(silent_q) == 40 && dv);
  end
endmodule
