// Sockwire - the generated register block (toe_regs.rdl) with names of our own around it.
//
// Gives the configuration to the core, turns writes that start something into pulses, shows the
// host what the other parts hold (toe_socket_view), and makes the interrupt: a level, as long as a bit of IRQ_STATUS
// is set and enabled. Nothing here changes by being read.
module toe_socket_registers #(
  parameter toe_pkg::cfg_t Cfg = toe_pkg::Small
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        block_awvalid_i,
  output logic        block_awready_o,
  input  logic [11:0] block_awaddr_i,
  input  logic        block_wvalid_i,
  output logic        block_wready_o,
  input  logic [31:0] block_wdata_i,
  input  logic [3:0]  block_wstrb_i,
  output logic        block_bvalid_o,
  input  logic        block_bready_i,
  output logic [1:0]  block_bresp_o,
  input  logic        block_arvalid_i,
  output logic        block_arready_o,
  input  logic [11:0] block_araddr_i,
  output logic        block_rvalid_o,
  input  logic        block_rready_i,
  output logic [31:0] block_rdata_o,
  output logic [1:0]  block_rresp_o,

  // configuration
  output toe_pkg::network_t network_o,
  output logic [31:0]       msl_o,
  output logic [127:0]      secret_o,
  output logic              secret_new_o,  // pulse: secret_o is new
  output logic [3:0]        time_shift_o,
  // time
  output logic              time_latch_o,
  input  logic [63:0]       time_latched_i,
  // state of the device
  input  logic              link_up_i,     // any clock
  input  logic              ready_i,
  // addresses, ARP, VLAN, the echo application
  output toe_mac_pkg::vlan_t              vlan_o,
  output toe_pkg::port_t                  echo_port_o,
  output logic                            claim_valid_o,  // stands until it is taken
  input  logic                            claim_ready_i,
  output toe_pkg::ip_t                    claim_ip_o,
  output logic                            claim_probe_o,  // else announce
  input  logic                            conflict_i,     // pulses
  input  logic                            probe_conflict_i,
  input  logic              memory_error_i,  // pulse
  // command
  output logic                            go_o,
  output toe_tcp_pkg::user_call_t         go_call_o,
  output logic [7:0]                      go_tag_o,
  input  toe_socket_pkg::command_status_t command_i,
  input  logic                            command_done_i,
  // events
  input  logic                            event_valid_i,
  input  toe_pkg::desc_t                  event_desc_i,
  input  toe_tcp_pkg::ready_t             event_ready_i,
  output logic                            event_take_o,
  // socket window
  output logic                            select_o,
  output toe_pkg::desc_t                  select_desc_o,
  input  logic                            window_valid_i,
  input  toe_socket_pkg::window_t         window_i,
  // counters
  input  logic [toe_socket_pkg::Counters-1:0][31:0] count_i,

  output logic irq_o
);
  toe_regs_pkg::toe_regs__in_t  hwif_in;
  toe_regs_pkg::toe_regs__out_t hwif_out;


  logic         link_up, link_q, link_changed, go_q, select_q, secret_q, secret_new_q, irq_q, memory_error_q;
  logic [127:0] secret_value_q;
  logic [2:0]   irq_pending;
  logic         claim, claim_valid_q, claim_probe_q;
  toe_pkg::ip_t claim_ip_q;

  toe_regs u_block (
    .clk           (clk_i),
    .rst_n         (rst_ni),
    .s_axil_awready(block_awready_o),
    .s_axil_awvalid(block_awvalid_i),
    .s_axil_awaddr (block_awaddr_i),
    .s_axil_awprot (3'b000),
    .s_axil_wready (block_wready_o),
    .s_axil_wvalid (block_wvalid_i),
    .s_axil_wdata  (block_wdata_i),
    .s_axil_wstrb  (block_wstrb_i),
    .s_axil_bready (block_bready_i),
    .s_axil_bvalid (block_bvalid_o),
    .s_axil_bresp  (block_bresp_o),
    .s_axil_arready(block_arready_o),
    .s_axil_arvalid(block_arvalid_i),
    .s_axil_araddr (block_araddr_i),
    .s_axil_arprot (3'b000),
    .s_axil_rready (block_rready_i),
    .s_axil_rvalid (block_rvalid_o),
    .s_axil_rdata  (block_rdata_o),
    .s_axil_rresp  (block_rresp_o),
    .hwif_in,
    .hwif_out
  );

  toe_prim_sync u_link (
    .clk_i,
    .rst_ni,
    .data_i(link_up_i),
    .data_o(link_up)
  );
  assign link_changed = (link_up != link_q);

  // ------------------------------------------------------------ what the host has written
  assign vlan_o = '{
      enabled: hwif_out.ETH_VLAN.enable.value, pcp: hwif_out.ETH_VLAN.pcp.value, id: hwif_out.ETH_VLAN.id.value
  };
  assign echo_port_o = hwif_out.UDP_ECHO.port.value;
  assign network_o = '{
    mac: {hwif_out.MAC_HI.mac.value, hwif_out.MAC_LO.mac.value}, ip: hwif_out.IP_ADDR.ip.value,
    mask: hwif_out.IP_MASK.mask.value, gateway: hwif_out.GATEWAY.gateway.value
  };
  assign msl_o         = hwif_out.MSL.us.value;
  assign time_shift_o  = hwif_out.TIME_SCALE.shift.value;
  assign time_latch_o  = hwif_out.TIME_LATCH.go.value;
  assign secret_o      = secret_value_q;
  assign secret_new_o  = secret_new_q;
  assign go_o          = go_q;
  assign go_tag_o      = hwif_out.CMD_GO.tag.value;
  assign event_take_o  = hwif_out.EVENT_TAKE.take.value;
  assign select_o      = select_q;
  assign select_desc_o = hwif_out.SOCK_SELECT.desc.value;
  assign go_call_o     = '{
    call: toe_tcp_pkg::call_e'(hwif_out.CMD_CALL.call.value), desc: hwif_out.CMD_CALL.desc.value,
    addr: hwif_out.CMD_ADDR.addr.value, port: hwif_out.CMD_PORT.port.value,
    length: hwif_out.CMD_LENGTH.length.value
  };

  assign irq_pending = {hwif_out.IRQ_STATUS.link_changed.value & hwif_out.IRQ_ENABLE.link_changed.value,
                        hwif_out.IRQ_STATUS.command_done.value & hwif_out.IRQ_ENABLE.command_done.value,
                        (hwif_out.IRQ_STATUS.event_ready.value | event_valid_i)
                        & hwif_out.IRQ_ENABLE.event_ready.value};
  assign irq_o       = irq_q;

  // A claim that comes while one waits is ignored.
  assign claim         = hwif_out.ARP_CLAIM.probe.value || hwif_out.ARP_CLAIM.announce.value;
  assign claim_valid_o = claim_valid_q;
  assign claim_ip_o    = claim_ip_q;
  assign claim_probe_o = claim_probe_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) claim_valid_q <= 1'b0;
    else claim_valid_q <= claim_valid_q ? !claim_ready_i : claim;
  end
  always_ff @(posedge clk_i) begin
    if (!claim_valid_q) begin
      claim_ip_q    <= hwif_out.ARP_CLAIM_ADDR.ip.value;
      claim_probe_q <= hwif_out.ARP_CLAIM.probe.value;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      link_q         <= 1'b0;
      go_q           <= 1'b0;
      select_q       <= 1'b0;
      secret_q       <= 1'b0;
      secret_new_q   <= 1'b0;
      secret_value_q <= '0;
      irq_q          <= 1'b0;
      memory_error_q <= 1'b0;
    end else begin
      if (memory_error_i) memory_error_q <= 1'b1;
      link_q       <= link_up;
      go_q         <= hwif_out.CMD_GO.tag.swmod;
      select_q     <= hwif_out.SOCK_SELECT.desc.swmod;
      secret_q     <= hwif_out.SECRET[3].key.swmod;
      secret_new_q <= secret_q;
      irq_q        <= |irq_pending;
      // a cycle after the write: the key is whole
      if (secret_q) begin
        for (int i = 0; i < 4; i++) secret_value_q[32*i+:32] <= hwif_out.SECRET[i].key.value;
      end
    end
  end

  // ------------------------------------------------------------ what the host reads
  toe_socket_view #(.Cfg(Cfg)) u_view (
    .link_up_i(link_up), .link_changed_i(link_changed), .ready_i, .memory_error_i(memory_error_q),
    .time_latched_i, .command_i, .command_done_i,
    .event_valid_i, .event_desc_i(event_desc_i[14:0]), .event_ready_i, .window_valid_i, .window_i,
    .conflict_i, .probe_conflict_i, .count_i, .hwif_o(hwif_in)
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) a_desc : assert (!event_valid_i || !event_desc_i[15]) else $error("no descriptor has 16 bits");
  end
`endif
endmodule
