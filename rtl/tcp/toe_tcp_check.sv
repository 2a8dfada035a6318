// Sockwire - TCP engine, stage Check: every comparison that the rules need.
//
// Combinational. Sequence numbers are compared modulo 2^32 (RFC 9293 3.4); the acceptability test is
// that of 3.10.7.4 "first", text is trimmed to the window as there. Nothing is decided here.
module toe_tcp_check #(
  parameter int unsigned BufBytes = 4096
) (
  input  toe_tcp_engine_pkg::event_t event_i,
  input  toe_tcp_pkg::tcb_t          tcb_i,
  output toe_tcp_engine_pkg::check_t check_o
);
  import toe_tcp_pkg::*;

  localparam logic [31:0] WindowStep = (BufBytes / 2 < toe_pkg::LocalMss) ? BufBytes / 2 : toe_pkg::LocalMss;

  segment_t    seg;
  logic [31:0] rcv_wnd, seg_len, offset, new_una, text_from, text_to;
  logic [31:0] readable, send_room, recv_count, skip, fresh, edge_step;
  logic        first_in, last_in, at_edge, one_timer;
  logic [15:0] offered_mss;

  // An octet inside the receive window.
  function automatic logic in_window(seq_t seq, seq_t rcv_nxt, logic [31:0] wnd);
    return (seq - rcv_nxt) < wnd;
  endfunction

  assign seg     = event_i.segment;
  assign rcv_wnd = tcb_i.rcv_adv - tcb_i.rcv_nxt;
  assign seg_len = 32'(seg.length) + 32'(seg.flags.syn) + 32'(seg.flags.fin);

  // 3.10.7.4 first: the four cases, and the allowance for ACKs of who has filled our window or probed it
  assign first_in = in_window(seg.seq, tcb_i.rcv_nxt, rcv_wnd);
  assign last_in  = in_window(seg.seq + seg_len - 32'd1, tcb_i.rcv_nxt, rcv_wnd);
  assign at_edge  = !seg.flags.rst && in_window(seg.seq, tcb_i.rcv_nxt, rcv_wnd + 32'd2);

  // fifth: what SND.UNA is once this acknowledgment is taken, and the octets that it newly covers
  assign new_una   = seq_lt(tcb_i.snd_una, seg.ack) ? seg.ack : tcb_i.snd_una;
  assign text_from = (tcb_i.snd_una == tcb_i.iss) ? tcb_i.iss + 32'd1 : tcb_i.snd_una;
  assign text_to   = seq_lt(tcb_i.snd_end, new_una) ? tcb_i.snd_end : new_una;

  // seventh: text
  assign offset = tcb_i.rcv_nxt - seg.seq;
  assign skip   = toe_tcp_engine_pkg::min32(offset, 32'(seg.length));
  assign fresh  = toe_tcp_engine_pkg::min32(32'(seg.length) - skip, rcv_wnd);

  assign offered_mss = seg.has_mss ? seg.mss : MssDefault;

  // user calls
  assign readable  = tcb_i.rcv_nxt - tcb_i.rcv_user - 32'(tcb_i.fin_rcvd);
  assign send_room = BufBytes - (tcb_i.snd_end - tcb_i.snd_una);
  assign recv_count = toe_tcp_engine_pkg::min32(event_i.call.length,
                        toe_tcp_engine_pkg::min32(readable, toe_pkg::WindowBytes));
  assign edge_step = tcb_i.rcv_user + recv_count + BufBytes - tcb_i.rcv_adv;

  assign one_timer = tcb_i.state inside {SynSent, SynReceived} || toe_tcp_engine_pkg::sends_text(tcb_i.state);

  always_comb begin
    check_o = '0;
    if (seg_len != '0)       check_o.acceptable = (rcv_wnd != '0) && (first_in || last_in);
    else if (rcv_wnd != '0)  check_o.acceptable = first_in || at_edge;
    else                     check_o.acceptable = (seg.seq == tcb_i.rcv_nxt) || at_edge;
    check_o.answerable     = !seg.flags.rst && (seg_len != '0 || seq_lt(seg.seq, tcb_i.rcv_nxt));
    check_o.seq_is_next    = seg.seq == tcb_i.rcv_nxt;
    check_o.seg_end        = seg.seq + seg_len;

    check_o.ack_advances   = seq_lt(tcb_i.snd_una, seg.ack);
    check_o.ack_beyond     = seq_lt(tcb_i.snd_nxt, seg.ack);
    check_o.ack_is_all     = seg.ack == tcb_i.snd_nxt;
    check_o.ack_of_data    = seq_lt(text_from, text_to);
    check_o.ack_of_fin     = tcb_i.fin_queued && (new_una == tcb_i.snd_end + 32'd1);
    check_o.ack_passes_rtx = seq_lt(tcb_i.snd_rtx, seg.ack);
    check_o.window_newer   = seq_lt(tcb_i.snd_wl1, seg.seq)
                             || (tcb_i.snd_wl1 == seg.seq && seq_leq(tcb_i.snd_wl2, seg.ack));

    check_o.text_in_order  = seq_leq(seg.seq, tcb_i.rcv_nxt);
    if (check_o.text_in_order && fresh != '0) check_o.text = '{skip: skip[15:0], length: fresh[15:0]};
    check_o.fin_in_order   = (seg.seq + 32'(seg.length) == tcb_i.rcv_nxt + 32'(check_o.text.length))
                             && (rcv_wnd != 32'(check_o.text.length));

    check_o.peer_mss       = (offered_mss < MssFloor) ? MssFloor
                             : (offered_mss > 16'(toe_pkg::LocalMss)) ? 16'(toe_pkg::LocalMss) : offered_mss;

    check_o.send_full      = send_room == '0;
    check_o.send_count     = toe_tcp_engine_pkg::min32(event_i.call.length, send_room);
    check_o.recv_some      = tcb_i.has_buffer && (readable != '0);
    check_o.recv_count     = recv_count;
    check_o.recv_reveals   = edge_step >= WindowStep;

    unique case (event_i.timer)
      TimerRetransmit: check_o.due = one_timer && tcb_i.rtx_armed
                                     && toe_tcp_engine_pkg::is_due(event_i.now[31:0], tcb_i.rtx_deadline);
      TimerTimeWait:   check_o.due = tcb_i.tw_armed
                                     && toe_tcp_engine_pkg::is_due(event_i.now[31:0], tcb_i.tw_deadline);
      default:         check_o.due = tcb_i.active;
    endcase
  end
endmodule
