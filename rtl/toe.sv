// Sockwire - the offload engine: joins the layers in the order in which an octet travels, nothing else.
//
//   host - socket - tcp - ip, icmp, arp - mac - (10BASE-T) - line
//
// Config chooses toe_pkg::Small or Base; DataBytes other than 0 another stream width; NoPhy the MII
// pins where the configuration has a transceiver. Pins: docs/contracts.md. Resets are synchronous to
// their clocks. mii_mon_* shows what passes between MAC and pins, or MAC and transceiver; *_record_o
// tell what has happened (toe_*_pkg) and feed nothing.
module toe #(
  parameter int unsigned Config    = 0,
  parameter int unsigned DataBytes = 0,
  parameter int unsigned NoPhy     = 0
) (
  input  logic        clk_core_i,
  input  logic        rst_core_ni,
  input  logic        clk_host_i,
  input  logic        rst_host_ni,
  input  logic        clk_phy_i,   // with a transceiver: its clock
  input  logic        rst_phy_ni,

  // AXI4-Lite, host clock
  input  logic        s_axil_awvalid_i,
  output logic        s_axil_awready_o,
  input  logic [12:0] s_axil_awaddr_i,
  input  logic [2:0]  s_axil_awprot_i,
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
  input  logic [2:0]  s_axil_arprot_i,
  output logic        s_axil_rvalid_o,
  input  logic        s_axil_rready_i,
  output logic [31:0] s_axil_rdata_o,
  output logic [1:0]  s_axil_rresp_o,
  output logic        irq_o,       // host clock

  // MII or GMII; without meaning where a transceiver is inside
  input  logic        mii_tx_clk_i,
  output logic        mii_tx_en_o,
  output logic [7:0]  mii_txd_o,
  output logic        mii_tx_er_o,
  input  logic        mii_rx_clk_i,
  input  logic        mii_rx_dv_i,
  input  logic [7:0]  mii_rxd_i,
  input  logic        mii_rx_er_i,
  input  logic        link_up_i,   // any clock

  // the line, where a transceiver is inside
  output logic        line_tx_p_o,
  output logic        line_tx_n_o,
  input  logic        line_rx_p_i,
  input  logic        line_rx_n_i,
  output logic        link_up_o,

  // what passes at the MII
  output logic        mii_mon_tx_clk_o,
  output logic        mii_mon_tx_en_o,
  output logic [7:0]  mii_mon_txd_o,
  output logic        mii_mon_tx_er_o,
  output logic        mii_mon_rx_clk_o,
  output logic        mii_mon_rx_dv_o,
  output logic [7:0]  mii_mon_rxd_o,
  output logic        mii_mon_rx_er_o,

  // what has happened: core clock, but mac_rx_record_o in mii_mon_rx_clk_o
  output logic [63:0]                 now_o,
  output toe_tcp_pkg::tcp_record_t    tcp_record_o,
  output toe_arp_pkg::arp_record_t    arp_record_o,
  output toe_icmp_pkg::icmp_record_t  icmp_record_o,
  output toe_mac_pkg::mac_rx_record_t mac_rx_record_o
);
  localparam toe_pkg::cfg_t Named = toe_pkg::with_data_bytes(toe_pkg::configuration(Config), DataBytes);
  localparam toe_pkg::cfg_t Cfg   = (NoPhy != 0) ? toe_pkg::without_phy(Named) : Named;

  if (Config > 1) begin : gen_bad_config
    $fatal(1, "toe: Config must be 0 (small) or 1 (base)");
  end

  typedef struct packed {
    logic [8*Cfg.DataBytes-1:0] data;
    logic [Cfg.DataBytes-1:0]   keep;
    logic                       last;
    logic                       err;
  } stream_t;

  // ------------------------------------------------------------ host and socket layer
  logic        axil_awvalid, axil_awready, axil_wvalid, axil_wready, axil_bvalid, axil_bready;
  logic        axil_arvalid, axil_arready, axil_rvalid, axil_rready;
  logic [12:0] axil_awaddr, axil_araddr;
  logic [31:0] axil_wdata, axil_rdata;
  logic [3:0]  axil_wstrb;
  logic [1:0]  axil_bresp, axil_rresp;
  logic        irq, unused_prot;

  assign unused_prot = ^{s_axil_awprot_i, s_axil_arprot_i};  // no access is more privileged than another

  toe_socket_bridge u_bridge (
    .clk_host_i, .rst_host_ni,
    .s_axil_awvalid_i, .s_axil_awready_o, .s_axil_awaddr_i, .s_axil_wvalid_i, .s_axil_wready_o,
    .s_axil_wdata_i, .s_axil_wstrb_i, .s_axil_bvalid_o, .s_axil_bready_i, .s_axil_bresp_o,
    .s_axil_arvalid_i, .s_axil_arready_o, .s_axil_araddr_i, .s_axil_rvalid_o, .s_axil_rready_i,
    .s_axil_rdata_o, .s_axil_rresp_o,
    .clk_core_i, .rst_core_ni,
    .m_axil_awvalid_o(axil_awvalid), .m_axil_awready_i(axil_awready), .m_axil_awaddr_o(axil_awaddr),
    .m_axil_wvalid_o(axil_wvalid), .m_axil_wready_i(axil_wready), .m_axil_wdata_o(axil_wdata),
    .m_axil_wstrb_o(axil_wstrb), .m_axil_bvalid_i(axil_bvalid), .m_axil_bready_o(axil_bready),
    .m_axil_bresp_i(axil_bresp), .m_axil_arvalid_o(axil_arvalid), .m_axil_arready_i(axil_arready),
    .m_axil_araddr_o(axil_araddr), .m_axil_rvalid_i(axil_rvalid), .m_axil_rready_o(axil_rready),
    .m_axil_rdata_i(axil_rdata), .m_axil_rresp_i(axil_rresp)
  );
  toe_prim_sync u_irq (.clk_i(clk_host_i), .rst_ni(rst_host_ni), .data_i(irq), .data_o(irq_o));

  toe_pkg::network_t network;
  logic [31:0]       msl;
  logic [127:0]      secret;
  logic [3:0]        time_shift;
  logic [63:0]       now;
  logic              link_up, init_done;
  toe_tcp_pkg::tcp_stat_t    tcp_stat;
  toe_tcp_pkg::tcp_io_stat_t tcp_io_stat;
  toe_ip_pkg::ip_stat_t      ip_rx_stat, ip_tx_stat;
  toe_icmp_pkg::icmp_stat_t  icmp_stat;
  toe_arp_pkg::arp_stat_t    arp_stat;
  toe_mac_pkg::mac_stat_t    mac_stat, mac_eth_stat;

  logic        win_we, user_done;
  logic [8:0]  win_waddr, win_raddr;
  logic [31:0] win_wdata, win_rdata;
  logic [3:0]  win_wstrb;

  logic                     call_valid, call_ready, call_retry, answer_valid, ready_valid;
  toe_tcp_pkg::user_call_t  call;
  toe_tcp_pkg::call_grant_t call_grant;
  toe_tcp_pkg::answer_t     answer;
  toe_pkg::desc_t           ready_desc;
  toe_tcp_pkg::ready_t      ready;
  logic                     snap_ask, snap_answer;
  toe_pkg::desc_t           snap_desc;
  toe_tcp_pkg::tcb_t        snap_tcb;

  logic           desc_available, desc_take, desc_release, buf_available, buf_take, buf_release;
  logic [15:0]    desc_next, desc_release_id, buf_next, buf_release_id;
  logic           port_release, find_hit, find_full, check_alive, slot_free, open, close;
  toe_pkg::port_t port_release_port, find_port, open_port;
  logic [15:0]    find_parent, check_parent, count_parent, push_parent;
  toe_pkg::desc_t check_desc, open_desc, close_desc, push_child;
  logic [7:0]     open_backlog;
  logic           count_up, count_down, push;

  assign now_o = now;

  toe_socket #(.Cfg(Cfg)) u_socket (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni),
    .s_axil_awvalid_i(axil_awvalid), .s_axil_awready_o(axil_awready), .s_axil_awaddr_i(axil_awaddr),
    .s_axil_wvalid_i(axil_wvalid), .s_axil_wready_o(axil_wready), .s_axil_wdata_i(axil_wdata),
    .s_axil_wstrb_i(axil_wstrb), .s_axil_bvalid_o(axil_bvalid), .s_axil_bready_i(axil_bready),
    .s_axil_bresp_o(axil_bresp), .s_axil_arvalid_i(axil_arvalid), .s_axil_arready_o(axil_arready),
    .s_axil_araddr_i(axil_araddr), .s_axil_rvalid_o(axil_rvalid), .s_axil_rready_i(axil_rready),
    .s_axil_rdata_o(axil_rdata), .s_axil_rresp_o(axil_rresp), .irq_o(irq),
    .network_o(network), .msl_o(msl), .secret_o(secret), .time_shift_o(time_shift), .now_o(now),
    .link_up_i(link_up), .init_done_i(init_done),
    .tcp_stat_i(tcp_stat), .tcp_io_stat_i(tcp_io_stat), .ip_stat_i(ip_rx_stat | ip_tx_stat),
    .icmp_stat_i(icmp_stat), .arp_stat_i(arp_stat), .mac_stat_i(mac_stat | mac_eth_stat),
    .win_we_o(win_we), .win_waddr_o(win_waddr), .win_wdata_o(win_wdata), .win_wstrb_o(win_wstrb),
    .win_raddr_o(win_raddr), .win_rdata_i(win_rdata), .user_done_i(user_done),
    .call_valid_o(call_valid), .call_ready_i(call_ready), .call_o(call), .call_grant_o(call_grant),
    .call_retry_i(call_retry), .answer_valid_i(answer_valid), .answer_i(answer),
    .ready_valid_i(ready_valid), .ready_desc_i(ready_desc), .ready_i(ready),
    .snap_valid_o(snap_ask), .snap_desc_o(snap_desc), .snap_valid_i(snap_answer), .snap_tcb_i(snap_tcb),
    .desc_available_o(desc_available), .desc_next_o(desc_next), .desc_take_i(desc_take),
    .desc_release_i(desc_release), .desc_release_id_i(desc_release_id),
    .buf_available_o(buf_available), .buf_next_o(buf_next), .buf_take_i(buf_take),
    .buf_release_i(buf_release), .buf_release_id_i(buf_release_id),
    .port_release_i(port_release), .port_release_port_i(port_release_port),
    .find_port_i(find_port), .find_hit_o(find_hit), .find_full_o(find_full), .find_parent_o(find_parent),
    .check_parent_i(check_parent), .check_alive_o(check_alive), .check_desc_o(check_desc),
    .slot_free_o(slot_free), .open_i(open), .open_desc_i(open_desc), .open_port_i(open_port),
    .open_backlog_i(open_backlog), .close_i(close), .close_desc_i(close_desc),
    .count_up_i(count_up), .count_down_i(count_down), .count_parent_i(count_parent),
    .push_i(push), .push_parent_i(push_parent), .push_child_i(push_child)
  );

  // ------------------------------------------------------------ TCP
  logic                     seg_valid, seg_ready, move_valid, move_ready, emit_valid, emit_ready;
  toe_tcp_pkg::segment_t    seg;
  logic [63:0]              seg_hash;
  logic [23:0]              seg_cookie;
  logic                     icmp_error_valid, icmp_error_ready;
  toe_pkg::icmp_error_t icmp_error;
  toe_tcp_pkg::move_t       move;
  toe_tcp_pkg::tx_request_t emit;
  logic                     floor_valid, floor_release;
  logic [15:0]              floor_buffer;
  toe_tcp_pkg::seq_t        floor_seq;

  toe_tcp #(.Sockets(Cfg.Sockets), .BufBytes(Cfg.BufBytes)) u_tcp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .init_done_o(init_done),
    .network_i(network), .msl_i(msl), .secret_i(secret), .now_i(now),
    .seg_valid_i(seg_valid), .seg_ready_o(seg_ready), .seg_i(seg), .seg_hash_i(seg_hash),
    .seg_cookie_i(seg_cookie),
    .icmp_valid_i(icmp_error_valid), .icmp_ready_o(icmp_error_ready), .icmp_i(icmp_error),
    .move_valid_o(move_valid), .move_ready_i(move_ready), .move_o(move),
    .emit_valid_o(emit_valid), .emit_ready_i(emit_ready), .emit_o(emit),
    .floor_valid_o(floor_valid), .floor_release_o(floor_release), .floor_buffer_o(floor_buffer),
    .floor_seq_o(floor_seq),
    .call_valid_i(call_valid), .call_ready_o(call_ready), .call_i(call), .call_grant_i(call_grant),
    .call_retry_o(call_retry), .answer_valid_o(answer_valid), .answer_o(answer),
    .ready_valid_o(ready_valid), .ready_desc_o(ready_desc), .ready_o(ready),
    .snap_valid_i(snap_ask), .snap_desc_i(snap_desc), .snap_valid_o(snap_answer), .snap_tcb_o(snap_tcb),
    .desc_available_i(desc_available), .desc_next_i(desc_next), .desc_take_o(desc_take),
    .desc_release_o(desc_release), .desc_release_id_o(desc_release_id),
    .buf_available_i(buf_available), .buf_next_i(buf_next), .buf_take_o(buf_take),
    .buf_release_o(buf_release), .buf_release_id_o(buf_release_id),
    .port_release_o(port_release), .port_release_port_o(port_release_port),
    .find_port_o(find_port), .find_hit_i(find_hit), .find_full_i(find_full), .find_parent_i(find_parent),
    .check_parent_o(check_parent), .check_alive_i(check_alive), .check_desc_i(check_desc),
    .slot_free_i(slot_free), .open_o(open), .open_desc_o(open_desc), .open_port_o(open_port),
    .open_backlog_o(open_backlog), .close_o(close), .close_desc_o(close_desc),
    .count_up_o(count_up), .count_down_o(count_down), .count_parent_o(count_parent),
    .push_o(push), .push_parent_o(push_parent), .push_child_o(push_child),
    .stat_o(tcp_stat), .record_o(tcp_record_o)
  );

  logic                 tcp_rx_valid, tcp_rx_ready, tcp_tx_valid, tcp_tx_ready;
  stream_t              ip_payload, tcp_tx;
  toe_pkg::ip_rx_meta_t ip_meta;
  toe_pkg::ip_tx_meta_t tcp_tx_meta;
  logic                 tcp_req_valid, tcp_req_ready, tcp_rsp_valid;
  toe_pkg::ip_t         tcp_req_ip;
  toe_pkg::arp_answer_t tcp_rsp;
  toe_arp_pkg::arp_pending_t pending;

  toe_tcp_path #(.stream_t(stream_t), .Buffers(Cfg.Buffers), .BufBytes(Cfg.BufBytes)) u_tcp_path (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network), .secret_i(secret), .now_i(now),
    .rx_valid_i(tcp_rx_valid), .rx_ready_o(tcp_rx_ready), .rx_i(ip_payload), .rx_meta_i(ip_meta),
    .tx_valid_o(tcp_tx_valid), .tx_ready_i(tcp_tx_ready), .tx_meta_o(tcp_tx_meta), .tx_o(tcp_tx),
    .arp_req_valid_o(tcp_req_valid), .arp_req_ready_i(tcp_req_ready), .arp_req_ip_o(tcp_req_ip),
    .arp_rsp_valid_i(tcp_rsp_valid), .arp_rsp_i(tcp_rsp), .pending_i(pending),
    .seg_valid_o(seg_valid), .seg_ready_i(seg_ready), .seg_o(seg), .seg_hash_o(seg_hash),
    .seg_cookie_o(seg_cookie),
    .move_valid_i(move_valid), .move_ready_o(move_ready), .move_i(move),
    .emit_valid_i(emit_valid), .emit_ready_o(emit_ready), .emit_i(emit),
    .floor_valid_i(floor_valid), .floor_release_i(floor_release), .floor_buffer_i(floor_buffer),
    .floor_seq_i(floor_seq),
    .win_we_i(win_we), .win_waddr_i(win_waddr), .win_wdata_i(win_wdata), .win_wstrb_i(win_wstrb),
    .win_raddr_i(win_raddr), .win_rdata_o(win_rdata), .user_done_o(user_done), .stat_o(tcp_io_stat)
  );

  // ------------------------------------------------------------ IP and ICMP
  logic                 ip_rx_valid, ip_rx_ready, ip_tx_valid, ip_tx_ready;
  logic                 icmp_rx_valid, icmp_rx_ready, icmp_tx_valid, icmp_tx_ready;
  stream_t              ip_rx, ip_tx, icmp_tx;
  toe_pkg::eth_header_t eth_rx_header, ip_tx_header;
  toe_pkg::ip_tx_meta_t icmp_tx_meta;
  logic                 icmp_req_valid, icmp_req_ready, icmp_rsp_valid;
  toe_pkg::ip_t         icmp_req_ip;
  toe_pkg::arp_answer_t icmp_rsp;

  toe_ip_rx #(.stream_t(stream_t)) u_ip_rx (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network),
    .valid_i(ip_rx_valid), .ready_o(ip_rx_ready), .header_i(eth_rx_header), .data_i(ip_rx),
    .meta_o(ip_meta), .payload_o(ip_payload), .icmp_valid_o(icmp_rx_valid), .icmp_ready_i(icmp_rx_ready),
    .tcp_valid_o(tcp_rx_valid), .tcp_ready_i(tcp_rx_ready), .stat_o(ip_rx_stat)
  );

  toe_ip_tx #(.stream_t(stream_t)) u_ip_tx (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network),
    .tcp_valid_i(tcp_tx_valid), .tcp_ready_o(tcp_tx_ready), .tcp_meta_i(tcp_tx_meta), .tcp_i(tcp_tx),
    .icmp_valid_i(icmp_tx_valid), .icmp_ready_o(icmp_tx_ready), .icmp_meta_i(icmp_tx_meta),
    .icmp_i(icmp_tx),
    .valid_o(ip_tx_valid), .ready_i(ip_tx_ready), .header_o(ip_tx_header), .data_o(ip_tx),
    .stat_o(ip_tx_stat)
  );

  toe_icmp #(.stream_t(stream_t)) u_icmp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network),
    .rx_valid_i(icmp_rx_valid), .rx_ready_o(icmp_rx_ready), .rx_i(ip_payload), .rx_meta_i(ip_meta),
    .tx_valid_o(icmp_tx_valid), .tx_ready_i(icmp_tx_ready), .tx_meta_o(icmp_tx_meta), .tx_o(icmp_tx),
    .req_valid_o(icmp_req_valid), .req_ready_i(icmp_req_ready), .req_ip_o(icmp_req_ip),
    .rsp_valid_i(icmp_rsp_valid), .rsp_i(icmp_rsp),
    .error_valid_o(icmp_error_valid), .error_ready_i(icmp_error_ready), .error_o(icmp_error),
    .record_o(icmp_record_o), .stat_o(icmp_stat)
  );

  // ------------------------------------------------------------ ARP
  logic                 arp_rx_valid, arp_rx_ready, arp_tx_valid, arp_tx_ready;
  stream_t              arp_rx, arp_tx;
  toe_pkg::eth_header_t arp_tx_header;

  toe_arp #(.stream_t(stream_t), .Entries(Cfg.ArpEntries)) u_arp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network), .now_i(now),
    .rx_valid_i(arp_rx_valid), .rx_ready_o(arp_rx_ready), .rx_i(arp_rx),
    .tx_valid_o(arp_tx_valid), .tx_ready_i(arp_tx_ready), .tx_header_o(arp_tx_header), .tx_o(arp_tx),
    .tcp_req_valid_i(tcp_req_valid), .tcp_req_ready_o(tcp_req_ready), .tcp_req_ip_i(tcp_req_ip),
    .tcp_rsp_valid_o(tcp_rsp_valid), .tcp_rsp_o(tcp_rsp),
    .icmp_req_valid_i(icmp_req_valid), .icmp_req_ready_o(icmp_req_ready), .icmp_req_ip_i(icmp_req_ip),
    .icmp_rsp_valid_o(icmp_rsp_valid), .icmp_rsp_o(icmp_rsp),
    .pending_o(pending), .record_o(arp_record_o), .stat_o(arp_stat)
  );

  // ------------------------------------------------------------ Ethernet and MAC
  logic    mac_rx_valid, mac_rx_ready, mac_tx_valid, mac_tx_ready, unknown;
  stream_t mac_rx, mac_tx;

  assign mac_eth_stat = '{in_unknown_protos: unknown, default: '0};

  toe_mac_eth_rx #(.stream_t(stream_t)) u_mac_eth_rx (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni),
    .valid_i(mac_rx_valid), .ready_o(mac_rx_ready), .data_i(mac_rx), .header_o(eth_rx_header),
    .arp_valid_o(arp_rx_valid), .arp_ready_i(arp_rx_ready), .arp_o(arp_rx),
    .ip_valid_o(ip_rx_valid), .ip_ready_i(ip_rx_ready), .ip_o(ip_rx), .unknown_o(unknown)
  );

  toe_mac_eth_tx #(.stream_t(stream_t)) u_mac_eth_tx (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni),
    .arp_valid_i(arp_tx_valid), .arp_ready_o(arp_tx_ready), .arp_header_i(arp_tx_header), .arp_i(arp_tx),
    .ip_valid_i(ip_tx_valid), .ip_ready_o(ip_tx_ready), .ip_header_i(ip_tx_header), .ip_i(ip_tx),
    .valid_o(mac_tx_valid), .ready_i(mac_tx_ready), .data_o(mac_tx)
  );

  toe_mac #(.stream_t(stream_t), .MiiBits(Cfg.MiiBits)) u_mac (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .mac_addr_i(network.mac),
    .rx_valid_o(mac_rx_valid), .rx_ready_i(mac_rx_ready), .rx_o(mac_rx),
    .tx_valid_i(mac_tx_valid), .tx_ready_o(mac_tx_ready), .tx_i(mac_tx),
    .mii_tx_clk_i(mii_mon_tx_clk_o), .mii_tx_en_o(mii_mon_tx_en_o), .mii_txd_o(mii_mon_txd_o),
    .mii_tx_er_o(mii_mon_tx_er_o),
    .mii_rx_clk_i(mii_mon_rx_clk_o), .mii_rx_dv_i(mii_mon_rx_dv_o), .mii_rxd_i(mii_mon_rxd_o),
    .mii_rx_er_i(mii_mon_rx_er_o),
    .rx_record_o(mac_rx_record_o), .stat_o(mac_stat)
  );

  // ------------------------------------------------------------ the transceiver, or the pins
  if (Cfg.Phy == toe_pkg::Phy10BaseT) begin : gen_phy
    logic [3:0] phy_time_shift;
    logic       unused_pins;

    toe_prim_sync #(.Width(4)) u_time_shift (  // quasi-static
      .clk_i(clk_phy_i), .rst_ni(rst_phy_ni), .data_i(time_shift), .data_o(phy_time_shift)
    );
    toe_phy_10baset u_phy (
      .clk_i(clk_phy_i), .rst_ni(rst_phy_ni), .time_shift_i(phy_time_shift),
      .mii_tx_clk_o(mii_mon_tx_clk_o), .mii_tx_en_i(mii_mon_tx_en_o), .mii_txd_i(mii_mon_txd_o),
      .mii_tx_er_i(mii_mon_tx_er_o),
      .mii_rx_clk_o(mii_mon_rx_clk_o), .mii_rx_dv_o(mii_mon_rx_dv_o), .mii_rxd_o(mii_mon_rxd_o),
      .mii_rx_er_o(mii_mon_rx_er_o),
      .line_tx_p_o, .line_tx_n_o, .line_rx_p_i, .line_rx_n_i, .link_up_o(link_up)
    );
    assign {mii_tx_en_o, mii_txd_o, mii_tx_er_o} = '0;
    assign unused_pins = ^{mii_tx_clk_i, mii_rx_clk_i, mii_rx_dv_i, mii_rxd_i, mii_rx_er_i, link_up_i};
  end else begin : gen_pins
    logic unused_pins;

    assign mii_mon_tx_clk_o = mii_tx_clk_i;
    assign {mii_tx_en_o, mii_txd_o, mii_tx_er_o} = {mii_mon_tx_en_o, mii_mon_txd_o, mii_mon_tx_er_o};
    assign mii_mon_rx_clk_o = mii_rx_clk_i;
    assign {mii_mon_rx_dv_o, mii_mon_rxd_o, mii_mon_rx_er_o} = {mii_rx_dv_i, mii_rxd_i, mii_rx_er_i};
    assign link_up = link_up_i;
    assign {line_tx_p_o, line_tx_n_o} = '0;
    assign unused_pins = ^{clk_phy_i, rst_phy_ni, line_rx_p_i, line_rx_n_i, time_shift};
  end
  assign link_up_o = link_up;
endmodule
