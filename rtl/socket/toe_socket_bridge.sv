// Sockwire - AXI4-Lite from the host's clock to the core's: one small asynchronous FIFO a channel.
//
// Any ratio of the clocks; order within a channel is kept, and that is all that AXI4-Lite asks. A
// reset of either side empties both halves and swallows the answers that the core still owes; it has
// to last 64 clocks of the slower side.
module toe_socket_bridge (
  input  logic        clk_host_i,
  input  logic        rst_host_ni,
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
  output logic [1:0]  s_axil_rresp_o,

  input  logic        clk_core_i,
  input  logic        rst_core_ni,
  output logic        m_axil_awvalid_o,
  input  logic        m_axil_awready_i,
  output logic [12:0] m_axil_awaddr_o,
  output logic        m_axil_wvalid_o,
  input  logic        m_axil_wready_i,
  output logic [31:0] m_axil_wdata_o,
  output logic [3:0]  m_axil_wstrb_o,
  input  logic        m_axil_bvalid_i,
  output logic        m_axil_bready_o,
  input  logic [1:0]  m_axil_bresp_i,
  output logic        m_axil_arvalid_o,
  input  logic        m_axil_arready_i,
  output logic [12:0] m_axil_araddr_o,
  input  logic        m_axil_rvalid_i,
  output logic        m_axil_rready_o,
  input  logic [31:0] m_axil_rdata_i,
  input  logic [1:0]  m_axil_rresp_i
);
  localparam int unsigned Depth = 4;

  // Each half is in reset as long as either side is.
  logic host_seen, core_seen, host_q, core_q;
  logic aw_room, w_room, ar_room;

  toe_prim_sync u_host_seen (.clk_i(clk_core_i), .rst_ni(rst_core_ni), .data_i(rst_host_ni), .data_o(host_seen));
  toe_prim_sync u_core_seen (.clk_i(clk_host_i), .rst_ni(rst_host_ni), .data_i(rst_core_ni), .data_o(core_seen));
  always_ff @(posedge clk_host_i) host_q <= rst_host_ni && core_seen;
  always_ff @(posedge clk_core_i) core_q <= rst_core_ni && host_seen;

  assign s_axil_awready_o = aw_room && host_q;
  assign s_axil_wready_o  = w_room && host_q;
  assign s_axil_arready_o = ar_room && host_q;

  toe_prim_fifo_async #(.T(logic [12:0]), .Depth(Depth)) u_aw (
    .wr_clk_i(clk_host_i), .wr_rst_ni(host_q), .wr_valid_i(s_axil_awvalid_i && host_q), .wr_ready_o(aw_room),
    .wr_data_i(s_axil_awaddr_i),
    .rd_clk_i(clk_core_i), .rd_rst_ni(core_q), .rd_valid_o(m_axil_awvalid_o), .rd_ready_i(m_axil_awready_i),
    .rd_data_o(m_axil_awaddr_o)
  );
  toe_prim_fifo_async #(.T(logic [35:0]), .Depth(Depth)) u_w (
    .wr_clk_i(clk_host_i), .wr_rst_ni(host_q), .wr_valid_i(s_axil_wvalid_i && host_q), .wr_ready_o(w_room),
    .wr_data_i({s_axil_wdata_i, s_axil_wstrb_i}),
    .rd_clk_i(clk_core_i), .rd_rst_ni(core_q), .rd_valid_o(m_axil_wvalid_o), .rd_ready_i(m_axil_wready_i),
    .rd_data_o({m_axil_wdata_o, m_axil_wstrb_o})
  );
  toe_prim_fifo_async #(.T(logic [1:0]), .Depth(Depth)) u_b (
    .wr_clk_i(clk_core_i), .wr_rst_ni(core_q), .wr_valid_i(m_axil_bvalid_i), .wr_ready_o(m_axil_bready_o),
    .wr_data_i(m_axil_bresp_i),
    .rd_clk_i(clk_host_i), .rd_rst_ni(host_q), .rd_valid_o(s_axil_bvalid_o), .rd_ready_i(s_axil_bready_i),
    .rd_data_o(s_axil_bresp_o)
  );
  toe_prim_fifo_async #(.T(logic [12:0]), .Depth(Depth)) u_ar (
    .wr_clk_i(clk_host_i), .wr_rst_ni(host_q), .wr_valid_i(s_axil_arvalid_i && host_q), .wr_ready_o(ar_room),
    .wr_data_i(s_axil_araddr_i),
    .rd_clk_i(clk_core_i), .rd_rst_ni(core_q), .rd_valid_o(m_axil_arvalid_o), .rd_ready_i(m_axil_arready_i),
    .rd_data_o(m_axil_araddr_o)
  );
  toe_prim_fifo_async #(.T(logic [33:0]), .Depth(Depth)) u_r (
    .wr_clk_i(clk_core_i), .wr_rst_ni(core_q), .wr_valid_i(m_axil_rvalid_i), .wr_ready_o(m_axil_rready_o),
    .wr_data_i({m_axil_rdata_i, m_axil_rresp_i}),
    .rd_clk_i(clk_host_i), .rd_rst_ni(host_q), .rd_valid_o(s_axil_rvalid_o), .rd_ready_i(s_axil_rready_i),
    .rd_data_o({s_axil_rdata_o, s_axil_rresp_o})
  );
endmodule
