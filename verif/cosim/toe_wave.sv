// Sockwire - `toe` as it is shown in a waveform: the volts beside the line's pins, and the last record of
// each kind held, so that states and events can be read between two of them. For simulation only.
module toe_wave #(
  parameter int unsigned Config    = 0,
  parameter int unsigned DataBytes = 0,
  parameter int unsigned NoPhy     = 0,
  localparam int unsigned Width = toe_pkg::with_data_bytes(toe_pkg::configuration(Config), DataBytes).DataBytes
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

  // for the picture only: volts at the line, in millivolts
  input  logic signed [15:0] line_tx_mv_i,
  input  logic signed [15:0] line_rx_mv_i,

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
  toe #(.Config(Config), .DataBytes(DataBytes), .NoPhy(NoPhy)) i_toe (.*);

  // The last event of each kind, and the socket after it.
  toe_tcp_pkg::event_kind_e   event_kind;
  toe_tcp_pkg::call_e         event_call;
  toe_tcp_pkg::timer_e        event_timer;
  toe_tcp_pkg::drop_e         event_drop;
  toe_tcp_pkg::errno_e        event_answer;
  toe_pkg::desc_t             event_socket;
  toe_tcp_pkg::tcp_state_e    state_before;
  toe_tcp_pkg::tcp_state_e    state_after;
  toe_tcp_pkg::segment_t      segment_in;
  toe_tcp_pkg::emit_t         segment_out;
  toe_tcp_pkg::tcb_t          tcb;
  toe_udp_pkg::udp_record_t   udp;
  toe_udp_pkg::udp_echo_record_t udp_echo;
  toe_ip_pkg::ip_record_t     ip;
  toe_ip_pkg::ip_sent_t       ip_sent;
  toe_arp_pkg::arp_record_t   arp;
  toe_icmp_pkg::icmp_record_t icmp;
  toe_igmp_pkg::igmp_record_t igmp;
  toe_mac_pkg::mac_rx_record_t mac_rx;
  logic                       unused_picture;  // all of it is only looked at

  assign unused_picture = ^{line_tx_mv_i, line_rx_mv_i, event_kind, event_call, event_timer, event_drop,
                            event_answer, event_socket, state_before, state_after, segment_in, segment_out,
                            tcb, udp, udp_echo, ip, ip_sent, arp, icmp, igmp, mac_rx};

  always_ff @(posedge clk_core_i) begin
    if (!rst_core_ni) begin
      event_kind   <= toe_tcp_pkg::EventNone;
      event_call   <= toe_tcp_pkg::CallNone;
      event_timer  <= toe_tcp_pkg::TimerNone;
      event_drop   <= toe_tcp_pkg::DropNone;
      event_answer <= toe_tcp_pkg::Ok;
      event_socket <= toe_pkg::NoDesc;
      state_before <= toe_tcp_pkg::Closed;
      state_after  <= toe_tcp_pkg::Closed;
      segment_in   <= '0;
      segment_out  <= '0;
      tcb          <= '0;
    end else if (tcp_record_o.valid) begin
      event_kind   <= tcp_record_o.kind;
      event_call   <= tcp_record_o.call.call;
      event_timer  <= tcp_record_o.timer;
      event_drop   <= tcp_record_o.drop;
      event_answer <= tcp_record_o.answer.error;
      event_socket <= tcp_record_o.conn;
      state_before <= tcp_record_o.pre.state;
      state_after  <= tcp_record_o.post.state;
      segment_in   <= tcp_record_o.segment;
      segment_out  <= tcp_record_o.emit;
      tcb          <= tcp_record_o.post;
    end
  end

  always_ff @(posedge clk_core_i) begin
    if (!rst_core_ni) begin
      arp  <= '0;
      icmp <= '0;
      igmp <= '0;
    end else begin
      if (udp_record_o.valid) udp <= udp_record_o;
      if (udp_echo_record_o.valid) udp_echo <= udp_echo_record_o;
      if (ip_record_o.valid) ip <= ip_record_o;
      if (ip_sent_record_o.valid) ip_sent <= ip_sent_record_o;
      if (arp_record_o.valid) arp <= arp_record_o;
      if (icmp_record_o.valid) icmp <= icmp_record_o;
      if (igmp_record_o.valid) igmp <= igmp_record_o;
    end
  end

  always_ff @(posedge mii_mon_rx_clk_o) begin
    if (!rst_core_ni) mac_rx <= '0;
    else if (mac_rx_record_o.valid) mac_rx <= mac_rx_record_o;
  end

endmodule
