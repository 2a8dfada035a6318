// Proof of toe_socket_axil, between a host and a register block that both keep AXI4-Lite's rules and
// take any time: it keeps them too (AMBA A3.2.1, A3.3.1), answers each access once and after it was
// done, writes the window only for a write to it, and never stands still.
module formal_axil (
    input logic        clk_i,
    input logic        s_axil_awvalid_i,
    input logic [12:0] s_axil_awaddr_i,
    input logic        s_axil_wvalid_i,
    input logic [31:0] s_axil_wdata_i,
    input logic [3:0]  s_axil_wstrb_i,
    input logic        s_axil_bready_i,
    input logic        s_axil_arvalid_i,
    input logic [12:0] s_axil_araddr_i,
    input logic        s_axil_rready_i,
    input logic        block_awready_i,
    input logic        block_wready_i,
    input logic        block_bvalid_i,
    input logic [1:0]  block_bresp_i,
    input logic        block_arready_i,
    input logic        block_rvalid_i,
    input logic [31:0] block_rdata_i,
    input logic [1:0]  block_rresp_i,
    input logic [31:0] win_rdata_i,
    input logic        pick_i             // look at the accesses whose addresses are taken now
);
  logic rst_n = 1'b0;
  always_ff @(posedge clk_i) rst_n <= 1'b1;

  logic        awready, wready, bvalid, arready, rvalid;
  logic [1:0]  bresp, rresp;
  logic [31:0] rdata, block_wdata, win_wdata;
  logic        block_awvalid, block_wvalid, block_bready, block_arvalid, block_rready, win_we;
  logic [11:0] block_awaddr, block_araddr;
  logic [3:0]  block_wstrb, win_wstrb;
  logic [8:0]  win_waddr, win_raddr;

  toe_socket_axil u_dut (
      .clk_i, .rst_ni(rst_n),
      .s_axil_awvalid_i, .s_axil_awready_o(awready), .s_axil_awaddr_i,
      .s_axil_wvalid_i, .s_axil_wready_o(wready), .s_axil_wdata_i, .s_axil_wstrb_i,
      .s_axil_bvalid_o(bvalid), .s_axil_bready_i, .s_axil_bresp_o(bresp),
      .s_axil_arvalid_i, .s_axil_arready_o(arready), .s_axil_araddr_i,
      .s_axil_rvalid_o(rvalid), .s_axil_rready_i, .s_axil_rdata_o(rdata), .s_axil_rresp_o(rresp),
      .block_awvalid_o(block_awvalid), .block_awready_i, .block_awaddr_o(block_awaddr),
      .block_wvalid_o(block_wvalid), .block_wready_i, .block_wdata_o(block_wdata), .block_wstrb_o(block_wstrb),
      .block_bvalid_i, .block_bready_o(block_bready), .block_bresp_i,
      .block_arvalid_o(block_arvalid), .block_arready_i, .block_araddr_o(block_araddr),
      .block_rvalid_i, .block_rready_o(block_rready), .block_rdata_i, .block_rresp_i,
      .win_we_o(win_we), .win_waddr_o(win_waddr), .win_wdata_o(win_wdata), .win_wstrb_o(win_wstrb),
      .win_raddr_o(win_raddr), .win_rdata_i
  );

  // ------------------------------------------------------------ the block: answers what it has taken
  logic aw_taken_q, w_taken_q, ar_taken_q, block_aw, block_w, block_b, block_ar, block_r;
  logic b_waits_q, r_waits_q, aw_waits_q, w_waits_q, ar_waits_q;
  assign block_aw = block_awvalid && block_awready_i;
  assign block_w  = block_wvalid && block_wready_i;
  assign block_b  = block_bvalid_i && block_bready;
  assign block_ar = block_arvalid && block_arready_i;
  assign block_r  = block_rvalid_i && block_rready;
  always_ff @(posedge clk_i) begin
    aw_taken_q <= rst_n && !block_b && (aw_taken_q || block_aw);
    w_taken_q  <= rst_n && !block_b && (w_taken_q || block_w);
    ar_taken_q <= rst_n && !block_r && (ar_taken_q || block_ar);
    b_waits_q  <= rst_n && block_bvalid_i && !block_bready;
    r_waits_q  <= rst_n && block_rvalid_i && !block_rready;
    aw_waits_q <= rst_n && block_awvalid && !block_awready_i;
    w_waits_q  <= rst_n && block_wvalid && !block_wready_i;
    ar_waits_q <= rst_n && block_arvalid && !block_arready_i;
    assume (!block_bvalid_i || (aw_taken_q && w_taken_q));
    assume (!block_rvalid_i || ar_taken_q);
    if (b_waits_q) assume (block_bvalid_i);
    if (r_waits_q) assume (block_rvalid_i);
  end

  // ------------------------------------------------------------ the host: stands still while it waits
  logic        haw_q, hw_q, har_q;
  logic [12:0] haw_addr_q, har_addr_q;
  logic [35:0] hw_data_q;
  always_ff @(posedge clk_i) begin
    haw_q      <= rst_n && s_axil_awvalid_i && !awready;
    hw_q       <= rst_n && s_axil_wvalid_i && !wready;
    har_q      <= rst_n && s_axil_arvalid_i && !arready;
    haw_addr_q <= s_axil_awaddr_i;
    har_addr_q <= s_axil_araddr_i;
    hw_data_q  <= {s_axil_wdata_i, s_axil_wstrb_i};
    if (haw_q) assume (s_axil_awvalid_i && s_axil_awaddr_i == haw_addr_q);
    if (hw_q) assume (s_axil_wvalid_i && {s_axil_wdata_i, s_axil_wstrb_i} == hw_data_q);
    if (har_q) assume (s_axil_arvalid_i && s_axil_araddr_i == har_addr_q);
  end

  // Accesses inside: taken from the host and not answered.
  logic [2:0] aws_q, ws_q, ars_q;
  logic       aw, w, b, ar, r;
  assign aw = s_axil_awvalid_i && awready;
  assign w  = s_axil_wvalid_i && wready;
  assign b  = bvalid && s_axil_bready_i;
  assign ar = s_axil_arvalid_i && arready;
  assign r  = rvalid && s_axil_rready_i;
  always_ff @(posedge clk_i) begin
    aws_q  <= aws_q + 3'(aw) - 3'(b);
    ws_q   <= ws_q + 3'(w) - 3'(b);
    ars_q  <= ars_q + 3'(ar) - 3'(r);
    if (!rst_n) begin
      aws_q <= '0;
      ws_q  <= '0;
      ars_q <= '0;
    end
  end

  // The addresses of one write and of one read, taken while nothing was inside, and where they lead.
  logic        write_q, read_q;
  logic [12:0] waddr_q, raddr_q;
  always_ff @(posedge clk_i) begin
    if (aw && pick_i && aws_q == '0) begin
      write_q <= 1'b1;
      waddr_q <= s_axil_awaddr_i;
    end else if (b) begin
      write_q <= 1'b0;
    end
    if (ar && pick_i && ars_q == '0) begin
      read_q  <= 1'b1;
      raddr_q <= s_axil_araddr_i;
    end else if (r) begin
      read_q <= 1'b0;
    end
    if (!rst_n) begin
      write_q <= 1'b0;
      read_q  <= 1'b0;
    end
  end

  // Clocks for which an access was inside while nobody made it wait.
  logic [3:0] write_stands_q, read_stands_q;
  logic       block_slow_w, block_slow_r;
  assign block_slow_w = (block_awvalid && !block_awready_i) || (block_wvalid && !block_wready_i) || (aw_taken_q && w_taken_q && !block_bvalid_i);
  assign block_slow_r = (block_arvalid && !block_arready_i) || (ar_taken_q && !block_rvalid_i);
  always_ff @(posedge clk_i) begin
    if (!rst_n || b || aws_q == '0 || ws_q == '0 || block_slow_w || (bvalid && !s_axil_bready_i)) write_stands_q <= '0;
    else if (write_stands_q != '1) write_stands_q <= write_stands_q + 4'd1;
    if (!rst_n || r || ars_q == '0 || block_slow_r || (rvalid && !s_axil_rready_i)) read_stands_q <= '0;
    else if (read_stands_q != '1) read_stands_q <= read_stands_q + 4'd1;
  end

  always_ff @(posedge clk_i) begin
    if (rst_n) begin
      answers_a_write : assert (!bvalid || (aws_q != '0 && ws_q != '0));
      answers_a_read : assert (!rvalid || ars_q != '0);
      few_inside : assert (aws_q <= 3'd4 && ws_q <= 3'd4 && ars_q <= 3'd4);
      if (aw_waits_q) block_aw_stays : assert (block_awvalid);
      if (w_waits_q) block_w_stays : assert (block_wvalid);
      if (ar_waits_q) block_ar_stays : assert (block_arvalid);
      one_access : assert (!(block_awvalid && aw_taken_q) && !(block_wvalid && w_taken_q) && !(block_arvalid && ar_taken_q));
      if (write_q && !bvalid) begin
        if (block_awvalid) write_to_block : assert (!waddr_q[12] && block_awaddr == waddr_q[11:0]);
        if (win_we) write_to_window : assert (waddr_q[12:11] == 2'b10 && win_waddr == waddr_q[10:2]);
      end
      if (read_q && !rvalid && block_arvalid) read_of_block : assert (!raddr_q[12] && block_araddr == raddr_q[11:0]);
      write_goes_on : assert (write_stands_q < 4'd8);
      read_goes_on : assert (read_stands_q < 4'd8);
      window_and_block : cover (win_we && aws_q == 3'd2 && ars_q == 3'd2);
      block_answers : cover (b && bresp == 2'b10);
    end
  end
endmodule
