// Sockwire - the socket layer: registers, commands, descriptors, ports, listeners, events, counters.
//
// Joins its parts; everything runs in the core clock. Towards the engine it owns the resources that
// docs/contracts.md lists under "Engine and socket resources" and answers in the same cycle. Towards
// the host it is an AXI4-Lite target with 13 bits of address and an interrupt level (toe_regs.rdl).
module toe_socket #(
  parameter toe_pkg::cfg_t Cfg = toe_pkg::Small
) (
  input  logic        clk_i,
  input  logic        rst_ni,

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
  output logic        irq_o,

  // configuration, for all layers
  output toe_pkg::network_t network_o,
  output toe_mac_pkg::vlan_t vlan_o,
  output toe_pkg::port_t    echo_port_o,
  output logic [31:0]       msl_o,
  output logic [127:0]      secret_o,
  output logic              secret_set_o,   // pulse: it is new
  output logic [3:0]        time_shift_o,
  output logic [63:0]       now_o,
  // state and statistics, from all layers
  input  logic                      link_up_i,    // any clock
  input  logic                      init_done_i,  // the engine's memories are cleared
  input  logic                      memory_error_i,  // pulse: the buffers' memory
  input  toe_tcp_pkg::tcp_stat_t    tcp_stat_i,
  input  toe_tcp_pkg::tcp_io_stat_t tcp_io_stat_i,
  input  toe_udp_pkg::udp_stat_t    udp_stat_i,
  input  toe_udp_pkg::udp_echo_stat_t udp_echo_stat_i,
  input  toe_ip_pkg::ip_stat_t      ip_stat_i,
  input  toe_icmp_pkg::icmp_stat_t  icmp_stat_i,
  input  toe_arp_pkg::arp_stat_t    arp_stat_i,
  input  toe_mac_pkg::mac_stat_t    mac_stat_i,
  input  toe_igmp_pkg::igmp_stat_t  igmp_stat_i,

  // claims of an address, for toe_arp
  output logic         claim_valid_o,
  input  logic         claim_ready_i,
  output toe_pkg::ip_t claim_ip_o,
  output logic         claim_probe_o,

  // the data windows and their movers, toe_tcp_path and toe_udp: what is written goes to both
  output logic        win_we_o,
  output logic [8:0]  win_waddr_o,
  output logic [31:0] win_wdata_o,
  output logic [3:0]  win_wstrb_o,
  output logic [8:0]  win_raddr_o,
  input  logic [31:0] win_rdata_i,
  input  logic        user_done_i,
  input  logic [31:0] udp_win_rdata_i,
  input  logic        udp_user_done_i,

  // calls, events, snapshots: the engine, toe_tcp
  output logic                     call_valid_o,
  input  logic                     call_ready_i,
  output toe_tcp_pkg::user_call_t  call_o,
  output toe_tcp_pkg::call_grant_t call_grant_o,
  input  logic                     call_retry_i,
  input  logic                     answer_valid_i,
  input  toe_tcp_pkg::answer_t     answer_i,
  input  logic                     ready_valid_i,
  input  toe_pkg::desc_t           ready_desc_i,
  input  toe_tcp_pkg::ready_t      ready_i,
  output logic                     snap_valid_o,
  output toe_pkg::desc_t           snap_desc_o,
  input  logic                     snap_valid_i,
  input  toe_tcp_pkg::tcb_t        snap_tcb_i,

  // the same of toe_udp, which also takes call_o and snap_desc_o
  output logic                 udp_call_valid_o,
  input  logic                 udp_call_ready_i,
  input  logic                 udp_answer_valid_i,
  input  toe_tcp_pkg::answer_t udp_answer_i,
  input  toe_pkg::ip_t         udp_from_addr_i,
  input  toe_pkg::port_t       udp_from_port_i,
  input  toe_pkg::ip_t         udp_to_addr_i,
  input  logic                 udp_ready_valid_i,
  input  toe_pkg::desc_t       udp_ready_desc_i,
  input  toe_tcp_pkg::ready_t  udp_ready_i,
  output logic                 udp_snap_valid_o,
  input  logic                 udp_snap_valid_i,
  input  toe_udp_pkg::ucb_t    udp_snap_ucb_i,
  input  logic [15:0]          udp_snap_first_i,

  // resources, for the engine
  output logic           desc_available_o,
  output logic [15:0]    desc_next_o,
  input  logic           desc_take_i,
  input  logic           desc_release_i,
  input  logic [15:0]    desc_release_id_i,
  output logic           buf_available_o,
  output logic [15:0]    buf_next_o,
  input  logic           buf_take_i,
  input  logic           buf_release_i,
  input  logic [15:0]    buf_release_id_i,
  input  logic           port_release_i,
  input  toe_pkg::port_t port_release_port_i,
  input  toe_pkg::port_t find_port_i,
  output logic           find_hit_o,
  output logic           find_full_o,
  output logic [15:0]    find_parent_o,
  input  logic [15:0]    check_parent_i,
  output logic           check_alive_o,
  output toe_pkg::desc_t check_desc_o,
  output logic           slot_free_o,
  input  logic           open_i,
  input  toe_pkg::desc_t open_desc_i,
  input  toe_pkg::port_t open_port_i,
  input  logic [7:0]     open_backlog_i,
  input  logic           close_i,
  input  toe_pkg::desc_t close_desc_i,
  input  logic           count_up_i,
  input  logic           count_down_i,
  input  logic [15:0]    count_parent_i,
  input  logic           push_i,
  input  logic [15:0]    push_parent_i,
  input  toe_pkg::desc_t push_child_i
);
  // ------------------------------------------------------------ the host's side
  logic        block_awvalid, block_awready, block_wvalid, block_wready, block_bvalid, block_bready;
  logic        block_arvalid, block_arready, block_rvalid, block_rready;
  logic [11:0] block_awaddr, block_araddr;
  logic [31:0] block_wdata, block_rdata;
  logic [3:0]  block_wstrb;
  logic [1:0]  block_bresp, block_rresp;

  logic        time_latch, udp_window, udp_window_q;
  logic [63:0] time_latched;

  logic                            go, command_done;
  toe_tcp_pkg::user_call_t         go_call;
  logic [7:0]                      go_tag;
  toe_socket_pkg::command_status_t command;

  logic                event_valid, event_take, forget_ready, forget;
  toe_pkg::desc_t      event_desc, forget_desc;
  toe_tcp_pkg::ready_t event_ready;

  logic                    window_select, window_valid;
  toe_pkg::desc_t          window_desc;
  toe_socket_pkg::window_t window;

  logic [toe_socket_pkg::Counters-1:0][31:0] count;
  toe_socket_pkg::stat_t                     stat;
  logic desc_init_done, buf_init_done, ports_init_done, events_init_done;

  toe_socket_axil u_axil (
    .clk_i, .rst_ni,
    .s_axil_awvalid_i, .s_axil_awready_o, .s_axil_awaddr_i, .s_axil_wvalid_i, .s_axil_wready_o,
    .s_axil_wdata_i, .s_axil_wstrb_i, .s_axil_bvalid_o, .s_axil_bready_i, .s_axil_bresp_o,
    .s_axil_arvalid_i, .s_axil_arready_o, .s_axil_araddr_i, .s_axil_rvalid_o, .s_axil_rready_i,
    .s_axil_rdata_o, .s_axil_rresp_o,
    .block_awvalid_o(block_awvalid), .block_awready_i(block_awready), .block_awaddr_o(block_awaddr),
    .block_wvalid_o(block_wvalid), .block_wready_i(block_wready), .block_wdata_o(block_wdata),
    .block_wstrb_o(block_wstrb), .block_bvalid_i(block_bvalid), .block_bready_o(block_bready),
    .block_bresp_i(block_bresp), .block_arvalid_o(block_arvalid), .block_arready_i(block_arready),
    .block_araddr_o(block_araddr), .block_rvalid_i(block_rvalid), .block_rready_o(block_rready),
    .block_rdata_i(block_rdata), .block_rresp_i(block_rresp),
    .win_we_o, .win_waddr_o, .win_wdata_o, .win_wstrb_o, .win_raddr_o,
    .win_rdata_i(udp_window_q ? udp_win_rdata_i : win_rdata_i)
  );

  // The word is there a clock after its address.
  always_ff @(posedge clk_i) udp_window_q <= udp_window;

  toe_socket_registers #(.Cfg(Cfg)) u_registers (
    .clk_i, .rst_ni,
    .block_awvalid_i(block_awvalid), .block_awready_o(block_awready), .block_awaddr_i(block_awaddr),
    .block_wvalid_i(block_wvalid), .block_wready_o(block_wready), .block_wdata_i(block_wdata),
    .block_wstrb_i(block_wstrb), .block_bvalid_o(block_bvalid), .block_bready_i(block_bready),
    .block_bresp_o(block_bresp), .block_arvalid_i(block_arvalid), .block_arready_o(block_arready),
    .block_araddr_i(block_araddr), .block_rvalid_o(block_rvalid), .block_rready_i(block_rready),
    .block_rdata_o(block_rdata), .block_rresp_o(block_rresp),
    .network_o, .msl_o, .secret_o, .secret_new_o(secret_set_o), .time_shift_o,
    .time_latch_o(time_latch), .time_latched_i(time_latched),
    .link_up_i,
    .memory_error_i, .vlan_o, .echo_port_o, .ready_i(init_done_i && desc_init_done && buf_init_done && ports_init_done && events_init_done),
    .claim_valid_o, .claim_ready_i, .claim_ip_o, .claim_probe_o,
    .conflict_i(arp_stat_i.conflicts), .probe_conflict_i(arp_stat_i.probe_conflicts),
    .go_o(go), .go_call_o(go_call), .go_tag_o(go_tag), .command_i(command), .command_done_i(command_done),
    .event_valid_i(event_valid), .event_desc_i(event_desc), .event_ready_i(event_ready),
    .event_take_o(event_take),
    .select_o(window_select), .select_desc_o(window_desc), .window_valid_i(window_valid), .window_i(window),
    .count_i(count),
    .irq_o
  );

  toe_socket_time #(.CoreHz(Cfg.CoreHz)) u_time (
    .clk_i, .rst_ni, .time_shift_i(time_shift_o), .latch_i(time_latch), .now_o, .latched_o(time_latched)
  );

  assign stat = '{tcp: tcp_stat_i, tcp_io: tcp_io_stat_i, udp: udp_stat_i, udp_echo: udp_echo_stat_i,
                  ip: ip_stat_i, icmp: icmp_stat_i, arp: arp_stat_i, mac: mac_stat_i, igmp: igmp_stat_i};
  toe_socket_counters u_counters (.clk_i, .rst_ni, .stat_i(stat), .count_o(count));

  toe_socket_events #(.Sockets(Cfg.Sockets + Cfg.UdpSockets)) u_events (
    .clk_i, .rst_ni, .init_done_o(events_init_done),
    .ready_valid_i, .ready_desc_i, .ready_i,
    .udp_valid_i(udp_ready_valid_i), .udp_desc_i(udp_ready_desc_i), .udp_ready_i,
    .forget_ready_o(forget_ready), .forget_i(forget), .forget_desc_i(forget_desc),
    .event_valid_o(event_valid), .event_desc_o(event_desc), .event_ready_o(event_ready),
    .event_take_i(event_take)
  );

  // ------------------------------------------------------------ commands and what they need
  logic              peek_valid, peek_done;
  toe_pkg::desc_t    peek_desc;
  toe_tcp_pkg::tcb_t peek_tcb;
  logic              reserve_ready, reserve, reserve_done, reserve_free, finish, finish_keep, finish_move;
  toe_pkg::port_t    reserve_want, reserve_port, reserve_remote;
  toe_pkg::ip_t      reserve_addr;
  toe_pkg::desc_t    head_desc, head_child, waiting_desc;
  logic              head_valid, pop;
  logic [15:0]       head_count, waiting_count;

  toe_socket_command #(.Sockets(Cfg.Sockets), .UdpSockets(Cfg.UdpSockets)) u_command (
    .clk_i, .rst_ni,
    .go_i(go), .go_call_i(go_call), .go_tag_i(go_tag), .status_o(command), .done_pulse_o(command_done),
    .peek_valid_o(peek_valid), .peek_desc_o(peek_desc), .peek_done_i(peek_done), .peek_tcb_i(peek_tcb),
    .reserve_ready_i(reserve_ready), .reserve_o(reserve), .reserve_port_o(reserve_want),
    .reserve_addr_o(reserve_addr), .reserve_remote_o(reserve_remote),
    .reserve_done_i(reserve_done), .reserve_free_i(reserve_free), .reserve_port_i(reserve_port),
    .finish_o(finish), .finish_keep_o(finish_keep), .finish_move_o(finish_move),
    .head_desc_o(head_desc), .head_valid_i(head_valid), .head_child_i(head_child),
    .head_count_i(head_count), .pop_o(pop),
    .forget_ready_i(forget_ready), .forget_o(forget), .forget_desc_o(forget_desc),
    .call_valid_o, .call_ready_i, .call_o, .call_grant_o, .call_retry_i, .answer_valid_i, .answer_i,
    .user_done_i,
    .udp_call_valid_o, .udp_call_ready_i, .udp_answer_valid_i, .udp_answer_i, .udp_from_addr_i,
    .udp_from_port_i, .udp_to_addr_i, .udp_user_done_i, .udp_window_o(udp_window)
  );

  toe_socket_window #(.Sockets(Cfg.Sockets), .UdpSockets(Cfg.UdpSockets), .BufBytes(Cfg.BufBytes)) u_window (
    .clk_i, .rst_ni, .now_i(now_o[31:0]),
    .select_i(window_select), .select_desc_i(window_desc), .valid_o(window_valid), .window_o(window),
    .peek_valid_i(peek_valid), .peek_desc_i(peek_desc), .peek_done_o(peek_done), .peek_tcb_o(peek_tcb),
    .snap_valid_o, .snap_desc_o, .snap_valid_i, .snap_tcb_i,
    .udp_snap_valid_o, .udp_snap_valid_i, .udp_snap_ucb_i, .udp_snap_first_i,
    .waiting_desc_o(waiting_desc), .waiting_count_i(waiting_count)
  );

  toe_socket_ports u_ports (
    .clk_i, .rst_ni, .init_done_o(ports_init_done),
    .seed_i(secret_set_o), .secret_i(secret_o), .local_addr_i(network_o.ip),
    .reserve_ready_o(reserve_ready), .reserve_i(reserve), .reserve_port_i(reserve_want),
    .reserve_addr_i(reserve_addr), .reserve_remote_i(reserve_remote),
    .reserve_done_o(reserve_done), .reserve_free_o(reserve_free), .reserve_port_o(reserve_port),
    .finish_i(finish), .finish_keep_i(finish_keep), .finish_move_i(finish_move),
    .release_i(port_release_i), .release_port_i(port_release_port_i)
  );

  // ------------------------------------------------------------ descriptors, buffers, listeners
  toe_socket_alloc #(.Count(Cfg.Sockets)) u_descriptors (
    .clk_i, .rst_ni, .available_o(desc_available_o), .next_o(desc_next_o), .take_i(desc_take_i),
    .release_i(desc_release_i), .release_id_i(desc_release_id_i), .init_done_o(desc_init_done)
  );

  toe_socket_alloc #(.Count(Cfg.Buffers)) u_buffers (
    .clk_i, .rst_ni, .available_o(buf_available_o), .next_o(buf_next_o), .take_i(buf_take_i),
    .release_i(buf_release_i), .release_id_i(buf_release_id_i), .init_done_o(buf_init_done)
  );

  toe_socket_listen #(.Listeners(Cfg.Listeners), .Sockets(Cfg.Sockets)) u_listen (
    .clk_i, .rst_ni,
    .find_port_i, .find_hit_o, .find_full_o, .find_parent_o,
    .check_parent_i, .check_alive_o, .check_desc_o,
    .slot_free_o, .open_i, .open_desc_i, .open_port_i, .open_backlog_i, .close_i, .close_desc_i,
    .count_up_i, .count_down_i, .count_parent_i, .push_i, .push_parent_i, .push_child_i,
    .head_desc_i(head_desc), .head_valid_o(head_valid), .head_child_o(head_child),
    .head_count_o(head_count), .pop_i(pop),
    .waiting_desc_i(waiting_desc), .waiting_count_o(waiting_count)
  );
endmodule
