// Sockwire - what the host reads: the parts' state as the generated register block takes it.
// Combinational; the counters in the order of toe_socket_counters.
module toe_socket_view #(
  parameter toe_pkg::cfg_t Cfg = toe_pkg::Small
) (
  input  logic                            link_up_i,
  input  logic                            link_changed_i,
  input  logic                            ready_i,
  input  logic                            memory_error_i,    // has been seen
  input  logic [63:0]                     time_latched_i,
  input  toe_socket_pkg::command_status_t command_i,
  input  logic                            command_done_i,
  input  logic                            event_valid_i,
  input  logic [14:0]                     event_desc_i,
  input  toe_tcp_pkg::ready_t             event_ready_i,
  input  logic                            window_valid_i,
  input  toe_socket_pkg::window_t         window_i,
  input  logic                            conflict_i,        // pulses, of ARP
  input  logic                            probe_conflict_i,
  input  logic [toe_socket_pkg::Counters-1:0][31:0] count_i,
  output toe_regs_pkg::toe_regs__in_t     hwif_o
);

  always_comb begin
    hwif_o.MAGIC.magic.next          = toe_pkg::Magic;
    hwif_o.VERSION.major.next        = toe_pkg::Version[31:24];
    hwif_o.VERSION.minor.next        = toe_pkg::Version[23:16];
    hwif_o.VERSION.patch.next        = toe_pkg::Version[15:0];
    hwif_o.SIZES.sockets.next        = 16'(Cfg.Sockets);
    hwif_o.SIZES.listeners.next      = 8'(Cfg.Listeners);
    hwif_o.SIZES.data_bytes.next     = 8'(Cfg.DataBytes);
    hwif_o.BUFFERS.buf_bytes.next    = 16'(Cfg.BufBytes);
    hwif_o.BUFFERS.buffers.next      = 16'(Cfg.Buffers);
    hwif_o.WINDOWS.window_bytes.next = 16'(toe_pkg::WindowBytes);
    hwif_o.UDP_SIZES.udp_sockets.next = 16'(Cfg.UdpSockets);
    hwif_o.UDP_SIZES.pages.next       = 16'(Cfg.Pages);
    hwif_o.MTU.mtu.next              = 16'(Cfg.Mtu);
    hwif_o.RATES.line_mbps.next      = 16'(Cfg.LineMbps);
    hwif_o.RATES.core_mhz.next       = 16'(Cfg.CoreHz / 1_000_000);
    hwif_o.STATUS.link_up.next       = link_up_i;
    hwif_o.STATUS.ready.next         = ready_i;
    hwif_o.STATUS.memory_error.next  = memory_error_i;
    hwif_o.NOW_LO.us.next            = time_latched_i[31:0];
    hwif_o.NOW_HI.us.next            = time_latched_i[63:32];

    hwif_o.CMD_STATUS.busy.next        = command_i.busy;
    hwif_o.CMD_STATUS.done.next        = command_i.done;
    hwif_o.CMD_STATUS.tag.next         = command_i.tag;
    hwif_o.CMD_STATUS.errno_value.next = command_i.error;
    hwif_o.CMD_VALUE.value.next        = command_i.value;
    hwif_o.CMD_FROM_ADDR.addr.next     = command_i.from_addr;
    hwif_o.CMD_FROM_PORT.port.next     = command_i.from_port;
    hwif_o.CMD_TO_ADDR.addr.next       = command_i.to_addr;

    hwif_o.EVENT.valid.next = event_valid_i;
    hwif_o.EVENT.desc.next  = event_valid_i ? event_desc_i : '0;
    hwif_o.EVENT.ready.next = event_valid_i ? event_ready_i : '0;

    hwif_o.IRQ_STATUS.event_ready.hwset  = event_valid_i;
    hwif_o.IRQ_STATUS.command_done.hwset = command_done_i;
    hwif_o.IRQ_STATUS.link_changed.hwset = link_changed_i;

    hwif_o.ARP_STATUS.conflict.hwset       = conflict_i;
    hwif_o.ARP_STATUS.probe_conflict.hwset = probe_conflict_i;

    hwif_o.SOCK_STATE.state.next = window_i.state;
    hwif_o.SOCK_STATE.allocated.next = window_i.allocated;
    hwif_o.SOCK_STATE.attached.next = window_i.attached;
    hwif_o.SOCK_STATE.fin_rcvd.next = window_i.fin_rcvd;
    hwif_o.SOCK_STATE.fin_queued.next = window_i.fin_queued;
    hwif_o.SOCK_STATE.error.next = window_i.error;
    hwif_o.SOCK_STATE.waiting.next = window_i.waiting;
    hwif_o.SOCK_STATE.valid.next = window_valid_i;
    hwif_o.SOCK_PEER.addr.next = window_i.peer;
    hwif_o.SOCK_PORTS.local_port.next = window_i.local_port;
    hwif_o.SOCK_PORTS.remote_port.next = window_i.remote_port;
    hwif_o.SOCK_READABLE.octets.next = window_i.readable;
    hwif_o.SOCK_FREE.octets.next = window_i.free;
    hwif_o.SOCK_UNSENT.octets.next = window_i.unsent;
    hwif_o.SOCK_UNACKED.octets.next = window_i.unacked;
    hwif_o.SOCK_IDLE.us.next = window_i.idle;
    hwif_o.SOCK_SND_UNA.seq.next = window_i.snd_una;
    hwif_o.SOCK_SND_NXT.seq.next = window_i.snd_nxt;
    hwif_o.SOCK_SND_WND.octets.next = window_i.snd_wnd;
    hwif_o.SOCK_RCV_NXT.seq.next = window_i.rcv_nxt;
    hwif_o.SOCK_RCV_WND.octets.next = window_i.rcv_wnd;
    hwif_o.SOCK_CWND.octets.next = window_i.cwnd;
    hwif_o.SOCK_SSTHRESH.octets.next = window_i.ssthresh;
    hwif_o.SOCK_SRTT.us.next = window_i.srtt;
    hwif_o.SOCK_RTTVAR.us.next = window_i.rttvar;
    hwif_o.SOCK_RTO.us.next = window_i.rto;
    hwif_o.SOCK_OPTIONS.snd_mss.next = window_i.snd_mss;
    hwif_o.SOCK_OPTIONS.retries.next = window_i.retries;
    hwif_o.SOCK_OPTIONS.sack_ok.next = window_i.sack_ok;
    hwif_o.SOCK_OPTIONS.ts_ok.next = window_i.ts_ok;
    hwif_o.SOCK_OPTIONS.wscale_ok.next = window_i.wscale_ok;
    hwif_o.SOCK_OPTIONS.recovering.next = window_i.recovering;
    hwif_o.SOCK_OPTIONS.snd_wscale.next = window_i.snd_wscale;
    hwif_o.SOCK_SEGS_IN.count.next = window_i.segs_in;
    hwif_o.SOCK_SEGS_OUT.count.next = window_i.segs_out;
    hwif_o.SOCK_SEGS_AGAIN.count.next = window_i.segs_again;
    hwif_o.SOCK_DROPS.count.next = window_i.drops;
    hwif_o.SOCK_SOFT_ERROR.errno_value.next = window_i.soft_error;
    hwif_o.SOCK_URGENT.octets.next = window_i.urgent;
    hwif_o.SOCK_CONGESTION.cubic.next = window_i.cubic;

    hwif_o.TCP_ACTIVE_OPENS.count.next = count_i[80];
    hwif_o.TCP_PASSIVE_OPENS.count.next = count_i[79];
    hwif_o.TCP_ATTEMPT_FAILS.count.next = count_i[78];
    hwif_o.TCP_ESTAB_RESETS.count.next = count_i[77];
    hwif_o.TCP_IN_SEGS.count.next = count_i[76];
    hwif_o.TCP_OUT_SEGS.count.next = count_i[75];
    hwif_o.TCP_RETRANS_SEGS.count.next = count_i[74];
    hwif_o.TCP_IN_ERRS.count.next = count_i[73];
    hwif_o.TCP_OUT_RSTS.count.next = count_i[72];
    hwif_o.TCP_IN_DISCARDS.count.next = count_i[71];
    hwif_o.TCP_OUT_DISCARDS.count.next = count_i[70];
    hwif_o.TCP_DROP_BACKLOG.count.next = count_i[69];
    hwif_o.TCP_DROP_NO_SOCKET.count.next = count_i[68];
    hwif_o.TCP_DROP_NO_BUFFER.count.next = count_i[67];
    hwif_o.TCP_STALE.count.next = count_i[66];
    hwif_o.IP_IN_RECEIVES.count.next = count_i[65];
    hwif_o.IP_IN_HDR_ERRORS.count.next = count_i[64];
    hwif_o.IP_IN_ADDR_ERRORS.count.next = count_i[63];
    hwif_o.IP_IN_UNKNOWN_PROTOS.count.next = count_i[62];
    hwif_o.IP_IN_DISCARDS.count.next = count_i[61];
    hwif_o.IP_REASM_FAILS.count.next = count_i[60];
    hwif_o.IP_OUT_REQUESTS.count.next = count_i[59];
    hwif_o.ICMP_IN_MSGS.count.next = count_i[58];
    hwif_o.ICMP_IN_ERRORS.count.next = count_i[57];
    hwif_o.ICMP_IN_ECHOS.count.next = count_i[56];
    hwif_o.ICMP_OUT_ECHO_REPS.count.next = count_i[55];
    hwif_o.ICMP_IN_DISCARDS.count.next = count_i[54];
    hwif_o.ICMP_IN_DEST_UNREACHS.count.next = count_i[53];
    hwif_o.ICMP_IN_TIME_EXCDS.count.next = count_i[52];
    hwif_o.ICMP_IN_PARM_PROBS.count.next = count_i[51];
    hwif_o.ARP_IN_REQUESTS.count.next = count_i[50];
    hwif_o.ARP_IN_REPLIES.count.next = count_i[49];
    hwif_o.ARP_OUT_REQUESTS.count.next = count_i[48];
    hwif_o.ARP_OUT_REPLIES.count.next = count_i[47];
    hwif_o.ARP_CONFLICTS.count.next = count_i[46];
    hwif_o.IF_IN_UNKNOWN_PROTOS.count.next = count_i[45];
    hwif_o.MAC_IN_FRAMES.count.next = count_i[44];
    hwif_o.MAC_OUT_FRAMES.count.next = count_i[43];
    hwif_o.MAC_RUNTS.count.next = count_i[42];
    hwif_o.MAC_GIANTS.count.next = count_i[41];
    hwif_o.MAC_ALIGNMENT_ERRORS.count.next = count_i[40];
    hwif_o.MAC_FCS_ERRORS.count.next = count_i[39];
    hwif_o.MAC_SYMBOL_ERRORS.count.next = count_i[38];
    hwif_o.MAC_FILTERED.count.next = count_i[37];
    hwif_o.MAC_OVERFLOWS.count.next = count_i[36];
    hwif_o.ICMP_IN_SRC_QUENCHS.count.next = count_i[35];
    hwif_o.TCP_DROP_NO_CONNECTION.count.next = count_i[34];
    hwif_o.TCP_DROP_UNACCEPTABLE.count.next = count_i[33];
    hwif_o.TCP_DROP_CHALLENGE.count.next = count_i[32];
    hwif_o.TCP_DROP_NO_ACK.count.next = count_i[31];
    hwif_o.TCP_DROP_BAD_ACK.count.next = count_i[30];
    hwif_o.TCP_DROP_IGNORED.count.next = count_i[29];
    hwif_o.TCP_DROP_NO_LISTENER.count.next = count_i[28];
    hwif_o.TCP_DROP_PAWS.count.next = count_i[27];
    hwif_o.TCP_DROP_NO_TIMESTAMP.count.next = count_i[26];
    hwif_o.TCP_COOKIES_SENT.count.next = count_i[25];
    hwif_o.TCP_COOKIES_TAKEN.count.next = count_i[24];
    hwif_o.TCP_RSTS_LIMITED.count.next = count_i[23];
    hwif_o.UDP_IN_DATAGRAMS.count.next = count_i[22];
    hwif_o.UDP_NO_PORTS.count.next = count_i[21];
    hwif_o.UDP_IN_ERRORS.count.next = count_i[20];
    hwif_o.UDP_IN_OVERFLOWS.count.next = count_i[19];
    hwif_o.UDP_OUT_DATAGRAMS.count.next = count_i[18];
    hwif_o.UDP_OUT_DISCARDS.count.next = count_i[17];
    hwif_o.IP_REASM_REQDS.count.next = count_i[16];
    hwif_o.IP_REASM_OKS.count.next = count_i[15];
    hwif_o.IP_OUT_FRAG_OKS.count.next = count_i[14];
    hwif_o.IP_OUT_FRAG_CREATES.count.next = count_i[13];
    hwif_o.ICMP_OUT_DEST_UNREACHS.count.next = count_i[12];
    hwif_o.ICMP_OUT_TIME_EXCDS.count.next = count_i[11];
    hwif_o.ICMP_OUT_LIMITED.count.next = count_i[10];
    hwif_o.ARP_PROBE_CONFLICTS.count.next = count_i[9];
    hwif_o.MAC_PAUSES.count.next = count_i[8];
    hwif_o.VLAN_FILTERED.count.next = count_i[7];
    hwif_o.UDP_ECHOS.count.next = count_i[6];
    hwif_o.UDP_ECHO_DISCARDS.count.next = count_i[5];
    hwif_o.IGMP_IN_QUERIES.count.next = count_i[4];
    hwif_o.IGMP_IN_REPORTS.count.next = count_i[3];
    hwif_o.IGMP_IN_ERRORS.count.next = count_i[2];
    hwif_o.IGMP_OUT_REPORTS.count.next = count_i[1];
    hwif_o.IGMP_OUT_LEAVES.count.next = count_i[0];
  end
endmodule
