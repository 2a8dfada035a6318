// Sockwire - the generated register block (toe_regs.rdl) with names of our own around it.
//
// Gives the configuration to the core, turns writes that start something into pulses, shows the
// host what the other parts hold, and makes the interrupt: a level, as long as a bit of IRQ_STATUS
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

  logic         link_up, link_q, link_changed, go_q, select_q, secret_q, secret_new_q, irq_q;
  logic [127:0] secret_value_q;
  logic [2:0]   irq_pending;

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

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      link_q         <= 1'b0;
      go_q           <= 1'b0;
      select_q       <= 1'b0;
      secret_q       <= 1'b0;
      secret_new_q   <= 1'b0;
      secret_value_q <= '0;
      irq_q          <= 1'b0;
    end else begin
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
  always_comb begin
    hwif_in.MAGIC.magic.next          = toe_pkg::Magic;
    hwif_in.VERSION.major.next        = toe_pkg::Version[31:24];
    hwif_in.VERSION.minor.next        = toe_pkg::Version[23:16];
    hwif_in.VERSION.patch.next        = toe_pkg::Version[15:0];
    hwif_in.SIZES.sockets.next        = 16'(Cfg.Sockets);
    hwif_in.SIZES.listeners.next      = 8'(Cfg.Listeners);
    hwif_in.SIZES.data_bytes.next     = 8'(Cfg.DataBytes);
    hwif_in.BUFFERS.buf_bytes.next    = 16'(Cfg.BufBytes);
    hwif_in.BUFFERS.buffers.next      = 16'(Cfg.Buffers);
    hwif_in.WINDOWS.window_bytes.next = 16'(toe_pkg::WindowBytes);
    hwif_in.RATES.line_mbps.next      = 16'(Cfg.LineMbps);
    hwif_in.RATES.core_mhz.next       = 16'(Cfg.CoreHz / 1_000_000);
    hwif_in.STATUS.link_up.next       = link_up;
    hwif_in.STATUS.ready.next         = ready_i;
    hwif_in.NOW_LO.us.next            = time_latched_i[31:0];
    hwif_in.NOW_HI.us.next            = time_latched_i[63:32];

    hwif_in.CMD_STATUS.busy.next        = command_i.busy;
    hwif_in.CMD_STATUS.done.next        = command_i.done;
    hwif_in.CMD_STATUS.tag.next         = command_i.tag;
    hwif_in.CMD_STATUS.errno_value.next = command_i.error;
    hwif_in.CMD_VALUE.value.next        = command_i.value;

    hwif_in.EVENT.valid.next = event_valid_i;
    hwif_in.EVENT.desc.next  = event_valid_i ? event_desc_i[14:0] : '0;
    hwif_in.EVENT.ready.next = event_valid_i ? event_ready_i : '0;

    hwif_in.IRQ_STATUS.event_ready.hwset  = event_valid_i;
    hwif_in.IRQ_STATUS.command_done.hwset = command_done_i;
    hwif_in.IRQ_STATUS.link_changed.hwset = link_changed;

    hwif_in.SOCK_STATE.state.next = window_i.state;
    hwif_in.SOCK_STATE.allocated.next = window_i.allocated;
    hwif_in.SOCK_STATE.attached.next = window_i.attached;
    hwif_in.SOCK_STATE.fin_rcvd.next = window_i.fin_rcvd;
    hwif_in.SOCK_STATE.fin_queued.next = window_i.fin_queued;
    hwif_in.SOCK_STATE.error.next = window_i.error;
    hwif_in.SOCK_STATE.waiting.next = window_i.waiting;
    hwif_in.SOCK_STATE.valid.next = window_valid_i;
    hwif_in.SOCK_PEER.addr.next = window_i.peer;
    hwif_in.SOCK_PORTS.local_port.next = window_i.local_port;
    hwif_in.SOCK_PORTS.remote_port.next = window_i.remote_port;
    hwif_in.SOCK_READABLE.octets.next = window_i.readable;
    hwif_in.SOCK_FREE.octets.next = window_i.free;
    hwif_in.SOCK_UNSENT.octets.next = window_i.unsent;
    hwif_in.SOCK_UNACKED.octets.next = window_i.unacked;
    hwif_in.SOCK_IDLE.us.next = window_i.idle;
    hwif_in.SOCK_SND_UNA.seq.next = window_i.snd_una;
    hwif_in.SOCK_SND_NXT.seq.next = window_i.snd_nxt;
    hwif_in.SOCK_SND_WND.octets.next = window_i.snd_wnd;
    hwif_in.SOCK_RCV_NXT.seq.next = window_i.rcv_nxt;
    hwif_in.SOCK_RCV_WND.octets.next = window_i.rcv_wnd;
    hwif_in.SOCK_CWND.octets.next = window_i.cwnd;
    hwif_in.SOCK_SSTHRESH.octets.next = window_i.ssthresh;
    hwif_in.SOCK_SRTT.us.next = window_i.srtt;
    hwif_in.SOCK_RTTVAR.us.next = window_i.rttvar;
    hwif_in.SOCK_RTO.us.next = window_i.rto;
    hwif_in.SOCK_OPTIONS.snd_mss.next = window_i.snd_mss;
    hwif_in.SOCK_OPTIONS.retries.next = window_i.retries;
    hwif_in.SOCK_OPTIONS.sack_ok.next = window_i.sack_ok;
    hwif_in.SOCK_OPTIONS.ts_ok.next = window_i.ts_ok;
    hwif_in.SOCK_OPTIONS.wscale_ok.next = window_i.wscale_ok;
    hwif_in.SOCK_OPTIONS.recovering.next = window_i.recovering;
    hwif_in.SOCK_OPTIONS.snd_wscale.next = window_i.snd_wscale;
    hwif_in.SOCK_SEGS_IN.count.next = window_i.segs_in;
    hwif_in.SOCK_SEGS_OUT.count.next = window_i.segs_out;
    hwif_in.SOCK_SEGS_AGAIN.count.next = window_i.segs_again;
    hwif_in.SOCK_DROPS.count.next = window_i.drops;
    hwif_in.SOCK_SOFT_ERROR.errno_value.next = window_i.soft_error;
    hwif_in.SOCK_URGENT.octets.next = window_i.urgent;
    hwif_in.SOCK_CONGESTION.cubic.next = window_i.cubic;

    hwif_in.TCP_ACTIVE_OPENS.count.next = count_i[56];
    hwif_in.TCP_PASSIVE_OPENS.count.next = count_i[55];
    hwif_in.TCP_ATTEMPT_FAILS.count.next = count_i[54];
    hwif_in.TCP_ESTAB_RESETS.count.next = count_i[53];
    hwif_in.TCP_IN_SEGS.count.next = count_i[52];
    hwif_in.TCP_OUT_SEGS.count.next = count_i[51];
    hwif_in.TCP_RETRANS_SEGS.count.next = count_i[50];
    hwif_in.TCP_IN_ERRS.count.next = count_i[49];
    hwif_in.TCP_OUT_RSTS.count.next = count_i[48];
    hwif_in.TCP_IN_DISCARDS.count.next = count_i[47];
    hwif_in.TCP_OUT_DISCARDS.count.next = count_i[46];
    hwif_in.TCP_DROP_BACKLOG.count.next = count_i[45];
    hwif_in.TCP_DROP_NO_SOCKET.count.next = count_i[44];
    hwif_in.TCP_DROP_NO_BUFFER.count.next = count_i[43];
    hwif_in.TCP_STALE.count.next = count_i[42];
    hwif_in.IP_IN_RECEIVES.count.next = count_i[41];
    hwif_in.IP_IN_HDR_ERRORS.count.next = count_i[40];
    hwif_in.IP_IN_ADDR_ERRORS.count.next = count_i[39];
    hwif_in.IP_IN_UNKNOWN_PROTOS.count.next = count_i[38];
    hwif_in.IP_IN_DISCARDS.count.next = count_i[37];
    hwif_in.IP_REASM_FAILS.count.next = count_i[36];
    hwif_in.IP_OUT_REQUESTS.count.next = count_i[35];
    hwif_in.ICMP_IN_MSGS.count.next = count_i[34];
    hwif_in.ICMP_IN_ERRORS.count.next = count_i[33];
    hwif_in.ICMP_IN_ECHOS.count.next = count_i[32];
    hwif_in.ICMP_OUT_ECHO_REPS.count.next = count_i[31];
    hwif_in.ICMP_IN_DISCARDS.count.next = count_i[30];
    hwif_in.ICMP_IN_DEST_UNREACHS.count.next = count_i[29];
    hwif_in.ICMP_IN_TIME_EXCDS.count.next = count_i[28];
    hwif_in.ICMP_IN_PARM_PROBS.count.next = count_i[27];
    hwif_in.ARP_IN_REQUESTS.count.next = count_i[26];
    hwif_in.ARP_IN_REPLIES.count.next = count_i[25];
    hwif_in.ARP_OUT_REQUESTS.count.next = count_i[24];
    hwif_in.ARP_OUT_REPLIES.count.next = count_i[23];
    hwif_in.ARP_CONFLICTS.count.next = count_i[22];
    hwif_in.IF_IN_UNKNOWN_PROTOS.count.next = count_i[21];
    hwif_in.MAC_IN_FRAMES.count.next = count_i[20];
    hwif_in.MAC_OUT_FRAMES.count.next = count_i[19];
    hwif_in.MAC_RUNTS.count.next = count_i[18];
    hwif_in.MAC_GIANTS.count.next = count_i[17];
    hwif_in.MAC_ALIGNMENT_ERRORS.count.next = count_i[16];
    hwif_in.MAC_FCS_ERRORS.count.next = count_i[15];
    hwif_in.MAC_SYMBOL_ERRORS.count.next = count_i[14];
    hwif_in.MAC_FILTERED.count.next = count_i[13];
    hwif_in.MAC_OVERFLOWS.count.next = count_i[12];
    hwif_in.ICMP_IN_SRC_QUENCHS.count.next = count_i[11];
    hwif_in.TCP_DROP_NO_CONNECTION.count.next = count_i[10];
    hwif_in.TCP_DROP_UNACCEPTABLE.count.next = count_i[9];
    hwif_in.TCP_DROP_CHALLENGE.count.next = count_i[8];
    hwif_in.TCP_DROP_NO_ACK.count.next = count_i[7];
    hwif_in.TCP_DROP_BAD_ACK.count.next = count_i[6];
    hwif_in.TCP_DROP_IGNORED.count.next = count_i[5];
    hwif_in.TCP_DROP_NO_LISTENER.count.next = count_i[4];
    hwif_in.TCP_DROP_PAWS.count.next = count_i[3];
    hwif_in.TCP_DROP_NO_TIMESTAMP.count.next = count_i[2];
    hwif_in.TCP_COOKIES_SENT.count.next = count_i[1];
    hwif_in.TCP_COOKIES_TAKEN.count.next = count_i[0];
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) a_desc : assert (!event_valid_i || !event_desc_i[15]) else $error("no descriptor has 16 bits");
  end
`endif
endmodule
