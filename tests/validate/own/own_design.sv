// A design of somebody who uses ours: `small` with its MII at the pins, a button that holds it in reset,
// and a light for the interrupt, in a slow clock of its own.
module own_design (
    input  logic       clk_50_i,
    input  logic       clk_slow_i,
    input  logic       button_i,
    output logic       light_o,
    input  logic       mii_tx_clk_i,
    output logic       mii_tx_en_o,
    output logic [3:0] mii_txd_o,
    input  logic       mii_rx_clk_i,
    input  logic       mii_rx_dv_i,
    input  logic [3:0] mii_rxd_i
);

  logic       rst_n, irq, light_q;
  logic [7:0] txd;
  logic       unused;

  toe_prim_sync u_button (.clk_i(clk_50_i), .rst_ni(1'b1), .data_i(!button_i), .data_o(rst_n));

  own_light u_light (.clk_i(clk_slow_i), .irq_i(irq), .light_o(light_q));
  assign light_o   = light_q;
  assign mii_txd_o = txd[3:0];
  assign unused    = ^txd[7:4];

  // verilator lint_off PINMISSING  // what this design has no use for is left open, as a user leaves it
  toe #(.Config(0), .NoPhy(1)) u_toe (
      .clk_core_i(clk_50_i), .rst_core_ni(rst_n), .clk_host_i(clk_50_i), .rst_host_ni(rst_n),
      .clk_phy_i(1'b0), .rst_phy_ni(1'b0),
      .s_axil_awvalid_i(1'b0), .s_axil_awaddr_i('0), .s_axil_awprot_i('0), .s_axil_wvalid_i(1'b0),
      .s_axil_wdata_i('0), .s_axil_wstrb_i('0), .s_axil_bready_i(1'b1), .s_axil_arvalid_i(1'b0),
      .s_axil_araddr_i('0), .s_axil_arprot_i('0), .s_axil_rready_i(1'b1), .irq_o(irq),
      .m_axi_awready_i(1'b0), .m_axi_wready_i(1'b0), .m_axi_bvalid_i(1'b0), .m_axi_bid_i('0),
      .m_axi_bresp_i('0), .m_axi_arready_i(1'b0), .m_axi_rvalid_i(1'b0), .m_axi_rid_i('0),
      .m_axi_rdata_i('0), .m_axi_rresp_i('0), .m_axi_rlast_i(1'b0),
      .mii_tx_clk_i, .mii_tx_en_o, .mii_txd_o(txd), .mii_rx_clk_i, .mii_rx_dv_i,
      .mii_rxd_i({4'b0000, mii_rxd_i}), .mii_rx_er_i(1'b0), .link_up_i(1'b1),
      .line_rx_p_i(1'b0), .line_rx_n_i(1'b0)
  );
endmodule
