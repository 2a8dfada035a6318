// Test wrapper: toe_tcp_path in all widths, one of them selected, with structs as plain ports.
// width_i: 0, 1, 2 for 4, 8, 16 octets a beat. External: the buffers are behind the AXI4 port.
module tcp_path_tb #(
    parameter int unsigned External = 0,
    parameter int unsigned BufBytes = 4096,
    parameter int unsigned Mtu = 1500
) (
    input  logic         clk_i,
    input  logic         rst_ni,
    input  logic [1:0]   width_i,
    input  logic [31:0]  ip_i,
    input  logic [31:0]  mask_i,
    input  logic [31:0]  gateway_i,
    input  logic [127:0] secret_i,
    input  logic [63:0]  now_i,
    // segments in
    input  logic         rx_valid_i,
    output logic         rx_ready_o,
    input  logic [127:0] rx_data_i,
    input  logic [15:0]  rx_keep_i,
    input  logic         rx_last_i,
    input  logic         rx_err_i,
    input  logic [31:0]  rx_src_i,
    input  logic [31:0]  rx_dst_i,
    input  logic [15:0]  rx_length_i,
    // segments out
    output logic         tx_valid_o,
    input  logic         tx_ready_i,
    output logic [127:0] tx_data_o,
    output logic [15:0]  tx_keep_o,
    output logic         tx_last_o,
    output logic         tx_err_o,
    output logic [47:0]  tx_mac_o,
    output logic [31:0]  tx_dst_o,
    output logic [7:0]   tx_protocol_o,
    output logic [15:0]  tx_length_o,
    output logic [7:0]   tx_ttl_o,
    output logic [7:0]   tx_tos_o,
    // ARP
    output logic         req_valid_o,
    input  logic         req_ready_i,
    output logic [31:0]  req_ip_o,
    input  logic         rsp_valid_i,
    input  logic         rsp_hit_i,
    input  logic         rsp_waiting_i,
    input  logic [47:0]  rsp_mac_i,
    input  logic         pending_resolved_i,
    input  logic         pending_failed_i,
    input  logic [31:0]  pending_ip_i,
    // records of segments
    output logic         seg_valid_o,
    input  logic         seg_ready_i,
    output logic [31:0]  seg_addr_o,
    output logic [31:0]  seg_ports_o,
    output logic [31:0]  seg_seq_o,
    output logic [31:0]  seg_ack_o,
    output logic [7:0]   seg_flags_o,
    output logic [15:0]  seg_wnd_o,
    output logic         seg_has_mss_o,
    output logic [15:0]  seg_mss_o,
    output logic         seg_has_wscale_o,
    output logic [3:0]   seg_wscale_o,
    output logic         seg_has_sackok_o,
    output logic         seg_has_ts_o,
    output logic [31:0]  seg_tsval_o,
    output logic [31:0]  seg_tsecr_o,
    output logic [2:0]   seg_sacks_o,
    output logic [255:0] seg_blocks_o,
    output logic [15:0]  seg_urgent_o,
    output logic [15:0]  seg_length_o,
    output logic [63:0]  seg_hash_o,
    output logic [23:0]  seg_cookie_o,
    // moves
    input  logic         move_valid_i,
    output logic         move_ready_o,
    input  logic [1:0]   move_kind_i,
    input  logic [15:0]  move_buffer_i,
    input  logic [15:0]  move_offset_i,
    input  logic [15:0]  move_length_i,
    input  logic [15:0]  move_skip_i,
    input  logic [15:0]  move_total_i,
    // requests
    input  logic         emit_valid_i,
    output logic         emit_ready_o,
    input  logic [31:0]  emit_addr_i,
    input  logic [31:0]  emit_ports_i,
    input  logic [31:0]  emit_seq_i,
    input  logic [31:0]  emit_ack_i,
    input  logic [7:0]   emit_flags_i,
    input  logic [15:0]  emit_wnd_i,
    input  logic         emit_has_mss_i,
    input  logic [15:0]  emit_mss_i,
    input  logic         emit_has_wscale_i,
    input  logic [3:0]   emit_wscale_i,
    input  logic         emit_has_sackok_i,
    input  logic         emit_has_ts_i,
    input  logic [31:0]  emit_tsval_i,
    input  logic [31:0]  emit_tsecr_i,
    input  logic [2:0]   emit_sacks_i,
    input  logic [63:0]  emit_sack0_i,
    input  logic [63:0]  emit_sack1_i,
    input  logic [63:0]  emit_sack2_i,
    input  logic [63:0]  emit_sack3_i,
    input  logic [15:0]  emit_urgent_i,
    input  logic [15:0]  emit_length_i,
    input  logic [7:0]   emit_ttl_i,
    input  logic [7:0]   emit_tos_i,
    input  logic [15:0]  emit_buffer_i,
    input  logic [15:0]  emit_offset_i,
    input  logic [7:0]   emit_tag_i,
    // floors
    input  logic         floor_valid_i,
    input  logic         floor_release_i,
    input  logic [15:0]  floor_buffer_i,
    input  logic [31:0]  floor_seq_i,
    // errors: a neighbour was given up
    output logic         error_valid_o,
    input  logic         error_ready_i,
    output logic [31:0]  error_addr_o,
    output logic [15:0]  error_remote_port_o,
    output logic [15:0]  error_local_port_o,
    output logic [31:0]  error_seq_o,
    output logic [32:0]  error_rest_o,  // type, code, mtu, from_arp
    // host
    input  logic         win_we_i,
    input  logic [8:0]   win_waddr_i,
    input  logic [31:0]  win_wdata_i,
    input  logic [3:0]   win_wstrb_i,
    input  logic [8:0]   win_raddr_i,
    output logic [31:0]  win_rdata_o,
    output logic         user_done_o,
    output logic         in_segs_o,
    output logic         in_errs_o,
    output logic         in_discards_o,
    output logic         stale_o,
    output logic         out_discards_o,
    // memory outside
    output logic         external_o,
    output logic         memory_error_o,
    output logic         awvalid_o,
    input  logic         awready_i,
    output logic         awid_o,
    output logic [31:0]  awaddr_o,
    output logic [7:0]   awlen_o,
    output logic [2:0]   awsize_o,
    output logic [1:0]   awburst_o,
    output logic         wvalid_o,
    input  logic         wready_i,
    output logic [127:0] wdata_o,
    output logic [15:0]  wstrb_o,
    output logic         wlast_o,
    input  logic         bvalid_i,
    output logic         bready_o,
    input  logic         bid_i,
    input  logic [1:0]   bresp_i,
    output logic         arvalid_o,
    input  logic         arready_i,
    output logic         arid_o,
    output logic [31:0]  araddr_o,
    output logic [7:0]   arlen_o,
    output logic [2:0]   arsize_o,
    output logic [1:0]   arburst_o,
    input  logic         rvalid_i,
    output logic         rready_o,
    input  logic         rid_i,
    input  logic [127:0] rdata_i,
    input  logic [1:0]   rresp_i,
    input  logic         rlast_i
);
  toe_pkg::network_t         network;
  toe_pkg::ip_rx_meta_t      rx_meta;
  toe_pkg::arp_answer_t      answer;
  toe_arp_pkg::arp_pending_t pending;
  toe_tcp_pkg::move_t        move;
  toe_tcp_pkg::tx_request_t  emit;

  assign network = '{mac: 48'h02_00_00_00_00_01, ip: ip_i, mask: mask_i, gateway: gateway_i};
  assign rx_meta = '{src: rx_src_i, dst: rx_dst_i, protocol: toe_pkg::ProtocolTcp, length: rx_length_i,
                     tos: 8'h00};
  assign answer  = '{hit: rsp_hit_i, waiting: rsp_waiting_i, mac: rsp_mac_i};
  assign pending = '{resolved: pending_resolved_i, failed: pending_failed_i, ip: pending_ip_i};

  always_comb begin
    move = '{kind: toe_tcp_pkg::move_e'(move_kind_i), buffer: move_buffer_i, offset: move_offset_i,
             length: move_length_i, skip: move_skip_i, total: move_total_i};
    emit               = '0;
    emit.emit.valid    = 1'b1;
    emit.emit.addr     = emit_addr_i;
    emit.emit.src_port = emit_ports_i[31:16];
    emit.emit.dst_port = emit_ports_i[15:0];
    emit.emit.seq      = emit_seq_i;
    emit.emit.ack      = emit_ack_i;
    emit.emit.flags    = emit_flags_i;
    emit.emit.wnd      = emit_wnd_i;
    emit.emit.has_mss  = emit_has_mss_i;
    emit.emit.mss      = emit_mss_i;
    emit.emit.has_wscale = emit_has_wscale_i;
    emit.emit.wscale     = emit_wscale_i;
    emit.emit.has_sackok = emit_has_sackok_i;
    emit.emit.has_ts     = emit_has_ts_i;
    emit.emit.tsval      = emit_tsval_i;
    emit.emit.tsecr      = emit_tsecr_i;
    emit.emit.sacks      = emit_sacks_i;
    emit.emit.sack0      = emit_sack0_i;
    emit.emit.sack1      = emit_sack1_i;
    emit.emit.sack2      = emit_sack2_i;
    emit.emit.sack3      = emit_sack3_i;
    emit.emit.urgent   = emit_urgent_i;
    emit.emit.length   = emit_length_i;
    emit.emit.ttl      = emit_ttl_i;
    emit.emit.tos      = emit_tos_i;
    emit.buffer        = emit_buffer_i;
    emit.offset        = emit_offset_i;
    emit.move_tag      = emit_tag_i;
  end

  // What each width shows, the packed ports of the record in one.
  typedef struct packed {
    logic                      rx_ready, tx_valid, tx_last, tx_err, req_valid, seg_valid;
    logic                      move_ready, emit_ready, user_done, error_valid;
    toe_pkg::icmp_error_t      error;
    logic [127:0]              data;
    logic [15:0]               keep;
    logic [31:0]               req_ip, win_rdata;
    toe_pkg::ip_tx_meta_t      meta;
    toe_tcp_pkg::segment_t     seg;
    logic [63:0]               hash;
    logic [23:0]               cookie;
    toe_tcp_pkg::tcp_io_stat_t stat;
    logic                      awvalid, awid, wvalid, wlast, bready, arvalid, arid, rready, memory_error;
    logic [31:0]               awaddr, araddr;
    logic [7:0]                awlen, arlen;
    logic [2:0]                awsize, arsize;
    logic [1:0]                awburst, arburst;
    logic [127:0]              wdata;
    logic [15:0]               wstrb;
  } shown_t;
  shown_t [2:0] shown;
  shown_t       now;
  assign now = shown[width_i];

  for (genvar w = 0; w < 3; w++) begin : g_width
    localparam int unsigned N = 4 << w;
    typedef struct packed {
      logic [8*N-1:0] data;
      logic [N-1:0]   keep;
      logic           last;
      logic           err;
    } stream_t;
    typedef struct packed {
      logic           awvalid, awid;
      logic [31:0]    awaddr;
      logic [7:0]     awlen;
      logic [2:0]     awsize;
      logic [1:0]     awburst;
      logic           wvalid, wlast;
      logic [8*N-1:0] wdata;
      logic [N-1:0]   wstrb;
      logic           bready, arvalid, arid;
      logic [31:0]    araddr;
      logic [7:0]     arlen;
      logic [2:0]     arsize;
      logic [1:0]     arburst;
      logic           rready;
    } axi_out_t;
    typedef struct packed {
      logic           awready, wready, bvalid, bid;
      logic [1:0]     bresp;
      logic           arready, rvalid, rid, rlast;
      logic [1:0]     rresp;
      logic [8*N-1:0] rdata;
    } axi_in_t;
    stream_t  in, out;
    axi_out_t axi_out;
    axi_in_t  axi_in;
    logic     chosen;
    assign axi_in = '{
        awready: awready_i && chosen, wready: wready_i && chosen, bvalid: bvalid_i && chosen, bid: bid_i,
        bresp: bresp_i, arready: arready_i && chosen, rvalid: rvalid_i && chosen, rid: rid_i, rlast: rlast_i,
        rresp: rresp_i, rdata: rdata_i[8*N-1:0]
    };
    assign {shown[w].awvalid, shown[w].awid, shown[w].awaddr} = {axi_out.awvalid, axi_out.awid, axi_out.awaddr};
    assign {shown[w].awlen, shown[w].awsize, shown[w].awburst} = {axi_out.awlen, axi_out.awsize, axi_out.awburst};
    assign {shown[w].wvalid, shown[w].wlast, shown[w].bready} = {axi_out.wvalid, axi_out.wlast, axi_out.bready};
    assign {shown[w].wdata, shown[w].wstrb} = {128'(axi_out.wdata), 16'(axi_out.wstrb)};
    assign {shown[w].arvalid, shown[w].arid, shown[w].araddr} = {axi_out.arvalid, axi_out.arid, axi_out.araddr};
    assign {shown[w].arlen, shown[w].arsize, shown[w].arburst} = {axi_out.arlen, axi_out.arsize, axi_out.arburst};
    assign shown[w].rready = axi_out.rready;
    assign chosen = width_i == 2'(w);
    assign in     = '{data: rx_data_i[8*N-1:0], keep: rx_keep_i[N-1:0], last: rx_last_i, err: rx_err_i};

    assign shown[w].data    = 128'(out.data);
    assign shown[w].keep    = 16'(out.keep);
    assign shown[w].tx_last = out.last;
    assign shown[w].tx_err  = out.err;

    toe_tcp_path #(
        .stream_t(stream_t), .axi_out_t(axi_out_t), .axi_in_t(axi_in_t), .Buffers(4), .BufBytes(BufBytes),
        .Mtu(Mtu), .External(External), .MemoryBase(32'h2000_0000)
    ) u_dut (
        .clk_i, .rst_ni,
        .network_i      (network),
        .secret_i, .now_i,
        .rx_valid_i     (rx_valid_i && chosen),
        .rx_ready_o     (shown[w].rx_ready),
        .rx_i           (in),
        .rx_meta_i      (rx_meta),
        .tx_valid_o     (shown[w].tx_valid),
        .tx_ready_i     (tx_ready_i && chosen),
        .tx_meta_o      (shown[w].meta),
        .tx_o           (out),
        .arp_req_valid_o(shown[w].req_valid),
        .arp_req_ready_i(req_ready_i && chosen),
        .arp_req_ip_o   (shown[w].req_ip),
        .arp_rsp_valid_i(rsp_valid_i && chosen),
        .arp_rsp_i      (answer),
        .pending_i      (pending),
        .seg_valid_o    (shown[w].seg_valid),
        .seg_ready_i    (seg_ready_i && chosen),
        .seg_o          (shown[w].seg),
        .seg_hash_o     (shown[w].hash),
        .seg_cookie_o   (shown[w].cookie),
        .move_valid_i   (move_valid_i && chosen),
        .move_ready_o   (shown[w].move_ready),
        .move_i         (move),
        .emit_valid_i   (emit_valid_i && chosen),
        .emit_ready_o   (shown[w].emit_ready),
        .emit_i         (emit),
        .floor_valid_i  (floor_valid_i && chosen),
        .floor_release_i(floor_release_i && chosen),
        .floor_buffer_i, .floor_seq_i,
        .error_valid_o  (shown[w].error_valid),
        .error_ready_i  (error_ready_i && chosen),
        .error_o        (shown[w].error),
        .win_we_i       (win_we_i && chosen),
        .win_waddr_i, .win_wdata_i, .win_wstrb_i, .win_raddr_i,
        .win_rdata_o    (shown[w].win_rdata),
        .user_done_o    (shown[w].user_done),
        .axi_o          (axi_out),
        .axi_i          (axi_in),
        .memory_error_o (shown[w].memory_error),
        .stat_o         (shown[w].stat)
    );
  end

  assign rx_ready_o     = now.rx_ready;
  assign tx_valid_o     = now.tx_valid;
  assign tx_data_o      = now.data;
  assign tx_keep_o      = now.keep;
  assign tx_last_o      = now.tx_last;
  assign tx_err_o       = now.tx_err;
  assign tx_mac_o       = now.meta.dst_mac;
  assign tx_dst_o       = now.meta.dst;
  assign tx_protocol_o  = now.meta.protocol;
  assign tx_length_o    = now.meta.length;
  assign tx_ttl_o       = now.meta.ttl;
  assign tx_tos_o       = now.meta.tos;
  assign req_valid_o    = now.req_valid;
  assign req_ip_o       = now.req_ip;
  assign seg_valid_o    = now.seg_valid;
  assign seg_addr_o     = now.seg.addr;
  assign seg_ports_o    = {now.seg.src_port, now.seg.dst_port};
  assign seg_seq_o      = now.seg.seq;
  assign seg_ack_o      = now.seg.ack;
  assign seg_flags_o    = now.seg.flags;
  assign seg_wnd_o      = now.seg.wnd;
  assign seg_has_mss_o  = now.seg.has_mss;
  assign seg_mss_o      = now.seg.mss;
  assign seg_has_wscale_o = now.seg.has_wscale;
  assign seg_wscale_o   = now.seg.wscale;
  assign seg_has_sackok_o = now.seg.has_sackok;
  assign seg_has_ts_o   = now.seg.has_ts;
  assign seg_tsval_o    = now.seg.tsval;
  assign seg_tsecr_o    = now.seg.tsecr;
  assign seg_sacks_o    = now.seg.sacks;
  assign seg_blocks_o   = {now.seg.sack3, now.seg.sack2, now.seg.sack1, now.seg.sack0};
  assign seg_urgent_o   = now.seg.urgent;
  assign seg_length_o   = now.seg.length;
  assign seg_hash_o     = now.hash;
  assign seg_cookie_o   = now.cookie;
  assign error_valid_o  = now.error_valid;
  assign {error_addr_o, error_remote_port_o, error_local_port_o, error_seq_o, error_rest_o} = now.error;
  assign move_ready_o   = now.move_ready;
  assign emit_ready_o   = now.emit_ready;
  assign win_rdata_o    = now.win_rdata;
  assign user_done_o    = now.user_done;
  assign in_segs_o      = now.stat.in_segs;
  assign in_errs_o      = now.stat.in_errs;
  assign in_discards_o  = now.stat.in_discards;
  assign stale_o        = now.stat.stale;
  assign out_discards_o = now.stat.out_discards;
  assign external_o     = External != 0;
  assign memory_error_o = now.memory_error;
  assign {awvalid_o, awid_o, awaddr_o}   = {now.awvalid, now.awid, now.awaddr};
  assign {awlen_o, awsize_o, awburst_o}  = {now.awlen, now.awsize, now.awburst};
  assign {wvalid_o, wlast_o, bready_o}   = {now.wvalid, now.wlast, now.bready};
  assign {wdata_o, wstrb_o, rready_o}    = {now.wdata, now.wstrb, now.rready};
  assign {arvalid_o, arid_o, araddr_o}   = {now.arvalid, now.arid, now.araddr};
  assign {arlen_o, arsize_o, arburst_o}  = {now.arlen, now.arsize, now.arburst};

endmodule
