// Sockwire - the offload engine: joins the layers in the order in which an octet travels, nothing else.
//
//   host - socket - tcp - ip, icmp, igmp, arp - mac - (10BASE-T) - line
//
// Config chooses toe_pkg::Small, Base or Large; DataBytes other than 0 another stream width; NoPhy the
// MII pins where the configuration has a transceiver; External the memory port where its buffers would
// be inside; Mtu other than 0 another size of the largest datagram. MemoryBase is where the buffers begin
// behind that port. Pins: docs/contracts.md. Resets are synchronous to their clocks. mii_mon_* shows what
// passes between MAC and pins, or MAC and transceiver; *_record_o tell what has happened (toe_*_pkg) and
// feed nothing.
module toe #(
  parameter int unsigned Config     = 0,
  parameter int unsigned DataBytes  = 0,
  parameter int unsigned NoPhy      = 0,
  parameter int unsigned External   = 0,
  parameter logic [31:0] MemoryBase = '0,  // a multiple of 4 KiB
  parameter int unsigned Mtu        = 0,
  localparam toe_pkg::cfg_t Named  = toe_pkg::with_data_bytes(toe_pkg::configuration(Config), DataBytes),
  localparam toe_pkg::cfg_t Sized  = toe_pkg::with_mtu(Named, Mtu),
  localparam toe_pkg::cfg_t Placed = (External != 0) ? toe_pkg::with_external(Sized) : Sized,
  localparam toe_pkg::cfg_t Cfg    = (NoPhy != 0) ? toe_pkg::without_phy(Placed) : Placed,
  localparam int unsigned   Width  = Cfg.DataBytes
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

  // AXI4 to the memory of the buffers, core clock; without meaning where they are inside
  output logic               m_axi_awvalid_o,
  input  logic               m_axi_awready_i,
  output logic               m_axi_awid_o,
  output logic [31:0]        m_axi_awaddr_o,
  output logic [7:0]         m_axi_awlen_o,
  output logic [2:0]         m_axi_awsize_o,
  output logic [1:0]         m_axi_awburst_o,
  output logic               m_axi_wvalid_o,
  input  logic               m_axi_wready_i,
  output logic [8*Width-1:0] m_axi_wdata_o,
  output logic [Width-1:0]   m_axi_wstrb_o,
  output logic               m_axi_wlast_o,
  input  logic               m_axi_bvalid_i,
  output logic               m_axi_bready_o,
  input  logic               m_axi_bid_i,
  input  logic [1:0]         m_axi_bresp_i,
  output logic               m_axi_arvalid_o,
  input  logic               m_axi_arready_i,
  output logic               m_axi_arid_o,
  output logic [31:0]        m_axi_araddr_o,
  output logic [7:0]         m_axi_arlen_o,
  output logic [2:0]         m_axi_arsize_o,
  output logic [1:0]         m_axi_arburst_o,
  input  logic               m_axi_rvalid_i,
  output logic               m_axi_rready_o,
  input  logic               m_axi_rid_i,
  input  logic [8*Width-1:0] m_axi_rdata_i,
  input  logic [1:0]         m_axi_rresp_i,
  input  logic               m_axi_rlast_i,

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
  output toe_udp_pkg::udp_record_t    udp_record_o,
  output toe_udp_pkg::udp_echo_record_t udp_echo_record_o,
  output toe_ip_pkg::ip_record_t      ip_record_o,
  output toe_ip_pkg::ip_sent_t        ip_sent_record_o,
  output toe_arp_pkg::arp_record_t    arp_record_o,
  output toe_icmp_pkg::icmp_record_t  icmp_record_o,
  output toe_igmp_pkg::igmp_record_t  igmp_record_o,
  output toe_mac_pkg::mac_rx_record_t mac_rx_record_o
);
  if (Config > 2) begin : gen_bad_config
    $fatal(1, "toe: Config must be 0 (small), 1 (base) or 2 (large)");
  end
  if (DataBytes != 0 && DataBytes != 4 && DataBytes != 8 && DataBytes != 16) begin : gen_bad_width
    $fatal(1, "toe: DataBytes must be 4, 8 or 16, or 0 for that of the configuration");
  end
  if (Cfg.External != 0 && MemoryBase % 4096 != 0) begin : gen_bad_base
    $fatal(1, "toe: MemoryBase must be a multiple of 4 KiB");
  end
  if (Cfg.Mtu < 576 || Cfg.Mtu > 9000) begin : gen_bad_mtu
    $fatal(1, "toe: Mtu must be 576 to 9000 octets, or 0 (as configured)");
  end

  typedef struct packed {
    logic [8*Cfg.DataBytes-1:0] data;
    logic [Cfg.DataBytes-1:0]   keep;
    logic                       last;
    logic                       err;
  } stream_t;
  typedef struct packed {
    logic               awvalid, awid;
    logic [31:0]        awaddr;
    logic [7:0]         awlen;
    logic [2:0]         awsize;
    logic [1:0]         awburst;
    logic               wvalid, wlast;
    logic [8*Width-1:0] wdata;
    logic [Width-1:0]   wstrb;
    logic               bready, arvalid, arid;
    logic [31:0]        araddr;
    logic [7:0]         arlen;
    logic [2:0]         arsize;
    logic [1:0]         arburst;
    logic               rready;
  } axi_out_t;
  typedef struct packed {
    logic               awready, wready, bvalid, bid;
    logic [1:0]         bresp;
    logic               arready, rvalid, rid, rlast;
    logic [1:0]         rresp;
    logic [8*Width-1:0] rdata;
  } axi_in_t;

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
  toe_mac_pkg::vlan_t vlan;
  toe_pkg::port_t    echo_port;
  logic [31:0]       msl;
  logic [127:0]      secret;
  logic [3:0]        time_shift;
  logic [63:0]       now;
  logic              link_up, init_done, ip_init_done, secret_set, memory_error;
  toe_tcp_pkg::tcp_stat_t    tcp_stat;
  toe_tcp_pkg::tcp_io_stat_t tcp_io_stat;
  toe_udp_pkg::udp_stat_t    udp_stat;
  toe_udp_pkg::udp_echo_stat_t udp_echo_stat;
  toe_ip_pkg::ip_stat_t      ip_stat;
  toe_icmp_pkg::icmp_stat_t  icmp_stat;
  toe_igmp_pkg::igmp_stat_t  igmp_stat;
  toe_arp_pkg::arp_stat_t    arp_stat;
  toe_mac_pkg::mac_stat_t    mac_stat, mac_eth_stat;

  logic        win_we, user_done;
  logic [8:0]  win_waddr, win_raddr;
  logic [31:0] win_wdata, win_rdata, udp_win_rdata;
  logic [3:0]  win_wstrb;

  logic                     call_valid, call_ready, call_retry, answer_valid, ready_valid;
  toe_tcp_pkg::user_call_t  call;
  toe_tcp_pkg::call_grant_t call_grant;
  toe_tcp_pkg::answer_t     answer;
  toe_pkg::desc_t           ready_desc;
  toe_tcp_pkg::ready_t      ready;
  logic                     udp_call_valid, udp_call_ready, udp_answer_valid, udp_ready_valid, udp_user_done;
  toe_tcp_pkg::answer_t     udp_answer;
  toe_pkg::ip_t             udp_from_addr, udp_to_addr;
  toe_pkg::port_t           udp_from_port;
  toe_pkg::desc_t           udp_ready_desc;
  toe_tcp_pkg::ready_t      udp_ready;
  logic                     claim_valid, claim_ready, claim_probe;
  toe_pkg::ip_t             claim_ip;
  logic                     snap_ask, snap_answer, udp_snap_ask, udp_snap_answer;
  toe_udp_pkg::ucb_t        udp_snap_ucb;
  logic [15:0]              udp_snap_first;
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
    .network_o(network), .vlan_o(vlan), .echo_port_o(echo_port), .msl_o(msl), .secret_o(secret), .secret_set_o(secret_set),
    .time_shift_o(time_shift), .now_o(now),
    .link_up_i(link_up), .init_done_i(init_done && ip_init_done), .memory_error_i(memory_error),
    .tcp_stat_i(tcp_stat), .tcp_io_stat_i(tcp_io_stat), .udp_stat_i(udp_stat),
    .udp_echo_stat_i(udp_echo_stat), .ip_stat_i(ip_stat),
    .icmp_stat_i(icmp_stat), .arp_stat_i(arp_stat), .mac_stat_i(mac_stat | mac_eth_stat),
    .igmp_stat_i(igmp_stat),
    .win_we_o(win_we), .win_waddr_o(win_waddr), .win_wdata_o(win_wdata), .win_wstrb_o(win_wstrb),
    .win_raddr_o(win_raddr), .win_rdata_i(win_rdata), .user_done_i(user_done),
    .udp_win_rdata_i(udp_win_rdata), .udp_user_done_i(udp_user_done),
    .claim_valid_o(claim_valid), .claim_ready_i(claim_ready), .claim_ip_o(claim_ip),
    .claim_probe_o(claim_probe),
    .call_valid_o(call_valid), .call_ready_i(call_ready), .call_o(call), .call_grant_o(call_grant),
    .call_retry_i(call_retry), .answer_valid_i(answer_valid), .answer_i(answer),
    .ready_valid_i(ready_valid), .ready_desc_i(ready_desc), .ready_i(ready),
    .snap_valid_o(snap_ask), .snap_desc_o(snap_desc), .snap_valid_i(snap_answer), .snap_tcb_i(snap_tcb),
    .udp_call_valid_o(udp_call_valid), .udp_call_ready_i(udp_call_ready),
    .udp_answer_valid_i(udp_answer_valid), .udp_answer_i(udp_answer), .udp_from_addr_i(udp_from_addr),
    .udp_from_port_i(udp_from_port), .udp_to_addr_i(udp_to_addr), .udp_ready_valid_i(udp_ready_valid),
    .udp_ready_desc_i(udp_ready_desc), .udp_ready_i(udp_ready), .udp_snap_valid_o(udp_snap_ask),
    .udp_snap_valid_i(udp_snap_answer), .udp_snap_ucb_i(udp_snap_ucb), .udp_snap_first_i(udp_snap_first),
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
  logic                     icmp_error_valid, icmp_error_ready, arp_error_valid, arp_error_ready;
  logic                     error_valid, error_ready;
  toe_pkg::icmp_error_t     icmp_error, arp_error, error;
  logic                     advice_valid;
  toe_pkg::ip_t             advice_ip;
  toe_tcp_pkg::move_t       move;
  toe_tcp_pkg::tx_request_t emit;
  logic                     floor_valid, floor_release;
  logic [15:0]              floor_buffer;
  toe_tcp_pkg::seq_t        floor_seq;

  toe_tcp #(.Sockets(Cfg.Sockets), .BufBytes(Cfg.BufBytes), .Mtu(Cfg.Mtu)) u_tcp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .init_done_o(init_done),
    .network_i(network), .msl_i(msl), .secret_i(secret), .now_i(now),
    .seg_valid_i(seg_valid), .seg_ready_o(seg_ready), .seg_i(seg), .seg_hash_i(seg_hash),
    .seg_cookie_i(seg_cookie),
    .icmp_valid_i(error_valid), .icmp_ready_o(error_ready), .icmp_i(error),
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
    .advice_valid_o(advice_valid), .advice_ip_o(advice_ip),
    .stat_o(tcp_stat), .record_o(tcp_record_o)
  );

  toe_tcp_errors u_tcp_errors (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni),
    .icmp_valid_i(icmp_error_valid), .icmp_ready_o(icmp_error_ready), .icmp_i(icmp_error),
    .arp_valid_i(arp_error_valid), .arp_ready_o(arp_error_ready), .arp_i(arp_error),
    .valid_o(error_valid), .ready_i(error_ready), .error_o(error)
  );

  logic                 tcp_rx_valid, tcp_rx_ready, tcp_tx_valid, tcp_tx_ready;
  stream_t              ip_payload, tcp_tx;
  toe_pkg::ip_rx_meta_t ip_meta;
  toe_pkg::ip_tx_meta_t tcp_tx_meta;
  // The clients of ARP, numbered as arp_client_e.
  localparam int unsigned Tcp = int'(toe_arp_pkg::ClientTcp), Icmp = int'(toe_arp_pkg::ClientIcmp);
  localparam int unsigned Send = int'(toe_arp_pkg::ClientSend), Fault = int'(toe_arp_pkg::ClientFault);
  localparam int unsigned Echo = int'(toe_arp_pkg::ClientEcho);
  logic [4:0]           req_valid, req_ready, rsp_valid;
  toe_pkg::ip_t [4:0]   req_ip;
  toe_pkg::arp_answer_t rsp;
  toe_arp_pkg::arp_pending_t pending;

  axi_out_t axi_out;
  axi_in_t  axi_in;
  assign m_axi_awvalid_o = axi_out.awvalid, m_axi_awid_o = axi_out.awid, m_axi_awaddr_o = axi_out.awaddr;
  assign m_axi_awlen_o = axi_out.awlen, m_axi_awsize_o = axi_out.awsize, m_axi_awburst_o = axi_out.awburst;
  assign m_axi_wvalid_o = axi_out.wvalid, m_axi_wdata_o = axi_out.wdata, m_axi_wstrb_o = axi_out.wstrb;
  assign m_axi_wlast_o = axi_out.wlast, m_axi_bready_o = axi_out.bready, m_axi_rready_o = axi_out.rready;
  assign m_axi_arvalid_o = axi_out.arvalid, m_axi_arid_o = axi_out.arid, m_axi_araddr_o = axi_out.araddr;
  assign m_axi_arlen_o = axi_out.arlen, m_axi_arsize_o = axi_out.arsize, m_axi_arburst_o = axi_out.arburst;
  assign axi_in = '{
    awready: m_axi_awready_i, wready: m_axi_wready_i, bvalid: m_axi_bvalid_i, bid: m_axi_bid_i,
    bresp: m_axi_bresp_i, arready: m_axi_arready_i, rvalid: m_axi_rvalid_i, rid: m_axi_rid_i,
    rlast: m_axi_rlast_i, rresp: m_axi_rresp_i, rdata: m_axi_rdata_i
  };

  toe_tcp_path #(
    .stream_t(stream_t), .axi_out_t(axi_out_t), .axi_in_t(axi_in_t), .Buffers(Cfg.Buffers),
    .BufBytes(Cfg.BufBytes), .External(Cfg.External), .MemoryBase(MemoryBase), .Mtu(Cfg.Mtu)
  ) u_tcp_path (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network), .secret_i(secret), .now_i(now),
    .rx_valid_i(tcp_rx_valid), .rx_ready_o(tcp_rx_ready), .rx_i(ip_payload), .rx_meta_i(ip_meta),
    .tx_valid_o(tcp_tx_valid), .tx_ready_i(tcp_tx_ready), .tx_meta_o(tcp_tx_meta), .tx_o(tcp_tx),
    .arp_req_valid_o(req_valid[Tcp]), .arp_req_ready_i(req_ready[Tcp]), .arp_req_ip_o(req_ip[Tcp]),
    .arp_rsp_valid_i(rsp_valid[Tcp]), .arp_rsp_i(rsp), .pending_i(pending),
    .seg_valid_o(seg_valid), .seg_ready_i(seg_ready), .seg_o(seg), .seg_hash_o(seg_hash),
    .seg_cookie_o(seg_cookie),
    .move_valid_i(move_valid), .move_ready_o(move_ready), .move_i(move),
    .emit_valid_i(emit_valid), .emit_ready_o(emit_ready), .emit_i(emit),
    .floor_valid_i(floor_valid), .floor_release_i(floor_release), .floor_buffer_i(floor_buffer),
    .floor_seq_i(floor_seq),
    .error_valid_o(arp_error_valid), .error_ready_i(arp_error_ready), .error_o(arp_error),
    .win_we_i(win_we), .win_waddr_i(win_waddr), .win_wdata_i(win_wdata), .win_wstrb_i(win_wstrb),
    .win_raddr_i(win_raddr), .win_rdata_o(win_rdata), .user_done_o(user_done),
    .axi_o(axi_out), .axi_i(axi_in), .memory_error_o(memory_error), .stat_o(tcp_io_stat)
  );

  // ------------------------------------------------------------ UDP
  localparam int unsigned CountBits = $clog2(Cfg.DataBytes + 1);
  logic                       udp_datagram_valid, udp_datagram_ready, udp_error_valid, udp_error_ready;
  toe_pkg::datagram_t         datagram;
  toe_pkg::icmp_error_t       udp_error;
  logic                       udp_job_valid, udp_job_ready, done_valid, done_ready;
  toe_pkg::send_job_t         udp_job;
  toe_pkg::send_done_t        done;
  logic [1:0]                 fault_valid, fault_ready;  // IP, UDP
  toe_pkg::icmp_fault_t [1:0] fault;
  logic                       open_available, open_take, udp_w_valid, udp_w_ready, udp_w_full;
  logic [7:0]                 open_slot, udp_w_slot, udp_r_slot, udp_free_slot;
  logic [15:0]                udp_w_at, udp_r_at;
  logic [CountBits-1:0]       udp_w_count;
  logic [8*Cfg.DataBytes-1:0] udp_w_data, r_data;
  logic                       udp_r_valid, udp_r_ready, udp_r_data_valid, udp_free_valid, udp_free_ready;
  toe_pkg::ip_t               group;
  logic                       group_hit, multicast;
  logic         [toe_udp_pkg::Memberships-1:0] groups_valid;
  toe_pkg::ip_t [toe_udp_pkg::Memberships-1:0] groups;

  toe_udp #(.stream_t(stream_t), .Cfg(Cfg)) u_udp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network), .secret_i(secret),
    .secret_set_i(secret_set), .now_i(now),
    .datagram_valid_i(udp_datagram_valid), .datagram_ready_o(udp_datagram_ready), .datagram_i(datagram),
    .icmp_valid_i(udp_error_valid), .icmp_ready_o(udp_error_ready), .icmp_i(udp_error),
    .done_valid_i(done_valid), .done_ready_o(done_ready), .done_i(done),
    .job_valid_o(udp_job_valid), .job_ready_i(udp_job_ready), .job_o(udp_job),
    .fault_valid_o(fault_valid[1]), .fault_ready_i(fault_ready[1]), .fault_o(fault[1]),
    .open_available_i(open_available), .open_slot_i(open_slot), .open_take_o(open_take),
    .w_valid_o(udp_w_valid), .w_ready_i(udp_w_ready), .w_slot_o(udp_w_slot), .w_at_o(udp_w_at),
    .w_count_o(udp_w_count), .w_data_o(udp_w_data), .w_full_i(udp_w_full),
    .r_valid_o(udp_r_valid), .r_ready_i(udp_r_ready), .r_slot_o(udp_r_slot), .r_at_o(udp_r_at),
    .r_data_valid_i(udp_r_data_valid), .r_data_i(r_data),
    .free_valid_o(udp_free_valid), .free_ready_i(udp_free_ready), .free_slot_o(udp_free_slot),
    .call_valid_i(udp_call_valid), .call_ready_o(udp_call_ready), .call_i(call),
    .answer_valid_o(udp_answer_valid), .answer_o(udp_answer), .from_addr_o(udp_from_addr),
    .from_port_o(udp_from_port), .to_addr_o(udp_to_addr), .ready_valid_o(udp_ready_valid), .ready_desc_o(udp_ready_desc),
    .ready_o(udp_ready), .snap_valid_i(udp_snap_ask), .snap_desc_i(snap_desc),
    .snap_valid_o(udp_snap_answer), .snap_ucb_o(udp_snap_ucb), .snap_first_o(udp_snap_first),
    .win_we_i(win_we), .win_waddr_i(win_waddr), .win_wdata_i(win_wdata), .win_wstrb_i(win_wstrb),
    .win_raddr_i(win_raddr), .win_rdata_o(udp_win_rdata), .user_done_o(udp_user_done),
    .group_i(group), .group_hit_o(group_hit), .multicast_o(multicast),
    .groups_valid_o(groups_valid), .groups_o(groups),
    .record_o(udp_record_o), .stat_o(udp_stat)
  );

  logic                 echo_rx_valid, echo_rx_ready, echo_tx_valid, echo_tx_ready;
  stream_t              echo_tx;
  toe_pkg::ip_tx_meta_t echo_tx_meta;

  toe_udp_echo #(.stream_t(stream_t), .Mtu(Cfg.Mtu)) u_udp_echo (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network),
    .rx_valid_i(echo_rx_valid), .rx_ready_o(echo_rx_ready), .rx_meta_i(ip_meta), .rx_i(ip_payload),
    .tx_valid_o(echo_tx_valid), .tx_ready_i(echo_tx_ready), .tx_meta_o(echo_tx_meta), .tx_o(echo_tx),
    .req_valid_o(req_valid[Echo]), .req_ready_i(req_ready[Echo]), .req_ip_o(req_ip[Echo]),
    .rsp_valid_i(rsp_valid[Echo]), .rsp_i(rsp),
    .record_o(udp_echo_record_o), .stat_o(udp_echo_stat)
  );

  // ------------------------------------------------------------ IP
  logic                 ip_rx_valid, ip_rx_ready, ip_tx_valid, ip_tx_ready;
  logic                 icmp_rx_valid, icmp_rx_ready, icmp_tx_valid, icmp_tx_ready;
  logic                 icmp_datagram_valid, icmp_datagram_ready, icmp_job_valid, icmp_job_ready;
  logic                 fault_tx_valid, fault_tx_ready, echo_sent, echo_lost;
  stream_t              ip_rx, ip_tx, icmp_tx, fault_tx;
  toe_pkg::eth_header_t eth_rx_header, ip_tx_header;
  toe_pkg::ip_tx_meta_t icmp_tx_meta, fault_tx_meta;
  toe_pkg::send_job_t   icmp_job;
  logic                 icmp_w_valid, icmp_w_ready, icmp_free_valid, icmp_free_ready;
  logic                 igmp_rx_valid, igmp_rx_ready, igmp_tx_valid, igmp_tx_ready;
  stream_t              igmp_tx;
  toe_pkg::ip_tx_meta_t igmp_tx_meta;
  logic [7:0]           icmp_w_slot, icmp_free_slot;
  logic [15:0]          icmp_w_at;
  logic [CountBits-1:0] icmp_w_count;
  logic [8*Cfg.DataBytes-1:0] icmp_w_data;

  toe_ip #(.stream_t(stream_t), .Cfg(Cfg)) u_ip (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .init_done_o(ip_init_done), .network_i(network),
    .secret_i(secret), .secret_set_i(secret_set), .now_i(now), .echo_port_i(echo_port),
    .rx_valid_i(ip_rx_valid), .rx_ready_o(ip_rx_ready), .rx_header_i(eth_rx_header), .rx_i(ip_rx),
    .tx_valid_o(ip_tx_valid), .tx_ready_i(ip_tx_ready), .tx_header_o(ip_tx_header), .tx_o(ip_tx),
    .meta_o(ip_meta), .payload_o(ip_payload), .icmp_valid_o(icmp_rx_valid), .icmp_ready_i(icmp_rx_ready),
    .tcp_valid_o(tcp_rx_valid), .tcp_ready_i(tcp_rx_ready),
    .echo_valid_o(echo_rx_valid), .echo_ready_i(echo_rx_ready),
    .igmp_valid_o(igmp_rx_valid), .igmp_ready_i(igmp_rx_ready),
    .udp_datagram_valid_o(udp_datagram_valid), .udp_datagram_ready_i(udp_datagram_ready),
    .icmp_datagram_valid_o(icmp_datagram_valid), .icmp_datagram_ready_i(icmp_datagram_ready),
    .datagram_o(datagram), .group_o(group), .group_hit_i(group_hit),
    .fault_valid_o(fault_valid[0]), .fault_ready_i(fault_ready[0]), .fault_o(fault[0]),
    .tcp_valid_i(tcp_tx_valid), .tcp_ready_o(tcp_tx_ready), .tcp_meta_i(tcp_tx_meta), .tcp_i(tcp_tx),
    .icmp_valid_i(icmp_tx_valid), .icmp_ready_o(icmp_tx_ready), .icmp_meta_i(icmp_tx_meta),
    .icmp_i(icmp_tx),
    .fault_valid_i(fault_tx_valid), .fault_ready_o(fault_tx_ready), .fault_meta_i(fault_tx_meta),
    .fault_i(fault_tx),
    .echo_valid_i(echo_tx_valid), .echo_ready_o(echo_tx_ready), .echo_meta_i(echo_tx_meta), .echo_i(echo_tx),
    .igmp_valid_i(igmp_tx_valid), .igmp_ready_o(igmp_tx_ready), .igmp_meta_i(igmp_tx_meta), .igmp_i(igmp_tx),
    .udp_job_valid_i(udp_job_valid), .udp_job_ready_o(udp_job_ready), .udp_job_i(udp_job),
    .icmp_job_valid_i(icmp_job_valid), .icmp_job_ready_o(icmp_job_ready), .icmp_job_i(icmp_job),
    .done_valid_o(done_valid), .done_ready_i(done_ready), .done_o(done),
    .echo_sent_o(echo_sent), .echo_lost_o(echo_lost),
    .req_valid_o(req_valid[Send]), .req_ready_i(req_ready[Send]), .req_ip_o(req_ip[Send]),
    .rsp_valid_i(rsp_valid[Send]), .rsp_i(rsp), .pending_i(pending),
    .udp_open_available_o(open_available), .udp_open_slot_o(open_slot), .udp_open_take_i(open_take),
    .udp_w_valid_i(udp_w_valid), .udp_w_ready_o(udp_w_ready), .udp_w_slot_i(udp_w_slot),
    .udp_w_at_i(udp_w_at), .udp_w_count_i(udp_w_count), .udp_w_data_i(udp_w_data),
    .udp_w_full_o(udp_w_full),
    .icmp_w_valid_i(icmp_w_valid), .icmp_w_ready_o(icmp_w_ready), .icmp_w_slot_i(icmp_w_slot),
    .icmp_w_at_i(icmp_w_at), .icmp_w_count_i(icmp_w_count), .icmp_w_data_i(icmp_w_data),
    .udp_r_valid_i(udp_r_valid), .udp_r_ready_o(udp_r_ready), .udp_r_slot_i(udp_r_slot),
    .udp_r_at_i(udp_r_at), .udp_r_data_valid_o(udp_r_data_valid), .r_data_o(r_data),
    .udp_free_valid_i(udp_free_valid), .udp_free_ready_o(udp_free_ready), .udp_free_slot_i(udp_free_slot),
    .icmp_free_valid_i(icmp_free_valid), .icmp_free_ready_o(icmp_free_ready),
    .icmp_free_slot_i(icmp_free_slot),
    .record_o(ip_record_o), .sent_record_o(ip_sent_record_o), .stat_o(ip_stat)
  );

  // ------------------------------------------------------------ ICMP
  toe_icmp #(.stream_t(stream_t), .Mtu(Cfg.Mtu)) u_icmp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network), .now_i(now),
    .rx_valid_i(icmp_rx_valid), .rx_ready_o(icmp_rx_ready), .rx_i(ip_payload), .rx_meta_i(ip_meta),
    .tx_valid_o(icmp_tx_valid), .tx_ready_i(icmp_tx_ready), .tx_meta_o(icmp_tx_meta), .tx_o(icmp_tx),
    .req_valid_o(req_valid[Icmp]), .req_ready_i(req_ready[Icmp]), .req_ip_o(req_ip[Icmp]),
    .rsp_valid_i(rsp_valid[Icmp]), .rsp_i(rsp),
    .error_valid_o(icmp_error_valid), .error_ready_i(icmp_error_ready), .error_o(icmp_error),
    .udp_error_valid_o(udp_error_valid), .udp_error_ready_i(udp_error_ready), .udp_error_o(udp_error),
    .datagram_valid_i(icmp_datagram_valid), .datagram_ready_o(icmp_datagram_ready), .datagram_i(datagram),
    .w_valid_o(icmp_w_valid), .w_ready_i(icmp_w_ready), .w_slot_o(icmp_w_slot), .w_at_o(icmp_w_at),
    .w_count_o(icmp_w_count), .w_data_o(icmp_w_data),
    .free_valid_o(icmp_free_valid), .free_ready_i(icmp_free_ready), .free_slot_o(icmp_free_slot),
    .job_valid_o(icmp_job_valid), .job_ready_i(icmp_job_ready), .job_o(icmp_job),
    .echo_sent_i(echo_sent), .echo_lost_i(echo_lost),
    .fault_valid_i(fault_valid), .fault_ready_o(fault_ready), .fault_i(fault),
    .fault_req_valid_o(req_valid[Fault]), .fault_req_ready_i(req_ready[Fault]),
    .fault_req_ip_o(req_ip[Fault]), .fault_rsp_valid_i(rsp_valid[Fault]), .fault_rsp_i(rsp),
    .fault_tx_valid_o(fault_tx_valid), .fault_tx_ready_i(fault_tx_ready), .fault_tx_meta_o(fault_tx_meta),
    .fault_tx_o(fault_tx),
    .record_o(icmp_record_o), .stat_o(icmp_stat)
  );

  // ------------------------------------------------------------ IGMP
  toe_igmp #(.stream_t(stream_t)) u_igmp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network), .now_i(now), .secret_i(secret),
    .secret_set_i(secret_set), .groups_valid_i(groups_valid), .groups_i(groups),
    .rx_valid_i(igmp_rx_valid), .rx_ready_o(igmp_rx_ready), .rx_meta_i(ip_meta), .rx_i(ip_payload),
    .tx_valid_o(igmp_tx_valid), .tx_ready_i(igmp_tx_ready), .tx_meta_o(igmp_tx_meta), .tx_o(igmp_tx),
    .record_o(igmp_record_o), .stat_o(igmp_stat)
  );

  // ------------------------------------------------------------ ARP
  logic                 arp_rx_valid, arp_rx_ready, arp_tx_valid, arp_tx_ready;
  stream_t              arp_rx, arp_tx;
  toe_pkg::eth_header_t arp_tx_header;

  toe_arp #(.stream_t(stream_t), .Entries(Cfg.ArpEntries)) u_arp (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .network_i(network), .now_i(now),
    .rx_valid_i(arp_rx_valid), .rx_ready_o(arp_rx_ready), .rx_i(arp_rx),
    .tx_valid_o(arp_tx_valid), .tx_ready_i(arp_tx_ready), .tx_header_o(arp_tx_header), .tx_o(arp_tx),
    .req_valid_i(req_valid), .req_ready_o(req_ready), .req_ip_i(req_ip),
    .rsp_valid_o(rsp_valid), .rsp_o(rsp),
    .advice_valid_i(advice_valid), .advice_ip_i(advice_ip),
    .claim_valid_i(claim_valid), .claim_ready_o(claim_ready), .claim_ip_i(claim_ip),
    .claim_probe_i(claim_probe),
    .pending_o(pending), .record_o(arp_record_o), .stat_o(arp_stat)
  );

  // ------------------------------------------------------------ Ethernet and MAC
  logic    mac_rx_valid, mac_rx_ready, mac_tx_valid, mac_tx_ready, unknown, vlan_filtered;
  stream_t mac_rx, mac_tx;

  assign mac_eth_stat = '{in_unknown_protos: unknown, vlan_filtered: vlan_filtered, default: '0};

  toe_mac_eth_rx #(.stream_t(stream_t)) u_mac_eth_rx (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .vlan_i(vlan),
    .valid_i(mac_rx_valid), .ready_o(mac_rx_ready), .data_i(mac_rx), .header_o(eth_rx_header),
    .arp_valid_o(arp_rx_valid), .arp_ready_i(arp_rx_ready), .arp_o(arp_rx),
    .ip_valid_o(ip_rx_valid), .ip_ready_i(ip_rx_ready), .ip_o(ip_rx), .unknown_o(unknown),
    .filtered_o(vlan_filtered)
  );

  toe_mac_eth_tx #(.stream_t(stream_t)) u_mac_eth_tx (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .vlan_i(vlan),
    .arp_valid_i(arp_tx_valid), .arp_ready_o(arp_tx_ready), .arp_header_i(arp_tx_header), .arp_i(arp_tx),
    .ip_valid_i(ip_tx_valid), .ip_ready_o(ip_tx_ready), .ip_header_i(ip_tx_header), .ip_i(ip_tx),
    .valid_o(mac_tx_valid), .ready_i(mac_tx_ready), .data_o(mac_tx)
  );

  toe_mac #(.stream_t(stream_t), .MiiBits(Cfg.MiiBits), .Mtu(Cfg.Mtu)) u_mac (
    .clk_i(clk_core_i), .rst_ni(rst_core_ni), .mac_addr_i(network.mac), .groups_i(multicast),
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
