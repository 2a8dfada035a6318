// Sockwire - the counters of RFC 4022, 4113, 4293, 2863 and of our own: 32 bits each, wrapping.
//
// Counts one-clock pulses of the core clock; the registers show them as they are. Names as in
// toe_regs.rdl, in its order.
module toe_socket_counters (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,
  input  toe_socket_pkg::stat_t                     stat_i,
  output logic [toe_socket_pkg::Counters-1:0][31:0] count_o  // the first one in the high bits
);
  logic [toe_socket_pkg::Counters-1:0]       pulse;
  logic                                      udp_in_error, echo_error_q;
  logic [toe_socket_pkg::Counters-1:0][31:0] count_q;

  // One of UDP's engine and one of its echo application may come in one clock: the second waits.
  assign udp_in_error = stat_i.udp.in_errors || stat_i.udp_echo.in_errors || echo_error_q;
  always_ff @(posedge clk_i) begin
    echo_error_q <= rst_ni && stat_i.udp.in_errors && (stat_i.udp_echo.in_errors || echo_error_q);
  end

  assign pulse = {
    stat_i.tcp.active_opens, stat_i.tcp.passive_opens, stat_i.tcp.attempt_fails, stat_i.tcp.estab_resets,
    stat_i.tcp_io.in_segs, stat_i.tcp.out_segs, stat_i.tcp.retrans_segs, stat_i.tcp_io.in_errs,
    stat_i.tcp.out_rsts, stat_i.tcp_io.in_discards, stat_i.tcp_io.out_discards, stat_i.tcp.drop_backlog,
    stat_i.tcp.drop_no_socket, stat_i.tcp.drop_no_buffer, stat_i.tcp_io.stale,
    stat_i.ip.in_receives, stat_i.ip.in_hdr_errors, stat_i.ip.in_addr_errors, stat_i.ip.in_unknown_protos,
    stat_i.ip.in_discards, stat_i.ip.reasm_fails, stat_i.ip.out_requests,
    stat_i.icmp.in_msgs, stat_i.icmp.in_errors, stat_i.icmp.in_echos, stat_i.icmp.out_echo_reps,
    stat_i.icmp.in_discards, stat_i.icmp.in_unreachs, stat_i.icmp.in_time_excds, stat_i.icmp.in_parm_probs,
    stat_i.arp.in_requests, stat_i.arp.in_replies, stat_i.arp.out_requests, stat_i.arp.out_replies,
    stat_i.arp.conflicts,
    stat_i.mac.in_unknown_protos, stat_i.mac.in_frames, stat_i.mac.out_frames, stat_i.mac.runts,
    stat_i.mac.giants, stat_i.mac.alignment_errors, stat_i.mac.fcs_errors, stat_i.mac.symbol_errors,
    stat_i.mac.filtered, stat_i.mac.overflows,
    stat_i.icmp.in_src_quenchs, stat_i.tcp.drop_no_connection, stat_i.tcp.drop_unacceptable,
    stat_i.tcp.drop_challenge, stat_i.tcp.drop_no_ack, stat_i.tcp.drop_bad_ack, stat_i.tcp.drop_ignored,
    stat_i.tcp.drop_no_listener, stat_i.tcp.drop_paws, stat_i.tcp.drop_no_timestamp, stat_i.tcp.cookies_sent,
    stat_i.tcp.cookies_taken, stat_i.tcp.rsts_limited,
    stat_i.udp.in_datagrams, stat_i.udp.no_ports, udp_in_error, stat_i.udp.in_overflows,
    stat_i.udp.out_datagrams, stat_i.udp.out_discards,
    stat_i.ip.reasm_reqds, stat_i.ip.reasm_oks, stat_i.ip.out_frag_oks, stat_i.ip.out_frag_creates,
    stat_i.icmp.out_unreachs, stat_i.icmp.out_time_excds, stat_i.icmp.out_limited,
    stat_i.arp.probe_conflicts, stat_i.mac.pauses, stat_i.mac.vlan_filtered,
    stat_i.udp_echo.answered, stat_i.udp_echo.discards,
    stat_i.igmp.in_queries, stat_i.igmp.in_reports, stat_i.igmp.in_errors, stat_i.igmp.out_reports,
    stat_i.igmp.out_leaves
  };
  assign count_o = count_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= '0;
    end else begin
      for (int i = 0; i < toe_socket_pkg::Counters; i++) count_q[i] <= count_q[i] + 32'(pulse[i]);
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (rst_ni) assert (!(echo_error_q && stat_i.udp_echo.in_errors)) else $error("an error is not counted");
  end
`endif
endmodule
