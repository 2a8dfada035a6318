// toe_socket_bridge in front of a small AXI4-Lite memory in the core's clock, whose channels stall
// now and then.
module bridge_tb (
  input  logic        clk_host_i, rst_host_ni, clk_core_i, rst_core_ni,
  input  logic        s_axil_awvalid_i,
  output logic        s_axil_awready_o,
  input  logic [12:0] s_axil_awaddr_i,
  input  logic        s_axil_wvalid_i,
  output logic        s_axil_wready_o,
  input  logic [31:0] s_axil_wdata_i,
  input  logic [3:0]  s_axil_wstrb_i,
  output logic        s_axil_bvalid_o,
  input  logic        s_axil_bready_i,
  output logic [1:0]  s_axil_bresp_o,
  input  logic        s_axil_arvalid_i,
  output logic        s_axil_arready_o,
  input  logic [12:0] s_axil_araddr_i,
  output logic        s_axil_rvalid_o,
  input  logic        s_axil_rready_i,
  output logic [31:0] s_axil_rdata_o,
  output logic [1:0]  s_axil_rresp_o
);
  logic        awvalid, awready, wvalid, wready, bvalid_q, bready, arvalid, arready, rvalid_q, rready;
  logic [12:0] awaddr, araddr;
  logic [31:0] wdata, rdata_q, stall_q;
  logic [3:0]  wstrb;
  logic [1:0]  bresp_q, rresp_q;
  logic [31:0] memory [2048];

  toe_socket_bridge u_bridge (
    .*,
    .m_axil_awvalid_o(awvalid), .m_axil_awready_i(awready), .m_axil_awaddr_o(awaddr),
    .m_axil_wvalid_o(wvalid), .m_axil_wready_i(wready), .m_axil_wdata_o(wdata), .m_axil_wstrb_o(wstrb),
    .m_axil_bvalid_i(bvalid_q), .m_axil_bready_o(bready), .m_axil_bresp_i(bresp_q),
    .m_axil_arvalid_o(arvalid), .m_axil_arready_i(arready), .m_axil_araddr_o(araddr),
    .m_axil_rvalid_i(rvalid_q), .m_axil_rready_o(rready), .m_axil_rdata_i(rdata_q), .m_axil_rresp_i(rresp_q)
  );

  // Both at once, as AXI4-Lite allows.
  assign awready = awvalid && wvalid && (!bvalid_q || bready) && stall_q[0];
  assign wready  = awready;
  assign arready = (!rvalid_q || rready) && stall_q[1];

  always_ff @(posedge clk_core_i) begin
    if (!rst_core_ni) begin
      bvalid_q <= 1'b0;
      rvalid_q <= 1'b0;
      stall_q  <= 32'hDEAD_BEEF;
    end else begin
      stall_q <= {stall_q[30:0], stall_q[31] ^ stall_q[21] ^ stall_q[1] ^ stall_q[0]};
      if (bready) bvalid_q <= 1'b0;
      if (rready) rvalid_q <= 1'b0;
      if (awvalid && awready) begin
        for (int i = 0; i < 4; i++) if (wstrb[i]) memory[awaddr[12:2]][8*i+:8] <= wdata[8*i+:8];
        bresp_q  <= awaddr[1:0];
        bvalid_q <= 1'b1;
      end
      if (arvalid && arready) begin
        rdata_q  <= memory[araddr[12:2]];
        rresp_q  <= araddr[1:0];
        rvalid_q <= 1'b1;
      end
    end
  end
endmodule
